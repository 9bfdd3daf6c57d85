"""A caller who waits hears what it may choose, and presses a key of a real phone: the operator, or to be called back."""
import subprocess
import time
import unittest

from harness import audio
from harness.office import MAIN_LOT, PASSWORD
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer

OFFERS = MAIN_LOT + """offer_operator = "203"
offer_operator_ring = "8s"
offer_call_back = true
offer_after = "2s"
offer_every = "10s"
"""
GERMAN = f"""
[[user]]
name = "205"
password = "{PASSWORD}"
language = "de"
"""
TO_OPERATOR = [audio.recorded("en", "vm-reachoper")]
TO_CALL_BACK = [audio.synthesised("en", "To keep your place and be called back, press 2")]
FAREWELL = [audio.synthesised("en", "Thank you. We will call you back. Goodbye")]


class Choices(MortalServer):
    office = {"users": ("201", "202", "203", "204"), "lots": OFFERS, "more": GERMAN}

    def tearDown(self):
        self.server.erase_tasks()
        super().tearDown()

    def outcome(self):
        return self.server.ask("GET", "/api/v1/history?limit=1")[1]["history"][0]["outcome"]

    def parked(self, caller="201", parker="202"):
        """A phone that waits in slot 701."""
        waits, parks = self.phone(caller), self.phone(parker)
        self.talk(waits, parks)
        self.parks(parks)
        return waits

    def is_told(self, phone, *sentences, seconds=40):
        """From its first sound on; when the speech program is still at work, the first announcements lack its sentences."""
        for words in sentences:
            phone.wait_to_hear(lambda sound, words=words: audio.says_in_order(sound, words) == "", seconds, f"{len(words)} sounds")

    def test_the_operator_answers_a_caller_who_has_kept_its_slot(self):
        operator = self.phone("203")
        ann = self.parked()
        self.is_told(ann, TO_OPERATOR, TO_CALL_BACK)
        ann.press("0")
        self.assertIn("Operator 701", str(operator.expect("CALL_INCOMING")))
        self.is_told(ann, [audio.recorded("en", "pls-hold-while-try")])
        self.wait_for_music(ann)
        self.server.wait_parked("701", phase="ringing")
        operator.answer()
        operator.expect("CALL_ESTABLISHED")
        self.hear_each_other(operator, ann)
        self.server.wait_empty("701")
        wait_until(lambda: self.outcome() == "operator", 5, "the history")
        ann.hang_up()
        operator.expect("CALL_CLOSED")
        self.assertEqual(self.server.tasks(), [])

    def test_a_caller_whose_operator_does_not_answer_is_told_and_stays(self):
        operator = self.phone("203")
        ann = self.parked()
        ann.press("0")
        operator.expect("CALL_INCOMING")
        operator.expect("CALL_CLOSED", 20)
        self.is_told(ann, [audio.recorded("en", "vm-nobodyavail"), audio.recorded("en", "queue-thankyou")])
        self.server.wait_parked("701", phase="waiting")
        self.wait_for_music(ann, 20)
        ann.hang_up()
        self.server.wait_empty("701")

    def test_who_wants_to_be_called_back_is_called_by_a_click(self):
        cleo = self.phone("204")
        ann = self.parked()
        ann.press("2")
        self.server.wait_empty("701")
        task = self.server.only_task("open")
        self.assertEqual((task["why"], task["caller"]["number"], task["slot"], task["count"]), ("asked", "201", 701, 1))
        ann.expect("CALL_CLOSED", 20)
        self.is_told(ann, FAREWELL, seconds=1)
        wait_until(lambda: self.outcome() == "to call back", 5, "the history")
        shown = f"{task['id'] >> 32}-{task['id'] & 0xFFFFFFFF}"
        command = [layby(), "tasks", "--state", self.server.state]
        self.assertRegex(subprocess.run(command, capture_output=True, text=True, timeout=20).stdout, rf"{shown} .*\(201\) +main 701 +asked")
        done = subprocess.run([layby(), "tasks", "call", shown, "--user", "204", "--state", self.server.state], capture_output=True,
                              text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)
        cleo.expect("CALL_INCOMING")
        cleo.answer()
        ann.expect("CALL_INCOMING")
        ann.answer()
        self.hear_each_other(cleo, ann)
        done = self.server.only_task("done")
        self.assertEqual((done["how"], done["who"]), ("called back", "204"))
        cleo.hang_up()
        ann.expect("CALL_CLOSED")

    def test_a_german_caller_is_told_in_german(self):
        bob = self.parked("205")
        self.is_told(bob, [audio.synthesised("de", "Für die Zentrale drücken Sie die 0")],
                     [audio.synthesised("de", "Um Ihren Platz zu behalten und zurückgerufen zu werden, drücken Sie die 2")])
        bob.hang_up()
        self.server.wait_empty("701")

    def test_a_server_killed_at_the_key_has_the_caller_or_its_task(self):
        for pause in (0.0, 0.02, 0.2, 1.5):
            with self.subTest(pause=pause):
                ann = self.parked()
                ann.press("2")
                time.sleep(pause)
                self.server.kill()
                self.server.start()
                if not self.server.tasks():  # the phone may still say its key, to the new process
                    wait_until(lambda: self.server.tasks() or self.server.parked(), 5, "the caller in its slot, or its task")
                    ann.press("2")
                self.server.wait_empty("701")
                self.assertEqual((self.server.only_task("open")["count"], self.server.only_task("open")["why"]), (1, "asked"))
                ann.expect("CALL_CLOSED", 40)
                self.server.ask("POST", "/api/v1/history/erase", {"number": "201"})
                for phone in reversed(self._closing):
                    phone.close()
                self._closing.clear()

    def test_a_server_killed_while_the_operator_rings_connects_it_all_the_same(self):
        operator = self.peer("203")
        there, here = self.peers_talk(self.peer("202"), self.peer("201"))
        self.park_and_leave(there)
        here.rtp.press(here.remote_rtp, "0")
        ring = operator.expect_call()
        ring.ring()
        self.killed_and_started()
        self.server.wait_parked("701", phase="ringing")
        ring.answer()
        ring.confirmed()
        self.hear_each_other_now(ring, here)
        self.end(ring, here)


if __name__ == "__main__":
    unittest.main()
