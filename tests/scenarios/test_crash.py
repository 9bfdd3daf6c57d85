"""kill -9 and another start: everybody is where they were, hears what they heard, and can do what they could."""
import time
import unittest

from harness.office import MAIN_LOT
from harness.processes import wait_until
from parking import MortalServer

QUICK = MAIN_LOT.replace('recall = "10m"', 'recall = "1s"').replace('parker 20s', 'parker 60s')


class Crash(MortalServer):
    office = {"users": ("201", "202", "203", "204")}

    def parked(self, transport="udp"):
        """Bob waits in 701."""
        there, here = self.peers_talk(self.peer("201"), self.peer("202", transport))
        self.park_blind(there)
        return here

    def test_a_parked_caller_has_music_within_two_seconds_and_is_retrieved(self):
        here = self.parked()
        before = here.rtp.packets[-1]
        start = time.monotonic()
        self.killed_and_started()
        self.hears_music_again(here, start)
        self.assertLess(here.rtp.longest_gap(start - 0.5), 2.0)
        after = here.rtp.since(start)[-1]
        self.assertEqual((after.source, after.ssrc), (before.source, before.ssrc), "the same stream from the same port")
        self.assertEqual(self.server.slot(701)["caller"]["name"], "Bob Ray")
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, here)
        self.end(taken, here)

    def test_the_dialog_is_proved_by_a_refresh_and_works_both_ways(self):
        here = self.parked()
        self.killed_and_started()
        here.expect_request("UPDATE", 5)
        self.assertEqual(here.reinvite(direction="sendonly").status, 200)
        self.assertEqual(here.reinvite().status, 200)
        self.assertEqual(here.bye().status, 200)
        self.server.wait_empty("701")

    def test_two_who_talk_hear_each_other_again_and_end_together(self):
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.killed_and_started()
        self.hear_each_other_now(there, here)
        self.end(here, there)

    def test_a_call_is_parked_after_the_crash(self):
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.killed_and_started()
        self.park_blind(there)
        self.end(self.peer("203").connect("701"), here)

    def test_a_caller_who_is_gone_is_released_as_failed(self):
        here = self.parked()
        here.peer.answers_alone.discard("UPDATE")
        self.killed_and_started()
        here.peer.respond(here.expect_request("UPDATE", 5), 481, "Call Does Not Exist")
        self.server.wait_empty("701")
        here.expect_bye(5)
        wait_until(lambda: self.outcomes()[:1] == ["failed"], 5, "the history to say so")

    def outcomes(self):
        return [entry["outcome"] for entry in self.server.ask("GET", "/api/v1/history?limit=3")[1]["history"]]

    def test_a_consultation_is_completed_after_the_crash(self):
        ann = self.peer("201")
        there, here = self.peers_talk(ann, self.peer("202"))
        there.reinvite(direction="sendonly")
        consultation = self.consult(ann)
        self.killed_and_started()
        self.assertEqual(there.refer_to_consultation(consultation).status, 202)
        self.server.wait_parked("701")
        self.assertEqual(self.notifies(there)[-1], 200)
        there.expect_bye(8)
        consultation.expect_bye(15)
        self.end(self.peer("203").connect("701"), here)

    def test_a_retriever_that_was_answered_but_could_not_confirm_keeps_the_caller(self):
        here = self.parked()
        cleo = self.peer("203")
        call = cleo.call("701")
        call.expect_answer()
        self.killed_and_started()  # its ACK would come to nobody
        call.ack()
        call.speak()
        self.hear_each_other_now(call, here)
        self.server.wait_empty("701")
        self.end(call, here)

    def test_a_caller_over_tcp_is_kept_and_reached_again_when_it_is_back(self):
        self.is_back_over_tcp(self.register_instance)

    def test_so_is_one_that_is_only_known_by_where_it_comes_from(self):
        self.is_back_over_tcp(lambda phone: self.assertEqual(phone.register().status, 200))

    def is_back_over_tcp(self, register):
        bob = self.peer("202", "tcp", register=False)
        register(bob)
        there, here = self.peers_talk(self.peer("201"), bob)
        self.park_blind(there)
        start = time.monotonic()
        self.killed_and_started()
        self.hears_music_again(here, start)
        bob.connect_again()
        register(bob)
        here.expect_request("UPDATE", 5)
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, here)
        self.end(taken, here)

    def register_instance(self, peer):
        """A phone that is known again although its connection, and so its contact, is another."""
        contact = f'{peer.contact};+sip.instance="<urn:uuid:0a1b2c3d-0000-4000-8000-00000000{peer.user:0>4}>"'
        self.assertEqual(peer.register(contact=contact).status, 200)

    def test_it_may_die_again_and_again(self):
        here = self.parked()
        for _ in range(3):
            start = time.monotonic()
            self.killed_and_started()
            self.hears_music_again(here, start)
        self.end(self.peer("203").connect("701"), here)


class CrashWhileARecallRings(MortalServer):
    office = {"users": ("201", "202", "203"), "lots": QUICK}

    def ringing(self):
        ann = self.peer("201")
        there, here = self.peers_talk(ann, self.peer("202"))
        self.park_and_leave(there)
        ring = ann.expect_call(8)
        ring.ring()
        time.sleep(0.2)
        return ann, ring, here

    def test_it_is_not_rung_twice_and_the_answer_counts(self):
        ann, ring, here = self.ringing()
        self.killed_and_started()
        again = ring.expect_request("INVITE", 5)
        first = ring.incoming
        self.assertEqual((again.branch, again.cseq, again.body), (first.branch, first.cseq, first.body))
        ring.ring()
        ring.answer()
        ring.confirmed()
        self.hear_each_other_now(ring, here)
        self.assertEqual([m for m in ann.inbox if m.method == "INVITE"], [], "a second call")
        self.server.wait_empty("701")
        self.end(ring, here)

    def test_a_retrieval_stops_it(self):
        ann, ring, here = self.ringing()
        self.killed_and_started()
        ring.expect_request("INVITE", 5)
        ring.ring()
        call = self.peer("203").connect("701")
        cancel = ring.expect_request("CANCEL", 5)
        ann.respond(cancel, 200, "OK")
        ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        self.hear_each_other_now(call, here)
        self.end(call, here)


if __name__ == "__main__":
    unittest.main()
