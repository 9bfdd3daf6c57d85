"""What happens when nobody comes: reminder, recall, the ladder, the fallback. And it never loses the caller."""
import time
import unittest

from harness import audio
from harness.office import MAIN_LOT
from harness.processes import stays, wait_until
from harness.sip_message import display_in
from parking import ParkingTest


def lot(**changes):
    """The main lot with other rules."""
    text = MAIN_LOT
    for name, value in changes.items():
        lines = [line for line in text.split("\n") if not line.startswith(f"{name} =")]
        text = "\n".join(lines).rstrip("\n") + f"\n{name} = {value}\n"
    return text


class Recall(ParkingTest):
    office = {"users": ("201", "202", "203", "204"),
              "lots": lot(recall='"1s"', ladder='["parker 2s", "user:203 30s"]')}

    def parked(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there)
        return ann, bob, here

    def test_the_parker_rings_sees_who_waits_and_answers(self):
        ann, bob, here = self.parked()
        ring = ann.expect_call(8)
        shown = display_in(ring.incoming.get("from"))
        self.assertIn("Recall 701", shown)
        self.assertIn("Bob Ray", shown)
        self.assertIn("202", ring.incoming.get("p-asserted-identity"))
        self.assertIn("park-recall", ring.incoming.get("alert-info"))
        ring.ring()
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", start)
        ring.answer()
        ring.confirmed()
        self.hear_each_other_now(ring, here)
        self.server.wait_empty("701")
        self.end(ring, here)

    def test_busy_goes_on_to_the_next_step_at_once(self):
        cleo = self.peer("203")
        ann, bob, here = self.parked()
        ann.expect_call(8).refuse(486)
        ring = cleo.expect_call(1)
        ring.ring()
        ring.answer()
        ring.confirmed()
        self.hear_each_other_now(ring, here)
        self.end(ring, here)

    def test_a_parker_whose_phone_is_gone_is_skipped(self):
        cleo = self.peer("203")
        ann, bob, here = self.parked()
        ann.register(expires=0)
        ring = cleo.expect_call(8)
        ring.ring()
        ring.answer()
        ring.confirmed()
        self.end(ring, here)

    def test_a_step_that_rings_out_is_cancelled_and_the_next_one_rings(self):
        cleo = self.peer("203")
        ann, bob, here = self.parked()
        ring = ann.expect_call(8)
        ring.ring()
        self.next_step(ring, cleo, here)

    def next_step(self, ring, cleo, here):
        ring.expect_request("CANCEL", 6)
        ring.peer.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        then = cleo.expect_call(3)
        then.ring()
        then.answer()
        then.confirmed()
        self.hear_each_other_now(then, here)
        self.end(then, here)

    def test_a_retrieval_stops_the_ringing_with_completed_elsewhere(self):
        dan = self.peer("204")
        ann, bob, here = self.parked()
        ring = ann.expect_call(8)
        ring.ring()
        call = dan.connect("701")
        cancel = ring.expect_request("CANCEL", 3)
        self.assertIn("cause=200", cancel.get("reason"))
        self.assertIn("completed elsewhere", cancel.get("reason").lower())
        ann.respond(cancel, 200, "OK")
        ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_recall_and_retrieval_are_answered_in_the_same_moment(self):
        dan = self.peer("204")
        ann, bob, here = self.parked()
        ring = ann.expect_call(8)
        ring.ring()
        ring.answer()
        call = dan.call("701")
        final = call.expect_final(15)
        if final.status == 200:
            call.ack()
            call.speak()
            ring.expect_request("ACK")
            ring.expect_bye()
            self.hear_each_other_now(call, here)
            self.end(call, here)
        else:
            self.assertIn(final.status, (404, 480))
            ring.confirmed()
            self.hear_each_other_now(ring, here)
            self.end(ring, here)

    def test_the_parkee_hangs_up_while_the_recall_rings(self):
        ann, bob, here = self.parked()
        ring = ann.expect_call(8)
        ring.ring()
        here.bye()
        cancel = ring.expect_request("CANCEL", 3)
        ann.respond(cancel, 200, "OK")
        ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        self.server.wait_empty("701")


class Ladder(ParkingTest):
    office = {"users": ("201", "202", "203"), "lots": lot(recall='"1s"', ladder='["parker 1s"]')}

    def test_the_ladder_runs_again_and_the_caller_is_never_dropped(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there)
        for _ in range(3):
            ring = ann.expect_call(8)
            ring.ring()
            ann.respond(ring.expect_request("CANCEL", 6), 200, "OK")
            ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
            self.stays_up(here, seconds=0.2)
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", start)
        here.bye()


class Fallback(ParkingTest):
    office = {"users": ("201", "202", "203"), "lots": lot(recall='"1s"', ladder='["parker 1s"]', fallback='"203"', max_wait='"4s"')}

    def test_after_max_wait_the_caller_goes_to_the_fallback(self):
        cleo, ann, bob = self.peer("203"), self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there)
        ann.register(expires=0)
        ring = cleo.expect_call(12)
        ring.ring()
        ring.answer()
        ring.confirmed()
        self.hear_each_other_now(ring, here)
        self.end(ring, here)


class Reminder(ParkingTest):
    office = {"users": ("201", "202", "203"), "lots": lot(reminder='"1s"')}

    def test_the_parker_is_reminded_and_the_caller_stays_parked(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        reminder = ann.expect(lambda m: not m.is_response and m.method in ("MESSAGE", "INVITE") and
                              ("701" in m.body or "701" in m.get("from")), 8, "a reminder")
        self.assertIn("Bob Ray", reminder.body + reminder.get("from"))
        stays(lambda: self.server.slot("701"), 0.5, "the caller left its slot")
        here.bye()
        wait_until(lambda: not self.server.parked(), 3, "the slot to be empty")


if __name__ == "__main__":
    unittest.main()
