"""Real phones register and call each other: codecs, hold, keys, refusals."""
import unittest

from harness import audio
from harness.baresip import Baresip
from harness.office import OfficeTest
from harness.processes import wait_until


class RegisteringAndCalling(OfficeTest):
    def test_phones_register_over_udp_and_tcp_and_call_each_other(self):
        ann, bob = self.phone("201"), self.phone("202", transport="tcp")
        self.server.wait_registered("201")
        self.server.wait_registered("202")
        self.talk(ann, bob)
        ann.hang_up()
        bob.expect("CALL_CLOSED")
        self.talk(bob, ann)
        ann.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_wrong_password_registers_nobody(self):
        phone = self.close_later(Baresip("203", self.server.address, "wrong"))
        wait_until(lambda: "403 Wrong User Or Password" in phone.process.text(), 20, "the refusal")
        self.assertEqual([one for one in self.server.registrations() if one["user"] == "203"], [])

    def test_all_phones_of_a_user_ring_and_the_first_answer_wins(self):
        ann, desk, mobile = self.phone("201"), self.phone("202"), self.phone("202", transport="tcp")
        self.server.wait_registered("202", 2)
        ann.dial("202")
        desk.expect("CALL_INCOMING")
        mobile.expect("CALL_INCOMING")
        mobile.answer()
        ann.expect("CALL_ESTABLISHED")
        desk.expect("CALL_CLOSED")
        self.hear_each_other(ann, mobile)
        ann.hang_up()
        mobile.expect("CALL_CLOSED")

    def test_a_caller_that_gives_up_stops_the_ringing(self):
        ann, bob = self.phone("201"), self.phone("202")
        ann.dial("202")
        bob.expect("CALL_INCOMING")
        ann.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_declined_call_and_an_unknown_number_are_refused(self):
        ann, bob = self.phone("201"), self.phone("202")
        ann.dial("202")
        bob.expect("CALL_INCOMING")
        bob.hang_up()
        self.assertRegex(ann.expect("CALL_CLOSED")["param"], r"^(486|603|480)")
        ann.dial("999")
        self.assertRegex(ann.expect("CALL_CLOSED")["param"], r"^404")

    def test_either_side_holds_and_resumes_three_times(self):
        ann, bob = self.phone("201"), self.phone("202")
        for holder, held in ((ann, bob), (bob, ann)):
            self.talk(ann, bob)
            for _ in range(3):
                holder.hold()
                self.wait_for_music(held)
                holder.resume()
                self.hears(held, holder)
            ann.hang_up()
            bob.expect("CALL_CLOSED")
            self.server.assert_idle()

    def test_keys_go_through(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(ann, bob)
        ann.press("1")
        bob.expect("CALL_DTMF_START", where=lambda event: event["param"] == "1")
        bob.press("9")
        ann.expect("CALL_DTMF_START", where=lambda event: event["param"] == "9")
        ann.hang_up()
        bob.expect("CALL_CLOSED")


class Codecs(OfficeTest):
    def check(self, one, other):
        ann, bob = self.phone("201", codecs=(one,)), self.phone("202", codecs=(other,))
        self.talk(ann, bob)
        bob.hold()
        self.wait_for_music(ann)
        bob.resume()
        self.hears(ann, bob)
        ann.hang_up()
        bob.expect("CALL_CLOSED")
        wait_until(lambda: self.server.counter("media", "legs") == 0, 5, "both legs to end")

    def test_a_law_to_mu_law(self):
        self.check("PCMA", "PCMU")

    def test_g722_to_mu_law(self):
        self.check("G722", "PCMU")

    def test_opus_to_a_law(self):
        self.check("opus", "PCMA")

    def test_opus_to_g722(self):
        self.check("opus", "G722")

    def test_g722_is_passed_through(self):
        self.check("G722", "G722")

    def test_opus_is_passed_through(self):
        self.check("opus", "opus")

    def test_the_first_shared_codec_is_used_and_nothing_is_transcoded(self):
        ann, bob = self.phone("201", codecs=("opus", "PCMA")), self.phone("202", codecs=("G722", "PCMA"))
        self.talk(ann, bob)
        self.assertEqual(self.server.counter("media", "transcoders"), 0)
        self.assertGreater(audio.hears_only(bob.heard(2), "201"), 0.7)
        ann.hang_up()
        bob.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
