"""Beside a proxy: its phones park and retrieve through it, and Layby knows them by its address alone."""
import time
import unittest

from harness import audio
from harness.office import MAIN_LOT
from harness.sip_peer import SipPeer
from parking import ParkingTest

PROXY = "127.0.0.8"


def replaces(call):
    """The header that names this call's dialog, seen from us."""
    return f"Replaces: {call.call_id};to-tag={call.remote_tag};from-tag={call.local_tag}"


class SideCar(ParkingTest):
    settings = 'consults = true\nnames_parker = true\nphones = ["127.0.0.9"]'

    @classmethod
    def setUpClass(cls):
        cls.proxy = SipPeer(("127.0.0.1", 9), "proxy", ip=PROXY)
        unittest.addModuleCleanup(cls.proxy.close)
        cls.office = {"lots": MAIN_LOT, "more": f"""
[[trunk]]
name = "proxy"
host = "{PROXY}"
port = {cls.proxy.port}
addresses = ["{PROXY}"]
may_park = true
may_retrieve = true
{cls.settings}

[[route_out]]
numbers = "3XX"
trunks = ["proxy"]
"""}
        super().setUpClass()
        cls.proxy.server = cls.server.port()
        cls.proxy.answers_alone = {"OPTIONS", "NOTIFY", "UPDATE"}

    def behind(self, user):
        """A phone of the proxy; what it sends comes from the proxy's address."""
        return self.peer(user, register=False, password="", ip=PROXY)

    def told_by_message(self, number, text):
        message = self.proxy.expect_request("MESSAGE")
        self.proxy.respond(message, 200, "OK")
        self.assertTrue(message.uri.startswith(f"sip:{number}@"), message.uri)
        self.assertEqual(message.body, text)

    def hears_slot(self, call, since):
        call.rtp.wait_to_hear(lambda sound: "701" in audio.digits_spoken(sound), 10, "the slot", since)

    def hears_music(self, call, since):
        call.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 10, "music", since)

    def test_an_attended_transfer_parks_who_was_transferred(self):
        dora, carl, cleo = self.behind("301"), self.behind("302"), self.peer("203")
        start = time.monotonic()
        consulting = dora.connect("700", speak=False)
        self.hears_slot(consulting, start)
        self.hears_music(consulting, start)
        start = time.monotonic()
        caller = carl.call("700", fields=["Require: replaces", replaces(consulting)])
        self.assertIn("Parked 701", caller.expect_answer().get("p-asserted-identity"))
        caller.ack()
        caller.speak()
        consulting.expect_bye()
        parked = self.server.wait_parked("701")
        self.assertEqual((parked["caller"]["number"], parked["parker"]["number"]), ("302", "301"))
        self.hears_music(caller, start)
        carl.call("700", fields=[replaces(consulting)]).expect_refusal(481)
        retriever = cleo.call("701")
        self.assertIn("302", retriever.expect_answer().get("p-asserted-identity"))
        retriever.ack()
        retriever.speak()
        self.hear_each_other_now(retriever, caller)
        self.end(retriever, caller)

    def test_a_bye_that_comes_before_the_invite_loses_nobody(self):
        dora, carl = self.behind("301"), self.behind("302")
        consulting = dora.connect("700", speak=False)
        self.server.wait_parked("701")
        named = replaces(consulting)
        consulting.bye()
        self.server.wait_empty("701")
        caller = carl.connect("700", fields=["Require: replaces", named])
        self.assertEqual(self.server.wait_parked("701")["caller"]["number"], "302")
        self.told_by_message("301", "Parked: 302, slot 701")
        caller.bye()

    def test_only_its_own_side_or_who_may_park_takes_a_place(self):
        dora = self.behind("301")
        consulting = dora.connect("700", speak=False)
        self.server.wait_parked("701")
        stranger = self.peer("nobody", register=False, password="", ip="127.0.0.7")
        self.assertIn(stranger.call("700", fields=[replaces(consulting)]).expect_final().status, (401, 403, 407))
        self.assertEqual(self.server.slot("701")["caller"]["number"], "301")
        consulting.bye()

    def test_a_blind_transfer_tells_its_parker_and_one_to_a_slot_parks_there(self):
        carl = self.behind("302")
        start = time.monotonic()
        caller = carl.connect("705", speak=False, fields=["Referred-By: \"Dora\" <sip:301@10.88.0.14;ob>;cid=\"x;y@h\""])
        self.told_by_message("301", "Parked: 302, slot 705")
        parked = self.server.wait_parked("705")
        self.assertEqual((parked["parker"]["name"], parked["parker"]["number"]), ("Dora", "301"))
        self.hears_music(caller, start)
        retriever = self.behind("303").connect("705", speak=False)
        retriever.bye()
        caller.expect_bye()

    def test_who_diverted_the_call_is_the_parker(self):
        caller = self.behind("302").connect("700", speak=False, fields=[
            "History-Info: <sip:304@h>;index=1", "Diversion: <sip:301@h>;reason=unconditional, <sip:303@h>"])
        self.told_by_message("301", "Parked: 302, slot 701")
        caller.bye()

    def test_a_park_asked_for_from_outside_of_the_call_reaches_the_phone_through_the_proxy(self):
        dora = self.behind("301")
        answer = dora.ask("REFER", f"sip:700@{dora.server_address}", fields=[
            "Refer-To: <sip:302@127.0.0.9:5062?Replaces=ab%40pc%3Bto-tag%3Da%3Bfrom-tag%3Db&Require=replaces>",
            f"Referred-By: <sip:301@{dora.server_address}>"])
        self.assertEqual(answer.status, 202)
        carl = self.proxy.expect_call()
        self.assertIn("302@127.0.0.9:5062", carl.incoming.uri)
        self.assertEqual(carl.incoming.get("replaces"), "ab@pc;to-tag=a;from-tag=b")
        carl.answer()
        carl.confirmed(speak=False)
        self.told_by_message("301", "Parked: 302, slot 701")
        self.assertEqual(self.server.wait_parked("701")["parker"]["number"], "301")
        carl.bye()


class CallsTheParker(SideCar):
    """The proxy's phones take no messages: the parker is called, and hears the slot."""
    settings = 'names_parker = true\ntell_parker = "message, call"'
    test_an_attended_transfer_parks_who_was_transferred = None
    test_a_bye_that_comes_before_the_invite_loses_nobody = None
    test_only_its_own_side_or_who_may_park_takes_a_place = None
    test_a_blind_transfer_tells_its_parker_and_one_to_a_slot_parks_there = None
    test_who_diverted_the_call_is_the_parker = None
    test_a_park_asked_for_from_outside_of_the_call_reaches_the_phone_through_the_proxy = None

    def test_a_parker_that_takes_no_message_hears_the_slot(self):
        caller = self.behind("302").connect("700", speak=False, fields=["Referred-By: <sip:301@h>"])
        self.proxy.respond(self.proxy.expect_request("MESSAGE"), 405, "Method Not Allowed")
        dora = self.proxy.expect_call()
        self.assertIn("Parked 701", dora.incoming.get("from"))
        start = time.monotonic()
        dora.answer()
        dora.confirmed(speak=False)
        self.hears_slot(dora, start)
        dora.expect_bye(10)
        caller.bye()


if __name__ == "__main__":
    unittest.main()
