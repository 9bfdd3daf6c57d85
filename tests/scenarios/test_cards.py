"""Key cards: the text of the PDF is what the settings say, and each code on it, dialled by a real phone, does what stands beside it."""
import os
import re
import shutil
import subprocess
import unittest

from harness.processes import scratch, wait_until
from harness.server import MAIN_LOT, layby
from parking import ParkingTest

MORE = """
[[hours]]
name = "office"
open = ["mon-sun 00:00-24:00"]
time_zone = "Europe/Berlin"
code = "*28"

[[phone]]
mac = "00:15:65:AB:CD:EF"
model = "yealink"
user = "201"
"""
LOT = MAIN_LOT.replace('slots = "701-720"', 'slots = "701-720"\nlongest = "699"')


class CardTest(ParkingTest):
    def setUp(self):
        super().setUp()
        self.dir = scratch("cards")
        self.addCleanup(shutil.rmtree, self.dir)

    def run_layby(self, *words):
        return subprocess.run([layby(), "cards", *words, "--into", self.dir, "--state", self.server.state], capture_output=True, text=True)

    def text(self, user="201", *more):
        """What stands on the card, in the order in which it is drawn: keys, and behind them what they do."""
        done = self.run_layby(user, *more)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, os.path.join(self.dir, f"card-{user}.pdf") + "\n", ""))
        return subprocess.run(["pdftotext", "-raw", done.stdout.strip(), "-"], capture_output=True, text=True, check=True).stdout

    def code(self, what):
        """The digits that stand before this sentence."""
        found = re.search(rf"(?m)^(?:Hold )?((?:[0-9*#] )+)(?:number )?{re.escape(what)}", self.card)
        self.assertTrue(found, f"{what!r} in\n{self.card}")
        return found[1].replace(" ", "")


class WhatStandsOnIt(CardTest):
    office = {"users": ("201", "202"), "lots": LOT, "more": MORE + '\n[codes]\npark = "#55"\nlongest = ""\nforward_busy = ""\n'}

    def test_is_what_the_settings_say_and_no_more(self):
        self.card = self.text()
        for part in ("Ann Lee", "Extension 201 · Yealink", "Park 701", "Transfer 7 0 0 Transfer", "7 0 1 Dial the number of the slot, here 701",
                     "6 9 9 The caller who has waited longest in main", "parks it for Bob Ray"):
            self.assertIn(part, self.card)
        self.assertEqual(self.code("With the call on hold: parks it in a free slot"), "#55")
        self.assertEqual(self.code("With the call on hold: parks it in slot 701"), "#55701")
        for absent in ("The caller who has waited longest.", "Only while you are on the phone", "* 6 8", "* 8 6", "* 6 7"):
            self.assertNotIn(absent, self.card)

    def test_it_has_its_fonts_and_is_in_five_languages(self):
        for language, title in (("en", "Park a caller"), ("de", "Anrufer parken"), ("es", "Aparcar una llamada"), ("fr", "Parquer un appel"),
                                ("it", "Parcheggiare una chiamata")):
            self.assertIn(title, self.text("202", "--language", language))
            fonts = subprocess.run(["pdffonts", os.path.join(self.dir, "card-202.pdf")], capture_output=True, text=True, check=True).stdout
            rows = fonts.splitlines()[2:]
            self.assertTrue(rows)
            for row in rows:
                self.assertRegex(row, r"CID TrueType +Identity-H +yes +yes +yes")

    def test_a_phone_without_park_keys_has_none_on_its_card(self):
        self.assertNotIn("Park 701", self.text("202"))
        self.assertIn("Park 701", self.text("202", "--phone", "snom"))

    def test_each_user_gets_one_and_what_is_misspelled_is_understood(self):
        done = self.run_layby()
        self.assertEqual(done.stdout.split(), [os.path.join(self.dir, f"card-{user}.pdf") for user in ("201", "202")])
        done = self.run_layby("210")
        self.assertEqual((done.returncode, done.stderr), (1, 'layby: there is no user "210"; did you mean "201"?\n'))


class WhatItSaysWorks(CardTest):
    office = {"users": ("201", "202", "203"), "lots": LOT, "more": MORE}

    def setUp(self):
        super().setUp()
        self.card = self.text()

    def talking(self):
        """Ann, whose card it is, talks with Cleo."""
        ann, cleo = self.phone("201"), self.phone("203")
        self.talk(cleo, ann)
        return ann, cleo

    def taken(self, phone, code, caller):
        phone.dial(code)
        phone.expect("CALL_ESTABLISHED")
        self.hear_each_other(phone, caller)
        phone.hang_up()
        caller.expect("CALL_CLOSED")

    def dials(self, phone, code):
        phone.dial(code)
        phone.expect("CALL_CLOSED", 15)

    def test_transfer_to_the_number_and_dial_the_slot(self):
        ann, cleo = self.talking()
        ann.transfer(re.search(r"Transfer ([\d ]+) Transfer", self.card)[1].replace(" ", ""))
        self.server.wait_parked("701")
        self.taken(self.phone("202"), self.code("Dial the number of the slot"), cleo)

    def test_keys_during_the_call_and_the_one_who_has_waited_longest(self):
        ann, cleo = self.talking()
        ann.press(self.code("Press these during the call"))
        self.server.wait_parked("701")
        self.taken(self.phone("202"), self.code("The caller who has waited longest."), cleo)

    def test_on_hold_and_the_one_that_was_parked_by_you(self):
        ann, cleo = self.talking()
        ann.hold()
        self.dials(ann, self.code("With the call on hold: parks it in a free slot"))
        self.server.wait_parked("701")
        wait_until(lambda: len(ann.seen("CALL_CLOSED")) >= 2, 15, "both calls of the parker to end")
        self.taken(ann, self.code("The call that is parked for you, or by you"), cleo)

    def test_on_hold_in_a_slot_and_the_longest_of_the_lot(self):
        ann, cleo = self.talking()
        ann.hold()
        self.dials(ann, self.code("With the call on hold: parks it in slot 701"))
        self.server.wait_parked("701")
        self.taken(self.phone("202"), self.code("The caller who has waited longest in main"), cleo)

    def test_for_a_colleague(self):
        ann, cleo = self.talking()
        ann.hold()
        self.dials(ann, self.code("With the call on hold: parks it for Bob Ray"))
        self.assertEqual(self.server.wait_parked("701")["for_user"], "202")
        wait_until(lambda: len(ann.seen("CALL_CLOSED")) >= 2, 15, "both calls of the parker to end")
        self.taken(ann, self.code("Takes a call that is parked for Bob Ray"), cleo)

    def test_a_phone_that_rings_elsewhere(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        cleo.dial("202")
        bob.expect("CALL_INCOMING")
        self.taken(ann, self.code("Takes the call that rings at Bob Ray"), cleo)

    def test_own_calls(self):
        ann = self.phone("201")

        def presence():
            return self.server.ask("GET", "/api/v1/users/201/presence")[1]
        before = presence()
        self.dials(ann, self.code("Do not disturb: on, and off again"))
        self.assertTrue(presence()["do_not_disturb"])
        self.dials(ann, self.code("Do not disturb: on, and off again"))
        self.assertFalse(presence()["do_not_disturb"])
        for what, name in (("Sends all your calls there", "always"), ("Only while you are on the phone", "busy"),
                           ("Only when you don't answer", "no_answer"), ("Only while your phone is off", "unregistered")):
            self.dials(ann, self.code(what) + "203")
            self.assertIn("203", str(presence()["forward"][name]), name)
        self.dials(ann, self.code("Your calls come to you again").replace("#", "%23"))
        self.assertFalse(presence()["forward"]["always"])
        self.assertIn("203", str(presence()["forward"]["busy"]))
        self.dials(ann, self.code("Ends all of these"))
        self.assertEqual(presence()["forward"], before["forward"])

    def test_the_office(self):
        ann = self.phone("201")

        def is_open():
            return self.server.ask("GET", "/api/v1/hours")[1]["hours"][0]["open"]
        before = is_open()
        self.dials(ann, self.code("Closes or opens office by hand"))
        self.assertNotEqual(is_open(), before)
        self.dials(ann, self.code("Closes or opens office by hand"))
        self.assertEqual(is_open(), before)


if __name__ == "__main__":
    unittest.main()
