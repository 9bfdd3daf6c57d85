"""The server is killed and starts again: phones are reached at once, and what was parked is still known."""
import os
import shutil
import subprocess
import unittest

from harness.office import OfficeTest
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer


class AfterAKill(MortalServer):
    office = {"sip": 'register_min = "1s"'}

    def test_a_phone_is_called_without_registering_again(self):
        bob = self.peer("202")
        self.killed_and_started()
        self.assertEqual([one["user"] for one in self.server.registrations()], ["202"])
        self.assertTrue(self.server.registrations()[0]["reachable"])
        ann = self.peer("201")
        there, here = self.peers_talk(ann, bob)
        self.hear_each_other_now(there, here)
        self.end(there, here)

    def test_a_registration_that_expired_meanwhile_does_not_come_back(self):
        bob = self.peer("202", register=False)
        self.assertEqual(bob.register(expires=1).status, 200)
        self.killed_and_started()
        wait_until(lambda: not self.server.registrations(), 3, "the end of the registration")
        wait_until(lambda: self.server.counter("sip", "registrations") == 0, 3, "the server to forget it")
        there = self.peer("201").call("202")
        self.assertEqual(there.expect_final(5).status, 480)

    def test_one_that_was_removed_does_not_come_back_either(self):
        bob = self.peer("202")
        self.assertEqual(bob.register(expires=0).status, 200)
        self.killed_and_started()
        self.assertEqual(self.server.registrations(), [])

    def test_a_phone_whose_connection_is_gone_is_known_and_reached_once_it_is_back(self):
        self.peer("202", "tcp")
        self.killed_and_started()
        self.assertEqual([one["reachable"] for one in self.server.registrations()], [False])
        ann = self.peer("201")
        self.assertEqual(ann.call("202").expect_final(3).status, 480)
        again = self.peer("202", "tcp")
        there, here = self.peers_talk(ann, again)
        self.end(there, here)
        self.assertEqual(again.register(expires=0, contact="*").status, 200)

    def test_a_phone_may_refresh_as_if_nothing_had_happened(self):
        bob = self.peer("202")
        self.killed_and_started()
        self.assertEqual(bob.register().status, 200)
        self.assertEqual(len(self.server.registrations()), 1)

    def test_the_history_of_parked_calls_is_kept(self):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        self.end(cleo.connect("701"), here)
        wait_until(lambda: not self.server.calls(), 3, "no call")
        before = self.history()[0]
        self.assertEqual((before["slot"], before["lot"], before["outcome"]), (701, "main", "retrieved"))
        self.assertEqual((before["caller"]["number"], before["parker"]["user"], before["taker"]["number"]),
                         ("202", "201", "203"))
        self.killed_and_started()
        self.assertEqual(self.history()[0], before)
        shown = subprocess.run([layby(), "history", "--state", self.server.state, "--limit", "1"],
                               capture_output=True, text=True, timeout=10)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        for word in ("701", "retrieved", "Ann Lee (201)", "Cleo Fox (203)"):
            self.assertIn(word, shown.stdout)

    def history(self):
        status, answer = self.server.ask("GET", "/api/v1/history?limit=5")
        self.assertEqual(status, 200, answer)
        return answer["history"]


class ADamagedFile(OfficeTest):
    def test_is_refused_with_one_line_and_kept(self):
        self.server.stop()
        file = os.path.join(self.server.state, "layby.db")
        shutil.copy(file, file + ".good")
        try:
            with open(file, "wb") as out:
                out.write(b"this is no database at all, and long enough for a header " * 4)
            with open(file, "rb") as kept:
                before = kept.read()
            ended = subprocess.run([layby(), "serve", "--config", self.server.config, "--state", self.server.state],
                                   capture_output=True, text=True, timeout=20)
            self.assertEqual(ended.returncode, 1)
            self.assertIn("layby.db is damaged", ended.stderr)
            with open(file, "rb") as kept:
                self.assertEqual(kept.read(), before)
        finally:
            shutil.move(file + ".good", file)
            self.server.start()


if __name__ == "__main__":
    unittest.main()
