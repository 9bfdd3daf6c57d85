"""Two servers with one office, a real etcd between them, and phones: any server takes any slot."""
import subprocess
import unittest

from cluster import SECRET, TwoServersTest
from harness.lamps import Lamp, identity
from harness.processes import wait_until
from harness.server import layby


class TwoServers(TwoServersTest):
    def test_parked_at_one_and_retrieved_at_the_other(self):
        retriever = self.at(self.b, "203")
        lamp = self.close_later(Lamp(retriever, "701"))
        waiting = self.park_at(self.a, "201", "202", "701")
        self.assertEqual(self.seen_at(self.b, "701", "a")["caller"], {"name": "Bob Ray", "number": "202", "anonymous": False})
        lit = lamp.wait("confirmed")
        self.assertIn("202", str(identity(lit.body, "remote")))
        call = retriever.call("701")
        answer = call.expect_answer()
        self.assertIn("202", answer.get("p-asserted-identity") or answer.get("remote-party-id"))
        call.ack()
        call.speak()
        self.hear_each_other_now(call, waiting)
        lamp.wait("terminated")
        for server in (self.a, self.b):
            server.wait_empty("701")
        self.end(call, waiting)

    def test_the_callers_hang_up_reaches_the_retriever_at_the_other(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        self.seen_at(self.b, "701", "a")
        call = self.at(self.b, "203").connect("701")
        waiting.bye()
        call.expect_bye()

    def test_a_number_that_nobody_waits_at_is_refused_as_ever(self):
        call = self.at(self.b, "203").call("701")
        self.assertEqual(call.expect_status("INVITE", 20).status, 404)

    def test_both_give_different_slots(self):
        one = self.park_at(self.a, "201", "202", "701")
        other = self.park_at(self.b, "203", "204", "702")
        self.seen_at(self.a, "702", "b")
        for waiting, server in ((one, self.a), (other, self.b)):
            waiting.bye()
        for server in (self.a, self.b):
            server.wait_empty("701")
            server.wait_empty("702")

    def test_a_slot_of_the_other_is_taken(self):
        waiting = self.park_at(self.a, "201", "202", "705", target="705")
        self.seen_at(self.b, "705", "a")
        there, here = self.peers_talk_at(self.b, "203", "204")
        self.assertEqual(there.refer("705").status, 486)
        self.hear_each_other_now(there, here)
        self.end(there, here)
        waiting.bye()

    def test_of_two_who_want_one_slot_at_once_one_gets_it(self):
        talks = [self.peers_talk_at(self.a, "201", "202"), self.peers_talk_at(self.b, "203", "204")]
        sent = [there.send("REFER", fields=[f"Refer-To: <sip:706@{there.peer.server_address}>"]) for there, _ in talks]
        statuses = [there.expect_status("REFER", cseq=cseq).status for (there, _), cseq in zip(talks, sent)]
        self.assertEqual(sorted(statuses), [202, 486])
        for (there, here), status in zip(talks, statuses):
            there.bye()
            if status == 202:
                wait_until(lambda: self.a.slot("706") and self.b.slot("706"), 5, "both to show it")
                here.bye()

    def test_while_etcd_is_away_nobody_is_lost_and_nobody_parked(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        joined = self.a.log().count(" has joined")
        self.etcd.kill()
        wait_until(lambda: "stands alone" in self.a.log(), 10, "the lease to run out")
        there, here = self.peers_talk_at(self.a, "203", "204")
        self.assertEqual(there.refer("700").status, 503)
        self.hear_each_other_now(there, here)
        self.assertEqual(self.a.slot("701")["phase"], "waiting")
        retriever = self.at(self.a, "201").connect("701")
        self.hear_each_other_now(retriever, waiting)
        self.end(retriever, waiting)
        self.etcd.start()
        for server in (self.a, self.b):
            self.wait_joined(server, joined + 1)
        wait_until(lambda: self.b.slot("701") is None, 5, "its slot to be free at the other")
        self.assertEqual(there.refer("700").status, 202)
        there.bye()
        self.a.wait_parked("701")
        self.seen_at(self.b, "701", "a")
        here.bye()

    def test_who_waits_at_one_that_was_killed_is_there_for_both_again(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        self.seen_at(self.b, "701", "a")
        self.a.kill()
        self.assertEqual(self.b.slot("701")["node"], "a")
        self.a.start()
        self.wait_joined(self.a)
        call = self.at(self.b, "203").connect("701")
        self.hear_each_other_now(call, waiting)
        self.end(call, waiting)

    def test_who_talk_across_both_servers_talk_on_when_either_was_killed(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        self.seen_at(self.b, "701", "a")
        call = self.at(self.b, "203").connect("701")
        self.hear_each_other_now(call, waiting)
        for server in (self.b, self.a):
            wait_until(lambda server=server: server.counter("store", "queued") == 0, 5, "everything to be written")
            server.kill()
            server.start()
            self.wait_joined(server)
            self.hear_each_other_now(call, waiting)
        self.end(call, waiting)

    def test_two_real_phones_at_two_servers(self):
        phones = self.real_phones_park()
        phones["203"].dial("701")
        phones["203"].expect("CALL_ESTABLISHED")
        self.hear_each_other(phones["203"], phones["201"])
        phones["203"].hang_up()

    def test_status_says_who_is_there_and_who_has_what(self):
        waiting = self.park_at(self.a, "201", "202", "701")
        done = subprocess.run([layby(), "cluster", "status", "--config", self.b.config], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)
        for part in ("leader", "a ", "b ", "701", "202"):
            self.assertIn(part, done.stdout)
        self.assertNotIn(SECRET, done.stdout)
        waiting.bye()


if __name__ == "__main__":
    unittest.main()
