"""Lamps against the real server: what a phone with park keys sees, and what its presses do."""
import re
import subprocess
import unittest
import xml.etree.ElementTree as xml

from harness.lamps import Lamp, dialogs, identity, parts, replaces, states
from harness.office import MAIN_LOT
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer, ParkingTest

YEALINK = "Yealink SIP-T46U 108.86.0.20"


class LampTest(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def lamp(self, peer, number, **how):
        lamp = self.close_later(Lamp(peer, number, **how))
        self.assertEqual(lamp.answer.status, 200, lamp.answer.text)
        return lamp

    def park(self, slot="701"):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there, slot, slot)
        return here


class Lamps(LampTest):
    def test_a_parked_call_lights_its_lamp_and_a_retrieval_clears_it(self):
        cleo = self.peer("203")
        lamp = self.lamp(cleo, "701", user_agent=YEALINK)
        self.assertEqual(states(lamp.next().body), ["terminated"])
        here = self.park()
        lit = lamp.wait("confirmed").body
        self.assertEqual(identity(lit, "remote")[0], "Bob Ray")
        self.assertIn("sip:202@", identity(lit, "remote")[1])
        self.assertIn("sip:701@", identity(lit, "local")[1])
        call = cleo.connect("701")
        lamp.wait("terminated")
        self.end(call, here)
        self.assertTrue(lamp.silent())

    def test_each_phone_sees_its_own_shape(self):
        here = self.park()
        for agent, state in ((YEALINK, "confirmed"), ("OBIHAI/OBi302-3.2.2", "early"), ("snomD785/10.1", "confirmed"),
                             ("PolycomVVX-VVX_411-UA/6.3", "confirmed")):
            lamp = self.lamp(self.peer("203"), "701", user_agent=agent)
            self.assertEqual(states(lamp.next().body), [state], agent)
            lamp.close()
        here.bye()

    def test_the_command_lists_who_watches_what(self):
        lamp = self.lamp(self.peer("203"), "701", user_agent=YEALINK)
        lamp.next()
        shown = wait_until(lambda: re.search(r"^203 .* slot +701 .*$", self.said("lamps"), re.M), 5, "the lamp in the list")[0]
        self.assertRegex(shown, r" yes +\d+:\d\d")

    def said(self, *words):
        return subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True, timeout=20, check=True).stdout

    def test_the_lamp_clears_when_the_caller_hangs_up(self):
        lamp = self.lamp(self.peer("203"), "701")
        here = self.park()
        lamp.wait("confirmed")
        here.bye()
        lamp.wait("terminated")

    def test_a_whole_lot_and_a_user_can_be_watched(self):
        cleo = self.peer("203")
        lot, user = self.lamp(cleo, "700"), self.lamp(cleo, "202")
        lot.next(), user.next()
        here = self.park()
        while "slot-701" not in [dialog.get("id") for dialog in dialogs(lot.next().body)]:
            pass
        user.wait("confirmed")
        here.bye()
        lot.wait("terminated")
        user.wait("terminated")

    def test_one_subscription_tells_of_every_slot_of_the_lot(self):
        lamp = self.lamp(self.peer("203"), "700", fields=["Supported: eventlist"], user_agent=YEALINK)
        first = lamp.next()
        self.assertEqual(first.get("require"), "eventlist")
        told = parts(first)
        self.assertEqual(len(told), 21)
        listed = xml.fromstring(told[lamp.uri.rsplit(":", 1)[0]].encode()) if lamp.uri.rsplit(":", 1)[0] in told else None
        self.assertIsNotNone(listed, list(told))
        self.assertEqual(len(list(listed)), 20)
        here = self.park("705")
        changed = parts(lamp.next())
        [entity] = [uri for uri in changed if "705" in uri]
        self.assertEqual(states(changed[entity]), ["confirmed"])
        here.bye()

    def test_a_fetch_tells_once(self):
        here, cleo = self.park(), self.peer("203")
        lamp = self.lamp(cleo, "701", expires=0)
        told = lamp.next()
        self.assertEqual(told.get("subscription-state"), "terminated;reason=timeout")
        self.assertEqual(states(told.body), ["confirmed"])
        self.server.wait_parked("701")
        here.bye()
        self.assertTrue(lamp.silent())

    def test_after_a_reboot_of_the_phone_the_lamp_is_right(self):
        cleo = self.peer("203")
        cleo.answers_alone.discard("NOTIFY")
        before = Lamp(cleo, "701")
        before.next()
        here = self.park()
        before.take()  # it is unplugged: nobody answers
        lamp = self.lamp(cleo, "701")
        self.assertEqual(states(lamp.next().body), ["confirmed"])
        cleo.respond(before.take(), 481, "No Such Subscription")
        here.bye()
        lamp.wait("terminated")
        lamp.close()
        self.server.wait_counter("sip", "subscriptions", 0)

    def test_a_press_with_replaces_takes_the_call_that_was_shown(self):
        cleo = self.peer("203")
        lamp = self.lamp(cleo, "701")
        here = self.park()
        shown = lamp.wait("confirmed").body
        call = cleo.connect("701", fields=["Require: replaces", replaces(shown)])
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_a_press_never_takes_another_call_than_the_one_that_was_shown(self):
        cleo = self.peer("203")
        lamp = self.lamp(cleo, "701")
        here = self.park()
        shown = lamp.wait("confirmed").body
        here.bye()
        lamp.wait("terminated")
        cleo.call("701", fields=[replaces(shown)]).expect_refusal(404)
        again = self.peer("204")
        there, other = self.peers_talk(self.peer("201"), again)
        self.park_blind(there, "701", "701")
        lamp.wait("confirmed")
        cleo.call("701", fields=[replaces(shown)]).expect_refusal(480)
        self.server.wait_parked("701")
        other.bye()

    def test_a_press_on_a_dark_key_is_refused_and_every_lamp_goes_on(self):
        cleo = self.peer("203")
        dark, lamp = self.lamp(cleo, "702"), self.lamp(cleo, "701")
        dark.next(), lamp.next()
        cleo.call("702").expect_refusal(404)
        here = self.park()
        lamp.wait("confirmed")
        here.bye()
        lamp.wait("terminated")
        self.assertTrue(dark.silent())

    def test_a_press_on_a_ringing_users_lamp_picks_the_call_up(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        lamp = self.lamp(cleo, "201")
        here = bob.call("201")
        there = ann.expect_call()
        there.ring()
        shown = lamp.wait("early").body
        self.assertIn("sip:202@", identity(shown, "remote")[1])
        call = cleo.connect("201", fields=["Require: replaces", replaces(shown)])
        self.answered(here)
        cancel = there.expect_request("CANCEL")
        self.assertIn("cause=200", cancel.get("reason"))
        ann.respond(cancel, 200, "OK")
        ann.respond(there.incoming, 487, "Request Terminated", there.local_tag)
        lamp.wait("terminated")
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_a_press_never_takes_a_call_that_was_answered_meanwhile(self):
        ann, bob, cleo = (self.peer(user) for user in ("201", "202", "203"))
        lamp = self.lamp(cleo, "201")
        here = bob.call("201")
        there = ann.expect_call()
        there.ring()
        shown = lamp.wait("early").body
        there.answer()
        self.answered(here)
        there.confirmed()
        lamp.wait("confirmed")
        cleo.call("201", fields=[replaces(shown)]).expect_refusal(486)
        self.stays_up(here, there)
        self.end(here, there)

    def answered(self, call):
        call.expect_answer()
        call.ack()
        call.speak()

    def test_broadsoft_phones_hear_of_the_calls_that_they_parked(self):
        ann = self.peer("201")
        lamp = self.lamp(ann, "201", event="call-info", fields=["Accept: application/x-broadworks-callpark-info+xml"])
        self.assertIn("<callpark/>", lamp.next().body)
        here = self.park()
        told = lamp.next().body
        self.assertIn("<parked><identity display=\"Bob Ray\">sip:202@", told)
        here.bye()
        self.assertIn("<callpark/>", lamp.next().body)

    def test_the_message_lamp_tells_of_parked_calls(self):
        lamp = self.lamp(self.peer("201"), "201", event="message-summary")
        self.assertIn("Messages-Waiting: no", lamp.next().body)
        here = self.park()
        self.assertIn("Voice-Message: 1/0", lamp.next().body)
        here.bye()
        self.assertIn("Messages-Waiting: no", lamp.next().body)

    def test_a_graceful_end_asks_phones_to_come_back(self):
        lamp = Lamp(self.peer("203"), "701")
        lamp.next()
        self.assertEqual(self.server.stop(), 0)
        self.assertIn("reason=probation", lamp.next().get("subscription-state"))
        self.server.start()


class AfterACrash(MortalServer, LampTest):
    def test_the_lamp_is_told_everything_again_without_asking(self):
        lamp = self.lamp(self.peer("203"), "701")
        lamp.next()
        here = self.park()
        lamp.wait("confirmed")
        self.killed_and_started()
        self.assertEqual(states(lamp.next().body), ["confirmed"])
        here.bye()
        lamp.wait("terminated")

    def test_a_refresh_is_taken_as_if_nothing_had_happened(self):
        lamp = self.lamp(self.peer("203"), "701")
        lamp.next()
        self.killed_and_started()
        lamp.next()
        self.assertEqual(lamp.subscribe().status, 200)
        self.assertEqual(states(lamp.next().body), ["terminated"])


class Recalls(LampTest):
    office = {"users": ("201", "202", "203"), "lots": MAIN_LOT.replace('recall = "10m"', 'recall = "2s"')}

    def test_the_lamp_flashes_while_the_recall_rings(self):
        lamp = self.lamp(self.peer("203"), "701", user_agent=YEALINK)
        here = self.park()
        lamp.wait("confirmed")
        lamp.wait("early", 10)
        here.bye()
        lamp.wait("terminated")


if __name__ == "__main__":
    unittest.main()
