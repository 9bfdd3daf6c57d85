"""A disk that takes no more while the server runs: whoever is parked stays, and new parks are as the settings say.

The disk is full by RLIMIT_FSIZE of the running server: no file of it may grow or be written any more (EFBIG). That is
what any user may do; a real full file system is a test of the store."""
import resource
import unittest

from harness.processes import wait_until
from parking import MortalServer

FULL = 1


class FailingDisk(MortalServer):
    def tearDown(self):
        self.disk_has_room_again()
        super().tearDown()

    def limit(self, soft):
        _, hard = resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, (soft if soft else hard, hard))

    def disk_is_full(self):
        """And the server knows, since something had to be written."""
        self.limit(FULL)
        self.one("201").register()
        self.server.wait_counter("store", "failing", 1)

    def disk_has_room_again(self):
        self.limit(None)

    def parked(self):
        there, here = self.peers_talk(self.one("201"), self.one("202"))
        self.park_blind(there)
        return here

    def is_retrieved(self, parked, slot="701", by="203"):
        call = self.one(by).connect(slot)
        self.hear_each_other_now(call, parked)
        self.server.wait_empty(slot)
        self.end(call, parked)

    def is_mended_and_keeps(self, slot):
        """By itself; and what was done meanwhile is on the disk."""
        self.disk_has_room_again()
        self.server.wait_counter("store", "failing", 0, 15)
        self.killed_and_started()
        self.server.wait_parked(slot)


class Continue(FailingDisk):
    office = {"users": ("201", "202", "203", "204", "205")}

    def test_callers_are_parked_all_the_same_and_written_once_there_is_room(self):
        first = self.parked()
        self.disk_is_full()
        there, second = self.peers_talk(self.one("203"), self.one("204"))
        self.park_blind(there, "702")
        self.hears_music_again(second, second.answered_at)
        self.is_retrieved(first, by="205")
        self.is_mended_and_keeps("702")
        self.is_retrieved(second, "702")


class Refuse(FailingDisk):
    office = {"users": ("201", "202", "203", "204", "205"), "more": '[store]\nwhen_failing = "refuse"\n'}

    def test_nobody_new_is_parked_and_the_refused_call_goes_on(self):
        self.disk_is_full()
        there, here = self.peers_talk(self.one("203"), self.one("204"))
        self.refused(there.refer("700"))
        self.hear_each_other_now(there, here)
        self.refused(self.one("205").call("700").expect_final(15))
        self.assertEqual(self.server.parked(), {})
        self.end(there, here)

    def refused(self, response):
        self.assertEqual(response.status, 503)
        self.assertIn("nobody can be parked at the moment", response.text)

    def test_who_is_parked_keeps_music_and_is_retrieved(self):
        first = self.parked()
        self.disk_is_full()
        before = len(first.rtp.packets)
        wait_until(lambda: len(first.rtp.packets) > before + 100, 5, "two seconds of packets")
        self.assertLess(first.rtp.longest_gap(), 0.5)
        self.hears_music_again(first, 0)
        self.is_retrieved(first)

    def test_once_there_is_room_callers_are_parked_again(self):
        self.disk_is_full()
        there, here = self.peers_talk(self.one("203"), self.one("204"))
        self.refused(there.refer("700"))
        self.disk_has_room_again()
        self.server.wait_counter("store", "failing", 0, 15)
        wait_until(lambda: there.refer("700").status == 202, 3, "the lot to be open")
        there.bye()
        self.server.wait_parked("701")
        self.is_mended_and_keeps("701")
        self.is_retrieved(here)


if __name__ == "__main__":
    unittest.main()
