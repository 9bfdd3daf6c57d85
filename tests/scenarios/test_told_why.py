"""What somebody hears who is refused; PINs of single calls; calls that are picked up for somebody else."""
import subprocess
import time
import unittest

from harness import audio
from harness.server import layby
from parking import ParkingTest


class ToldWhy(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def park(self, slot):
        there, here = self.peers_talk(self.one("201"), self.one("202"))
        self.park_and_leave(there, slot, slot)
        return here

    def hear(self, call, *prompts, since=0.0):
        for name in prompts:
            call.rtp.wait_to_hear(lambda sound, name=name: audio.says(sound, name) > 0.7, 10, name, since)

    def hear_digits(self, call, digits, seconds=12):
        call.rtp.wait_to_hear(lambda sound: digits in audio.digits_spoken(sound), seconds, digits)

    def test_an_empty_slot_says_where_a_call_waits_then_404_and_nobody_is_answered(self):
        here = self.park("703")
        call = self.one("204").call("705")
        early = call.expect_provisional(183)
        self.assertIn("slot 705 is empty", early.get("p-asserted-identity"))
        self.hear(call, "pbx-invalidpark", "call-waiting")
        self.hear_digits(call, "703")
        refused = call.expect_refusal(404)
        self.assertIn("slot 705 is empty", refused.get("reason"))
        self.assertIn("slot 705 is empty", refused.get("warning"))
        self.assertFalse([m for m in call.history if m.is_response and m.status == 200])
        here.bye()

    def test_a_number_beside_the_lot_says_which_slots_there_are(self):
        call = self.one("204").call("799")
        self.hear(call, "pbx-invalid", "to-extension")
        self.hear_digits(call, "720")
        self.assertIn("701-720", call.expect_refusal(404).get("reason"))

    def test_of_two_retrievers_the_other_hears_who_was_faster(self):
        here = self.park("701")
        winner = self.one("203").call("701")
        winner.expect_answer()
        loser = self.one("204").call("701")
        self.hear(loser, "is-in-use")
        self.hear_digits(loser, "701203")
        self.assertIn("already taken by 203", loser.expect_refusal(480).get("reason"))
        winner.ack()
        winner.speak()
        self.hear_each_other_now(winner, here)
        self.end(winner, here)

    def test_a_phone_that_hangs_up_meanwhile_gets_487_and_one_that_owes_a_prack_its_404(self):
        dan = self.one("204")
        call = dan.call("705")
        call.expect_provisional(183)
        call.cancel()
        self.assertEqual(call.expect_final().status, 487)
        call = dan.call("705", fields=["Supported: 100rel"])
        self.assertEqual(call.expect_provisional(183).get("require"), "100rel")
        call.expect_refusal(404)

    def test_a_phone_that_sends_no_offer_is_refused_at_once(self):
        asked = time.monotonic()
        self.one("204").call("705", offer=False).expect_refusal(404)
        self.assertLess(time.monotonic() - asked, 1.0)

    def test_the_caller_who_hangs_up_during_the_announcement_is_reported(self):
        there, here = self.peers_talk(self.one("201"), self.one("202"))
        self.assertEqual(there.refer("700").status, 202)
        self.assertEqual(there.expect_notify()[0], 100)
        self.server.wait_parked("701")
        here.bye()
        self.assertEqual(self.notifies(there)[-1], 487)
        self.server.wait_empty("701")
        there.expect_bye(10)


class OwnPin(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def command(self, *words, typed=""):
        api = "--state", self.server.state
        return subprocess.run([layby(), *words, *api], input=typed, capture_output=True, text=True, timeout=20)

    def parked_by_code(self, code, slot):
        ann, bob = self.one("201"), self.one("202")
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.reinvite(direction="sendonly").status, 200)
        key = ann.connect(code, speak=False)
        self.server.wait_parked(slot)
        key.bye()
        there.expect_bye(10)
        return here

    def key(self, call, digits):
        for digit in digits:
            call.rtp.press(call.remote_rtp, digit)

    def is_asked(self, call):
        call.rtp.wait_to_hear(lambda sound: audio.says(sound, "agent-pass") > 0.7, 8, "the question for the PIN")

    def test_given_with_the_park_code_is_asked_of_the_retriever_and_never_logged(self):
        here = self.parked_by_code("*68703*9182", "703")
        self.assertTrue(self.server.slot("703")["pin"])
        call = self.one("203").connect("703")
        self.is_asked(call)
        self.key(call, "9182#")
        self.server.wait_empty("703")
        self.hear_each_other_now(call, here)
        self.end(call, here)
        self.assertNotIn("9182", self.server.log())

    def test_given_by_the_command_from_its_standard_input_and_taken_away_again(self):
        here = self.parked_by_code("*68", "701")
        self.assertFalse(self.server.slot("701")["pin"])
        given = self.command("pin", "701", typed="9182\n")
        self.assertEqual(given.returncode, 0, given.stderr)
        self.assertNotIn("9182", given.stdout)
        self.assertTrue(self.server.slot("701")["pin"])
        call = self.one("203").connect("701")
        self.is_asked(call)
        call.bye()
        self.assertEqual(self.command("pin", "701", "--none").returncode, 0)
        self.assertFalse(self.server.slot("701")["pin"])
        call = self.one("204").connect("701")
        self.hear_each_other_now(call, here)
        self.end(call, here)
        self.assertNotIn("9182", self.server.log())

    def test_that_is_no_pin_or_for_nobody_is_refused(self):
        self.assertEqual(self.command("pin", "701", "--pin", "47a1").returncode, 2)
        self.assertEqual(self.command("pin", "701", typed="").returncode, 2)
        refused = self.command("pin", "701", "--pin", "4711")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("nobody waits in slot 701", refused.stderr)
        self.assertEqual(self.server.ask("PUT", "/api/v1/lots/main/slots/701/pin", {"pin": "x"})[0], 400)


class Pickup(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def test_takes_the_call_that_rings_and_the_phone_logs_no_missed_call(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        caller = ann.call("202")
        ringing = bob.expect_call()
        ringing.ring()
        picker = cleo.call("**202")
        answer = picker.expect_answer()
        self.assertIn("Ann Lee", answer.get("p-asserted-identity"))
        picker.ack()
        picker.speak()
        cancel = ringing.expect_request("CANCEL")
        self.assertIn("cause=200", cancel.get("reason"))
        bob.respond(cancel, 200, "OK")
        bob.respond(ringing.incoming, 487, "Request Terminated", ringing.local_tag)
        self.assertIn("Cleo Fox", caller.expect_answer().get("p-asserted-identity"))
        caller.ack()
        caller.speak()
        self.hear_each_other_now(caller, picker)
        self.end(caller, picker)

    def test_of_a_lit_slot_retrieves_and_where_nothing_rings_it_says_so(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there, "702", "702")
        picker = cleo.connect("**702")
        self.hear_each_other_now(picker, here)
        self.end(picker, here)
        call = cleo.call("**202")
        call.rtp.wait_to_hear(lambda sound: audio.says(sound, "cannot-complete-as-dialed") > 0.7, 8, "the refusal")
        self.assertIn("nothing rings at 202", call.expect_refusal(480).get("reason"))


if __name__ == "__main__":
    unittest.main()
