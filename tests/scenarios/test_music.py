"""Where in the music a caller begins."""
import os
import shutil
import tempfile
import time
import unittest

from harness import audio
from parking import ParkingTest

STAIR, LOWEST, HIGHER = 4.0, 400, 100  # seconds, Hz, Hz: the pitch tells where in the recording one is


def stairs(first, count):
    return audio.joined([audio.tone(LOWEST + HIGHER * step, STAIR) for step in range(first, first + count)])


class TrackStart(ParkingTest):
    """`start = "track"`: two recordings of stairs, the second one begins where the first ends."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="layby-music-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        audio.write_wav(os.path.join(cls.folder, "1.wav"), stairs(0, 8))
        audio.write_wav(os.path.join(cls.folder, "2.wav"), stairs(8, 8))
        cls.office = {"sounds": f'[sounds]\nstart = "track"\nloudness = "as recorded"\nmusic = {{ default = "{cls.folder}" }}\n'}
        super().setUpClass()

    def stair(self, call, since, seconds=6):
        """On which stair of the recordings the call is, half a second after that moment."""
        half = audio.RATE // 2
        call.rtp.wait_to_hear(lambda heard: len(heard) >= 2 * half, seconds, "a second of sound", since)
        sound = call.rtp.heard(since)
        return round((audio.main_frequency(sound[half:2 * half]) - LOWEST) / HIGHER)

    def parked_caller(self, parker, caller, slot):
        there, here = self.peers_talk(self.one(parker), self.one(caller))
        self.park_and_leave(there, slot)
        return here

    def climbs(self, call):
        """Waits until it is above the first stair: music is encoded when nothing else is to be done."""
        start = time.monotonic()
        last = audio.RATE // 2
        call.rtp.wait_to_hear(lambda heard: len(heard) > last and audio.main_frequency(heard[-last:]) > LOWEST + HIGHER / 2, 90,
                              "the second stair", start)

    def test_each_caller_hears_a_recording_from_its_beginning(self):
        first = self.parked_caller("201", "202", "701")
        self.assertIn(self.stair(first, time.monotonic()), (0, 8))
        self.climbs(first)
        second = self.parked_caller("203", "201", "702")
        now = time.monotonic()
        self.assertIn(self.stair(second, now), (0, 8))
        self.assertNotIn(self.stair(first, now), (0, 8), "the first one's goes on")
        first.bye()
        second.bye()


if __name__ == "__main__":
    unittest.main()
