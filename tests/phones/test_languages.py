"""Everybody is spoken to in their own language: by recordings, or by a program that speaks."""
import os
import time
import unittest

from harness import audio
from harness.office import PASSWORD, SOUNDS, OfficeTest
from harness.processes import scratch, wait_until

SPEAKERS = {"204": "es", "205": "de", "206": "fr"}
USERS = "".join(f'[[user]]\nname = "{user}"\npassword = "{PASSWORD}"\nlanguage = "{language}"\n'
                for user, language in SPEAKERS.items())

def recorded(language, *names):
    return [audio.recorded(language, name) for name in names]


class SpokenTo(OfficeTest):
    """What a phone hears that parks."""

    def parks(self, parker, caller="201", slot="701"):
        """All that the parker hears after the two have talked, and how long until it was free."""
        there, here = self.phone(caller), self.phone(parker)
        self.talk(there, here)
        before = len(here.heard())
        begun = time.monotonic()
        here.transfer("700")
        self.parked = self.server.wait_parked(slot)
        here.expect("CALL_CLOSED", 20)
        took = time.monotonic() - begun
        heard = here.heard()[before:]
        there.hang_up()
        self.server.wait_empty(slot)
        return heard, took

    def assert_says(self, heard, words):
        self.assertEqual(audio.says_in_order(heard, words), "", audio.describe(heard))


class Languages(SpokenTo):
    office = {"users": ("201", "202"), "more": USERS}

    def test_each_parker_hears_the_slot_in_its_own_language_and_is_free_in_three_seconds(self):
        digits = ("digits/7", "digits/0", "digits/1")
        for user, words in (("202", recorded("en", *digits)), ("204", recorded("es", *digits)),
                            ("206", recorded("fr", *digits))):
            with self.subTest(user=user):
                heard, took = self.parks(user)
                self.assert_says(heard, words)
                self.assertLess(took, 4.0)  # with all that baresip and the test take
                self.assertEqual(self.parked["language"], "en", "the caller's")

    def test_german_is_said_by_the_speech_program_as_one_sentence(self):
        words = [audio.synthesised("de", "7 0 1")]

        def german():
            heard, _ = self.parks("205")
            return audio.says_in_order(heard, words) == ""
        wait_until(german, 120, "German")
        self.assertNotIn("warning", self.server.log().partition("\nready ")[2])

    def test_the_language_of_a_parked_caller_is_told(self):
        spanish, bob = self.phone("204"), self.phone("202")
        self.talk(spanish, bob)
        bob.transfer("700")
        self.assertEqual(self.server.wait_parked("701")["language"], "es")
        self.assertEqual([one["language"] for one in self.server.calls() if one["state"] == "parked"], ["es"])
        spanish.hang_up()
        self.server.wait_empty("701")


def program(name, script):
    path = os.path.join(scratch("say"), name)
    with open(path, "w") as file:
        file.write(f"#!/bin/sh\n{script}\n")
    os.chmod(path, 0o755)
    return path


class BadPrograms(SpokenTo):
    """Whatever it does, the parker hears its slot, in English."""
    office = {"users": ("201", "202"), "more": USERS}

    def with_program(self, command, within):
        wanted = f'{SOUNDS}say_command = ["{command}", "{{language}}"]\nsay_within = "{within}"\n'
        return self.server.text.replace(SOUNDS, wanted)

    def test_a_program_that_fails_hangs_or_writes_rubbish_leaves_english(self):
        for name, script, within, why in (("fails", "exit 7", "20s", "has ended with code 7"),
                                          ("hangs", "sleep 100", "1s", "has taken longer than 1 s"),
                                          ("rubbish", "echo rubbish", "20s", "what it has written can't be read as a WAV file")):
            with self.subTest(name):
                self.assertEqual(self.server.reload_with(self.with_program(program(name, script), within))[0], 200)
                wait_until(lambda: why in self.server.log(), 120, why)  # a busy machine encodes what a first start needs meanwhile
                heard, _ = self.parks("205")
                self.assert_says(heard, recorded("en", "digits/7", "digits/0", "digits/1"))
                self.assertEqual(self.server.log().count(f"{name}: "), 1, "one line")

if __name__ == "__main__":
    unittest.main()
