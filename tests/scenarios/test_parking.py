"""Ways to park, on the wire: REFER, REFER with Replaces in every order, and what goes wrong."""
import time
import unittest

from harness import audio
from harness.office import MAIN_LOT
from harness.processes import wait_until
from parking import ParkingTest

TWO_LOTS = MAIN_LOT + """
[[lot]]
name = "doctors"
park = "800"
slots = "801-802"
choice = "first"
quarantine = "0s"
reminder = "0s"
recall = "10m"
ladder = ["parker 20s"]
max_wait = "2h"
announcement = "sentence"
"""


class Blind(ParkingTest):
    office = {"lots": TWO_LOTS, "users": ("201", "202", "203", "204")}

    def test_the_order_is_accepted_trying_music_spoken_slot_ok(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        asked = time.monotonic()
        self.assertEqual(there.refer("700").status, 202)
        status, state = there.expect_notify()
        self.assertEqual(status, 100)
        self.assertTrue(state.startswith("active"), state)
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", asked)
        there.rtp.wait_to_hear(lambda sound: "701" in audio.digits_spoken(sound), 10, "701", asked)
        self.assertFalse(any(not m.is_response and m.method == "BYE" for m in there.history), "BYE before the announcement's end")
        status, state = there.expect_notify(10)
        self.assertEqual(status, 200)
        self.assertTrue(state.startswith("terminated"), state)
        there.expect_bye(10)
        self.assertTrue(self.server.wait_parked("701")["parker_told"])
        here.bye()
        self.server.wait_empty("701")

    def test_a_phone_that_hangs_up_at_once_gets_the_slot_as_a_message(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.refer("700").status, 202)
        there.bye()
        message = ann.expect(lambda m: m.method == "MESSAGE" and not m.is_response, 5, "MESSAGE")
        self.assertIn("701", message.body)
        self.assertIn("Bob Ray", message.body)
        wait_until(lambda: self.server.wait_parked("701")["parker_told"], 3, "the server to know that it was told")
        here.bye()

    def test_a_transfer_to_a_slot_parks_there_and_one_that_is_taken_is_486(self):
        ann, bob, cleo, dan = (self.peer(user) for user in ("201", "202", "203", "204"))
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "705", "705")
        other, over_there = self.peers_talk(cleo, dan)
        refused = other.refer("705")
        self.assertIn(refused.status, (202, 486))
        if refused.status == 202:
            self.assertEqual(self.notifies(other)[-1], 486)
        self.stays_up(other, over_there)
        self.hear_each_other_now(other, over_there)
        self.assertEqual(self.server.slot("705")["caller"]["number"], "202")
        self.end(other, over_there)
        here.bye()

    def test_the_second_lot_does_not_mix_with_the_first(self):
        ann, bob, cleo, dan = (self.peer(user) for user in ("201", "202", "203", "204"))
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "801", "800")
        other, over_there = self.peers_talk(cleo, dan)
        self.park_blind(other, "701", "700")
        self.assertEqual({slot: call["caller"]["number"] for slot, call in self.server.parked().items()}, {701: "204", 801: "202"})
        here.bye()
        over_there.bye()

    def test_two_callers_parked_in_the_same_moment_get_two_slots(self):
        ann, bob, cleo, dan = (self.peer(user) for user in ("201", "202", "203", "204"))
        there, here = self.peers_talk(ann, bob)
        other, over_there = self.peers_talk(cleo, dan)
        lines = []
        for call in (there, other):
            lines.append((call, call.send("REFER", fields=[f"Refer-To: <sip:700@{call.peer.server_address}>"], hold_back=True)))
        for call, text in lines:
            call.peer.send(text)
        for call, _ in lines:
            self.assertEqual(call.expect_status("REFER").status, 202)
            self.assertEqual(self.notifies(call)[-1], 200)
            call.bye()
        self.assertEqual(sorted(call["caller"]["number"] for call in self.server.parked().values()), ["202", "204"])
        start = time.monotonic()
        for call in (here, over_there):
            call.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", start)
        here.bye()
        over_there.bye()

    def test_a_park_key_names_the_slot_by_orbit(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, "709", f"<sip:700@{ann.server_address};orbit=709>")
        here.bye()

    def test_referring_nowhere_is_refused_and_the_call_stays(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        for target in ("9998", "<sip:x@192.0.2.9>", "<tel:+1>"):
            refused = there.refer(target)
            status = refused.status if refused.status != 202 else self.notifies(there)[-1]
            self.assertGreaterEqual(status, 400, target)
            self.stays_up(there, here, seconds=0.3)
        cseq = there.send("REFER")
        self.assertEqual(there.expect_status("REFER", cseq=cseq).status, 400)
        self.hear_each_other_now(there, here)
        self.end(here, there)

    def test_a_refer_crosses_the_hang_up_of_the_other_side(self):
        ann, bob = self.peer("201"), self.peer("202")
        for _ in range(3):
            there, here = self.peers_talk(ann, bob)
            refer = there.send("REFER", fields=[f"Refer-To: <sip:700@{ann.server_address}>"], hold_back=True)
            bye = here.send("BYE", hold_back=True)
            ann.send(refer)
            bob.send(bye)
            self.assertEqual(here.expect_status("BYE").status, 200)
            there.expect_status("REFER")
            if not there.has_request("BYE"):
                there.bye()
            else:
                there.expect_bye()
            self.server.assert_idle()

    def test_a_hang_up_crosses_its_own_refer(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        refer = there.send("REFER", fields=[f"Refer-To: <sip:700@{ann.server_address}>"], hold_back=True)
        bye = there.send("BYE", hold_back=True)
        ann.send(refer)
        ann.send(bye)
        self.assertIn(there.expect_status("REFER").status, (202, 487))  # RFC 3261 section 15.1.2
        self.assertEqual(there.expect_status("BYE").status, 200)
        self.server.wait_parked("701")
        self.stays_up(here)
        here.bye()

    def test_the_parkee_hangs_up_while_the_slot_is_spoken(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.refer("700").status, 202)
        self.server.wait_parked("701")
        here.bye()
        self.server.wait_empty("701")
        if there.has_request("BYE") or self.server.counter("calls", "legs"):
            there.expect_bye(15)

    def test_the_caller_has_music_at_once_and_without_sending_anything(self):
        ann, bob = self.peer("201"), self.peer("202")
        there = ann.call("202")
        here = self.take_call(bob)
        there.expect_answer()
        there.ack()
        here.confirmed(speak=False)
        asked = time.monotonic()
        self.assertEqual(there.refer("700").status, 202)
        first = here.rtp.first_after(asked)
        self.assertLess(first.at - asked, 0.15)
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound) > 0.8, 5, "music", asked)
        self.assertLess(here.rtp.longest_gap(asked), 0.12)
        self.assertEqual(here.rtp.lost(asked), 0)
        there.bye()
        here.bye()


class WhileRinging(ParkingTest):
    """A ringing call is declined to the lot: 302 with the park number or a slot as Contact."""

    def decline_to(self, number, slot):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there = bob.call("201")
        here = ann.expect_call()
        here.ring()
        here.peer.respond(here.incoming, 302, "Moved Temporarily", here.local_tag,
                          fields=[f"Contact: <sip:{number}@{ann.server_address}>"])
        there.expect_answer()
        there.ack()
        there.speak()
        self.server.wait_parked(slot, phase="waiting")
        start = time.monotonic()
        there.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", start)
        message = ann.expect(lambda m: m.method == "MESSAGE" and not m.is_response, 5, "MESSAGE")
        self.assertIn(slot, message.body)
        call = cleo.connect(slot)
        self.hear_each_other_now(call, there)
        self.end(call, there)

    def test_to_any_slot(self):
        self.decline_to("700", "701")

    def test_to_this_slot(self):
        self.decline_to("711", "711")


class FullLot(ParkingTest):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT.replace("701-720", "701-701")}

    def test_a_full_lot_is_486_and_the_call_stays_up(self):
        ann, bob, cleo, dan = (self.peer(user) for user in ("201", "202", "203", "204"))
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        other, over_there = self.peers_talk(cleo, dan)
        refused = other.refer("700")
        status = refused.status if refused.status != 202 else self.notifies(other)[-1]
        self.assertEqual(status, 486)
        self.stays_up(other, over_there)
        self.hear_each_other_now(other, over_there)
        cleo.call("700").expect_refusal(486)
        self.end(other, over_there)
        here.bye()


class Attended(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def start(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.reinvite(direction="sendonly")
        consultation = self.consult(ann)
        return ann, there, here, consultation

    def check_parked(self, here):
        parked = self.server.wait_parked("701", phase="waiting")
        self.assertEqual(parked["caller"]["number"], "202")
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", start)
        self.stays_up(here, seconds=0.5)
        here.bye()
        self.server.wait_empty("701")

    def test_consult_hear_the_slot_complete(self):
        ann, there, here, consultation = self.start()
        consultation.rtp.wait_to_hear(lambda sound: "701" in audio.digits_spoken(sound), 10, "701")
        self.assertEqual(there.refer_to_consultation(consultation).status, 202)
        self.assertEqual(self.notifies(there)[-1], 200)
        there.bye()
        self.server.wait_parked("701", phase="waiting")
        consultation.expect_bye(15)
        self.check_parked(here)

    def test_complete_before_the_slot_was_heard(self):
        ann, there, here, consultation = self.start()
        self.assertEqual(there.refer_to_consultation(consultation).status, 202)
        self.assertEqual(self.notifies(there)[-1], 200)
        if consultation.has_request("BYE"):
            consultation.expect_bye()
        else:
            consultation.bye()
        there.bye()
        self.check_parked(here)

    def test_the_consultation_is_hung_up_before_the_transfer(self):
        ann, there, here, consultation = self.start()
        consultation.bye()
        self.assertEqual(there.refer_to_consultation(consultation).status, 202)
        self.assertEqual(self.notifies(there)[-1], 200)
        there.bye()
        self.check_parked(here)

    def test_both_legs_are_hung_up_right_after_the_transfer(self):
        ann, there, here, consultation = self.start()
        refer = there.refer_to_consultation(consultation)
        self.assertEqual(refer.status, 202)
        there.bye()
        consultation.send("BYE")
        self.check_parked(here)

    def test_the_transfer_is_asked_on_the_consultation_leg(self):
        """Some phones send the REFER in the other dialog."""
        ann, there, here, consultation = self.start()
        replaces = there.call_id.replace("@", "%40") + f"%3Bto-tag%3D{there.remote_tag}%3Bfrom-tag%3D{there.local_tag}"
        answer = consultation.refer(f"<sip:202@{ann.server_address}?Replaces={replaces}>")
        self.assertEqual(answer.status, 202)
        self.assertEqual(self.notifies(consultation)[-1], 200)
        for call in (consultation, there):
            if call.has_request("BYE"):
                call.expect_bye()
            else:
                call.bye()
        self.check_parked(here)

    def test_a_consultation_that_comes_to_nothing_leaves_no_reservation(self):
        ann, there, here, consultation = self.start()
        consultation.bye()
        self.server.wait_empty("701", 8)
        there.reinvite()
        self.hear_each_other_now(there, here)
        self.end(there, here)

    def test_the_caller_hangs_up_during_the_consultation(self):
        ann, there, here, consultation = self.start()
        here.bye()
        there.expect_bye()
        consultation.bye()
        self.server.wait_empty("701", 8)

    def test_two_attended_parks_within_a_second_stay_apart(self):
        ann, bob, cleo, dan = (self.peer(user) for user in ("201", "202", "203", "204"))
        pairs = []
        for caller, callee in ((ann, bob), (cleo, dan)):
            there, here = self.peers_talk(caller, callee)
            there.reinvite(direction="sendonly")
            pairs.append((there, here, caller.connect("700", speak=False)))
        for there, _, consultation in pairs:
            self.assertEqual(there.refer_to_consultation(consultation).status, 202)
        for there, here, consultation in pairs:
            self.assertEqual(self.notifies(there)[-1], 200)
            there.bye()
        self.server.wait_parked("701", phase="waiting")
        self.server.wait_parked("702", phase="waiting")
        start = time.monotonic()
        for (_, here, _), stranger in zip(pairs, ("204", "202")):
            here.rtp.wait_to_hear(lambda sound: len(sound) > 16000 and audio.hears_music(sound[-8000:]) > 0.8, 6, "music", start)
            self.assertEqual(audio.hears_voice(here.rtp.heard(start), stranger), 0)
        for there, here, consultation in pairs:
            here.bye()
            if consultation.has_request("BYE"):
                consultation.expect_bye()


class Transfers(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def test_a_blind_transfer_to_a_person(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.refer("203").status, 202)
        third = self.take_call(cleo)
        third.confirmed()
        self.assertEqual(self.notifies(there)[-1], 200)
        there.bye()
        self.hear_each_other_now(third, here)
        self.end(third, here)

    def test_a_transfer_that_fails_leaves_the_call(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.refer("203").status, 202)
        cleo.expect_call().refuse(486)
        self.assertGreaterEqual(self.notifies(there)[-1], 400)
        self.stays_up(there, here)
        self.hear_each_other_now(there, here)
        self.end(there, here)

    def test_an_attended_transfer_to_a_person(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        there.reinvite(direction="sendonly")
        consultation, third = self.peers_talk(ann, cleo)
        self.assertEqual(there.refer_to_consultation(consultation).status, 202)
        self.assertEqual(self.notifies(there)[-1], 200)
        self.hear_each_other_now(third, here)
        for call in (there, consultation):
            if call.has_request("BYE"):
                call.expect_bye()
            else:
                call.bye()
        self.end(third, here)


if __name__ == "__main__":
    unittest.main()
