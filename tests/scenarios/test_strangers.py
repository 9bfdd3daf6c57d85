"""People who know no password, and what is left for the others."""
import os
import re
import socket
import subprocess
import unittest

from harness.office import OfficeTest
from harness.processes import Timeout, wait_until
from harness.server import PASSWORD, layby
from harness.sip_message import token
from harness.sip_peer import SipPeer

FILTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "fail2ban", "layby.filter.conf")


def fail2ban_finds(log):
    """The addresses that the ready filter finds in a log."""
    with open(FILTER, encoding="utf-8") as file:
        expression = re.search(r"^failregex = (.*)$", file.read(), re.MULTILINE)[1]
    host = re.compile(expression.replace("<HOST>", r"(?P<host>[0-9a-fA-F.:]+)"))
    return {match["host"] for match in map(host.search, log.splitlines()) if match}


class Guessing(OfficeTest):
    def test_is_logged_so_that_fail2ban_finds_it_and_ends_in_silence(self):
        ann = self.peer("201")
        eve = self.close_later(SipPeer(self.server.port(), "201", "guess", ip="127.0.0.66"))
        bans = self.server.counter("sip", "bans_total")

        def guess():
            try:
                eve.register(seconds=1)
            except Timeout:
                pass  # it has to wait
            return self.server.counter("sip", "bans_total") > bans
        wait_until(guess, 90, "the guesser was never banned")
        self.assertIn("127.0.0.66", fail2ban_finds(self.server.log()))
        self.assertIn("banned for 60 s after too many wrong passwords: 127.0.0.66", self.server.log())
        self.assertEqual(ann.register().status, 200)
        self.assertNotIn("guess", self.server.log())
        self.is_heard_again_when_an_admin_says_so(eve)

    def is_heard_again_when_an_admin_says_so(self, eve):
        self.assertRegex(self.layby("bans"), r"ADDRESS +FOR ANOTHER\n127\.0\.0\.66 +\d:\d\d\n")
        self.assertEqual(self.layby("unban", "127.0.0.66"), "127.0.0.66 is heard again.\n")
        self.assertEqual(self.layby("bans"), "Nobody is banned.\n")
        self.assertIn("is not banned", self.layby("unban", "127.0.0.66", code=1))
        eve.password = PASSWORD
        self.assertEqual(eve.register().status, 200)

    def layby(self, *words, code=0):
        done = subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr


class Connections(OfficeTest):
    def test_a_crowd_of_silent_connections_keeps_nobody_from_calling(self):
        crowd = []
        for _ in range(300):
            one = socket.create_connection(self.server.port("tcp"), 5, source_address=("127.0.0.66", 0))
            self.addCleanup(one.close)
            crowd.append(one)
        bob = self.peer("202", transport="tcp")
        there, here = self.peers_talk(self.peer("201"), bob)
        self.assertEqual(there.bye().status, 200)
        here.expect_bye()

        def all_closed():
            return all(self.closed(one) for one in crowd)
        wait_until(all_closed, 20, "strangers keep their connections")
        self.assertEqual(bob.register().status, 200)

    @staticmethod
    def closed(connection):
        connection.settimeout(0)
        try:
            return connection.recv(1) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


class Replay(OfficeTest):
    def test_a_sniffed_register_takes_no_other_contact(self):
        ann, sent = self.peer("201", register=False), []
        send = ann.send
        ann.send = lambda text, to=None: (sent.append(text), send(text, to))
        ann.registered()
        sniffed = [text for text in sent if text.startswith("REGISTER") and "Authorization" in text][-1]
        ann.send(re.sub(r"Contact: <[^>]*>", "Contact: <sip:201@127.0.0.66:23999>", sniffed).replace("z9hG4bK", "z9hG4bK" + token()))
        self.assertEqual(ann.ask("OPTIONS", f"sip:{ann.server_address}").status, 200)
        self.assertNotIn("127.0.0.66", str(self.server.registrations()))


if __name__ == "__main__":
    unittest.main()
