"""Real phones are rung again when nobody comes for the caller."""
import unittest

from harness.office import MAIN_LOT, OfficeTest

# Later than the announcement and the parker's farewell take.
RECALLING = MAIN_LOT.replace('recall = "10m"', 'recall = "12s"').replace('["parker 20s"]', '["parker 5s", "user:203 20s"]')


class Recall(OfficeTest):
    office = {"lots": RECALLING}

    def test_a_caller_nobody_takes_rings_its_parker_again(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(bob, ann)
        ann.transfer("700")
        ann.expect("CALL_CLOSED", 20)
        self.wait_for_music(bob)
        ring = ann.expect("CALL_INCOMING", 25)
        self.assertIn("701", ring.get("peerdisplayname", ""))
        self.assertIn("Bob Ray", ring.get("peerdisplayname", ""))
        self.wait_for_music(bob)
        ann.answer()
        ann.expect("CALL_ESTABLISHED")
        self.hear_each_other(ann, bob)
        self.server.wait_empty("701")
        ann.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_parker_that_does_not_answer_or_declines_is_followed_by_the_next_step(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        ann.transfer("700")
        ann.expect("CALL_CLOSED", 20)
        ann.expect("CALL_INCOMING", 25)
        cleo.expect("CALL_INCOMING", 10)
        ann.expect("CALL_CLOSED")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_caller_is_retrieved_while_the_recall_rings(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        ann.transfer("700")
        ann.expect("CALL_CLOSED", 20)
        ann.expect("CALL_INCOMING", 25)
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        ann.expect("CALL_CLOSED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
