"""Kamailio in front, Layby the registrar behind it: `examples/in-front-kamailio` as it stands there, UDP and TCP."""
import unittest

from beside import BesideKamailio
from harness import audio
from harness.office import PASSWORD

NAMES = {"301": "Ann Lee", "302": "Bob Ray", "303": "Cleo Fox"}


class PhonesBehindAProxy(BesideKamailio):
    example = "in-front-kamailio"
    passwords = dict.fromkeys(NAMES, PASSWORD)
    shorter = BesideKamailio.shorter | {f'display = "{name}"': f'display = "{name}"\npassword = "{PASSWORD}"' for name in NAMES.values()}

    def test_the_slot_is_spoken_the_caller_has_music_and_any_phone_retrieves(self):
        ann, bob, cleo = self.phone("301", transport="tcp"), self.phone("302"), self.phone("303")
        self.talk(bob, ann)
        ann.transfer("sip:700@" + self.place.proxy_address)
        self.server.wait_parked("701")
        ann.wait_to_hear(lambda sound: "701" in audio.digits_spoken(sound), 10, "its slot")
        self.wait_for_music(bob)
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_nobody_retrieves_and_the_parkers_phone_rings(self):
        ann, bob = self.phone("301"), self.phone("302", transport="tcp")
        self.talk(bob, ann)
        ann.transfer("sip:705@" + self.place.proxy_address)
        self.server.wait_parked("705")
        ann.expect("CALL_INCOMING", 20)
        ann.answer()
        ann.expect("CALL_ESTABLISHED")
        self.hear_each_other(ann, bob)
        ann.hang_up()
        bob.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
