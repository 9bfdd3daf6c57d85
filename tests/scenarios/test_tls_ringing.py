"""A call that rings at a trunk over TLS when the connection breaks, or our process dies: it goes on over the next connection, is taken
back over it, or is tried by the next trunk."""
import unittest

from harness.certificates import Authority
from harness.processes import free_port, wait_until
from harness.server import MAIN_LOT
from harness.sip_peer import SipPeer
from harness.tls_provider import TlsProvider
from test_upgrade import FixedPlace

NAME = "sip.provider.test"
OUTSIDE = "5550001"


class Ringing(FixedPlace):
    ip = "127.0.0.1"

    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        unittest.addModuleCleanup(cls.authority.close)
        cls.provider = TlsProvider(*cls.authority.issue(f"URI:sip:{NAME}"), ip=cls.ip)
        unittest.addModuleCleanup(cls.provider.close)
        cls.spare = SipPeer(("127.0.0.1", 1), "5550002")
        unittest.addModuleCleanup(cls.spare.close)
        cls.office = {"users": ("201", "202", "203"), "lots": MAIN_LOT, "more": cls.settings()}
        super().setUpClass()

    @classmethod
    def settings(cls):
        return f"""
[[trunk]]
name = "provider"
host = "{cls.provider.place[0]}"
port = {cls.provider.place[1]}
transport = "tls"
peer_certificate = "{NAME}"
ca = "{cls.authority.certificate}"
answer_within = "3s"

[[trunk]]
name = "spare"
host = "127.0.0.1"
port = {cls.spare.port}

[[route_out]]
numbers = "0."
trunks = ["provider", "spare"]
strip = 1

[[route_in]]
trunk = "provider"
numbers = "201"
to = "201"
"""

    def setUp(self):
        super().setUp()
        if self.provider.is_away:  # a test has failed
            self.provider.come_back()
        self.spare.inbox.clear()
        self.wait_up()

    def wait_up(self):
        wait_until(lambda: self.server.ask("GET", "/api/v1/trunks/provider")[1]["up"], 20, "the trunk to be up")

    def killed_and_started(self):
        before = self.provider.connections
        super().killed_and_started()
        self.provider.connected_again(before)

    def broken(self):
        self.provider.connected_again(self.provider.break_connection())

    def call_out(self):
        """Ann calls outside: her call, and what rings there."""
        call = self.peer("201").call("0" + OUTSIDE)
        return call, self.it_rings(call)

    def it_rings(self, call=None):
        there = self.provider.expect_call()
        there.ring()
        if call:
            call.expect_provisional(180)
        return there

    def transferred_out(self):
        """Bob, whom Ann has transferred to an outside number that rings: his call and what rings there."""
        ann, bob = self.peer("201"), self.peer("202")
        call, here = self.peers_talk(bob, ann)
        self.assertEqual(here.refer("0" + OUTSIDE).status, 202)
        there = self.it_rings()
        return call, here, there

    def is_asked_again(self, there):
        """The same INVITE comes over the next connection."""
        again = there.expect_request("INVITE", 15)
        self.assertEqual((again.branch, again.cseq), (there.incoming.branch, there.incoming.cseq))
        return again

    def is_cancelled(self, there):
        """Over the next connection."""
        again = self.is_asked_again(there)
        self.provider.respond(again, 180, to_tag=there.local_tag)
        cancel = there.expect_request("CANCEL", 10)
        self.assertEqual(cancel.branch, again.branch)
        self.provider.respond(cancel, 200)
        self.provider.respond(again, 487, to_tag=there.local_tag)
        there.expect_request("ACK", 5)

    # -- the connection breaks

    def test_it_is_answered_over_the_next_connection(self):
        call, there = self.call_out()
        self.broken()
        self.is_asked_again(there)
        there.ring()
        there.answer()
        call.expect_answer()
        call.ack()
        there.confirmed()
        call.speak()
        self.end(call, there)
        self.assertEqual(self.spare.inbox, [])

    def test_the_caller_gives_up_while_it_is_away(self):
        call, there = self.call_out()
        self.provider.go_away()
        call.cancel()
        call.expect_refusal(487)
        self.provider.come_back()
        self.is_cancelled(there)

    def test_the_next_trunk_is_called_and_the_first_is_told_when_it_is_back(self):
        call, there = self.call_out()
        self.provider.go_away()
        other = self.spare.expect_call(10)
        self.provider.come_back()
        self.is_cancelled(there)
        other.answer()
        call.expect_answer()
        call.ack()
        other.confirmed(speak=False)
        self.end(call, other)

    def test_one_that_says_nothing_any_more_is_told_all_the_same(self):
        call, there = self.call_out()
        self.broken()
        self.is_asked_again(there)
        cancel = there.expect_request("CANCEL", 10)
        self.assertEqual(cancel.branch, there.incoming.branch)
        self.provider.respond(cancel, 200)
        self.provider.respond(there.incoming, 487, to_tag=there.local_tag)
        other = self.spare.expect_call(10)
        other.refuse(486)
        call.expect_refusal(486)

    # -- the trunk is taken out of the settings

    def without_the_trunk(self):
        """The settings say nothing of it any more."""
        text = self.server.text
        gone = text.replace('trunks = ["provider", "spare"]', 'trunks = ["spare"]')
        for begin, end in (('\n[[trunk]]\nname = "provider"', '\n[[trunk]]\nname = "spare"'), ("\n[[route_in]]", None)):
            at = gone.index(begin)
            gone = gone[:at] + (gone[gone.index(end):] if end else "")
        self.addCleanup(self.reload_with, text)
        self.reload_with(gone)

    def answered(self):
        call, there = self.call_out()
        there.answer()
        self.now_talk(call, there)
        return call, there

    def test_calls_of_a_trunk_that_is_gone_are_ended_properly_by_either_side(self):
        for ends_here in (True, False):
            with self.subTest(ends_here=ends_here):
                call, there = self.answered()
                self.without_the_trunk()
                self.hear_each_other_now(call, there)
                self.end(*((call, there) if ends_here else (there, call)))
                wait_until(lambda: self.server.counter("sip", "trunk_connections") == 0, 15, "the end of its connection")
                call.peer.close()
                self.doCleanups()
                self.wait_up()

    # -- our process dies

    def test_after_kill_9_a_caller_who_was_transferred_is_answered(self):
        call, here, there = self.transferred_out()
        self.killed_and_started()
        self.is_asked_again(there)
        there.ring()
        there.answer()
        there.confirmed()
        self.hear_each_other_now(call, there)
        here.leave()
        self.end(call, there)

    def test_after_kill_9_a_call_that_nobody_waits_for_is_cancelled(self):
        _, there = self.call_out()
        self.killed_and_started()
        self.is_cancelled(there)

    def test_after_kill_9_the_next_trunk_is_called_if_the_first_is_away(self):
        call, here, there = self.transferred_out()
        self.provider.go_away()
        FixedPlace.killed_and_started(self)
        other = self.spare.expect_call(15)
        other.ring()
        other.answer()
        other.confirmed(speak=False)
        self.provider.come_back()
        self.is_cancelled(there)
        here.leave()
        self.end(call, other)


class OverIpv6(Ringing):
    """The provider has no other address."""

    ip = "::1"
    test_the_caller_gives_up_while_it_is_away = test_one_that_says_nothing_any_more_is_told_all_the_same = None
    test_the_next_trunk_is_called_and_the_first_is_told_when_it_is_back = None
    test_after_kill_9_a_call_that_nobody_waits_for_is_cancelled = None
    test_after_kill_9_the_next_trunk_is_called_if_the_first_is_away = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.text = cls.server.text.replace('listen = ["udp:', f'listen = ["udp:[::1]:{free_port("::1")}", "udp:', 1)
        cls.server.restart()

    def test_a_call_comes_in_and_is_parked(self):
        ann = self.peer("201")
        call = self.provider.call("201")
        here = self.take_call(ann)
        call.expect_answer()
        call.ack()
        here.confirmed()
        call.speak()
        self.hear_each_other_now(call, here)
        self.park_blind(here)
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, call)
        self.end(taken, call)


if __name__ == "__main__":
    unittest.main()
