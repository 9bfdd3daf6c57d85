"""SRTP with keys in the SDP: every mix of phones is parked and retrieved, over a crash too, and whoever promises keys and sends in the
clear isn't heard."""
import base64
import pathlib
import re
import time
import unittest

from harness import audio
from harness.processes import wait_until
from harness.server import HASTY_LOT, MAIN_LOT
from parking import MortalServer, ParkingTest

USERS = ("201", "202", "203", "204")
KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
CRYPTO = f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"
ALWAYS, IF_POSSIBLE = "srtp-mand", "srtp"


class RealPhones(ParkingTest):
    office = {"users": USERS, "tls": True, "lots": MAIN_LOT + HASTY_LOT}

    def test_held_transferred_and_recalled(self):
        """Both are on TLS and insist on keys."""
        ann, bob, cleo = (self.phone(user, "tls", encryption=ALWAYS) for user in USERS[:3])
        self.talk(bob, ann)
        ann.hold()
        self.wait_for_music(bob)
        ann.resume()
        self.hears(bob, ann)
        ann.transfer("203")
        cleo.expect("CALL_INCOMING")
        cleo.answer()
        self.hear_each_other(cleo, bob)
        cleo.transfer("800")
        self.server.wait_parked("801")
        self.wait_for_music(bob)
        cleo.expect("CALL_INCOMING", 20)
        cleo.answer()
        self.hear_each_other(cleo, bob)
        bob.hang_up()
        cleo.expect("CALL_CLOSED")

    def test_an_offer_with_an_identifier_in_each_packet_is_passed_over_for_the_next(self):
        """MKI: the first line has one, as Lync and Poly can send it."""
        ann, bob = self.peer("201"), self.peer("202")
        with_mki = f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^31|1:1"
        there = ann.call("202", protocol="RTP/SAVP", extra=[with_mki, CRYPTO.replace("crypto:1", "crypto:2")])
        here = self.take_call(bob)
        answer = there.expect_answer(5)
        there.ack()
        here.confirmed()
        self.assertIn("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:", answer.body)
        there.send("BYE")
        here.expect_bye()
        refused = ann.call("202", protocol="RTP/SAVP", extra=[with_mki]).expect_final(5)
        self.assertEqual(refused.status, 488)
        self.assertIn("without a key", refused.get("warning"))

    def park_and_retrieve(self, ann, bob, cleo):
        """Ann parks Bob, whom Cleo retrieves; the latter's voice arrives."""
        self.talk(ann, bob)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(bob)
        cleo.dial("701")
        self.hears(bob, cleo)
        self.hears(cleo, bob)
        bob.hang_up()

    def test_a_caller_whose_sound_is_encrypted_is_parked_by_one_in_clear(self):
        self.park_and_retrieve(self.phone("201"), self.phone("202", "tls", encryption=ALWAYS), self.phone("203"))

    def test_a_caller_in_clear_is_retrieved_by_one_who_insists(self):
        self.park_and_retrieve(self.phone("201", "tls", encryption=IF_POSSIBLE), self.phone("202"),
                               self.phone("203", "tls", encryption=ALWAYS))

    def test_keys_over_clear_signalling_are_taken_too(self):
        self.park_and_retrieve(self.phone("201"), self.phone("202"), self.phone("203", encryption=ALWAYS))

    def test_another_codec_on_each_side(self):
        self.park_and_retrieve(self.phone("201", codecs=["G722"]), self.phone("202", "tls", encryption=ALWAYS, codecs=["opus"]),
                               self.phone("203", encryption=ALWAYS, codecs=["PCMA"]))

    def test_linphone_insists_and_parks_and_retrieves(self):
        ann, bob, cleo = self.phone("201"), self.phone("202", "tls", encryption=ALWAYS), self.linphone("203", "tls", encrypted=True)
        self.talk(ann, bob)
        ann.transfer("700")
        self.server.wait_parked("701")
        cleo.call("701")
        self.hears(bob, cleo)
        bob.hang_up()

    def test_linphone_insists_and_holds_parks_is_recalled_and_transfers(self):
        where = f"{self.server.address_of('tls')};transport=tls"
        ann, bob, cleo = self.linphone("201", "tls", encrypted=True), self.phone("202", "tls", encryption=ALWAYS), self.phone("203")
        bob.dial("201")
        ann.answer()
        bob.expect("CALL_ESTABLISHED")
        self.hears(bob, ann)
        ann.say("pause")
        self.wait_for_music(bob)
        ann.say("resume")
        self.hears(bob, ann)
        ann.say(f"transfer sip:800@{where}")
        self.server.wait_parked("801")
        self.wait_for_music(bob)
        ann.answer()
        self.hears(bob, ann)
        ann.say(f"transfer sip:203@{where}")
        cleo.expect("CALL_INCOMING")
        cleo.answer()
        self.hear_each_other(cleo, bob)
        bob.hang_up()

    def test_linphone_is_called_and_insists(self):
        ann, bob = self.phone("201"), self.linphone("202", "tls", encrypted=True)
        ann.dial("202")
        bob.answer()
        ann.expect("CALL_ESTABLISHED")
        self.hears(ann, bob)
        ann.hang_up()
        wait_until(lambda: audio.hears_voice(bob.heard(), "201") > 1, 5, "linphone to have heard the caller")


class Crashing(MortalServer):
    office = {"users": USERS, "tls": True}

    def test_music_goes_on_encrypted_after_a_crash(self):
        """Over UDP, since a connection ends with the process, and with it what this phone shows of its call."""
        ann, bob = self.phone("201"), self.phone("202", encryption=ALWAYS)
        self.talk(bob, ann)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(bob)
        for _ in range(2):
            self.killed_and_started()
            self.wait_for_music(bob)
        cleo = self.phone("203", encryption=ALWAYS)
        cleo.dial("701")
        self.hears(bob, cleo)
        self.hears(cleo, bob)
        bob.hang_up()

    def test_linphone_over_tls_waits_over_a_crash(self):
        ann, bob = self.phone("201"), self.linphone("202", "tls", encrypted=True)
        ann.dial("202")
        bob.answer()
        ann.expect("CALL_ESTABLISHED")
        self.hears(ann, bob)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.linphone_hears_music(bob)
        self.killed_and_started()
        self.linphone_hears_music(bob)
        cleo = self.phone("203", "tls", encryption=ALWAYS)
        cleo.dial("701")
        self.hears(cleo, bob)
        cleo.hang_up()
        self.server.wait_empty("701")

    @staticmethod
    def linphone_hears_music(phone):
        before = len(phone.heard())
        wait_until(lambda: len(phone.heard()) > before + 3 * audio.RATE and audio.hears_music(phone.heard()[-2 * audio.RATE:]) > 0.8, 15,
                   lambda: f"music; it heard {audio.describe(phone.heard()[before:])}", every=0.3)

    def test_nobody_reads_the_keys_in_the_state_directory(self):
        ann, bob = self.peer("201"), self.peer("202")
        there = ann.call("202", protocol="RTP/SAVP", extra=[CRYPTO])
        here = self.take_call(bob)
        answer = there.expect_answer(5)
        there.ack()
        here.confirmed()
        ours = re.search(r"inline:(\S+)", answer.body)[1]
        wait_until(lambda: self.server.counter("store", "queued") == 0, 5, "everything to be written")
        kept = b"".join(file.read_bytes() for file in pathlib.Path(self.server.state).iterdir() if file.is_file())
        for key in (KEY, ours):
            self.assertNotIn(key.encode(), kept)
            self.assertNotIn(base64.b64decode(key), kept)
        self.assertNotIn(ours, self.server.log())
        self.end(there, here)


class PeersOfOurOwn(ParkingTest):
    office = {"users": USERS, "tls": True}

    def encrypted_call(self, protocol):
        ann, bob = self.peer("201"), self.peer("202")
        there = ann.call("202", protocol=protocol, extra=[CRYPTO])
        here = self.take_call(bob)
        answer = there.expect_answer(5)
        there.ack()
        here.confirmed()
        return there, here, answer

    def test_the_answer_has_a_key_of_its_own_and_packets_are_encrypted(self):
        for protocol in ("RTP/SAVP", "RTP/AVP", "RTP/SAVPF"):
            with self.subTest(protocol):
                there, here, answer = self.encrypted_call(protocol)
                self.assertIn(f" {protocol} ", answer.body)
                key = re.search(r"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(\S{40})\r\n", answer.body)[1]
                self.assertNotEqual(key, KEY)
                wait_until(lambda: len(there.rtp.packets) > 20, 5, "packets")
                self.assertEqual({len(packet.payload) for packet in there.rtp.packets[:20]}, {160 + 10}, "sound and a tag")
                shown = {call["party"]["number"]: call["encrypted"] for call in self.server.calls()}
                self.assertEqual(shown, {"201": True, "202": False})
                there.send("BYE")
                here.expect_bye()

    def test_whoever_promises_keys_and_sends_in_the_clear_is_not_heard(self):
        there, here, _ = self.encrypted_call("RTP/SAVP")
        there.speak()
        wait_until(lambda: "isn't encrypted with the key" in self.server.log(), 5, "a line in the log")
        heard = len(here.rtp.packets)
        time.sleep(0.3)
        self.assertEqual(len(here.rtp.packets), heard, "nothing in clear is passed on")
        self.end(there, here)

    def test_without_a_usable_key_it_is_refused_and_said_why(self):
        ann = self.peer("201")
        for extra in ([], ["a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + KEY], ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:short"]):
            refused = ann.call("202", protocol="RTP/SAVP", extra=extra).expect_final(5)
            self.assertEqual(refused.status, 488)
            self.assertIn("without a key", refused.get("warning"))


if __name__ == "__main__":
    unittest.main()
