"""A party that becomes another in a telephone system is shown as that, and refusals say why in their first line."""
import unittest

from harness.office import MAIN_LOT
from harness.processes import wait_until
from parking import MortalServer

BY_ADDRESS = """
[[trunk]]
name = "pbx"
addresses = ["127.0.0.2"]
may_park = true
may_retrieve = true
"""
BOB = 'P-Asserted-Identity: "Bob Ray" <sip:102@pbx.example>'
CLEO = 'P-Asserted-Identity: "Cleo Fox" <sip:103@pbx.example>'


class Identity(MortalServer):
    office = {"lots": MAIN_LOT, "more": BY_ADDRESS}

    def pbx(self):
        return self.peer("pbx", register=False, ip="127.0.0.2")

    def becomes(self, call, field, **how):
        cseq = call.send("UPDATE", fields=[field], **how)
        self.assertEqual(call.expect_status("UPDATE", cseq=cseq).status, 200)

    def shown_in(self, slot):
        call = self.server.slot(slot)
        return call and call["caller"].get("name")

    def test_a_caller_becomes_another_in_its_slot_and_in_the_talk_after_it(self):
        caller = self.pbx().connect("700", speak=False)
        self.server.wait_parked("701")
        self.becomes(caller, BOB)
        wait_until(lambda: self.shown_in(701) == "Bob Ray", 5, lambda: self.server.parked())
        ann = self.peer("201")
        talk = ann.call("701")
        self.assertIn('"Bob Ray" <sip:102@', talk.expect_answer().get("p-asserted-identity"))
        talk.ack()
        self.becomes(caller, CLEO)
        update = talk.expect_request("UPDATE")
        ann.respond(update, 200, "OK")
        self.assertIn("Cleo Fox", update.get("p-asserted-identity"))
        talk.bye()
        caller.expect_bye()

    def test_it_outlives_a_crash(self):
        caller = self.pbx().connect("700", speak=False)
        self.server.wait_parked("701")
        self.becomes(caller, BOB)
        wait_until(lambda: self.shown_in(701) == "Bob Ray", 5, lambda: self.server.parked())
        self.killed_and_started()
        self.assertEqual(self.shown_in(701), "Bob Ray")
        caller.bye()

    def test_a_refusal_says_why_in_its_first_line(self):
        bob = self.pbx().call("705")
        self.assertIn("404 slot 705 is empty", bob.expect_refusal(404).text.splitlines()[0])


if __name__ == "__main__":
    unittest.main()
