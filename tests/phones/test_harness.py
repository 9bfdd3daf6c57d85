"""The tools of these tests prove themselves against each other, without the server."""
import unittest

from harness import audio
from harness.baresip import Baresip
from harness.processes import wait_until
from harness.sip_peer import SipPeer


class PhonesAmongThemselves(unittest.TestCase):
    def setUp(self):
        self.phones = []
        self.addCleanup(lambda: [phone.close() for phone in self.phones])

    def phone(self, *how, **more):
        phone = Baresip(*how, **more)
        self.phones.append(phone)
        return phone

    def test_two_phones_call_each_other_directly_and_hear_each_other(self):
        for codec in ("PCMU", "G722", "opus"):
            with self.subTest(codec=codec):
                ann = self.phone("201", codecs=(codec,))
                bob = self.phone("202", codecs=(codec,))
                ann.dial(f"sip:202@127.0.0.1:{bob.sip_port}")
                bob.expect("CALL_INCOMING")
                bob.answer()
                ann.expect("CALL_ESTABLISHED")
                ann.wait_to_hear(lambda sound: audio.hears_voice(sound, "202") >= 3, 10, "Bob")
                bob.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 3, 10, "Ann")
                ann.hang_up()
                bob.expect("CALL_CLOSED")
                self.assertEqual(audio.hears_voice(ann.heard(), "201"), 0)

    def test_the_peer_and_a_phone_understand_each_other(self):
        ann = self.phone("201")
        peer = SipPeer(("127.0.0.1", ann.sip_port), "205")
        self.addCleanup(peer.close)
        call = peer.call("201")
        ann.expect("CALL_INCOMING")
        ann.answer()
        call.expect_answer()
        call.ack()
        call.speak()
        ann.expect("CALL_ESTABLISHED")
        call.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 8, "Ann")
        ann.wait_to_hear(lambda sound: audio.hears_voice(sound, "205") >= 2, 8, "the peer")
        call.rtp.press(call.remote_rtp, "5")
        ann.expect("CALL_DTMF_START", where=lambda event: event["param"] == "5")
        ann.press("7")
        wait_until(lambda: call.rtp.keys() == "7", 3, lambda: f"the key 7, got {call.rtp.keys()!r}")
        self.assertLess(call.rtp.longest_gap(), 0.25)
        self.assertEqual(call.bye().status, 200)
        ann.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
