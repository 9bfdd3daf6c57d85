"""Desk phones of each vendor, played: every one lives the stories of vendors.py with the messages that it sends."""
import unittest

import vendors
from harness.lamps import Lamp, parts, replaces, states
from harness.sip_message import display_in


class Yealink(vendors.Stories):
    """A park or BLF key with the slot; park mode "Transfer" refers to it, mode "FAC" calls the code."""
    agent = "Yealink SIP-T46U 108.86.0.20"
    allow = ("INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE")
    says_not_listening = True

    def test_park_mode_fac_with_a_slot_behind_the_code(self):
        there, here = self.talking()
        self.hold(there)
        code = self.ann.connect("*68704", speak=False)
        self.server.wait_parked("704")
        there.expect_bye(10)
        code.bye()
        self.has_the_caller(self.cleo.call("*88704"), here)

    def test_park_mode_transfer_refers_to_the_code(self):
        there, here = self.talking()
        self.assertEqual(there.refer(self.target("*68704")).status, 202)
        there.bye()
        self.server.wait_parked("704")
        here.bye()

    def test_blf_key_with_a_pickup_code_retrieves(self):
        self.has_the_caller_by(lambda: self.cleo.call("**701"))

    def test_blf_key_with_replaces_retrieves(self):
        lamp = self.lamp("701")
        self.has_the_caller_by(lambda: self.cleo.call("701", fields=["Require: replaces", replaces(lamp.wait("confirmed").body)]))

    def has_the_caller_by(self, press):
        here = self.parked()
        self.has_the_caller(press(), here)

    def test_blf_list_has_every_slot_in_one_subscription(self):
        lamp = self.close_later(Lamp(self.cleo, "700", fields=["Supported: eventlist", vendors.EVENT_LIST]))
        self.assertEqual(len(parts(lamp.next())), 21)
        here = self.parked("705")
        changed = {uri: body for uri, body in parts(lamp.next()).items() if "705" in uri}
        [lit] = changed.values()
        self.assertEqual(states(lit), ["confirmed"])
        self.shows_waiting(lit, "705")
        here.bye()


class Poly(vendors.Stories):
    """UCS: a resource of type "automata"; its key transfers blindly in a call and dials when it is idle."""
    agent = "PolycomVVX-VVX_411-UA/6.3.1.8427"
    allow = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER"

    def target(self, number):
        return f"<sip:{number}@{self.host};user=phone>"

    def test_first_response_already_names_the_caller_because_it_believes_no_later_one(self):
        here = self.parked()
        call = self.cleo.call("701", fields=["Supported: 100rel, replaces"])
        call.expect_answer()
        first = next(m for m in call.history if m.is_response and m.status > 100 and m.status != 407)
        self.assertEqual(display_in(first.get("remote-party-id")), "Bob Ray")
        self.assertIn("party=called", first.get("remote-party-id"))
        call.ack()
        self.end(call, here)


class Obi(vendors.Stories):
    """OBi and what descends from it (Poly Edge): a Call Park Monitor shows 0 or 1 ringing calls, and picks up by code and slot."""
    agent = "OBIHAI/OBi1062-5.1.11.4858"
    allow = "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, PRACK, REFER, UPDATE"
    parked_lamp = "early"

    def dialled_with_a_code(self):
        return "*68201"  # X_CallParkMethod "Feature Code": code and own extension

    def press_lit(self, phone, slot):
        return phone.call(f"**{slot}")

    def test_what_was_parked_by_code_and_own_extension_comes_back_by_it(self):
        there, here = self.talking()
        self.hold(there)
        code = self.ann.connect("*68201", speak=False)
        there.expect_bye(10)
        code.bye()
        self.has_the_caller(self.cleo.call("*88201"), here)


class Snom(vendors.Stories):
    """A function key "orbit": in a call it transfers to the slot, idle it calls it. Or park by code."""
    agent = "snomD785/10.1.127.10"
    allow = "INVITE, ACK, CANCEL, BYE, REFER, OPTIONS, NOTIFY, SUBSCRIBE, PRACK, MESSAGE, INFO, UPDATE"
    says_not_listening = True

    def target(self, number):
        return f"<sip:{number}@{self.host};user=phone>"

    def test_orbit_as_a_parameter_is_watched_parked_in_and_taken_from(self):
        lamp = self.close_later(Lamp(self.cleo, "706", uri=f"sip:park@{self.host};orbit=706", fields=self.watch_fields))
        self.assertEqual(states(lamp.next().body), ["terminated"])
        there, here = self.talking()
        self.assertEqual(there.refer(f"<sip:park@{self.host};orbit=706>").status, 202)
        there.bye()
        self.shows_waiting(lamp.wait("confirmed").body, "706")
        self.has_the_caller(self.orbit(self.cleo, "706"), here)
        lamp.wait("terminated")

    def test_blf_park_pick_up_code_retrieves(self):
        here = self.parked()
        self.has_the_caller(self.cleo.call("*88701"), here)


if __name__ == "__main__":
    unittest.main()
