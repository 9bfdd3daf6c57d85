"""kill -9 while real phones are in calls: they know nothing of it, and a moment later hear what they heard."""
import sys
import time
import unittest

from harness import audio
from harness.office import OfficeTest
from harness.processes import free_port


class Ears:
    """How much a phone has missed since it was asked first: the time that has passed, less what it has recorded."""

    def __init__(self, *phones):
        self.start, self.before = time.monotonic(), {phone: len(phone.heard()) for phone in phones}

    def missed(self, phone):
        return time.monotonic() - self.start - (len(phone.heard()) - self.before[phone]) / audio.RATE


class Crash(OfficeTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for transport in ("udp", "tcp"):  # the same ports after each start
            anywhere, there = f'"{transport}:127.0.0.1:0"', f'"{transport}:127.0.0.1:{free_port()}"'
            cls.server.text = cls.server.text.replace(anywhere, there)
        cls.server.restart()

    def parked(self, caller, parker):
        self.talk(caller, parker)
        self.parks(parker)
        self.wait_for_music(caller)

    def killed_and_started(self, *phones):
        ears = Ears(*phones)
        self.server.kill()
        self.server.start()
        return ears

    def missed_little(self, ears, what):
        """Neither has lost its call, nor more than a moment of it."""
        for phone in ears.before:
            missed = ears.missed(phone)
            print(f"{phone.user} was without {what} for {missed:.2f} s", file=sys.stderr)
            self.assertLess(missed, 3.0)
            self.assertEqual(phone.seen("CALL_CLOSED"), [])

    def test_a_parked_phone_hears_music_again_and_is_taken_by_another(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.parked(bob, ann)
        ears = self.killed_and_started(bob)
        self.wait_for_music(bob)
        self.missed_little(ears, "music")
        self.assertEqual(self.server.slot(701)["caller"]["number"], "202")
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        self.server.wait_empty("701")
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_two_phones_that_talk_hear_each_other_again(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(ann, bob)
        ears = self.killed_and_started(ann, bob)
        self.hear_each_other(ann, bob)
        self.missed_little(ears, "the other's voice")
        ann.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_call_that_outlived_a_crash_is_parked(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        self.killed_and_started()
        self.hear_each_other(ann, bob)
        self.parks(ann)
        self.wait_for_music(bob)
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        bob.hang_up()
        cleo.expect("CALL_CLOSED")

    def test_a_phone_on_tcp_rings_at_once_without_having_registered_again(self):
        """Its connection ended with the server; we open one to where it listens."""
        ann, bob = self.phone("201", transport="tcp"), self.phone("202")
        registered = len(ann.seen("REGISTER_OK"))
        self.killed_and_started()
        started = time.monotonic()
        bob.dial("201")
        ann.expect("CALL_INCOMING", 5)
        print(f"201 on TCP rang {time.monotonic() - started:.2f} s after the call", file=sys.stderr)
        self.assertEqual(len(ann.seen("REGISTER_OK")), registered, "it registered by itself")
        ann.answer()
        bob.expect("CALL_ESTABLISHED")
        self.hear_each_other(ann, bob)
        bob.hang_up()
        ann.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
