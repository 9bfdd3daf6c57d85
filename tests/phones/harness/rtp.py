"""One RTP port of a test's own phone: speaks G.711 µ-law in 20 ms packets and keeps what it hears, with arrival times."""
import random
import socket
import struct
import threading
import time

import numpy as np

from . import audio
from .processes import free_port, wait_until

_SO_TIMESTAMPNS = 35
SAMPLES = 160


def _mulaw_table():
    code = ~np.arange(256, dtype=np.int64) & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude) / 32768.0


_DECODE = _mulaw_table()
_ORDER = np.argsort(_DECODE)
_SORTED = _DECODE[_ORDER]


def decode_mulaw(data):
    return _DECODE[np.frombuffer(data, np.uint8)]


def encode_mulaw(sound):
    at = np.clip(np.searchsorted(_SORTED, sound), 1, 255)
    nearer = np.where(sound - _SORTED[at - 1] < _SORTED[at] - sound, at - 1, at)
    return _ORDER[nearer].astype(np.uint8).tobytes()


class Packet:
    __slots__ = ("at", "source", "kind", "marker", "sequence", "timestamp", "ssrc", "payload")

    def __init__(self, data, at, source):
        self.at, self.source = at, source
        _, second, self.sequence, self.timestamp, self.ssrc = struct.unpack("!BBHII", data[:12])
        self.kind, self.marker = second & 0x7F, bool(second & 0x80)
        self.payload = data[12:]


class RtpPort:
    def __init__(self, ip="127.0.0.1"):
        self.packets, self._left = [], []
        self._bind(ip)
        self._open = True
        self._speaker = None
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _bind(self, ip):
        self.ip, self.port = ip, free_port(ip, pair=True)
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_DGRAM)
        bound.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        bound.bind((ip, self.port))
        bound.settimeout(0.2)
        self.socket = bound

    def move(self, ip=None):
        """As a NAT or another network does it: the stream goes on from another port or address, and is heard only there."""
        self._left.append(self.socket)
        self._bind(ip or self.ip)

    def close(self):
        self.be_quiet()
        self._open = False
        self._listener.join(1)
        for one in (*self._left, self.socket):
            one.close()

    # -- speaking ----------------------------------------------------------------------------------------------------
    def speak(self, to, sound, kind=0, ssrc=None):
        """Speaks the sound over and over, to (ip, port), until told otherwise."""
        self.be_quiet()
        stop = threading.Event()
        data = encode_mulaw(sound[:len(sound) // SAMPLES * SAMPLES])
        frames = [data[at:at + SAMPLES] for at in range(0, len(data), SAMPLES)]
        thread = threading.Thread(target=self._speak, daemon=True,
                                  args=(to, frames, kind, ssrc or random.getrandbits(32), stop))
        self._speaker = (thread, stop)
        thread.start()

    def _speak(self, to, frames, kind, ssrc, stop):
        sequence, timestamp, start, count = random.getrandbits(16), random.getrandbits(31), time.monotonic(), 0
        while not stop.wait(max(0.0, start + count * 0.02 - time.monotonic())):
            header = struct.pack("!BBHII", 0x80, kind | (0x80 if count == 0 else 0), (sequence + count) & 0xFFFF,
                                 (timestamp + count * SAMPLES) & 0xFFFFFFFF, ssrc)
            try:
                self.socket.sendto(header + frames[count % len(frames)], to)
            except OSError:
                pass  # the other side has just closed its port
            count += 1

    def press(self, to, digit, kind=101, length=0.1, ssrc=None):
        """A key as RFC 4733 events: start, updates, three ends."""
        event = "0123456789*#ABCD".index(digit)
        timestamp, sequence = random.getrandbits(31), random.getrandbits(16)
        ssrc = ssrc or random.getrandbits(32)
        steps = max(2, int(length / 0.02))
        for step in range(steps + 2):
            last = step >= steps - 1
            duration = min(step + 1, steps) * SAMPLES
            header = struct.pack("!BBHII", 0x80, kind | (0x80 if step == 0 else 0), (sequence + step) & 0xFFFF,
                                 timestamp, ssrc)
            self.socket.sendto(header + struct.pack("!BBH", event, (0x80 if last else 0) | 10, duration), to)
            if not last:
                time.sleep(0.02)

    def press_tones(self, to, digits, length=0.1, pause=0.1):
        """Keys as tones in the audio, as old phones and gateways say them."""
        sound = [audio.silence(pause)]
        for digit in digits:
            sound += [audio.key_tone(digit, length), audio.silence(pause)]
        sound = np.concatenate(sound)
        self.speak(to, np.concatenate([sound, audio.silence(5)]))
        time.sleep(len(sound) / audio.RATE + 0.1)
        self.be_quiet()

    def be_quiet(self):
        if self._speaker:
            thread, stop = self._speaker
            stop.set()
            thread.join(1)
            self._speaker = None

    @property
    def speaks(self):
        return self._speaker is not None

    # -- listening ---------------------------------------------------------------------------------------------------
    def _listen(self):
        offset = time.time() - time.monotonic()
        while self._open:
            try:
                data, extra, _, source = self.socket.recvmsg(2048, 256)
            except socket.timeout:
                continue
            except OSError:
                if not self._open:
                    return
                continue
            at = time.monotonic()
            for level, kind, value in extra:
                if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                    whole, part = struct.unpack("qq", value[:16])
                    at = whole + part / 1e9 - offset
            if len(data) > 12 and data[0] >> 6 == 2:
                self.packets.append(Packet(data, at, source))

    def since(self, moment):
        return [packet for packet in list(self.packets) if packet.at >= moment]

    def first_after(self, moment, seconds=3, kind=None):
        """The first packet that arrived after this moment."""
        return wait_until(lambda: next((p for p in self.since(moment) if kind is None or p.kind == kind), None),
                          seconds, "an RTP packet")

    def heard(self, since=0.0):
        """The µ-law audio that arrived, as it arrived."""
        data = b"".join(packet.payload for packet in self.since(since) if packet.kind == 0)
        return decode_mulaw(data)

    def keys(self):
        """The keys heard as RFC 4733 events, one for each press."""
        pressed, last = "", None
        for packet in list(self.packets):
            if packet.kind == 101 and len(packet.payload) >= 4 and packet.timestamp != last:
                last = packet.timestamp
                pressed += "0123456789*#ABCD"[packet.payload[0] & 15]
        return pressed

    def longest_gap(self, since=0.0):
        times = [packet.at for packet in self.since(since)]
        return max((b - a for a, b in zip(times, times[1:])), default=0.0)

    def lost(self, since=0.0):
        """Sequence numbers missing, within each stream."""
        missing, last = 0, {}
        for packet in self.since(since):
            if packet.ssrc in last:
                missing += max(0, ((packet.sequence - last[packet.ssrc] - 1) & 0xFFFF) if
                               (packet.sequence - last[packet.ssrc]) & 0x8000 == 0 else 0)
            last[packet.ssrc] = packet.sequence
        return missing

    def wait_to_hear(self, check, seconds, what, since=0.0):
        return wait_until(lambda: check(self.heard(since)), seconds,
                          lambda: f"to hear {what}; heard {audio.describe(self.heard(since))}", every=0.2)
