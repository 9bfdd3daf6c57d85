"""Phones that agree on keys in a handshake beside the audio (DTLS-SRTP), with and without proving where they are (ICE): parked, retrieved,
put on hold, over a crash too."""
import unittest

from harness import audio
from harness.processes import wait_until
from parking import MortalServer, ParkingTest

USERS = ("201", "202", "203", "204")
HANDSHAKE = {"encryption": "dtls_srtp"}
BROWSERS_WAY = {"encryption": "dtls_srtp", "ice": True, "mux": True}


class RealPhones(ParkingTest):
    office = {"users": USERS}

    def park_and_retrieve(self, caller, parker, retriever):
        """The parker parks its caller, whom the retriever gets; the latter's voice arrives."""
        self.talk(caller, parker)
        parker.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(caller)
        retriever.dial("701")
        self.hears(caller, retriever)
        self.hears(retriever, caller)
        caller.hang_up()

    def test_a_caller_that_shook_hands_is_parked_by_one_in_clear(self):
        self.park_and_retrieve(self.phone("201", **HANDSHAKE), self.phone("202"), self.phone("203"))

    def test_a_caller_in_clear_is_retrieved_by_one_that_shakes_hands(self):
        self.park_and_retrieve(self.phone("201"), self.phone("202"), self.phone("203", **HANDSHAKE))

    def test_all_prove_where_they_are_and_shake_hands(self):
        self.park_and_retrieve(self.phone("201", **BROWSERS_WAY), self.phone("202"), self.phone("203", **BROWSERS_WAY))

    def test_one_with_keys_in_its_sdp_and_another_codec(self):
        self.park_and_retrieve(self.phone("201", codecs=["G722"], **BROWSERS_WAY), self.phone("202"),
                               self.phone("203", encryption="srtp-mand"))

    def test_linphone_shakes_hands_and_parks_and_retrieves(self):
        ann, bob, cleo = self.phone("201"), self.phone("202", **HANDSHAKE), self.linphone("203", encrypted="dtls")
        self.talk(bob, ann)
        ann.transfer("700")
        self.server.wait_parked("701")
        cleo.call("701")
        self.hears(bob, cleo)
        self.assertIn("UDP/TLS/RTP/SAVP", cleo.sip_log())
        bob.hang_up()
        wait_until(lambda: audio.hears_voice(cleo.heard(), "202") > 1, 5, "linphone to have heard the caller")

    def test_hold_asks_for_no_other_handshake(self):
        ann, bob = self.phone("201", **BROWSERS_WAY), self.phone("202")
        self.talk(ann, bob)
        ann.hold()
        ann.resume()
        self.hears(bob, ann)
        ann.hang_up()


class Crashing(MortalServer):
    office = {"users": USERS}

    def goes_on(self, way):
        ann, bob = self.phone("201"), self.phone("202", **way)
        self.talk(bob, ann)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(bob)
        self.killed_and_started()
        self.wait_for_music(bob)
        cleo = self.phone("203")
        cleo.dial("701")
        self.hears(bob, cleo)
        self.hears(cleo, bob)
        bob.hang_up()

    def test_music_goes_on_without_a_handshake_after_a_crash(self):
        self.goes_on(HANDSHAKE)

    def test_music_goes_on_to_one_that_proves_where_it_is_after_a_crash(self):
        self.goes_on(BROWSERS_WAY)


if __name__ == "__main__":
    unittest.main()
