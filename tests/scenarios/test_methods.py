"""Park and retrieve as the keys of desk phones do it, in the shape in which each sends it."""
import re
import time
import unittest

from harness import audio
from harness.office import MAIN_LOT
from harness.processes import wait_until
from harness.sip_peer import Call
from parking import ParkingTest


class Methods(ParkingTest):
    office = {"users": ("201", "202", "203", "204", "205")}

    def held_call(self):
        """201 has called 202 and holds it, as before a feature code; returns both phones and both sides."""
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.reinvite(direction="sendonly").status, 200)
        return ann, bob, there, here

    def hear_slot(self, call, slot, since):
        call.rtp.wait_to_hear(lambda sound: slot in audio.digits_spoken(sound), 10, slot, since)

    def hear_music(self, call, since):
        call.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 6, "music", since)

    def retrieve(self, peer, number, here):
        call = peer.connect(number)
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def orbit(self, peer, slot):
        """INVITE sip:park@host;orbit=slot"""
        call = Call(peer, number="park")
        call.target += f";orbit={slot}"
        call.invite()
        call.expect_answer()
        call.ack()
        call.speak()
        return call


class Codes(Methods):
    def test_yealink_fac_mode_holds_then_calls_the_code(self):
        ann, _, there, here = self.held_call()
        asked = time.monotonic()
        code = ann.connect("*68", speak=False)
        self.assertIn("701", code.history[-1].text if code.history else "")
        self.hear_slot(code, "701", asked)
        self.hear_music(here, asked)
        wait_until(lambda: self.server.wait_parked("701")["parker_told"], 10, "the server to know that it was told")
        there.expect_bye(10)
        code.expect_bye(10)
        self.retrieve(self.peer("203"), "*88701", here)

    def test_yealink_transfer_mode_refers_to_the_code(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "702", "*68702")
        self.retrieve(self.peer("203"), "702", here)

    def test_broadsoft_fac_parks_against_an_extension_which_is_told_and_takes_it_with_the_code_alone(self):
        cleo = self.peer("203")
        ann, _, there, here = self.held_call()
        code = ann.connect("*68203", speak=False)
        message = cleo.expect(lambda m: m.method == "MESSAGE" and not m.is_response, 5, "MESSAGE")
        self.assertIn("Parked for you: Bob Ray, slot 701", message.body)
        there.expect_bye(10)
        code.bye()
        self.retrieve(cleo, "*88", here)

    def test_broadsoft_fac_retrieves_by_extension_from_any_phone(self):
        ann, _, there, here = self.held_call()
        code = ann.connect("*68201", speak=False)
        there.expect_bye(10)
        code.bye()
        self.retrieve(self.peer("204"), "*88201", here)

    def test_a_code_without_a_held_call_says_so_and_a_wrong_slot_says_which_exist(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        refused = ann.call("*68").expect_refusal(480)
        self.assertIn("no call on hold", refused.get("reason") + refused.get("warning"))
        refused = ann.call("*68740").expect_refusal(404)
        self.assertIn("701-720", refused.get("reason") + refused.get("warning"))
        refused = ann.call("*88705").expect_refusal(404)
        self.assertIn("slot 705 is empty", refused.get("reason") + refused.get("warning"))
        self.hear_each_other_now(there, here)
        self.end(there, here)

    def test_the_longest_waiting_is_taken_first(self):
        ann, bob, cleo, dan = (self.peer(user) for user in ("201", "202", "203", "204"))
        there, first = self.peers_talk(ann, bob)
        self.park_blind(there, "705", "705")
        there, second = self.peers_talk(ann, cleo)
        self.park_blind(there, "701", "701")
        self.retrieve(dan, "*86", first)
        self.retrieve(dan, "*86", second)


class Orbits(Methods):
    def test_cisco_refers_to_and_calls_the_orbit_parameter(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "703", f"<sip:park@{ann.server_address};orbit=703>")
        call = self.orbit(self.peer("203"), "703")
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_snom_orbit_key_transfers_within_a_call_and_calls_when_idle(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "704", f"<sip:704@{ann.server_address};user=phone>")
        self.retrieve(ann, "704", here)

    def test_the_word_park_alone_is_any_slot(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "701", "park")
        self.retrieve(self.peer("203"), "701", here)


class InCallCode(Methods):
    def test_keyed_in_rtp_it_parks_and_the_caller_hears_no_key(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.rtp.be_quiet()
        there.rtp.press(there.remote_rtp, "5")
        asked = time.monotonic()
        for digit in "*72":
            there.rtp.press(there.remote_rtp, digit)
        self.hear_slot(there, "701", asked)
        self.hear_music(here, asked)
        self.assertEqual(here.rtp.keys(), "5")
        there.expect_bye(10)
        self.retrieve(self.peer("203"), "701", here)

    def test_keyed_by_info_it_parks_and_other_keys_reach_the_caller(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        for digit in "*5*72":
            cseq = there.send("INFO", f"Signal={digit}\r\nDuration=120\r\n", content_type="application/dtmf-relay")
            self.assertEqual(there.expect_status("INFO", cseq=cseq).status, 200)
        self.server.wait_parked("701")
        wait_until(lambda: here.rtp.keys() == "*5", 5, lambda: f"the keys *5, not {here.rtp.keys()}")
        there.bye()
        self.retrieve(self.peer("203"), "701", here)

    def test_keyed_as_tones_it_parks_and_the_caller_hears_no_tone(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob, payloads=(0,))
        there.rtp.be_quiet()
        started = time.monotonic()
        there.rtp.press_tones(there.remote_rtp, "5")
        here.rtp.wait_to_hear(lambda sound: audio.key_tones(sound) == "5", 5, "the key 5", since=started)
        asked = time.monotonic()
        there.rtp.press_tones(there.remote_rtp, "*72")
        self.server.wait_parked("701")
        self.hear_slot(there, "701", asked)
        self.hear_music(here, asked)
        self.assertEqual(audio.key_tones(here.rtp.heard(started)), "5")
        there.expect_bye(10)
        self.retrieve(self.peer("203"), "701", here)

    def test_tones_that_are_no_code_are_given_back_to_the_other_party(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob, payloads=(0,))
        there.rtp.be_quiet()
        there.rtp.press_tones(there.remote_rtp, "*71")
        wait_until(lambda: here.rtp.keys() == "*71", 6, lambda: f"the keys *71, not {here.rtp.keys()}")
        self.assertFalse(self.server.parked())
        self.end(there, here)

    def test_the_same_code_keyed_late_is_for_the_other_party(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        for digit in "*7":
            there.rtp.press(there.remote_rtp, digit)
        here.rtp.wait_to_hear(lambda _: here.rtp.keys() == "*7", 6, "the keys *7")
        self.assertFalse(self.server.parked())
        self.end(there, here)


class Pin(Methods):
    office = {"users": ("201", "202", "203"), "lots": MAIN_LOT + 'pin = "4711"\n'}

    def test_is_asked_by_voice_and_the_caller_hears_music_until_it_is_right(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "701")
        call = cleo.connect("701")
        self.assertEqual(self.server.wait_parked("701")["phase"], "waiting")
        asked = time.monotonic()
        self.hear_music(here, asked)
        for digit in "123#":
            call.rtp.press(call.remote_rtp, digit)
        for digit in "4711#":
            call.rtp.press(call.remote_rtp, digit)
        self.server.wait_empty("701")
        self.hear_each_other_now(call, here)
        self.assertNotIn("4711", self.server.log())
        self.end(call, here)


class OnRequest(Methods):
    def ask_to_park(self, peer, call, number="park"):
        """REFER outside of the call, naming the call as its other side would (RFC 5359, F5)."""
        replaces = f"{call.call_id}%3Bto-tag%3D{call.remote_tag}%3Bfrom-tag%3D{call.local_tag}".replace("@", "%40")
        return peer.ask("REFER", f"sip:{number}@{peer.server_address}", fields=[
            f"Refer-To: <sip:bob@{peer.address}?Replaces={replaces}&Require=replaces>",
            f"Referred-By: <sip:{peer.user}@{peer.server_address}>"])

    def test_the_call_is_parked_and_the_dialog_in_the_last_notify_retrieves(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        asked = time.monotonic()
        self.assertEqual(self.ask_to_park(ann, there).status, 202)
        self.assertIn("100", ann.expect_request("NOTIFY").body)
        last = ann.expect_request("NOTIFY")
        self.assertTrue(last.get("subscription-state").startswith("terminated"))
        self.assertTrue(last.body.startswith("SIP/2.0 200"), last.body)
        self.hear_slot(there, "701", asked)
        there.expect_bye(10)
        self.server.wait_parked("701")
        named = {name: re.search(pattern, last.body)[1] for name, pattern in
                 (("call_id", r"Call-ID: (\S+)"), ("from", r"From: .*;tag=(\S+)"), ("to", r"To: .*;tag=(\S+)"))}
        call = cleo.call("anything", fields=[
            "Require: replaces",
            f"Replaces: {named['call_id']};to-tag={named['to']};from-tag={named['from']}"])
        call.expect_answer()
        call.ack()
        call.speak()
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_of_somebody_elses_call_is_refused_and_without_a_password_too(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(self.ask_to_park(cleo, there).status, 403)
        stranger = self.peer("203", register=False, password="")
        self.assertIn(self.ask_to_park(stranger, there).status, (401, 407))
        self.hear_each_other_now(there, here)
        self.end(there, here)


class Told(Methods):
    def test_a_phone_that_heard_nothing_and_takes_no_message_is_rung_and_its_answer_has_the_caller(self):
        ann, bob = self.peer("201"), self.peer("202")
        ann.answers_alone.discard("MESSAGE")
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.refer("700").status, 202)
        there.bye()
        ann.respond(ann.expect_request("MESSAGE"), 405, "Method Not Allowed")
        nudge = self.take_call(ann)
        self.assertIn("Waiting 701", nudge.incoming.get("from"))
        self.assertIn("202", nudge.incoming.get("p-asserted-identity"))
        nudge.confirmed()
        self.hear_each_other_now(nudge, here)
        self.end(nudge, here)


class LongHold(Methods):
    office = {"users": ("201", "202", "203"), "top": 'park_after_hold = "5s"'}

    def test_becomes_a_park_and_the_holder_gets_the_slot_as_a_message(self):
        ann, _, there, here = self.held_call()
        message = ann.expect(lambda m: m.method == "MESSAGE" and not m.is_response, 12, "MESSAGE")
        self.assertIn("slot 701", message.body)
        there.expect_bye(8)
        self.retrieve(ann, "701", here)


if __name__ == "__main__":
    unittest.main()
