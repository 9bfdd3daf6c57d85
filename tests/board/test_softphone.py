"""A real SIP stack in a real browser (JsSIP in Chromium) that registers, calls and is called over WebSocket."""
import json
import re
import time
import unittest

from board import BoardTest
from browser import Page
from harness.office import PASSWORD
from harness.processes import free_port, wait_until

#: What stands for the page of somebody who has signed in: a phone, and what has happened to it.
PHONE = """
window.seen = [];
window.phoneOf = (settings) => {
  const { socket, ...rest } = settings;
  const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(socket)], connection_recovery_min_interval: 1,
                            connection_recovery_max_interval: 2, ...rest });
  for (const name of ['connected', 'disconnected', 'registered', 'unregistered', 'registrationFailed', 'newRTCSession'])
    ua.on(name, (event) => {
      seen.push(name === 'registrationFailed' ? `${name} ${event.response?.status_code}` : name);
      if (name === 'newRTCSession' && event.originator === 'remote') window.session = event.session;
    });
  ua.start();
  return (window.ua = ua);
};
"""


class SoftphoneTest(BoardTest):
    office = {**BoardTest.office, "web": True}
    account = "ann"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for transport in ("ws", "wss"):
            cls.server.text = cls.server.text.replace(f'"{transport}:127.0.0.1:0"', f'"{transport}:127.0.0.1:{free_port()}"')
        cls.server.restart()

    @property
    def console(self):
        return f"ws://127.0.0.1:{self.server.api_port}/sip"

    def page(self, name="softphone"):
        page = Page(self.browser, name, f"http://127.0.0.1:{self.server.api_port}/",
                    options={"bypassCSP": True, "ignoreHTTPSErrors": True, "permissions": ["microphone"]})
        self.addCleanup(page.close)
        page.run("await page.evaluate(softphone());" f"await page.evaluate({json.dumps(PHONE)});")
        return page

    def phone_in(self, page, socket, user="201", password=PASSWORD, **more):
        settings = {"socket": socket, "uri": f"sip:{user}@layby", "password": password, **more}
        page.ask(f"{{ phoneOf({json.dumps(settings)}); }}")
        return page

    def softphone(self, socket=None, **how):
        page = self.phone_in(self.page(), socket or self.console, **how)
        self.wait_seen(page, "registered")
        self.addCleanup(lambda: page.ask("{ window.ua?.stop(); }"))
        return page

    def wait_seen(self, page, what, times=1, seconds=15):
        wait_until(lambda: page.ask("seen").count(what) >= times, seconds, lambda: f"{what}; seen: {page.ask('seen')}")


class ABrowser(SoftphoneTest):
    def test_registers_by_the_console_and_by_both_doors(self):
        for socket in (self.console, f"ws://{self.server.address_of('ws')}", f"wss://{self.server.address_of('wss')}"):
            with self.subTest(socket):
                page = self.phone_in(self.page(socket), socket)
                self.wait_seen(page, "registered")
                shown = str(self.server.ask("GET", "/api/v1/registrations")[1])
                self.assertIn(".invalid;transport=ws", shown)
                page.ask("{ ua.stop(); }")
                self.wait_seen(page, "unregistered")

    def test_with_a_wrong_password_is_refused(self):
        page = self.phone_in(self.page(), self.console, password="wrong")
        wait_until(lambda: any(one.startswith("registrationFailed") for one in page.ask("seen")), 10, "a refusal")
        self.assertIn("wrong password for 201", self.server.log())

    def test_is_told_and_asked_over_its_flow(self):
        page = self.softphone()
        asked = page.ask("new Promise((done) => { ua.on('newOptions', () => {});"
                         "ua.sendOptions('sip:201@layby', null, { eventHandlers: { succeeded: (e) => done(e.response.status_code),"
                         "failed: (e) => done(e.cause) } }); })")
        self.assertEqual(asked, 200)

    def test_is_called_and_may_refuse(self):
        page = self.softphone()
        bob = self.peer("202")
        there = bob.call("201")
        there.expect_provisional(180, 10)
        page.ask("{ session.terminate({ status_code: 486 }); }")
        self.assertEqual(there.expect_final(5).status, 486)

    def test_that_is_gone_is_unreachable_at_once(self):
        page = self.softphone()
        page.run("await page.goto('about:blank')")
        bob = self.peer("202")
        begun = time.monotonic()
        self.assertGreaterEqual(bob.call("201").expect_final(5).status, 400)
        self.assertLess(time.monotonic() - begun, 4)

    def test_is_back_by_itself_after_the_server_was_killed(self):
        page = self.softphone()
        self.server.kill()
        self.wait_seen(page, "disconnected")
        self.server.start()
        self.wait_seen(page, "registered", times=2)

    def test_registers_anew_over_another_flow_in_place_of_the_old(self):
        page = self.softphone()
        page.ask("{ ua._transport.socket._ws.close(); }")
        self.wait_seen(page, "registered", times=2)
        rows = [row for row in self.server.ask("GET", "/api/v1/registrations")[1]["registrations"] if row["user"] == "201"]
        self.assertEqual([row["reachable"] for row in rows], [True], rows)


class SomebodyWhoIsLoggedIn(SoftphoneTest):
    def test_registers_the_phone_of_their_account_without_its_password(self):
        made = self.server.ask("PUT", "/api/v1/accounts/ann", {"role": "agent", "user": "201", "password": "a long password"})
        self.assertIn(made[0], (200, 201))
        page = self.page()
        login = page.ask("""(async () => {
            const json = { 'Content-Type': 'application/json' };
            const me = await (await fetch('/api/v1/session', { method: 'POST', headers: json,
                body: JSON.stringify({ name: 'ann', password: 'a long password' }) })).json();
            const made = await fetch('/api/v1/phone', { method: 'POST', headers: { ...json, 'X-CSRF-Token': me.csrf_token } });
            return await made.json(); })()""")
        self.assertEqual((login["user"], login["socket"]), ("201", "/sip"))
        self.assertTrue(re.fullmatch(r"201~\d+", login["authorization_user"]), login)
        how = {"authorization_user": login["authorization_user"], "password": login["password"]}
        self.phone_in(page, self.console, **how)
        self.wait_seen(page, "registered")
        self.server.kill()
        self.server.start()
        self.wait_seen(page, "registered", times=2)
        page.ask("{ ua.stop(); }")
        other = self.phone_in(self.page("other"), self.console, user="202", **how)
        wait_until(lambda: "registrationFailed 403" in other.ask("seen"), 10, "a refusal")
        other.ask("{ ua.stop(); }")
        noted = [line["what"] for line in self.server.ask("GET", "/api/v1/audit")[1]["audit"]]
        self.assertIn("POST /api/v1/phone", noted)


if __name__ == "__main__":
    unittest.main()
