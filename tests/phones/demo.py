#!/usr/bin/env python3
"""./run demo: the server and three real softphones (baresip) on loopback live the story of a parked call.

Everything that is printed has really happened, and everything that somebody "hears" was recognised in the recording of
that phone. The recordings are left in ./demo-recordings. Exit status 0: all of it came true.
"""
import os
import sys

if os.path.exists("/usr/bin/python3") and sys.executable != "/usr/bin/python3" and not os.environ.get("LAYBY_DEMO"):
    os.environ["LAYBY_DEMO"] = "1"  # Debian's Python is the one that has Debian's numpy
    os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import audio  # noqa: E402
from harness.baresip import Baresip  # noqa: E402
from harness.processes import wait_until  # noqa: E402
from harness.server import PASSWORD, Server, Uptime  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
RECORDINGS = os.path.join(ROOT, "demo-recordings")
WHO = {"201": "Ann", "202": "Bob", "203": "Cleo"}
LOT = """
[[lot]]
name = "main"
park = "700"
slots = "701-720"
"""


class Story:
    def __init__(self):
        self.time, self.server, self.phones, self.heard = Uptime(), None, {}, {}

    def tell(self, who, what):
        name = f"{WHO[who]} ({who})" if who in WHO else who
        print(f"{self.time():6.1f} s  {name:<11} {what}", flush=True)

    # -- chapters ----------------------------------------------------------------------------------------------------------
    def open_the_office(self):
        audio.music_files()  # read now what will be recognised later
        self.time = Uptime()
        self.server = Server(lots=LOT)
        self.tell("Layby", f"is up: SIP on {self.server.address}, park number 700, slots 701-720")
        for user in WHO:
            self.phones[user] = Baresip(user, self.server.address, PASSWORD, codecs=("PCMU", "PCMA"))
        for user, phone in self.phones.items():
            phone.registered()
            self.tell(user, "a baresip softphone, has registered")

    def a_call(self):
        ann, bob = self.phones["201"], self.phones["202"]
        bob.dial("201")
        self.tell("202", "dials 201")
        ring = ann.expect("CALL_INCOMING")
        self.tell("201", f"rings and shows: {ring.get('peerdisplayname') or ring['peeruri']}")
        ann.answer()
        ann.expect("CALL_ESTABLISHED")
        self.tell("201", "answers")
        self.they_talk("201", "202")

    def the_park(self):
        ann, bob = self.phones["201"], self.phones["202"]
        said_before, music_before = len(ann.heard()), len(bob.heard())
        ann.transfer("700")
        self.tell("201", "presses transfer and dials 700")
        parked = wait_until(lambda: next(iter(self.server.parked().values()), None), 5, "the caller to be parked")
        slot = str(parked["slot"])
        self.tell("Layby", f"parks {parked['caller']['name'] or parked['caller']['number']} in slot {slot}")
        bob.wait_to_hear(lambda sound: self.is_music(sound[music_before:]), 15, "music")
        self.tell("202", f"hears music ({self.piece_of(bob)})")
        ann.wait_to_hear(lambda sound: slot in audio.digits_spoken(sound[said_before:]), 15, f"the slot {slot}")
        self.tell("201", f"hears a voice say: {' '.join(slot)}")
        ann.expect("CALL_CLOSED", 20)
        self.tell("201", "is free again; nothing was hung up on Bob")
        self.heard["201"] = f"Bob, then the slot: {' '.join(slot)}"
        return slot

    @staticmethod
    def is_music(sound):
        last = sound[-2 * audio.RATE:]
        return len(last) == 2 * audio.RATE and audio.which_music(last)[1] > 0.7

    @staticmethod
    def piece_of(phone):
        return audio.which_music(phone.heard(2))[0].removesuffix(".wav")

    def the_retrieval(self, slot):
        cleo, bob = self.phones["203"], self.phones["202"]
        self.heard["202"] = f"Ann, then music ({self.piece_of(bob)}), then Cleo"
        cleo.dial(slot)
        self.tell("203", f"dials {slot}")
        cleo.expect("CALL_ESTABLISHED")
        self.tell("203", "has the caller")
        self.they_talk("203", "202")
        self.heard["203"] = "Bob"
        self.server.wait_empty(slot)
        self.tell("Layby", f"slot {slot} is free again")

    def the_end(self):
        self.phones["203"].hang_up()
        self.tell("203", "hangs up")
        self.phones["202"].expect("CALL_CLOSED")
        self.tell("202", "is hung up too")
        self.server.assert_idle()
        self.tell("Layby", "no call, no leg, no port is left over")

    def they_talk(self, one, other):
        """Both recognise each other in what arrives from now on."""
        start = {user: len(self.phones[user].heard()) for user in (one, other)}
        for user, partner in ((one, other), (other, one)):
            self.phones[user].wait_to_hear(
                lambda sound, at=start[user], who=partner: audio.hears_voice(sound[at:], who) >= 5, 15, WHO[partner])
            self.tell(user, f"hears {WHO[partner]}")

    # -- the whole ---------------------------------------------------------------------------------------------------------
    def live(self):
        self.open_the_office()
        self.a_call()
        slot = self.the_park()
        self.the_retrieval(slot)
        self.the_end()

    def keep_recordings(self):
        os.makedirs(RECORDINGS, exist_ok=True)
        print(f"\nWhat each of them heard, in {os.path.relpath(RECORDINGS)}/:")
        for user, phone in self.phones.items():
            sound = phone.heard()
            name = f"{WHO[user].lower()}-{user}.wav"
            audio.write_wav(os.path.join(RECORDINGS, name), sound)
            print(f"  {name:<14} {audio.seconds(sound):5.1f} s   {self.heard.get(user, 'as far as it went')}")

    def close(self):
        for phone in self.phones.values():
            phone.close()
        if self.server:
            self.server.close()


def main():
    story = Story()
    try:
        story.live()
    except KeyboardInterrupt:
        return 130
    except (AssertionError, RuntimeError) as problem:
        print(f"\nThe story did not come true: {problem}", file=sys.stderr)
        if story.phones:
            story.keep_recordings()
        return 1
    else:
        story.keep_recordings()
        print("\nEverything above was checked: each voice, the music and the digits were recognised in the recordings.")
        return 0
    finally:
        story.close()


if __name__ == "__main__":
    sys.exit(main())
