"""An office that opens and closes: a caller from outside, the code and its lamp, the API and the command line."""
import datetime
import subprocess
import unittest

from harness import audio
from harness.lamps import Lamp
from harness.office import MAIN_LOT
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer

# Open around the clock, so that only somebody's hand closes it; and one that is never open.
HOURS = """
[[hours]]
name = "office"
open = ["mon-sun 00:00-24:00"]
time_zone = "Europe/Berlin"
code = "*28"

[[hours]]
name = "never"
open = ["mon-sun 00:00-24:00"]
closed = ["01-01..12-31"]

[[group]]
number = "600"
name = "Sales"
users = ["201"]
then = "202"

[[group]]
number = "601"
users = ["201"]
hours = "never"
closed_to = "203"

[[trunk]]
name = "provider"
addresses = ["127.0.0.2"]

[[route_in]]
trunk = "provider"
numbers = "4930300"
to = "600"
hours = "office"
closed_to = "202"
"""


class Hours(MortalServer):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT, "more": HOURS}

    def tearDown(self):
        self.server.ask("PUT", "/api/v1/hours/office", {"set": "clock"})
        super().tearDown()

    def outside(self):
        return self.peer("0305551234", register=False, ip="127.0.0.2")

    def reaches(self, caller, phone, number="4930300"):
        """A call from outside rings there, and both hear each other."""
        there = caller.call(number)
        ring = phone.expect_call()
        ring.ring()
        ring.answer()
        self.now_talk(there, ring)
        self.end(there, ring)

    def dials(self, phone, code, word):
        call = phone.connect(code, speak=False)
        call.expect_bye(15)
        self.assertGreater(audio.says(call.rtp.heard(), word), 0.8, word)

    def hours(self):
        status, answer = self.server.ask("GET", "/api/v1/hours")
        self.assertEqual(status, 200, answer)
        return {one["name"]: one for one in answer["hours"]}

    def test_the_code_closes_the_office_also_over_a_crash_and_opens_it_again(self):
        ann, bob, eve, caller = self.peer("201"), self.peer("202"), self.peer("204"), self.outside()
        lamp = self.close_later(Lamp(eve, "*28"))
        self.assertEqual(lamp.answer.status, 200, lamp.answer.text)
        lamp.wait("terminated")
        self.reaches(caller, ann)
        self.dials(eve, "*28", "activated")
        lamp.wait("confirmed")
        self.reaches(caller, bob)
        self.killed_and_started()
        self.assertEqual((self.hours()["office"]["open"], self.hours()["office"]["set"]), (False, "closed"))
        self.reaches(caller, bob)
        self.dials(eve, "*28", "de-activated")
        lamp.wait("terminated")
        self.reaches(caller, ann)

    def test_the_clock_opens_it_and_puts_the_lamp_out(self):
        self.addCleanup(lambda: self.reload_with(self.server.text))
        opens = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=75)  # on its full minute
        closes = opens + datetime.timedelta(hours=1)
        soon = f"""
[[hours]]
name = "soon"
open = ["mon-sun {opens:%H:%M}-{closes:%H:%M}"]
time_zone = "UTC"
code = "*29"
"""
        text = self.server.text.replace('hours = "office"', 'hours = "soon"') + soon
        self.reload_with(text)
        ann, bob, eve, caller = self.peer("201"), self.peer("202"), self.peer("204"), self.outside()
        lamp = self.close_later(Lamp(eve, "*29"))
        lamp.wait("confirmed")
        self.assertEqual(self.hours()["soon"]["clock_changes_at"], f"{opens:%Y-%m-%dT%H:%M}:00Z")
        self.reaches(caller, bob)
        lamp.wait("terminated", 80)
        self.assertTrue(self.hours()["soon"]["open"])
        self.reaches(caller, ann)

    def test_a_baresip_closes_it_by_its_code(self):
        phone, bob, caller = self.phone("201"), self.peer("202"), self.outside()
        phone.dial("*28")
        phone.expect("CALL_ESTABLISHED")
        phone.expect("CALL_CLOSED", 15)
        self.assertEqual(self.hours()["office"]["set"], "closed")
        self.reaches(caller, bob)

    def test_a_call_that_rings_when_it_closes_rings_on(self):
        ann, eve, caller = self.peer("201"), self.peer("204"), self.outside()
        there = caller.call("4930300")
        ring = ann.expect_call()
        ring.ring()
        self.dials(eve, "*28", "activated")
        ring.answer()
        self.now_talk(there, ring)
        self.end(there, ring)

    def test_a_group_that_is_closed_sends_its_calls_on(self):
        self.peer("201")
        cleo, eve = self.peer("203"), self.peer("204")
        self.reaches(eve, cleo, "601")

    def test_who_comes_from_outside_switches_nothing(self):
        call = self.outside().call("*28")
        final = call.expect_final(8)
        call.ack_failure(final)
        self.assertEqual((final.status, self.hours()["office"]["set"]), (404, "clock"))

    def test_the_api_and_the_command_line_set_it_and_show_it(self):
        def said(*words):
            done = subprocess.run([layby(), "hours", *words, "--state", self.server.state], capture_output=True,
                                  text=True, timeout=30)
            return done.returncode, done.stdout + done.stderr
        code, shown = said()
        self.assertEqual(code, 0, shown)
        self.assertRegex(shown, r"never +closed +clock +closed +- +-")
        self.assertRegex(shown, r"office +open +clock +open +- +\*28")
        self.assertRegex(said("set", "office", "closed")[1], r"office +closed +hand +open")
        self.assertEqual(self.hours()["office"]["set"], "closed")
        self.assertEqual(said("set", "ofice", "closed")[0], 1)
        status, answer = self.server.ask("PUT", "/api/v1/hours/office", {"set": "shut"})
        self.assertEqual((status, answer["code"]), (400, "bad_body"))
        self.assertEqual(said("set", "office", "clock")[0], 0)
        wait_until(lambda: self.hours()["office"]["open"], 3, "the office to be open")


if __name__ == "__main__":
    unittest.main()
