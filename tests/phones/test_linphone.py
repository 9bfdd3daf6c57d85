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
        ann.say(f"transfer sip:700@{self.server.address}")
        wait_until(lambda: self.server.parked(), 5, "a parked call")
        self.wait_for_music(bob)
        self.take_back(bob)

    def test_blind_park_over_tcp(self):
        bob = self.phone("202")
        ann = self.linphone("201", transport="tcp")
        bob.dial("201")
        ann.expect("(?i)receiving new incoming call")
        ann.say("answer")
        bob.expect("CALL_ESTABLISHED")
        self.wait_for_voice(bob)
        ann.say(f"transfer sip:700@{self.server.tcp_address};transport=tcp")
        wait_until(lambda: self.server.parked(), 5, "a parked call")
        self.wait_for_music(bob)
        self.take_back(bob)

    def wait_for_voice(self, phone):
        phone.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 4, 12, "the voice of 201")


if __name__ == "__main__":
    unittest.main()
