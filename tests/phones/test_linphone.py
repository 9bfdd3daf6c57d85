"""Linphone, another maker's phone: registers with SHA-256, parks attended and blind."""
import unittest

from harness import audio
from harness.office import OfficeTest
from harness.processes import wait_until


class LinphoneParks(OfficeTest):
    def linphone_takes_call_of(self, caller, transport="udp"):
        ann = self.linphone("201", transport=transport)
        self.assertRegex(ann.sip_log(), "Authorization: .*algorithm=SHA-256")
        self.server.wait_registered("201")
        caller.dial("201")
        ann.expect("(?i)receiving new incoming call")
        ann.say("answer")
        caller.expect("CALL_ESTABLISHED")
        caller.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 4, 12, "the voice of 201")
        return ann

    def take_back(self, bob):
        cleo = self.phone("203")
        [slot] = self.server.parked()
        cleo.dial(str(slot))
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_attended_park_consult_hear_the_slot_complete(self):
        bob = self.phone("202")
        ann = self.linphone_takes_call_of(bob)
        ann.say("pause")
        self.wait_for_music(bob)
        ann.record_into("consultation.wav")
        ann.call("700")
        wait_until(lambda: "701" in audio.digits_spoken(ann.heard("consultation.wav")), 15,
                   lambda: f"the slot to be said; heard {audio.describe(ann.heard('consultation.wav'))}", every=0.3)
        ann.say("transfer 1 --to-call 2")
        self.server.wait_parked("701", phase="waiting")
        self.assertEqual(self.server.slot("701")["caller"]["number"], "202")
        self.wait_for_music(bob)
        self.take_back(bob)

    def test_blind_park_over_udp(self):
        bob = self.phone("202")
        ann = self.linphone_takes_call_of(bob)
        self.park_blind(ann, bob, f"sip:700@{self.server.address}")

    def test_blind_park_over_tcp(self):
        bob = self.phone("202")
        ann = self.linphone_takes_call_of(bob, transport="tcp")
        self.park_blind(ann, bob, f"sip:700@{self.server.tcp_address};transport=tcp")

    def park_blind(self, ann, bob, target):
        ann.say(f"transfer {target}")
        wait_until(lambda: self.server.parked(), 5, "a parked call")
        self.wait_for_music(bob)
        self.take_back(bob)

    def test_hold_and_resume_three_times_and_linphone_hears_the_other_again(self):
        bob = self.phone("202")
        ann = self.linphone_takes_call_of(bob)
        for number in range(3):
            ann.say("pause")
            self.wait_for_music(bob)
            after = f"after-{number}.wav"
            ann.record_into(after)
            ann.say("resume")
            self.hears(bob, ann)
            wait_until(lambda: audio.hears_voice(ann.heard(after), "202") >= 3, 10,
                       lambda: f"linphone to hear 202 again; it heard {audio.describe(ann.heard(after))}", every=0.3)
        bob.hang_up()


if __name__ == "__main__":
    unittest.main()
