"""Real phones park and retrieve: what each party hears is the proof."""
import unittest

from harness import audio
from harness.office import OfficeTest
from harness.processes import wait_until


class BlindPark(OfficeTest):
    def park(self, caller, parker, target="700", slot="701"):
        """`caller` and `parker` talk; the parker transfers to the lot and hears the slot."""
        self.talk(caller, parker)
        parker.transfer(target)
        self.server.wait_parked(slot)
        parker.expect("CALL_CLOSED", 20)
        said = audio.digits_spoken(parker.heard(8))
        self.assertIn(slot, said, f"{parker.user} heard {audio.describe(parker.heard(8))}")
        self.wait_for_music(caller)
        return self.server.slot(slot)

    def retrieve(self, retriever, caller, slot="701"):
        retriever.dial(slot)
        retriever.expect("CALL_ESTABLISHED")
        self.hear_each_other(retriever, caller)
        self.server.wait_empty(slot)

    def hang_up(self, one, other):
        one.hang_up()
        other.expect("CALL_CLOSED")

    def test_a_caller_is_parked_announced_kept_on_music_and_picked_up_by_another_phone(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        parked = self.park(bob, ann)
        self.assertEqual(parked["caller"]["number"], "202")
        self.assertEqual(parked["parker"]["user"], "201")
        self.assertTrue(parked["parker_told"])
        self.retrieve(cleo, bob)
        self.hang_up(cleo, bob)
        self.assertEqual(ann.seen("TRANSFER_FAILED"), [])

    def test_the_called_party_is_parked_by_the_caller(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(ann, bob)
        self.parks(ann)
        self.wait_for_music(bob)
        self.retrieve(cleo, bob)
        self.hang_up(bob, cleo)

    def test_a_transfer_to_a_slot_number_parks_right_there(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.park(bob, ann, target="707", slot="707")
        self.retrieve(cleo, bob, "707")
        self.hang_up(cleo, bob)

    def test_hold_resume_and_park_again_work_after_retrieval(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.park(bob, ann)
        self.retrieve(cleo, bob)
        for _ in range(3):
            cleo.hold()
            self.wait_for_music(bob)
            cleo.resume()
            self.hears(bob, cleo)
        cleo.transfer("700")
        wait_until(lambda: self.server.parked(), 5, "a parked call")
        [slot] = self.server.parked()
        cleo.expect("CALL_CLOSED", 20)
        self.wait_for_music(bob)
        self.retrieve(ann, bob, str(slot))
        self.hang_up(ann, bob)

    def test_the_parker_itself_takes_the_caller_back(self):
        ann, bob = self.phone("201"), self.phone("202", transport="tcp")
        self.park(bob, ann)
        self.retrieve(ann, bob)
        self.hang_up(bob, ann)

    def test_a_parked_caller_that_hangs_up_frees_the_slot(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.park(bob, ann)
        bob.hang_up()
        self.server.wait_empty("701")
        cleo.dial("701")
        self.assertRegex(cleo.expect("CALL_CLOSED")["param"], "^404")

    def test_every_codec_is_parked_and_retrieved(self):
        for parkee, parker, retriever in (("G722", "PCMU", "opus"), ("opus", "G722", "PCMA"), ("PCMA", "opus", "G722")):
            with self.subTest(parkee=parkee, parker=parker, retriever=retriever):
                ann, bob = self.phone("201", codecs=(parker,)), self.phone("202", codecs=(parkee,))
                cleo = self.phone("203", codecs=(retriever,))
                parked = None
                self.talk(bob, ann)
                ann.transfer("700")
                wait_until(lambda: self.server.parked(), 5, "a parked call")
                [parked] = self.server.parked()
                ann.expect("CALL_CLOSED", 20)
                self.assertIn(str(parked), audio.digits_spoken(ann.heard(8)))
                self.wait_for_music(bob)
                self.retrieve(cleo, bob, str(parked))
                self.hang_up(cleo, bob)
                for phone in (ann, bob, cleo):
                    phone.close()
                    self._closing.remove(phone)


if __name__ == "__main__":
    unittest.main()
