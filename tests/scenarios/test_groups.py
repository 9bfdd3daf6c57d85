"""Phones that are called by one number, and where a call goes on that nobody takes."""
import unittest

from harness.office import MAIN_LOT
from harness.sip_message import display_in
from parking import ParkingTest

GROUPS = """
[[group]]
number = "600"
name = "Sales"
users = ["201", "202"]
within = "2s"
then = "203"

[[group]]
number = "601"
users = ["201", "202"]
ring = "in turn"
step = "2s"

[[user]]
name = "205"
password = "nobody registers with it"
unregistered = "203"
"""


class Groups(ParkingTest):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT, "more": GROUPS}

    def takes(self, ring, there):
        """The phone that rings takes the call, and both hear each other."""
        ring.answer()
        self.now_talk(there, ring)
        self.end(there, ring)

    def stops(self, phone, ring):
        cancel = ring.expect_request("CANCEL", 6)
        phone.respond(cancel, 200, "OK")
        phone.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        return cancel

    def test_the_second_member_answers_and_the_first_is_told(self):
        ann, bob, eve = self.peer("201"), self.peer("202"), self.peer("204")
        there = eve.call("600")
        first, second = ann.expect_call(), bob.expect_call()
        self.assertIn("Sales", display_in(first.incoming.get("from")))
        first.ring()
        second.ring()
        there.expect_provisional(180)
        self.takes(second, there)
        self.assertIn("completed elsewhere", self.stops(ann, first).get("reason").lower())

    def test_nobody_answers_and_the_call_goes_on(self):
        ann, cleo, eve = self.peer("201"), self.peer("203"), self.peer("204")
        there = eve.call("600")
        ring = ann.expect_call()
        ring.ring()
        self.stops(ann, ring)
        last = cleo.expect_call(6)
        self.assertIn("204", last.incoming.get("from"))
        last.ring()
        self.takes(last, there)

    def test_one_after_the_other(self):
        ann, bob, eve = self.peer("201"), self.peer("202"), self.peer("204")
        there = eve.call("601")
        ring = ann.expect_call()
        ring.ring()
        self.stops(ann, ring)
        second = bob.expect_call(6)
        second.ring()
        self.takes(second, there)

    def test_who_has_no_phone_is_called_elsewhere(self):
        cleo, eve = self.peer("203"), self.peer("204")
        there = eve.call("205")
        ring = cleo.expect_call()
        ring.ring()
        self.takes(ring, there)

    def test_a_baresip_calls_a_group(self):
        bob, eve = self.phone("202"), self.phone("204")
        eve.dial("600")
        bob.expect("CALL_INCOMING")
        bob.answer()
        bob.expect("CALL_ESTABLISHED")
        eve.expect("CALL_ESTABLISHED")
        self.hear_each_other(eve, bob)


if __name__ == "__main__":
    unittest.main()
