"""A cable that loses, delays, reorders and doubles packets, between two places. (The kernel's own netem isn't everywhere.) What goes
through are whole IP packets of two tunnel devices, so whoever is behind them notices nothing but the harm."""
import fcntl
import heapq
import os
import random
import select
import struct
import threading
import time

_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


class Harm:
    """Of one direction. Probabilities from 0 to 1, times in seconds."""

    def __init__(self, loss=0.0, delay=0.0, jitter=0.0, reordered=0.0, doubled=0.0):
        self.loss, self.delay, self.jitter, self.reordered, self.doubled = loss, delay, jitter, reordered, doubled

    def delays(self, dice):
        """When the copies of a packet arrive; none: it is lost."""
        if dice.random() < self.loss:
            return []
        copies = 2 if dice.random() < self.doubled else 1
        late = 0.05 if dice.random() < self.reordered else 0.0  # two packets of a conversation overtake it
        return [self.delay + late + dice.uniform(0, self.jitter) for _ in range(copies)]


class BadLink:
    """Two devices, `tun0` in each place, with these addresses."""

    def __init__(self, one, one_ip, other, other_ip, harm, seed=1):
        self.harm = harm
        self.counts = {"lost": 0, "doubled": 0, "passed": 0}
        self._dice = random.Random(seed)
        self._ends = [self._device(one, one_ip, other_ip), self._device(other, other_ip, one_ip)]
        self._wake, self._bell = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @staticmethod
    def _device(place, ip, peer):
        with place:
            handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(handle, _TUNSETIFF, struct.pack("16sH22x", b"tun0", _IFF_TUN | _IFF_NO_PI))
        place.ip("address", "add", ip, "peer", peer, "dev", "tun0")
        place.ip("link", "set", "tun0", "up")
        return handle

    def _run(self):
        waiting, order = [], 0
        while True:
            wait = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            ready = select.select([*self._ends, self._wake], [], [], wait)[0]
            if self._wake in ready:
                return
            for handle in ready:
                packet = os.read(handle, 65536)
                delays = self.harm.delays(self._dice)
                self.counts["lost" if not delays else "doubled" if len(delays) > 1 else "passed"] += 1
                for delay in delays:
                    order += 1
                    other = self._ends[1 - self._ends.index(handle)]
                    heapq.heappush(waiting, (time.monotonic() + delay, order, other, packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, handle, packet = heapq.heappop(waiting)
                try:
                    os.write(handle, packet)
                except OSError:
                    pass  # as a full queue would

    def close(self):
        os.write(self._bell, b"x")
        self._thread.join()
        for handle in (*self._ends, self._wake, self._bell):
            os.close(handle)
