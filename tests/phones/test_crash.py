"""kill -9 while real phones are parked: they hear music again, and are taken by whoever dials their slot."""
import sys
import time
import unittest

from harness import audio
from harness.office import OfficeTest
from harness.processes import free_port


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
        parker.transfer("700")
        self.server.wait_parked("701")
        parker.expect("CALL_CLOSED", 20)
        self.wait_for_music(caller)

    def test_a_parked_phone_hears_music_again_and_is_taken_by_another(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.parked(bob, ann)
        self.server.kill()
        before = len(bob.heard())
        start = time.monotonic()
        self.server.start()
        ready = time.monotonic() - start
        bob.wait_to_hear(lambda sound: len(sound) >= before + audio.RATE
                         and audio.hears_music(sound[before:][-2 * audio.RATE:]) >= 0.8, 10, "music after the crash")
        again = time.monotonic() - start - (len(bob.heard()) - before) / audio.RATE
        print(f"ready {ready:.2f} s after the kill, music after {again:.2f} s", file=sys.stderr)
        self.assertLess(again, 3.0)
        self.assertEqual(bob.seen("CALL_CLOSED"), [])
        self.assertEqual(self.server.slot(701)["caller"]["number"], "202")
        cleo.dial("701")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        self.server.wait_empty("701")
        cleo.hang_up()
        bob.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
