"""Ears: tells from a recording which prompt, music, voice or tone was heard. All sound is mono float at 8 kHz.

Two sounds are the same when short windows of one are found in the other by normalised cross-correlation: that doesn't
depend on level, and a codec costs it little: through G.711, G.722 and Opus of real phones it stays above 0.9. All sentences are
spoken by one woman, though, and a word that two of them share can reach 0.86, so a voice is known by its own windows alone.
"""
import functools
import os
import struct

import numpy as np

RATE = 8000
SAME = 0.6  # correlation from which two windows are the same sound
OWN = 0.75  # the same for a window that no other voice has above 0.55 (proved by test_ears.py)
PROMPTS = "/usr/share/asterisk/sounds/en_US_f_Allison"
MUSIC = "/usr/share/asterisk/moh"
PIECE = "manolo_camp-morning_coffee.wav"  # what the tests' own servers play: the shortest one

# What each phone speaks, for ever: a sentence of its own, from Debian's prompts.
_SENTENCES = ["conf-adminmenu-162", "demo-congrats", "vm-instructions", "demo-echotest", "basic-pbx-ivr-main",
              "demo-instruct", "privacy-prompt", "tt-allbusy", "demo-moreinfo", "demo-abouttotry"]

# The windows of each sentence that resemble something in another one, by their place in it.
_SHARED = [(0, 2, 5, 6, 13, 16, 19, 21, 22, 24), (4, 9, 12, 13, 15, 16, 17, 23), (6, 7, 13),
           (0, 2, 5, 9, 18), (9, 13, 19), (7, 9, 10), (1, 7),
           (4, 11, 13, 14, 20), (1, 6, 8, 13, 19, 20, 23),
           (1, 3, 6, 10, 11, 12, 15, 16, 17, 21)]


# -- reading and shaping ------------------------------------------------------------------------------------------------
def read_wav(path):
    """Also reads a file that is still being written, or whose writer died: sizes in the header are not trusted."""
    with open(path, "rb") as file:
        data = file.read()
    if len(data) < 44 or data[:4] != b"RIFF":
        return np.zeros(0)
    at, channels, rate, bits, kind = 12, 1, RATE, 16, 1
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        if name == b"fmt ":
            kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", data[at + 8:at + 24])
        if name == b"data":
            return to_mono_8k(_samples(data[at + 8:], kind, bits, channels), rate)
        at += 8 + size + (size & 1)
    return np.zeros(0)


def _samples(data, kind, bits, channels):
    width = bits // 8
    data = data[:len(data) // (width * channels) * width * channels]
    flat = np.frombuffer(data, "<f4" if kind == 3 else "<i2").astype(float)
    scale = 1.0 if kind == 3 else 32768.0
    return flat.reshape(-1, channels).mean(axis=1) / scale


def from_pcm(data):
    """Raw 16-bit samples at 8 kHz."""
    return _samples(data, 1, 16, 1)


def to_mono_8k(sound, rate):
    if rate == RATE or len(sound) == 0:
        return sound
    if rate % RATE:
        raise ValueError(f"{rate} Hz is not a multiple of {RATE}")
    factor = rate // RATE
    taps = 32 * factor + 1
    position = np.arange(taps) - taps // 2
    low_pass = np.sinc(position / factor * 0.92) * np.hamming(taps)
    return np.convolve(sound, low_pass / low_pass.sum(), "same")[::factor]


def write_wav(path, sound, rate=RATE):
    data = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    with open(path, "wb") as file:
        file.write(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate,
                               2 * rate, 2, 16, b"data", len(data)) + data)


def joined(parts, gap=0.0):
    silence = np.zeros(int(gap * RATE))
    pieces = [piece for part in parts for piece in (part, silence)]
    return np.concatenate(pieces) if pieces else np.zeros(0)


def trimmed(sound, floor=0.02):
    """Without silence at both ends."""
    loud = np.flatnonzero(np.abs(sound) > floor * max(1e-9, np.abs(sound).max()))
    return sound[loud[0]:loud[-1] + 1] if len(loud) else sound[:0]


def seconds(sound):
    return len(sound) / RATE


# -- finding -------------------------------------------------------------------------------------------------------------
def correlation(sound, window):
    """Normalised cross-correlation of the window with every place of the sound: -1 … 1 each."""
    count = len(sound) - len(window) + 1
    if count < 1 or len(window) == 0:
        return np.zeros(0)
    window = window - window.mean()
    size = 1 << (len(sound) + len(window) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(window, size)), size)[:count]
    sums = np.concatenate([[0.0], np.cumsum(sound)])
    squares = np.concatenate([[0.0], np.cumsum(sound * sound)])
    width = len(window)
    energy = squares[width:] - squares[:-width] - (sums[width:] - sums[:-width]) ** 2 / width
    quiet = energy < width * 1e-7  # softer than −70 dBFS: nothing is found in silence
    norm = np.sqrt(np.maximum(energy, 1e-12) * max(float(window @ window), 1e-12))
    return np.where(quiet, 0.0, product / norm)


def find(sound, window):
    """Where the window fits best, in seconds, and how well (0 … 1)."""
    fit = np.abs(correlation(sound, window))
    if len(fit) == 0:
        return 0.0, 0.0
    best = int(fit.argmax())
    return best / RATE, float(fit[best])


def windows_of(sound, length=0.4, least=0.25):
    """The windows of a sound that are loud enough to be recognised, with their offsets in seconds."""
    width = int(length * RATE)
    pieces = [(at, sound[at:at + width]) for at in range(0, len(sound) - width + 1, width)]
    if not pieces:
        return [(0.0, sound)] if len(sound) else []
    power = [float(np.sqrt(np.mean(piece ** 2))) for _, piece in pieces]
    return [(at / RATE, piece) for (at, piece), level in zip(pieces, power) if level >= least * max(power)]


def share_of(sound, source, length=0.4):
    """How much of `source` is in `sound`: the share of its loud windows that are found there."""
    windows = windows_of(source, length)
    if not windows:
        return 0.0
    return sum(find(sound, window)[1] >= SAME for _, window in windows) / len(windows)


def how_much_is(sound, source, length=0.4):
    """How much of what is heard in `sound` comes from `source`: the share of the loud windows of `sound`."""
    windows = windows_of(sound, length)
    if not windows:
        return 0.0
    return sum(find(source, window)[1] >= SAME for _, window in windows) / len(windows)


# -- prompts --------------------------------------------------------------------------------------------------------------
@functools.lru_cache(maxsize=None)
def prompt(name):
    return trimmed(read_wav(os.path.join(PROMPTS, name + ".wav")))


def says(sound, name):
    """How well a whole prompt fits into the sound at its best place (0 … 1)."""
    return find(sound, prompt(name))[1]


# -- other languages ------------------------------------------------------------------------------------------------------
_FOLDERS = {"en": "en_US_f_Allison", "es": "es_MX_f_Allison", "fr": "fr_CA_f_June", "it": "it_IT_m_Carlo", "ru": "ru_RU_f_IvrvoiceRU"}


@functools.lru_cache(maxsize=None)
def recorded(language, name):
    """A word of Debian's recordings in this language."""
    return trimmed(read_wav(f"/usr/share/asterisk/sounds/{_FOLDERS[language]}/{name}.wav"))


@functools.lru_cache(maxsize=None)
def synthesised(language, text):
    """What espeak-ng itself says."""
    import subprocess
    data = subprocess.run(["espeak-ng", "-v", language, "--stdin", "--stdout"], input=text.encode(), stdout=subprocess.PIPE,
                          check=True, timeout=20).stdout
    rate = struct.unpack("<I", data[24:28])[0]
    return trimmed(_squeezed(_samples(data[44:], 1, 16, 1), rate))


def _squeezed(sound, rate):
    """At 8 kHz, from any rate above it."""
    spectrum, count = np.fft.rfft(sound), len(sound) * RATE // rate
    return np.fft.irfft(spectrum[:count // 2 + 1], count) * count / len(sound)


def says_in_order(sound, words, least=0.7):
    """Whether these sounds are heard one behind the other; what is missing, or nothing."""
    start = 0
    for place, word in enumerate(words):
        at, fit = find(sound[start:], word)
        if fit < least:
            return f"word {place + 1} of {len(words)} fits by {fit:.2f}"
        start += int(at * RATE) + int(len(word) * 0.8)
    return ""


def digits_spoken(sound, threshold=0.7):
    """The digits that are spoken in a sound, in order, e.g. "701"."""
    hits = []
    for digit in "0123456789":
        window = prompt(f"digits/{digit}")
        fit = np.abs(correlation(sound, window))
        while len(fit) and fit.max() >= threshold:
            at = int(fit.argmax())
            hits.append((at, float(fit[at]), digit, len(window)))
            fit[max(0, at - len(window) // 2):at + len(window) // 2] = 0
    hits.sort(key=lambda hit: -hit[1])
    kept = []
    for at, fit, digit, width in hits:  # of two that overlap, the better one
        if all(at + width * 0.6 <= other or other + length * 0.6 <= at for other, length, _ in kept):
            kept.append((at, width, digit))
    return "".join(digit for _, _, digit in sorted(kept))


# -- voices, music, tones ---------------------------------------------------------------------------------------------------
def voice(user):
    """One round of what the phone of this user says: at most 10 s."""
    name = _SENTENCES[int(user) % len(_SENTENCES)]
    return trimmed(read_wav(os.path.join(PROMPTS, name + ".wav")))[:10 * RATE]


@functools.lru_cache(maxsize=None)
def voice_of(user, length=240):
    """A WAV file in which the voice of this user goes on for `length` seconds; made once."""
    from .processes import scratch
    once = voice(user)
    path = os.path.join(_voices(scratch), f"voice-{user}.wav")
    write_wav(path, np.tile(once, int(length * RATE / len(once)) + 1)[:length * RATE])
    return path


@functools.lru_cache(maxsize=None)
def _voices(scratch):
    import atexit
    import shutil
    path = scratch("voices")
    atexit.register(shutil.rmtree, path, True)
    return path


@functools.lru_cache(maxsize=None)
def own_windows(user):
    """The windows by which a voice is told from all others."""
    shared = _SHARED[int(user) % len(_SENTENCES)]
    return [window for at, window in windows_of(voice(user)) if round(at / 0.4) not in shared]


def hears_voice(sound, user):
    """Whether somebody's voice is in the sound: the number of different windows of its own that are found."""
    return sum(find(sound, window)[1] >= OWN for window in own_windows(user))


def hears_only(sound, user):
    """The share of what is heard that is this voice."""
    return how_much_is(sound, np.tile(voice(user), 2))


@functools.lru_cache(maxsize=None)
def music_files(folder=MUSIC):
    return {name: read_wav(os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if name.endswith(".wav")}


@functools.lru_cache(maxsize=None)
def piece(name=PIECE):
    return read_wav(os.path.join(MUSIC, name))


def hears_music(sound, name=PIECE):
    """The share of what is heard that is this piece of music."""
    return how_much_is(sound, piece(name), 0.8)


def which_music(sound, length=1.0, folder=MUSIC):
    """The piece of music that is heard, and the share of the loud windows that are in it."""
    windows = [window for _, window in windows_of(sound, length)]
    if not windows:
        return None, 0.0
    loudest = max(windows, key=level)
    for name, sounds in music_files(folder).items():
        at = _place_in_long(sounds, loudest)
        if at is None:
            continue
        around = sounds[max(0, at - len(sound) - RATE):at + len(sound) + RATE]
        return name, sum(find(around, window)[1] >= SAME for window in windows) / len(windows)
    return None, 0.0


def _place_in_long(piece, window):
    step = 30 * RATE
    for start in range(0, len(piece), step):
        at, fit = find(piece[start:start + step + len(window)], window)
        if fit >= SAME:
            return start + int(at * RATE)
    return None


def main_frequency(sound):
    """The strongest frequency in Hz."""
    if len(sound) < 256:
        return 0.0
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(spectrum.argmax() * RATE / len(sound))


def tone(frequency, length, level=0.3):
    return level * np.sin(2 * np.pi * frequency * np.arange(int(length * RATE)) / RATE)


def level(sound):
    """RMS, 0 … 1."""
    return float(np.sqrt(np.mean(sound ** 2))) if len(sound) else 0.0


def silences(sound, longer_than=0.2, floor=0.003):
    """(start, length) in seconds of every silence longer than that."""
    loud = np.abs(sound) > floor
    edges = np.flatnonzero(np.diff(np.concatenate([[1], loud.astype(np.int8), [1]])))
    pairs = zip(edges[::2], edges[1::2])
    return [(start / RATE, (end - start) / RATE) for start, end in pairs if (end - start) / RATE >= longer_than]


def describe(sound):
    """What it is, in words, for a failed test."""
    voices = {user: count for user in range(201, 207) if (count := hears_voice(sound, str(user)))}
    piece, share = which_music(sound[-5 * RATE:])
    return (f"{seconds(sound):.1f} s, level {level(sound):.3f}, digits '{digits_spoken(sound)}', voices {voices}, "
            f"music {piece} {share:.0%} in the last 5 s")


# -- keys as tones ----------------------------------------------------------------------------------------------------------
_PAD = "123A456B789C*0#D"
_LOWS, _HIGHS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)


def silence(seconds):
    return np.zeros(int(seconds * RATE))


def key_tone(digit, seconds, level=0.2):
    """A key as the two tones of DTMF."""
    place, at = _PAD.index(digit), np.arange(int(seconds * RATE)) / RATE
    return level * sum(np.sin(2 * np.pi * hz * at) for hz in (_LOWS[place // 4], _HIGHS[place % 4]))


def key_tones(sound, loud=0.003):
    """The keys heard as tones in the sound, however faint; one for each press."""
    keys, last, step = "", None, RATE // 100
    for start in range(0, len(sound) - 2 * step, step):
        window = sound[start:start + 2 * step]
        key = _key_in(window) if np.abs(window).max() > loud else None
        if key and key != last:
            keys += key
        last = key
    return keys


def _key_in(window):
    at = np.arange(len(window)) / RATE

    def share(hz):
        return abs(np.dot(window, np.exp(-2j * np.pi * hz * at))) ** 2 * 2 / len(window) / np.dot(window, window)
    low, high = (np.array([share(hz) for hz in group]) for group in (_LOWS, _HIGHS))
    if low.max() + high.max() < 0.85 or min(low.max(), high.max()) < 0.2:
        return None
    return _PAD[low.argmax() * 4 + high.argmax()]
