"""A phone that dies without a word: nobody stays parked, or in a call, with a corpse."""
import unittest

from harness.office import OfficeTest


class DeadPhones(OfficeTest):
    office = {"media": 'lost_after = "5s"'}

    def test_a_parked_phone_that_loses_its_power_frees_the_slot(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(bob, ann)
        self.parks(ann)
        self.wait_for_music(bob)
        bob.pull_the_plug()
        self.server.wait_empty("701", 45)

    def test_a_phone_that_loses_its_power_in_a_call_ends_it(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(ann, bob)
        bob.pull_the_plug()
        ann.expect("CALL_CLOSED", 45)

    def test_a_phone_that_is_held_and_silent_stays_in_its_call(self):
        """Silence alone is no death: linphone sends nothing while it is held, but answers when it is asked."""
        ann, bob = self.phone("201"), self.linphone("202")
        ann.dial("202")
        bob.expect("(?i)receiving new incoming call")
        bob.say("answer")
        ann.expect("CALL_ESTABLISHED")
        bob.say("pause")
        self.wait_for_music(ann)
        self.wait_for_music(ann, 20)
        self.wait_for_music(ann, 20)
        bob.say("resume")
        self.hears(ann, bob)
        ann.hang_up()


if __name__ == "__main__":
    unittest.main()
