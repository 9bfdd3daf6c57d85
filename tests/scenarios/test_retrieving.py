"""Ways to have the caller back, and who gets it when two want it."""
import unittest

from harness.office import MAIN_LOT, SOUNDS
from harness.processes import wait_until
from parking import ParkingTest


class Retrieving(ParkingTest):
    office = {"users": ("201", "202", "203", "204", "205"), "sounds": SOUNDS + "spoken_refusals = false\n"}

    def park(self, slot="701"):
        ann, bob = self.one("201"), self.one("202")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there, slot, slot)
        return here

    def test_the_retriever_sees_who_waited_from_the_first_response_on_and_both_hear_at_once(self):
        here, cleo = self.park(), self.one("203")
        call = cleo.call("701")
        answer = call.expect_answer()
        call.ack()
        call.speak()
        for field in ("p-asserted-identity", "remote-party-id"):
            self.assertIn("202", answer.get(field), answer.text)
            self.assertIn("Bob Ray", answer.get(field))
        for response in call.history:
            if response.is_response and 101 <= response.status < 200:
                self.assertIn("202", response.get("p-asserted-identity"))
        first = call.rtp.first_after(call.invited_at)
        self.assertLess(first.at - call.answered_at, 0.1)
        self.hear_each_other_now(call, here)
        self.server.wait_empty("701")
        self.end(call, here)

    def test_two_retrievers_in_the_same_millisecond_one_wins_the_other_is_told(self):
        for round_number in range(5):
            here, cleo, dan = self.park(), self.one("203"), self.one("204")
            lines = []
            for peer in (cleo, dan):
                call = peer.call("701")
                lines.append(call)
            finals = {call: call.expect_final() for call in lines}
            statuses = sorted(final.status for final in finals.values())
            self.assertIn(statuses, ([200, 480], [200, 404]), statuses)
            if round_number == 0:
                self.assertEqual(statuses, [200, 480])
            [winner] = [call for call, final in finals.items() if final.status == 200]
            [loser] = [final for final in finals.values() if final.status != 200]
            self.assertIn(winner.peer.user, loser.get("reason") + loser.get("warning") + loser.phrase)
            winner.ack()
            winner.speak()
            self.hear_each_other_now(winner, here)
            self.end(winner, here)
            self.server.wait_empty("701")

    def test_twenty_retrievers_at_once_get_one_caller_once(self):
        here = self.park()
        cleo, dan = self.one("203"), self.one("204")
        calls = [peer.call("701") for _ in range(10) for peer in (cleo, dan)]
        statuses = [call.expect_final(8).status for call in calls]
        self.assertEqual(statuses.count(200), 1, statuses)
        winner = calls[statuses.index(200)]
        winner.ack()
        winner.speak()
        self.hear_each_other_now(winner, here)
        self.end(winner, here)

    def test_a_retriever_that_cancels_leaves_the_caller_or_has_it(self):
        here, cleo = self.park(), self.one("203")
        for _ in range(5):
            call = cleo.call("701")
            call.cancel()
            final = call.expect_final()
            if final.status == 200:
                call.ack()
                call.bye()
                here.expect_bye()
                return
            self.server.wait_parked("701", phase="waiting")
        here.bye()

    def test_a_retriever_that_never_confirms_does_not_lose_the_caller(self):
        here, cleo, dan = self.park(), self.one("203"), self.one("204")
        call = cleo.call("701")
        call.expect_answer()
        call.bye()
        final = None
        if not here.has_request("BYE"):
            wait_until(lambda: here.has_request("BYE") or (self.server.slot("701") or {}).get("phase") == "waiting", 40,
                       "the caller to wait again")
        if (self.server.slot("701") or {}).get("phase") == "waiting":
            final = dan.connect("701")
            self.hear_each_other_now(final, here)
            self.end(final, here)
        else:
            here.expect_bye()

    def test_the_parkee_hangs_up_as_it_is_retrieved(self):
        for _ in range(3):
            here, cleo = self.park(), self.one("203")
            bye = here.send("BYE", hold_back=True)
            call = cleo.call("701")
            here.peer.send(bye)
            self.assertEqual(here.expect_status("BYE").status, 200)
            final = call.expect_final()
            if final.status == 200:
                call.ack()
                call.expect_bye()
            else:
                self.assertIn(final.status, (404, 480))
            self.server.wait_empty("701")

    def test_after_retrieval_the_call_is_held_resumed_parked_and_retrieved_again(self):
        here, cleo, dan = self.park(), self.one("203"), self.one("204")
        call = cleo.connect("701")
        for _ in range(3):
            self.assertEqual(call.reinvite(direction="sendonly").status, 200)
            self.assertEqual(call.reinvite().status, 200)
            call.speak()
            self.hear_each_other_now(call, here)
        self.assertEqual(call.refer("700").status, 202)
        self.assertEqual(self.notifies(call)[-1], 200)
        call.bye()
        [slot] = self.server.parked()
        again = dan.connect(str(slot))
        self.hear_each_other_now(again, here)
        self.end(again, here)

    def test_a_hang_up_of_either_side_reaches_the_other(self):
        for caller_first in (True, False):
            here, cleo = self.park(), self.one("203")
            call = cleo.connect("701")
            if caller_first:
                self.end(here, call)
            else:
                self.end(call, here)
            self.server.assert_idle()

    def test_the_api_rings_a_phone_and_joins_it_to_the_caller(self):
        here, cleo = self.park(), self.one("203")
        self.assertEqual(self.server.ask("POST", "/api/v1/lots/main/slots/701/retrieve", {"user": "203"})[0], 202)
        call = self.take_call(cleo)
        call.confirmed()
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_a_phone_rung_by_the_api_stops_and_logs_no_missed_call_when_somebody_else_is_faster(self):
        here, cleo, dan = self.park(), self.one("203"), self.one("204")
        self.assertEqual(self.server.ask("POST", "/api/v1/lots/main/slots/701/retrieve", {"user": "203"})[0], 202)
        ringing = cleo.expect_call()
        ringing.ring()
        call = dan.connect("701")
        cancel = ringing.expect_request("CANCEL")
        self.assertIn("cause=200", cancel.get("reason"))
        cleo.respond(cancel, 200, "OK")
        cleo.respond(ringing.incoming, 487, "Request Terminated", ringing.local_tag)
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_the_api_releases_a_caller(self):
        here = self.park()
        self.assertEqual(self.server.ask("POST", "/api/v1/lots/main/slots/701/release", {})[0], 200)
        here.expect_bye()
        self.server.wait_empty("701")


class Quarantine(ParkingTest):
    office = {"users": ("201", "202", "203"), "lots": MAIN_LOT.replace('quarantine = "0s"', 'quarantine = "1h"').replace(
        "701-720", "701-702")}

    def test_a_slot_announced_a_moment_ago_never_yields_another_caller(self):
        ann, bob, cleo = self.one("201"), self.one("202"), self.one("203")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there, "701")
        here.bye()
        self.server.wait_empty("701")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(there, "702")
        cleo.call("701").expect_refusal(404)
        here.bye()


if __name__ == "__main__":
    unittest.main()
