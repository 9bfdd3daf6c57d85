"""A test case with a server, phones, and boards that somebody looks at."""
import json
import unittest

from browser import Browser, Page
from harness import audio
from harness.office import MAIN_LOT, OfficeTest
from harness.processes import free_port, wait_until


def card(slot):
    return f".call:has(strong:has-text('{slot}'))"


class BoardTest(OfficeTest):
    browser = None  # one for all tests of a module
    reader = "203"  # whose phone the reader of a board has; and who speaks into the browser
    transport = "tcp"  # whose transactions don't linger
    office = {"users": ("201", "202", "203", "204", "205"), "lots": MAIN_LOT.replace('reminder = "0s"', 'reminder = "90s"')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if BoardTest.browser is None:
            BoardTest.browser = Browser(audio.voice_of(cls.reader))
            unittest.addModuleCleanup(cls.close_browser)
        api = free_port()  # a restarted server is at the same place
        cls.server.text = cls.server.text.replace('listen = "127.0.0.1:0"', f'listen = "127.0.0.1:{api}"')
        for transport in ("udp", "tcp"):
            cls.server.text = cls.server.text.replace(f'"{transport}:127.0.0.1:0"', f'"{transport}:127.0.0.1:{free_port()}"')
        cls.server.restart()

    @staticmethod
    def close_browser():
        browser, BoardTest.browser = BoardTest.browser, None
        browser.close()

    @staticmethod
    def finish(server):
        """The other tests wait for lingering transactions; here they are nobody's subject."""
        try:
            server.assert_idle()
        finally:
            server.close()

    def peer(self, user, **how):
        return super().peer(user, **{"transport": self.transport, **how})

    def board(self, name="board", where="", phone="203", **how):
        """A board for a reader whose phone is 203; closed at the end, without complaints of the browser."""
        url = f"http://127.0.0.1:{self.server.api_port}/{where}#token={self.server.token()}"
        page = Page(self.browser, name, url, phone=phone, **how)
        self.addCleanup(lambda: self.assertEqual(page.close(), []))
        page.wait(".live:not(.lost)")
        page.wait(".lot")
        return page

    def door(self, name="door"):
        """The page of somebody who hasn't signed in."""
        page = Page(self.browser, name, f"http://127.0.0.1:{self.server.api_port}/")
        self.addCleanup(lambda: self.assertEqual(page.close(), []))
        page.wait(".door form")
        return page

    def sign_in(self, page, name, password):
        page.run(f"await page.getByLabel('Name').fill({json.dumps(name)});"
                 f"await page.getByLabel('Password').fill({json.dumps(password)});"
                 "await page.getByRole('button', { name: 'Sign in' }).click()")

    def account(self, name, role, user=None):
        for _ in range(5):
            status, made = self.server.ask("PUT", f"/api/v1/accounts/{name}", {"role": role, "password": f"the word of {name}", "user": user})
            if status != 503:
                break  # else "did not answer in time; try again": the machine has much to do
        self.assertIn(status, (200, 201), made)
        self.addCleanup(lambda: self.server.ask("DELETE", f"/api/v1/accounts/{name}"))

    def peers_park(self, caller, parker, target="700"):
        """`caller`'s call with `parker` is parked. Returns the caller's dialog."""
        there, here = self.peers_talk(caller, parker)
        self.assertEqual(here.refer(target).status, 202)
        here.bye()
        wait_until(lambda: any(one["caller"]["number"] == caller.user for one in self.server.parked().values()), 5, "a parked call")
        return there
