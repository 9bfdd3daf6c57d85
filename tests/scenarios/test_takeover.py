"""A server of a cluster dies, and whoever waits there goes on at the other: the same slot, the same call, other music."""
import os
import signal
import subprocess
import time
import unittest

from cluster import TwoServersTest
from harness.processes import wait_until
from harness.server import layby


class Takeover(TwoServersTest):
    grace = "0s"

    def tearDown(self):
        if not self.a.process.running():
            self.start_again()
        super().tearDown()

    def kill_a(self):
        """kill -9, once the other has all that it needs."""
        wait_until(lambda: self.a.counter("store", "queued") == 0, 5, "everything to be written")
        wait_until(lambda: self.etcd.keys("/layby/1-left/a/"), 5, "what it leaves to others to be there")
        self.a.kill()
        return time.monotonic()

    def start_again(self):
        self.a.start()
        self.wait_joined(self.a, self.a.log().count(" has joined") or 1)

    def goes_on_at_b(self, waiting, killed, seconds=30):
        """The phone does what the re-INVITE asks of it. The times are for whoever reads the log."""
        again = waiting.expect_request("INVITE", seconds)
        waiting.target, waiting.remote_sdp, waiting.peer.server = again.contact_uri, again.sdp, again.source
        self.assertIn(f":{self.b.port()[1]}", again.contact_uri)
        self.hears_music_again(waiting, time.monotonic())
        print(f"\nasked {again.at - killed:.2f} s after kill -9, without music for {waiting.rtp.longest_gap(killed - 0.5):.2f} s")

    def wait_owned(self, server, slot):
        return wait_until(lambda: (call := server.slot(slot)) and not call.get("node") and call, 5, "its slot to be of the other")

    def test_a_caller_of_a_dead_server_goes_on_at_the_other_and_is_retrieved_there(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        self.seen_at(self.b, "701", "a")
        killed = self.kill_a()
        self.goes_on_at_b(waiting, killed)
        self.assertEqual(self.wait_owned(self.b, "701")["caller"]["name"], "Bob Ray")
        retriever = self.at(self.b, "203").connect("701")
        waiting.speak()
        self.hear_each_other_now(retriever, waiting)
        self.b.wait_empty("701")
        self.start_again()
        self.assertIsNone(self.a.slot("701"))
        wait_until(lambda: not self.etcd.keys("/layby/1/t/"), 5, "it to have read who was taken over")
        self.hear_each_other_now(retriever, waiting)
        self.assertFalse(waiting.has_request("BYE"), "who comes back says nothing")
        self.end(retriever, waiting)

    def test_who_comes_back_leads_retrievers_to_who_has_the_caller_now(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        self.goes_on_at_b(waiting, self.kill_a())
        status = subprocess.run([layby(), "cluster", "status", "--config", self.b.config], capture_output=True, text=True, timeout=20)
        self.assertIn("TAKEN OVER FROM", status.stdout)
        self.start_again()
        self.seen_at(self.a, "701", "b")
        retriever = self.at(self.a, "203").connect("701")
        waiting.speak()
        self.hear_each_other_now(retriever, waiting)
        self.assertFalse(waiting.has_request("BYE"))
        self.end(retriever, waiting)

    def test_a_phone_that_knows_nothing_of_the_call_frees_its_slot(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        waiting.answers_reinvites = False
        self.kill_a()
        again = waiting.expect_request("INVITE", 30)
        waiting.peer.respond(again, 481, "Call Does Not Exist")
        waiting.expect_request("ACK")
        self.b.wait_empty("701")
        self.assertEqual(self.b.ask("GET", "/api/v1/history")[1]["history"][0]["outcome"], "failed")

    def test_a_server_that_stood_still_lets_go_without_a_bye(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        wait_until(lambda: self.etcd.keys("/layby/1-left/a/"), 5, "what it leaves to others to be there")
        os.kill(self.a.process.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, self.a.process.pid, signal.SIGCONT)
        self.goes_on_at_b(waiting, time.monotonic())
        os.kill(self.a.process.pid, signal.SIGCONT)
        wait_until(lambda: "was taken over by node b" in self.a.log(), 10, "it to hear what has happened")
        self.a.wait_counter("calls", "legs", 0)
        self.assertEqual(self.a.counter("calls", "taken_away_total"), 1)
        retriever = self.at(self.b, "203").connect("701")
        waiting.speak()
        self.hear_each_other_now(retriever, waiting)
        self.assertFalse(waiting.has_request("BYE"))
        self.end(retriever, waiting)

    def test_an_upgrade_is_no_death(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        self.seen_at(self.b, "701", "a")
        start = time.monotonic()
        done = subprocess.run([layby(), "upgrade", "--state", self.a.state], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.wait_joined(self.a, 2)
        time.sleep(2.5)  # longer than a lease: the old process's has ended
        self.hears_music_again(waiting, start)
        self.assertEqual(self.seen_at(self.b, "701", "a")["node"], "a")
        self.assertFalse(waiting.has_request("INVITE"))
        retriever = self.at(self.a, "203").connect("701")
        self.hear_each_other_now(retriever, waiting)
        self.end(retriever, waiting)

    def test_a_real_phone_has_music_again_and_is_retrieved(self):
        phones = self.real_phones_park()
        self.kill_a()
        self.wait_owned_after_death("701")
        self.wait_for_music(phones["201"], 30)
        phones["203"].dial("701")
        phones["203"].expect("CALL_ESTABLISHED")
        self.hear_each_other(phones["203"], phones["201"])
        self.start_again()
        self.hear_each_other(phones["203"], phones["201"])
        phones["203"].hang_up()

    def wait_owned_after_death(self, slot):
        return wait_until(lambda: (call := self.b.slot(slot)) and not call.get("node") and call, 30, "the other to have its slot")


if __name__ == "__main__":
    unittest.main()
