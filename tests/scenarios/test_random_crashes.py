"""kill -9 at any moment of anything: afterwards phones, server and store believe the same, and nobody was hung up on.

`LAYBY_SEED=n` repeats the choices of a run (not its timing), `LAYBY_CRASHES=n` says how often the server dies.

What the server can't keep is excused, each where it happens (`excuse` in restless.py): a call that isn't answered yet ends
with the process, and so does one whose caller has not been told of the answer. An INVITE that left a moment before
it was written is known to nobody but the phone that rings; phones here refuse whatever rings after a crash. None of
them refuses a repeated INVITE with 482, as some phones do.
"""
import json
import os
import random
import subprocess
import sys
import threading
import time
import unittest

from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer
from restless import Fate, Pair, Phone
from test_recall import lot

SEED = int(os.environ.get("LAYBY_SEED") or 1)
CRASHES = int(os.environ.get("LAYBY_CRASHES") or 5)
USERS = tuple(str(user) for user in range(201, 207))


class RandomCrashes(MortalServer):
    office = {"users": USERS, "lots": lot(recall='"1s"', ladder='["parker 20s"]')}

    def test_whenever_it_dies_all_believe_the_same_afterwards(self):
        print(f"LAYBY_SEED={SEED}", file=sys.stderr)
        chance, self.fate = random.Random(SEED), Fate(self.server.kill)
        self.phones = [self.close_later(Phone(self.server.port(), user, self.fate)).registered() for user in USERS]
        self.pairs = [Pair(one, other, self.fate, self.slot_of, chance.random())
                      for one, other in zip(self.phones[::2], self.phones[1::2])]
        for _ in range(CRASHES):
            self.live_until_it_dies(chance)
            self.start_again()
        self.all_hang_up()

    def slot_of(self, call):
        return next((slot for slot, parked in self.server.parked().items() if parked["caller"]["number"] == call.peer.user), None)

    # -- one crash ---------------------------------------------------------------------------------------------------------
    def live_until_it_dies(self, chance):
        """Every other crash, on average, comes within 4 ms of a message: while something is written, or just after."""
        messages = chance.choice((0, chance.randrange(1, 40)))
        threads = [threading.Thread(target=pair.live, daemon=True) for pair in self.pairs]
        self.fate.arm(chance.uniform(0.2, 3), messages, chance.uniform(0, 0.004))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertTrue(self.fate.dead.wait(5))
        self.assertEqual([pair.problem for pair in self.pairs if pair.problem], [], "before the crash")

    def start_again(self):
        before, doing = self.everybody(), ", ".join(pair.doing for pair in self.pairs)
        broken = self.open_requests()
        self.fate.disarm()
        self.server.start()
        start = time.monotonic()
        wait_until(lambda: all([phone.try_again() for phone in self.phones]), 15, lambda: f"answers to {self.open_requests()}", every=0.5)
        wait_until(self.all_agree, 15, self.beliefs, every=0.1)
        print(f"killed in {doing}: {len(before)} up, open {broken}; then {len(self.everybody())} up, "
              f"{len(self.server.parked())} parked", file=sys.stderr)
        self.nobody_was_dropped(before)
        self.all_dialogs_are_known()
        self.all_hear(start)

    def open_requests(self):
        return [text.split(" ", 1)[0] for phone in self.phones for text in phone.unanswered()]

    # -- who believes what ---------------------------------------------------------------------------------------------------
    def everybody(self):
        return [call for pair in self.pairs for call in pair.up()]

    def waiting(self):
        return sorted(pair.alone().peer.user for pair in self.pairs if pair.alone())

    def all_agree(self):
        """Nobody is in two calls, whoever is alone waits in a slot and nobody else does, and who talk are put together."""
        for phone in self.phones:
            phone.finish_handshakes()
        calls, parked = self.server.calls(), self.server.parked()
        return (max(len(phone.up()) for phone in self.phones) < 2
                and len(calls) == len(self.everybody())
                and all(one["phase"] == "waiting" for one in parked.values())
                and sorted(one["caller"]["number"] for one in parked.values()) == self.waiting()
                and self.together(calls) == sorted(tuple(sorted(call.peer.user for call in pair.up()))
                                                   for pair in self.pairs if len(pair.up()) == 2)
                and self.kept() == (sorted(str(call["id"]) for call in calls), sorted(parked)))

    @staticmethod
    def together(calls):
        """The users who talk with each other, as the server sees it."""
        user = {call["id"]: call["party"]["number"] for call in calls}
        both = {tuple(sorted((user[call["id"]], user.get(call["with"], "?")))) for call in calls if call["with"]}
        return sorted(both)

    def kept(self):
        """What the store would give to the next process: its calls, of which each has a dialog, and the slots."""
        lines = subprocess.run([layby(), "dump", "--state", self.server.state], capture_output=True, text=True, check=True)
        records = [json.loads(line) for line in lines.stdout.splitlines()]
        legs, dialogs = (sorted(one["key"] for one in records if one["kind"] == wanted) for wanted in ("leg", "dialog"))
        slots = sorted(one["value"]["call"]["slot"] for one in records if one["kind"] == "park")
        return legs if legs == dialogs else ("dialogs", dialogs), slots

    def beliefs(self):
        up = [(call.peer.user, call.call_id[:6], "called" if call.incoming else "caller") for call in self.everybody()]
        return f"one belief; phones {up}, calls {self.server.calls()}, slots {self.server.parked()}, kept {self.kept()}"

    # -- what they were promised -----------------------------------------------------------------------------------------------
    def nobody_was_dropped(self, before):
        dropped = [call for call in before if not call.peer.is_up(call) and not getattr(call, "excuse", None)]
        self.assertEqual([(call.peer.user, call.call_id[:6]) for call in dropped], [], "hung up on")

    def all_dialogs_are_known(self):
        for call in self.everybody():
            cseq = call.send("OPTIONS")
            self.assertEqual(call.expect_status("OPTIONS", 5, cseq=cseq).status, 200, f"the dialog of {call.peer.user}")

    def all_hear(self, start):
        for pair in self.pairs:
            if pair.alone():
                self.hears_music_again(pair.alone(), start)
            if len(pair.up()) == 2:
                self.hear_each_other_now(*pair.up(), 10)

    def all_hang_up(self):
        for pair in self.pairs:
            calls = pair.up()
            if calls:
                calls[0].bye()
            for call in calls[1:]:
                call.expect_request("BYE")
        wait_until(lambda: all([phone.try_again() for phone in self.phones]) and not self.server.calls(), 10, "all calls to end", every=0.2)


if __name__ == "__main__":
    unittest.main()
