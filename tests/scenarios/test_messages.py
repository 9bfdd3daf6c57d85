"""A caller who waits leaves a message by a key of a real phone: the recording is what it has said."""
import glob
import os
import re
import subprocess
import unittest

from harness import audio
from harness.lamps import Lamp
from harness.office import MAIN_LOT
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer

OFFERS = MAIN_LOT + """offer_message = true
offer_after = "2s"
offer_every = "10s"
"""
SPEAK = [audio.recorded("en", "vm-intro")]
SAVED = [audio.recorded("en", "vm-msgsaved")]


class Messages(MortalServer):
    office = {"users": ("201", "202", "203"), "lots": OFFERS}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.text = re.sub(r'name = "(202|203)"\n', r'name = "\1"\nmessage_box = true\nmessages_most = 3\n', cls.server.text)
        cls.server.restart()

    def tearDown(self):
        for number in ("201", "202", "203"):
            self.server.ask("POST", "/api/v1/history/erase", {"number": number})
        self.assertEqual(self.recordings(), [])
        super().tearDown()

    def outcome(self):
        return self.server.ask("GET", "/api/v1/history?limit=1")[1]["history"][0]["outcome"]

    def recordings(self):
        return sorted(glob.glob(os.path.join(self.server.state, "messages", "*.wav")))

    def recording(self):
        """What the only one says by now."""
        files = self.recordings()
        return audio.read_wav(files[0]) if len(files) == 1 else audio.from_pcm(b"")

    def parked(self, caller="201", parker="202"):
        waits, parks = self.phone(caller), self.phone(parker)
        self.talk(waits, parks)
        self.parks(parks)
        return waits

    def is_told(self, phone, words, seconds=40):
        phone.wait_to_hear(lambda sound: audio.says_in_order(sound, words) == "", seconds, f"{len(words)} sounds")

    def speaks(self, caller="201"):
        """In slot 701, and recorded until its voice is known."""
        ann = self.parked(caller)
        ann.press("1")
        self.is_told(ann, SPEAK)
        wait_until(lambda: audio.hears_voice(self.recording(), caller) >= 3, 40, "the voice in the recording")
        return ann

    def test_the_recording_is_what_was_said(self):
        ann = self.speaks()
        ann.press("#")
        self.server.wait_empty("701")
        ann.expect("CALL_CLOSED", 20)
        self.is_told(ann, SAVED, seconds=1)
        wait_until(lambda: self.outcome() == "message", 5, "the history")
        self.assertGreater(audio.hears_only(self.recording(), "201"), 0.9)
        self.assertEqual(self.server.tasks(), [])

    def test_who_hangs_up_has_left_one(self):
        ann = self.speaks()
        ann.hang_up()
        self.server.wait_empty("701")
        wait_until(lambda: self.outcome() == "message", 5, "the history")
        self.assertGreaterEqual(audio.hears_voice(self.recording(), "201"), 3)

    def test_a_star_takes_the_caller_back_to_the_music(self):
        ann = self.speaks()
        ann.press("*")
        self.wait_for_music(ann, 20)
        wait_until(lambda: self.recordings() == [], 5, "no recording")
        self.server.wait_parked("701", phase="waiting")
        ann.hang_up()
        self.server.wait_empty("701")

    def test_who_is_taken_out_meanwhile_talks(self):
        ann, cleo = self.speaks(), self.phone("203")
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, ann)
        wait_until(lambda: self.recordings() == [], 5, "no recording")
        cleo.hang_up()
        ann.expect("CALL_CLOSED")

    @staticmethod
    def counts(lamp, count):
        """Sooner or later it is told so."""
        while f"Voice-Message: {count}" not in lamp.next(10).body:
            pass

    def command(self, *words):
        done = subprocess.run([layby(), "messages", *words, "--state", self.server.state], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_owner_hears_of_it_by_lamp_and_command_also_after_a_crash(self):
        lamp = self.close_later(Lamp(self.peer("203"), "203", event="message-summary"))
        self.assertIn("Voice-Message: 0/0", lamp.next().body)
        ann = self.parked()
        self.server.ask("PATCH", "/api/v1/lots/main/slots/701", {"for_user": "203"})
        self.assertIn("Voice-Message: 1/0", lamp.next().body)
        ann.press("1")
        wait_until(lambda: audio.hears_voice(self.recording(), "201") >= 3, 40, "the voice in the recording")
        ann.hang_up()
        self.server.wait_empty("701")
        wait_until(lambda: self.server.ask("GET", "/api/v1/messages?box=203")[1]["messages"], 5, "the message")
        self.killed_and_started()
        message = self.server.ask("GET", "/api/v1/messages")[1]["messages"][0]
        self.assertEqual((message["box"], message["heard"], message["caller"]["number"]), ("203", False, "201"))
        shown = f"{message['id'] >> 32}-{message['id'] & 0xFFFFFFFF}"
        self.assertRegex(self.command(), rf"{shown} +203 .*\(201\) +main 701 .* no")
        saved = os.path.join(self.server.dir, "saved.wav")
        self.command("save", shown, saved)
        self.assertGreater(audio.hears_only(audio.read_wav(saved), "201"), 0.9)
        self.command("heard", shown)
        self.counts(lamp, "0/1")
        self.command("delete", shown)
        self.counts(lamp, "0/0")
        self.assertEqual(self.recordings(), [])

    def test_a_server_killed_on_the_way_has_the_caller_or_its_message(self):
        for phase in ("prompt", "speaking", "end"):
            with self.subTest(phase=phase):
                ann = self.parked() if phase == "prompt" else self.speaks()
                if phase != "speaking":
                    ann.press("1" if phase == "prompt" else "#")
                self.server.kill()
                self.server.start()
                wait_until(lambda: self.server.parked() or self.server.ask("GET", "/api/v1/history?limit=1")[1]["history"], 5,
                           "the caller, or its message")
                if self.server.parked():
                    if phase == "prompt":
                        ann.press("*")  # the phone may have said its key to the new process, too
                    self.wait_for_music(ann, 20)
                    ann.hang_up()
                    self.server.wait_empty("701")
                if phase != "prompt":
                    self.assertEqual(self.outcome(), "message")
                    self.assertGreaterEqual(audio.hears_voice(self.recording(), "201"), 3)
                for phone in reversed(self._closing):
                    phone.close()
                self._closing.clear()
                self.server.ask("POST", "/api/v1/history/erase", {"number": "201"})


if __name__ == "__main__":
    unittest.main()
