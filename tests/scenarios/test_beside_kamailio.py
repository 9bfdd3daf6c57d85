"""Kamailio is the registrar and proxy, Layby parks for its phones: `examples/beside-kamailio` as it stands there."""
import unittest

from beside import BesideKamailio
from harness import audio
from harness.lamps import Lamp
from harness.processes import wait_until


class PhonesOfAProxy(BesideKamailio):
    example = "beside-kamailio"
    passwords = {"301": "CHANGE-ME-1", "302": "CHANGE-ME-2", "303": "CHANGE-ME-3"}

    def parked_by_transfer(self, ann, bob, target="700", slot="701"):
        ann.transfer(f"sip:{target}@{self.place.proxy_address}")
        parked = self.server.wait_parked(slot)
        self.wait_for_music(bob)
        return parked

    def test_a_blind_transfer_parks_the_caller_tells_the_parker_and_any_phone_retrieves(self):
        ann, bob, cleo = self.phone("301"), self.phone("302"), self.phone("303")
        self.talk(bob, ann)
        parked = self.parked_by_transfer(ann, bob)
        self.assertEqual(parked["caller"]["number"], "302")
        self.assertEqual(parked["parker"]["number"], "301")
        wait_until(lambda: self.server.slot("701")["parker_told"], 5, "301 to take the message with its slot")
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_transfer_to_a_slot_parks_in_that_slot(self):
        ann, bob = self.phone("301"), self.phone("302")
        self.talk(bob, ann)
        parked = self.parked_by_transfer(ann, bob, "705", "705")
        self.assertEqual(parked["parker"]["number"], "301")
        bob.hang_up()

    def test_nobody_retrieves_and_the_parkers_phone_rings(self):
        ann, bob = self.phone("301"), self.phone("302")
        self.talk(bob, ann)
        self.parked_by_transfer(ann, bob)
        ann.expect("CALL_INCOMING", 20, lambda event: "302" in event.get("peeruri", "") or "Recall" in str(event))
        ann.answer()
        ann.expect("CALL_ESTABLISHED")
        self.hear_each_other(ann, bob)
        ann.hang_up()
        bob.expect("CALL_CLOSED")

    def test_an_attended_transfer_parks_the_caller_and_never_the_parker(self):
        """Both are linphones: a baresip 1.0 that is transferred drops the Replaces."""
        bob, cleo, ann = self.linphone("302"), self.phone("303"), self.linphone("301")
        bob.record_into("before.wav")
        bob.call("301")
        ann.expect("(?i)receiving new incoming call")
        ann.say("answer")
        ann.say("pause")
        ann.record_into("consultation.wav")
        ann.call("700")
        wait_until(lambda: "701" in audio.digits_spoken(ann.heard("consultation.wav")), 15,
                   lambda: f"the slot to be said; heard {audio.describe(ann.heard('consultation.wav'))}", every=0.3)
        bob.record_into("parked.wav")
        ann.say("transfer 1 --to-call 2")
        wait_until(lambda: (self.server.slot("701") or {}).get("caller", {}).get("number") == "302", 8,
                   lambda: f"302 to be in the slot: {self.server.parked()}")
        self.assertEqual(list(self.server.parked()), [701])
        self.assertEqual(self.server.slot("701")["parker"]["number"], "301")
        wait_until(lambda: audio.hears_music(bob.heard("parked.wav")[-2 * audio.RATE:]) > 0.8, 10,
                   lambda: f"music; 302 heard {audio.describe(bob.heard('parked.wav'))}", every=0.3)
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hears(cleo, bob)
        cleo.hang_up()

    def test_an_empty_slot_is_refused_with_its_reason(self):
        self.assertEqual(self.peer("303").call("705").expect_final(12).status, 404)

    def test_a_lamp_at_the_proxys_phone_shows_the_slot(self):
        ann, bob, cleo = self.phone("301"), self.phone("302"), self.peer("303")
        lamp = Lamp(cleo, "701")
        self.assertEqual(lamp.answer.status, 200, lamp.answer.text)
        self.talk(bob, ann)
        self.parked_by_transfer(ann, bob)
        lamp.wait("confirmed")
        bob.hang_up()
        lamp.wait("terminated")
        self.assertEqual(lamp.subscribe(0).status, 200)


if __name__ == "__main__":
    unittest.main()
