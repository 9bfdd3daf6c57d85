"""Several offices on one server: the same numbers in each, and nothing of one is seen, dialled or guessed from another."""
import socket
import ssl
import subprocess
import time
import unittest

from harness.baresip import Baresip
from harness.certificates import Authority
from harness.lamps import Lamp
from harness.processes import wait_until
from harness.server import MAIN_LOT, PASSWORD, layby, users_toml
from harness.sip_peer import SipPeer
from parking import MortalServer, ParkingTest

ACME, BETA = "acme.example", "beta.example"
ACMES_TABLE = f"""
[[tenant]]
name = "acme"
domain = "{ACME}"
file = "acme.toml"
"""
TENANTS = f"""{ACMES_TABLE}
[[tenant]]
name = "beta"
domain = "{BETA}"
file = "beta.toml"
"""
# The same users with other passwords, and the same slots.
FILES = {"acme.toml": users_toml(("201", "202", "203"), "acme-secret") + MAIN_LOT,
         "beta.toml": users_toml(("201", "202", "203"), "beta-secret") + MAIN_LOT}
PASSWORDS = {ACME: "acme-secret", BETA: "beta-secret", None: PASSWORD}
OFFICE = {"users": ("201", "202"), "lots": MAIN_LOT, "more": TENANTS, "files": FILES}


class Tenants:
    def of(self, domain, user, **how):
        """A phone of that tenant."""
        phone = SipPeer(self.server.port(), user, how.pop("password", PASSWORDS[domain]), domain=domain, **how)
        return self.close_later(phone).registered()

    def ask_of(self, tenant, path, method="GET", body=None):
        return self.server.ask(method, f"/t/{tenant}/api/v1/{path}" if tenant else f"/api/v1/{path}", body)

    def parked_of(self, tenant):
        return {call["slot"]: call for lot in self.ask_of(tenant, "lots")[1]["lots"] for call in lot["parked"]}

    def talk_at(self, domain, one="201", other="202"):
        return self.peers_talk(self.of(domain, one), self.of(domain, other))

    def park_at(self, domain, tenant):
        """201 parks 202 and hangs up; the call of who waits."""
        there, here = self.talk_at(domain)
        self.assertEqual(there.refer("700").status, 202)
        there.bye()
        wait_until(lambda: self.parked_of(tenant).get(701, {}).get("phase") not in (None, "reserved"), 5, "the caller in 701")
        return here


class OneServerForSeveral(Tenants, ParkingTest):
    office = OFFICE

    def test_each_retrieves_its_own_caller_from_the_same_slot(self):
        acmes, betas, ours = self.park_at(ACME, "acme"), self.park_at(BETA, "beta"), self.park_at(None, "")
        for domain, waiting in ((BETA, betas), (ACME, acmes)):
            call = self.of(domain, "203").connect("701")
            self.hear_each_other_now(call, waiting)
            self.end(call, waiting)
        self.assertEqual((self.parked_of("acme"), self.parked_of("beta"), list(self.parked_of(""))), ({}, {}, [701]))
        call = self.of(None, "201").connect("701")
        self.hear_each_other_now(call, ours)
        self.end(call, ours)

    def test_two_real_phones_park_and_retrieve(self):
        where = self.server.address
        phones = {user: self.close_later(Baresip(user, where, PASSWORDS[ACME], domain=ACME)) for user in ("201", "202", "203")}
        for phone in phones.values():
            phone.registered()
        self.talk(phones["201"], phones["202"])
        phones["201"].transfer("700")
        wait_until(lambda: 701 in self.parked_of("acme"), 10, "the caller in 701")
        self.assertEqual(self.parked_of(""), {})
        phones["203"].dial("701")
        phones["203"].expect("CALL_ESTABLISHED")
        self.hear_each_other(phones["203"], phones["202"])
        phones["203"].hang_up()

    def test_nobody_is_called_across_the_border(self):
        self.of(ACME, "203")
        asker = self.of(BETA, "201")
        self.assertEqual(asker.call("203").expect_final().status, 480, "beta's 203 has no phone")
        call = self.of(None, "201").call("203")
        self.assertEqual(call.expect_final().status, 404, "the server's own office has no 203")

    def test_a_password_opens_one_tenant_alone(self):
        stranger = self.close_later(SipPeer(self.server.port(), "201", "acme-secret", domain=BETA))
        self.assertIn(stranger.register().status, (401, 403))
        self.assertEqual(self.ask_of("beta", "registrations")[1]["registrations"], [])

    def test_a_request_across_the_border_is_refused(self):
        """Registered with one tenant, it asks for a slot of the other."""
        waiting = self.park_at(BETA, "beta")
        spy = self.of(ACME, "203")
        spy.domain = BETA
        self.assertNotEqual(spy.ask("INVITE", f"sip:701@{BETA}").status, 200)
        self.assertIn(701, self.parked_of("beta"))
        spy.domain = ACME
        call = self.of(BETA, "203").connect("701")
        self.end(call, waiting)

    def test_a_lamp_shows_the_slot_of_its_own_tenant(self):
        lamps = {domain: Lamp(self.of(domain, "203"), "701") for domain in (ACME, BETA)}
        for lamp in lamps.values():
            lamp.next()
        waiting = self.park_at(ACME, "acme")
        lamps[ACME].wait("confirmed")
        self.assertTrue(lamps[BETA].silent(0.5))
        call = self.of(ACME, "203").connect("701")
        self.end(call, waiting)
        for lamp in lamps.values():
            lamp.subscribe(0)

    def test_the_history_is_each_ones_own(self):
        waiting = self.park_at(ACME, "acme")
        call = self.of(ACME, "203").connect("701")
        self.end(call, waiting)
        newest = wait_until(lambda: self.ask_of("acme", "history?limit=1")[1]["history"], 5, "the entry")[0]
        self.assertEqual(newest["outcome"], "retrieved")
        self.assertNotIn(newest["id"], [one["id"] for one in self.ask_of("", "history?limit=50")[1]["history"]])
        self.assertEqual(self.ask_of("", f"history/{newest['id']}")[0], 404)
        self.assertEqual(self.ask_of("acme", f"history/{newest['id']}")[0], 200)

    def test_the_api_of_a_tenant_has_nothing_of_the_server(self):
        for method, path in (("POST", "reload"), ("POST", "upgrade"), ("GET", "settings"), ("GET", "bans"), ("GET", "trace?call=1"),
                             ("GET", "webhooks")):
            self.assertEqual(self.ask_of("acme", path, method)[0], 404, path)
        self.assertEqual(self.ask_of("nobody", "lots")[0], 404)

    def test_the_server_alone_knows_its_tenants(self):
        self.assertEqual(self.ask_of(None, "tenants"), (200, {"tenants": [{"name": "acme", "domain": ACME}, {"name": "beta", "domain": BETA}]}))
        self.assertEqual(self.ask_of("acme", "tenants")[0], 404)
        self.assertEqual([one["user"] for one in self.ask_of("acme", "users")[1]["users"]], ["201", "202", "203"])

    def test_an_account_logs_in_at_its_own_tenant_alone(self):
        status, made = self.ask_of("acme", "accounts/ann", "PUT", {"role": "agent", "user": "201"})
        self.assertEqual(status, 201, made)
        login = {"name": "ann", "password": made["password"]}
        self.assertEqual(self.ask_of("acme", "session", "POST", login)[0], 200)
        self.assertEqual(self.ask_of("beta", "session", "POST", login)[0], 401)
        self.assertEqual(self.ask_of("", "session", "POST", login)[0], 401)
        self.assertEqual(self.ask_of("acme", "accounts/ann", "DELETE")[0], 200)

    def test_the_command_line_asks_for_a_tenant(self):
        waiting = self.park_at(BETA, "beta")
        shown = subprocess.run([layby(), "lots", "--state", self.server.state, "--tenant", "beta"], capture_output=True, text=True)
        self.assertIn("701", shown.stdout, shown)
        released = subprocess.run([layby(), "release", "701", "--state", self.server.state, "--tenant", "beta"], capture_output=True, text=True)
        self.assertEqual(released.returncode, 0, released)
        waiting.expect_bye()


class EncryptedSound(Tenants, ParkingTest):
    """One tenant insists on it."""
    office = {**OFFICE, "files": {**FILES, "acme.toml": '[media]\nencryption = "require"\n' + FILES["acme.toml"]}}

    def test_is_each_ones_own_choice(self):
        ann = self.of(ACME, "201")
        self.of(ACME, "202")
        refused = ann.call("202").expect_final()
        self.assertEqual(refused.status, 488)
        self.assertIn("encrypted", refused.get("warning"))
        there, here = self.talk_at(BETA)
        self.end(there, here)


class Certificates(Tenants, ParkingTest):
    """One tenant has one of its own, and who asks for its name is shown that."""

    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)
        ours, acmes = cls.authority.issue("DNS:office.example"), cls.authority.issue(f"DNS:{ACME}")
        tenants = TENANTS.replace('file = "acme.toml"', 'file = "acme.toml"\ncertificate = "%s"\nkey = "%s"' % acmes)
        shown = 'certificate = "%s"\nkey = "%s"' % ours
        cls.office = {**OFFICE, "more": tenants, "tls": True, "sip": shown}
        super().setUpClass()
        cls.acmes = acmes

    def connects_to(self, host, port=None):
        """Over TLS, believing nobody but the authority, and only a certificate for this host."""
        context = ssl.create_default_context(cafile=self.authority.certificate)
        with socket.create_connection(("127.0.0.1", port or self.server.port("tls")[1]), 5) as plain:
            context.wrap_socket(plain, server_hostname=host).close()

    def test_is_that_of_the_name_that_is_asked_for(self):
        for host in (ACME, "office.example"):
            self.connects_to(host)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connects_to(BETA)

    def test_another_one_is_shown_after_a_reload_and_a_wrong_one_changes_nothing(self):
        renewed = self.authority.issue("DNS:renewed.example")
        text = self.server.text
        self.addCleanup(self.reload_with, text)
        self.reload_with(text.replace(self.acmes[0], renewed[0]).replace(self.acmes[1], renewed[1]))
        self.connects_to("renewed.example")
        self.assertEqual(self.server.reload_with(text.replace(self.acmes[0], "/nowhere.pem"))[0], 422)
        self.connects_to("renewed.example")


class OverACrash(Tenants, MortalServer):
    office = OFFICE

    def test_each_caller_waits_where_it_waited(self):
        waiting = {ACME: self.park_at(ACME, "acme"), BETA: self.park_at(BETA, "beta")}
        start = time.monotonic()
        self.killed_and_started()
        for here in waiting.values():
            self.hears_music_again(here, start)
        for domain, here in waiting.items():
            call = self.of(domain, "203").connect("701")
            self.hear_each_other_now(call, here)
            self.end(call, here)


    def test_of_a_tenant_that_has_left_the_settings_calls_go_on(self):
        """Somebody waits and two talk there while the server is started anew without it."""
        waiting = self.park_at(ACME, "acme")
        ann, bob = self.talk_at(ACME, "203", "201")
        with_acme = self.server.text
        self.addCleanup(setattr, self.server, "text", with_acme)
        self.server.text = with_acme.replace(ACMES_TABLE, "")
        start = time.monotonic()
        self.killed_and_started()
        self.hears_music_again(waiting, start)
        self.hear_each_other_now(ann, bob)
        self.end(ann, bob)
        self.assertEqual(self.ask_of("acme", "lots/main/slots/701/release", "POST")[0], 200)
        waiting.expect_bye()
        self.killed_and_started()
        self.assertEqual(self.ask_of("acme", "lots")[0], 404, "nobody is left there")


del MortalServer, ParkingTest  # they have no tests of their own

if __name__ == "__main__":
    unittest.main()
