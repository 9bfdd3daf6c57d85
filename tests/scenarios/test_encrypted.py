"""SIP over TLS: phones that register, call, park and retrieve over an encrypted connection, and those that can't."""
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import unittest

from harness import audio, encrypted
from harness.kamailio import EXAMPLES
from harness.processes import free_port, wait_until
from harness.server import layby
from parking import MortalServer, ParkingTest

USERS = ("201", "202", "203", "204")


class OverTls(ParkingTest):
    office = {"users": USERS, "tls": True}

    def test_register_call_park_and_retrieve(self):
        ann, bob, cleo = (self.peer(user, "tls") for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        self.assertIn(f":{self.server.ports['tls']};transport=tls>", there.history[-1].get("contact"))
        self.park_blind(there)
        call = cleo.connect("701")
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_whoever_calls_in_the_clear_reaches_an_encrypted_phone(self):
        ann, bob = self.peer("201", "tls"), self.peer("202")
        there, here = self.peers_talk(bob, ann)
        self.hear_each_other_now(there, here)
        self.end(here, there)

    def test_our_requests_name_the_address_outside(self):
        ann, bob = self.peer("201", "tls"), self.peer("202")
        there, here = self.peers_talk(bob, ann)
        there.send("BYE")
        bye = here.expect_request("BYE")
        via = bye.get("via")
        self.assertTrue(via.startswith(f"SIP/2.0/TLS {self.server.address_of('tls')};"), via)
        self.assertNotIn("transport=tcp", bye.text)
        ann.respond(bye, 200)

    def test_a_connection_that_breaks_is_never_replaced_by_a_clear_one(self):
        ann, bob = self.peer("201", "tls"), self.peer("202")
        ann.break_connection()
        self.assertGreaterEqual(bob.call("201").expect_final(10).status, 400)
        again = self.peer("201", "tls")
        there, here = self.peers_talk(bob, again)
        self.end(there, here)

    def test_the_source_that_is_seen_is_the_phones_own(self):
        ann = self.peer("201", "tls")
        contacts = self.server.ask("GET", "/api/v1/registrations")[1]
        self.assertIn(f"127.0.0.1:{ann.port}", str(contacts))

    def test_messages_in_pieces_and_keep_alives(self):
        ann = self.peer("201", "tls", register=False)
        ann.send("\r\n\r\n")
        one = ann.request("OPTIONS", f"sip:{ann.server_address}", call_id="one@test")
        two = ann.request("OPTIONS", f"sip:{ann.server_address}", call_id="two@test")
        text = one + two
        ann.send(text[:len(one) + 40])
        time.sleep(0.1)
        ann.send(text[len(one) + 40:])
        for call_id in ("one@test", "two@test"):
            self.assertEqual(ann.expect_response(call_id, 1, 3).status, 200)

    def test_a_call_that_rings_over_tls_is_cancelled_over_it(self):
        ann, bob = self.peer("201", "tls"), self.peer("202")
        there = bob.call("201")
        here = ann.expect_call()
        here.ring()
        there.cancel()
        here.expect_request("CANCEL")

    def test_a_recorded_route_leads_nothing_away_from_the_connection(self):
        """Also where it says nothing of TLS: the reports of a transfer outside of the call come over what it came by."""
        ann, bob = self.peer("201", "tls"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        named = f"{there.call_id}%3Bto-tag%3D{there.remote_tag}%3Bfrom-tag%3D{there.local_tag}".replace("@", "%40")
        asked = ann.ask("REFER", f"sip:park@{ann.server_address}", fields=[
            f"Record-Route: <sip:127.0.0.1:{free_port()};lr>",
            f"Refer-To: <sip:bob@{ann.address}?Replaces={named}&Require=replaces>",
            f"Referred-By: <sip:201@{ann.server_address}>"])
        self.assertEqual(asked.status, 202)
        self.assertIn("100", ann.expect_request("NOTIFY").body)
        self.assertIn("SIP/2.0 200", ann.expect_request("NOTIFY").body)
        self.server.wait_parked("701")
        there.send("BYE")
        self.end(self.peer("203").connect("701"), here)

    def test_what_was_said_before_the_goodbye_still_counts(self):
        """A BYE, and at once the end of the connection."""
        ann, bob = self.peer("201", "tls"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.send("BYE")
        ann.break_connection()
        here.expect_bye()


class RealPhones(ParkingTest):
    office = {"users": USERS, "tls": True}

    def test_baresip_and_linphone_call_park_and_retrieve(self):
        ann, bob = self.phone("201", "tls"), self.phone("202", "tls")
        cleo = self.linphone("203", "tls")
        self.talk(ann, bob)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(bob)
        cleo.call("701")
        self.hears(bob, cleo)
        bob.hang_up()


class Attackers(ParkingTest):
    office = {"users": USERS, "tls": True}

    def connect(self):
        return socket.create_connection(self.server.port("tls"), 5)

    def test_clear_text_is_ended_and_logged_with_the_peer(self):
        with self.connect() as clear:
            clear.sendall(b"REGISTER sip:127.0.0.1 SIP/2.0\r\n\r\n")
            self.assertTrue(self.ends(clear))
        wait_until(lambda: "a TLS connection failed" in self.server.log(), 5, "a line in the log")
        self.assertIn("from=127.0.0.1", self.server.log())

    def test_old_protocols_are_refused(self):
        context = encrypted.believing()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.connect() as plain, self.assertRaises((ssl.SSLError, OSError)):
            context.wrap_socket(plain)

    def test_who_says_nothing_is_shown_out_and_others_come_in_meanwhile(self):
        silent = [self.connect() for _ in range(210)]
        try:
            self.assertTrue(any(self.ends(one, 1) for one in silent[200:]), "those beyond 200 are turned away")
            wait_until(lambda: self.ends(silent[0], 0.1), 15, "the first to be shown out")
        finally:
            for one in silent:
                one.close()
        ann, bob = self.peer("201", "tls"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.end(there, here)

    def test_nobody_on_this_machine_gets_in_behind_the_edge(self):
        """The stack's own sockets on loopback take only what the edge has announced."""
        for port in self.inner_ports():
            with socket.create_connection(("127.0.0.1", port), 5) as clear:
                clear.sendall(b"OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n\r\n")
                self.assertTrue(self.ends(clear))

    def inner_ports(self):
        files = f"/proc/{self.server.process.pid}/fd"
        ours = {os.readlink(os.path.join(files, one)) for one in os.listdir(files)}
        with open("/proc/net/tcp") as table:
            rows = [line.split() for line in table.readlines()[1:]]
        listening = {int(row[1].split(":")[1], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in ours}
        inner = listening - {self.server.ports["tcp"], self.server.ports["tls"], self.server.api_port}
        self.assertEqual(len(inner), 3, listening)  # for TLS, and two for browsers
        return inner

    @staticmethod
    def ends(connection, seconds=5):
        connection.settimeout(seconds)
        try:
            while connection.recv(4096):
                pass
            return True
        except ConnectionError:
            return True
        except OSError:
            return False


class Certificates(MortalServer):
    office = {"users": USERS, "tls": True}

    def test_phones_may_come_to_two_ports_of_one_address(self):
        before, other = self.server.text, free_port()
        known = f'"tls:127.0.0.1:{self.server.ports["tls"]}"'
        self.server.text = before.replace(known, f'{known}, "tls:127.0.0.1:{other}"')
        try:
            self.server.restart()
            for port in (self.server.port("tls"), ("127.0.0.1", other)):
                self.assertTrue(encrypted.connect(port).certificate)
        finally:
            self.server.text = before
            self.server.restart()

    def make(self, name, days):
        """A certificate of this common name; returns its two files."""
        cert, key = (os.path.join(self.server.dir, f"{name}.{kind}") for kind in ("crt", "key"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days),
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)
        return cert, key

    def use(self, cert, key):
        lines = [line for line in self.server.text.splitlines() if not line.startswith(("certificate =", "key ="))]
        at = next(i for i, line in enumerate(lines) if line.startswith("listen = ["))
        self.server.text = "\n".join(lines[:at + 1] + [f'certificate = "{cert}"', f'key = "{key}"'] + lines[at + 1:]) + "\n"
        return self.server.reload_with(self.server.text)

    def shown(self):
        return ssl.DER_cert_to_PEM_cert(encrypted.connect(self.server.port("tls")).certificate)

    @staticmethod
    def in_file(path):
        with open(path) as file:
            return file.read()

    def test_a_reload_shows_another_and_ends_no_call(self):
        ann, bob = self.peer("201", "tls"), self.peer("202", "tls")
        there, here = self.peers_talk(ann, bob)
        cert, key = self.make("office.example", 30)
        self.assertEqual(self.use(cert, key)[0], 200)
        wait_until(lambda: self.shown() == self.in_file(cert), 5, "the new certificate")
        self.hear_each_other_now(there, here)
        self.end(there, here)

    def test_the_hook_for_acme_shows_a_renewed_one_to_phones_and_at_the_console(self):
        """As certbot and as lego calls it."""
        text = self.server.text
        self.addCleanup(self.back_to, text)
        target = os.path.join(self.server.dir, "tls")
        files = f'certificate = "{target}/fullchain.pem"\nkey = "{target}/privkey.pem"\n'
        self.renewed(target, *self.make("first.example", 30), as_certbot=True)
        plain = re.sub(r"(?m)^(certificate|key) = .*\n", "", text)
        self.server.text = re.sub(r"(?m)^(\[sip\]\nlisten = .*\n)", rf"\1{files}", plain)
        self.server.text = re.sub(r'(?m)^(\[console\]\n)listen = .*\n', rf'\1listen = "127.0.0.1:{free_port()}"\n{files}', self.server.text)
        self.server.ca = f"{target}/fullchain.pem"
        self.server.restart()
        for as_certbot in (True, False):
            cert, key = self.make(f"renewed{as_certbot}.example", 30)
            self.renewed(target, cert, key, as_certbot)
            wait_until(lambda: self.shown() == self.in_file(cert), 5, "the new certificate for phones")
            console = ssl.get_server_certificate(("127.0.0.1", self.server.api_port))
            self.assertEqual(console, self.in_file(cert))

    def back_to(self, text):
        self.server.text, self.server.ca = text, None
        self.server.restart()

    def renewed(self, target, cert, key, as_certbot):
        lineage = os.path.dirname(cert)
        how = {"LEGO_CERT_PATH": cert, "LEGO_CERT_KEY_PATH": key}
        if as_certbot:
            shutil.copy(cert, f"{lineage}/fullchain.pem")
            shutil.copy(key, f"{lineage}/privkey.pem")
            how = {"RENEWED_LINEAGE": lineage}
        how |= {"GROUP": str(os.getgid()), "TARGET": target, "LAYBY": layby(), "LAYBY_STATE": self.server.state}
        done = subprocess.run([os.path.join(EXAMPLES, "acme-hook")], env={**os.environ, **how}, capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_reload_with_a_wrong_one_is_refused_with_the_reason_and_changes_nothing(self):
        before = self.shown()
        cert, _ = self.make("one.example", 30)
        _, key = self.make("other.example", 30)
        text = self.server.text
        try:
            status, answer = self.use(cert, key)
            self.assertGreaterEqual(status, 400)
            self.assertIn("does not belong to the certificate", str(answer))
        finally:
            self.server.text = text
        self.assertEqual(self.shown(), before)

    def test_a_call_survives_a_crash_and_goes_on_when_its_phone_has_connected_again(self):
        self.waits_over_a_crash(self.peer("201", "tls"), self.peer("202", "tls"), lambda: self.peer("203", "tls"))


if __name__ == "__main__":
    unittest.main()
