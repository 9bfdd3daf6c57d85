"""Real phones and a lot without a free slot: nobody loses a call."""
import unittest

from harness.office import MAIN_LOT, OfficeTest
from harness.processes import stays

FULL_LOT = MAIN_LOT.replace("701-720", "701-701")


class AFullLot(OfficeTest):
    office = {"users": ("201", "202", "203", "204"), "lots": FULL_LOT}

    def fill(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(bob, ann)
        self.parks(ann)
        return ann, bob

    def test_a_transfer_to_a_full_lot_leaves_the_call_as_it_was(self):
        ann, bob = self.fill()
        dan, cleo = self.phone("204"), self.linphone("203")
        dan.dial("203")
        cleo.expect("(?i)receiving new incoming call")
        cleo.say("answer")
        dan.expect("CALL_ESTABLISHED")
        self.hears(dan, cleo)
        refused = self.server.counter("parking", "refused_parks_total")
        for target in ("700", "701"):
            cleo.say(f"transfer sip:{target}@{self.server.address}")
            refused += 1
            self.server.wait_counter("parking", "refused_parks_total", refused)
            stays(lambda: not dan.seen("CALL_CLOSED"), 1, "the call ended although the lot is full")
            self.hears(dan, cleo)
        self.assertEqual(self.server.slot("701")["caller"]["number"], "202")
        dan.hang_up()
        bob.hang_up()
        self.server.wait_empty("701")

    def test_a_phone_that_hangs_up_by_itself_is_rung_back_and_its_caller_survives(self):
        """baresip 1.0 ends its call when a transfer fails: the caller hears music, and the phone rings."""
        ann, bob = self.fill()
        dan, cleo = self.phone("204"), self.phone("203")
        self.talk(dan, cleo)
        cleo.transfer("700")
        self.assertRegex(cleo.expect("TRANSFER_FAILED")["param"], "^486")
        back = cleo.expect("CALL_INCOMING")
        self.assertIn("Not parked", back["peerdisplayname"])
        self.wait_for_music(dan)
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(dan, cleo)
        self.assertFalse(dan.seen("CALL_CLOSED"), "the caller was lost")
        dan.hang_up()
        self.assertEqual(self.server.slot("701")["caller"]["number"], "202")
        self.wait_for_music(bob)
        bob.hang_up()
        self.server.wait_empty("701")


if __name__ == "__main__":
    unittest.main()
