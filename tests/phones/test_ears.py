"""The ears themselves: they recognise what was said, and nothing else."""
import unittest

import numpy as np

from harness import audio


def through_g711(sound):
    """A-law like quantisation: 8 bits, logarithmic."""
    squeezed = np.sign(sound) * np.log1p(255 * np.abs(sound)) / np.log1p(255)
    squeezed = np.round(squeezed * 127) / 127
    return np.sign(squeezed) * np.expm1(np.abs(squeezed) * np.log1p(255)) / 255


class Ears(unittest.TestCase):
    def test_every_voice_is_recognised_and_no_other(self):
        users = [str(user) for user in range(201, 207)]
        for speaker in users:
            heard = through_g711(audio.voice(speaker)[8000:44000] * 0.3)
            for user in users:
                with self.subTest(speaker=speaker, user=user):
                    share = audio.hears_only(heard, user)
                    if user == speaker:
                        self.assertGreater(share, 0.9)
                    else:
                        self.assertLess(share, 0.1)

    def test_no_part_by_which_a_voice_is_known_resembles_any_other_voice(self):
        users = [str(user) for user in range(201, 211)]
        for user in users:
            own = audio.own_windows(user)
            with self.subTest(user=user):
                self.assertGreaterEqual(len(own), 6)
                heard = through_g711(audio.voice(user) * 0.3)
                self.assertGreater(min(audio.find(heard, window)[1] for window in own), 0.9)
                self.assertEqual(audio.hears_voice(heard, user), len(own))
            for other in (one for one in users if one != user):
                with self.subTest(user=user, other=other):
                    around = np.tile(audio.voice(other), 2)[:len(audio.voice(other)) + 3200]
                    self.assertLess(max(audio.find(around, window)[1] for window in own), 0.55)

    def test_spoken_digits_are_read_in_order(self):
        for number in ("701", "720", "10001", "969", "3548"):
            said = audio.joined([audio.prompt(f"digits/{digit}") for digit in number], 0.05)
            self.assertEqual(audio.digits_spoken(through_g711(said * 0.5)), number)

    def test_words_are_read_in_their_order_and_language_alone(self):
        digits = ("digits/7", "digits/0", "digits/1")
        for language in ("en", "es", "fr", "it", "ru"):
            words = [audio.recorded(language, name) for name in digits]
            heard = through_g711(audio.joined(words, 0.05) * 0.5)
            with self.subTest(language=language):
                self.assertEqual(audio.says_in_order(heard, words), "")
                self.assertNotEqual(audio.says_in_order(heard, words[::-1]), "")
                for other in {"en", "es", "fr", "it", "ru"} - {language}:
                    self.assertNotEqual(audio.says_in_order(heard, [audio.recorded(other, name) for name in digits]), "", other)
        said = audio.synthesised("de", "7 0 1")
        self.assertEqual(audio.says_in_order(through_g711(said * 0.5), [said]), "")
        self.assertNotEqual(audio.says_in_order(through_g711(said * 0.5), [audio.synthesised("de", "7 0 2")]), "")

    def test_music_is_told_from_voices_and_silence(self):
        name, piece = list(audio.music_files().items())[3]
        self.assertEqual(audio.which_music(through_g711(piece[200000:240000])), (name, 1.0))
        self.assertLess(audio.which_music(audio.voice("201"))[1], 0.2)
        self.assertEqual(audio.which_music(np.zeros(16000)), (None, 0.0))

    def test_nothing_is_found_in_silence_or_noise(self):
        noise = np.random.default_rng(7).normal(0, 0.1, 40000)
        for sound in (np.zeros(40000), noise):
            self.assertEqual(audio.digits_spoken(sound), "")
            self.assertEqual(audio.hears_voice(sound, "201"), 0)

    def test_silences_and_tones_are_measured(self):
        sound = audio.joined([audio.tone(440, 1), np.zeros(4000), audio.tone(1000, 1)])
        self.assertAlmostEqual(audio.main_frequency(sound[:8000]), 440, delta=2)
        [(start, length)] = audio.silences(sound)
        self.assertAlmostEqual(start, 1.0, delta=0.01)
        self.assertAlmostEqual(length, 0.5, delta=0.01)

    def test_other_rates_are_brought_to_8_khz(self):
        for factor in (2, 6):
            fine = 0.3 * np.sin(2 * np.pi * 600 * np.arange(8000 * factor) / (8000 * factor))
            self.assertAlmostEqual(audio.main_frequency(audio.to_mono_8k(fine, 8000 * factor)), 600, delta=2)


if __name__ == "__main__":
    unittest.main()
