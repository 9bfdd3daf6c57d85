"""Two phones talk without the server, and one has the other parked (RFC 5359 section 2.15)."""
import re
import time
import unittest

from harness import audio
from harness.processes import wait_until
from harness.sip_peer import SipPeer
from parking import ParkingTest


class ForeignParks(ParkingTest):
    office = {"users": ("201", "202", "203")}

    def direct_call(self, alice):
        """A call from another line of 201's straight to a phone; returns both sides."""
        line = SipPeer((alice.ip, alice.port), "201")
        self.addCleanup(line.close)
        there = line.call(alice.user)
        here = alice.expect_call()
        here.answer()
        there.expect_answer()
        there.ack()
        here.confirmed(speak=False)
        return there, here

    def ask_to_park(self, bob, there, host, number="700"):
        replaces = f"{there.call_id}%3Bto-tag%3D{there.remote_tag}%3Bfrom-tag%3D{there.local_tag}".replace("@", "%40")
        return bob.ask("REFER", f"sip:{number}@{bob.server_address}", fields=[
            f"Refer-To: <sip:202@{host}?Replaces={replaces}&Require=replaces>",
            f"Referred-By: <sip:{bob.user}@{bob.server_address}>"])

    def leave_to_server(self, alice, here, there):
        """What a phone does whose call was replaced: the new call counts, the old one is ended."""
        text = here.send("BYE", hold_back=True)
        alice.send(text, to=(there.peer.ip, there.peer.port))
        there.expect_bye()

    def test_the_other_party_is_called_away_hears_music_and_is_retrieved(self):
        bob, alice, carol = (self.peer(user) for user in ("201", "202", "203"))
        there, here = self.direct_call(alice)
        self.assertEqual(self.ask_to_park(bob, there, alice.address).status, 202)
        self.assertIn("100", bob.expect_request("NOTIFY").body)
        parked = alice.expect_call()
        self.assertEqual(parked.incoming.get("require"), "replaces")
        self.assertEqual(parked.incoming.get("replaces"),
                         f"{there.call_id};to-tag={here.local_tag};from-tag={there.local_tag}")
        self.assertIn("Parked 701", parked.incoming.get("from"))
        self.assertIn("automaton;+sip.byeless", parked.incoming.get("contact"))
        start = time.monotonic()
        parked.answer()
        parked.confirmed()
        self.leave_to_server(alice, here, there)
        last = bob.expect_request("NOTIFY")
        self.assertTrue(last.body.startswith("SIP/2.0 200"), last.body)
        self.assertEqual(re.search(r"Call-ID: (\S+)", last.body)[1], parked.call_id)
        self.assertIn("slot 701", bob.expect_request("MESSAGE").body)
        self.assertEqual(self.server.wait_parked("701")["caller"]["number"], "202")
        parked.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 6, "music", start)
        call = carol.connect("701")
        self.hear_each_other_now(call, parked)
        self.end(call, parked)

    def test_a_phone_that_knows_nothing_of_the_call_leaves_everything_as_it_was(self):
        bob, alice = self.peer("201"), self.peer("202")
        there, here = self.direct_call(alice)
        self.assertEqual(self.ask_to_park(bob, there, alice.address, "705").status, 202)
        alice.expect_call().refuse(481, "No Such Call")
        self.assertIn("100", bob.expect_request("NOTIFY").body)
        self.assertTrue(bob.expect_request("NOTIFY").body.startswith("SIP/2.0 481"))
        self.server.wait_empty("705")
        self.assertFalse(here.has_request("BYE") or there.has_request("BYE"))
        self.leave_to_server(alice, here, there)

    def test_a_stranger_is_not_called(self):
        bob, alice = self.peer("201"), self.peer("202")
        stranger = SipPeer(bob.server, "999")
        self.addCleanup(stranger.close)
        there, here = self.direct_call(alice)
        refused = self.ask_to_park(bob, there, stranger.address)
        self.assertEqual(refused.status, 403)
        self.assertIn("neither registered here nor a trunk", refused.get("reason"))
        wait_until(lambda: "neither registered here nor a trunk" in self.server.log(), 3, "the log to say so")
        self.assertEqual(stranger.inbox, [])
        self.leave_to_server(alice, here, there)


if __name__ == "__main__":
    unittest.main()
