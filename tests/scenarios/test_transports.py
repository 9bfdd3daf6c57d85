"""The same over TCP and IPv6, and between them."""
import unittest

from harness import audio
from harness.office import OfficeTest
from harness.processes import wait_until
from parking import ParkingTest


class OverTcp(ParkingTest):
    def test_register_call_park_and_retrieve_over_tcp(self):
        ann, bob, cleo = self.peer("201", "tcp"), self.peer("202", "tcp"), self.peer("203")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        call = cleo.connect("701")
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_a_connection_that_breaks_unregisters_nobody_else(self):
        ann, bob = self.peer("201", "tcp"), self.peer("202")
        ann.break_connection()
        there = bob.call("201")
        self.assertGreaterEqual(there.expect_final(10).status, 400)
        again = self.peer("201", "tcp")
        there, here = self.peers_talk(bob, again)
        self.end(there, here)

    def test_two_messages_in_one_segment_and_one_in_two(self):
        ann = self.peer("201", "tcp", register=False)
        one = ann.request("OPTIONS", f"sip:{ann.server_address}", call_id="one@test")
        two = ann.request("OPTIONS", f"sip:{ann.server_address}", call_id="two@test")
        text = one + two
        ann.send(text[:len(one) + 40])
        ann.send(text[len(one) + 40:])
        for call_id in ("one@test", "two@test"):
            self.assertEqual(ann.expect_response(call_id, 1, 3).status, 200)

    def test_keep_alives_of_a_flow_are_answered(self):
        ann = self.peer("201", "tcp", register=False)
        ann.send("\r\n\r\n")
        self.assertEqual(ann.ask("OPTIONS", f"sip:{ann.server_address}").status, 200)


class OverIpv6(OfficeTest):
    office = {"ip": "::1"}

    def test_real_phones_call_park_and_retrieve_over_ipv6(self):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203", "tcp")
        there, here = self.peers_talk(ann, bob)
        self.assertIn("IN IP6 ::1", there.remote_sdp.text)
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 5, "201")
        self.assertEqual(there.refer("700").status, 202)
        self.server.wait_parked("701")
        there.bye()
        call = cleo.connect("701")
        call.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "202") >= 2, 5, "202")
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "203") >= 2, 5, "203")
        call.bye()
        here.expect_bye()
        wait_until(lambda: not self.server.calls(), 3, "no call")


if __name__ == "__main__":
    unittest.main()
