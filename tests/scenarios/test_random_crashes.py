"""kill -9 at any moment of anything: afterwards phones, server and store believe the same, and nobody was hung up on.

`LAYBY_SEED=n` repeats the choices of a run (not its timing), `LAYBY_CRASHES=n` says how often the server dies.
"""
import os
import random
import sys
import threading
import time
import unittest

from harness import audio
from harness.office import PASSWORD
from harness.processes import Timeout, wait_until
from harness.sip_message import Message
from harness.sip_peer import Call, SipPeer
from parking import MortalServer
from test_recall import lot

SEED = int(os.environ.get("LAYBY_SEED") or random.randrange(1 << 30))
CRASHES = int(os.environ.get("LAYBY_CRASHES") or 8)


class Killed(Exception):
    """Nobody answers, since the server is dead."""


class Phone(SipPeer):
    """Does alone what every phone does: answers BYE and CANCEL, and sends again what nobody answered."""

    def __init__(self, server, user, killed):
        self.killed, self.sent, self.finals, self.busy = killed, {}, set(), False
        super().__init__(server, user, PASSWORD)
        self.answers_alone |= {"BYE"}

    def send(self, text, to=None):
        if isinstance(text, str) and text.split(" ", 1)[0] in ("INVITE", "BYE", "REFER"):
            message = Message(text, time.monotonic(), None)
            self.sent[(message.call_id, message.cseq, message.method)] = text
        super().send(text, to)

    def _take(self, message):
        if message.is_response and message.status >= 200:
            self.finals.add((message.call_id, message.cseq, message.method))
        super()._take(message)

    def _answer_alone(self, request, call):
        if request.method == "CANCEL":
            self.respond(request, 200, "OK")
            self.refuse_all(487, lambda invite: (invite.call_id, invite.branch) == (request.call_id, request.branch))
        super()._answer_alone(request, call)

    def _expect_in(self, messages, matches, seconds, what):
        end = time.monotonic() + seconds
        while True:
            dead = self.killed.is_set()
            try:
                return super()._expect_in(messages, matches, 0.1, what)
            except Timeout:
                if dead:
                    raise Killed from None
                if time.monotonic() > end:
                    raise

    def refuse_all(self, status, which=lambda invite: True):
        """Whatever rings and is meant gets this answer."""
        with self.news:
            invites = [m for m in self.inbox if m.method == "INVITE" and not m.is_response and which(m)]
            self.inbox[:] = [m for m in self.inbox if m not in invites]
        for invite in invites:
            self.respond(invite, status)
        for call in list(self.calls.values()):
            if call.incoming and which(call.incoming) and not self.said(call, "->", "INVITE", least=200):
                self.respond(call.incoming, status, "", call.local_tag)

    # -- what it believes: read from what it sent and received -----------------------------------------------------------
    def lines(self, call):
        return [(way, line, cseq) for _, way, line, call_id, cseq in list(self._seen) if call_id == call.call_id[:6]]

    def said(self, call, way, method, least=200, below=700):
        """Whether a response of this class to this method went this way."""
        return any(w == way and line.startswith("SIP/2.0 ") and cseq.endswith(method) and least <= int(line.split()[1]) < below
                   for w, line, cseq in self.lines(call))

    def asked(self, call, method, ways=("->", "<-")):
        return any(way in ways and line.startswith(method + " ") for way, line, _ in self.lines(call))

    def is_up(self, call):
        """Answered, confirmed, and ended by nobody."""
        there, back = ("->", "<-") if call.incoming else ("<-", "->")
        return self.said(call, there, "INVITE", 200, 300) and self.asked(call, "ACK", (back,)) and not self.asked(call, "BYE")

    def up(self):
        return [call for call in list(self.calls.values()) if self.is_up(call)]

    def unanswered(self):
        return [text for key, text in list(self.sent.items()) if key not in self.finals]

    # -- after a crash ------------------------------------------------------------------------------------------------------
    def finish_handshakes(self):
        """Confirms what was answered, refuses what rings, gives up what it answered and nobody confirmed."""
        self.refuse_all(486)
        for call in list(self.calls.values()):
            if not call.incoming and self.said(call, "<-", "INVITE", 200, 300) and not self.asked(call, "ACK", ("->",)):
                call.expect_answer(1)
                call.ack()
                call.speak()
            if call.incoming and self.said(call, "->", "INVITE", 200, 300) and not self.is_up(call) and not self.asked(call, "BYE"):
                call.send("BYE")

    def try_again(self):
        """One round of what is sent again; whether nothing is open any more."""
        self.finish_handshakes()
        for text in self.unanswered():
            SipPeer.send(self, text)
        return not self.unanswered()


class Pair:
    """Two phones that call, park, take back, are rung back and hang up, until the server dies."""

    def __init__(self, test, one, other, seed):
        self.test, self.phones, self.chance, self.problem, self.did = test, (one, other), random.Random(seed), None, []

    def live(self):
        try:
            while not self.test.killed.is_set():
                self.step([call for phone in self.phones for call in phone.up()])
        except Exception as problem:  # whatever it is: a dead server is excused, nothing else
            self.problem = None if self.test.killed.is_set() else problem

    def step(self, up):
        step = (self.call, self.wait, self.talk)[len(up)]
        self.do(step, *up)

    def do(self, step, *calls):
        self.did.append(step.__name__)
        step(*calls)

    def call(self):
        caller, callee = self.chance.sample(self.phones, 2)
        there = caller.call(callee.user)
        here = self.test.take_call(callee)
        there.partner, here.partner = here, there
        there.expect_answer()
        there.ack()
        here.confirmed()
        there.speak()

    def talk(self, one, other):
        one, other = self.chance.sample((one, other), 2)
        self.do(self.chance.choice((self.park, self.park, self.park, self.hang_up, self.pause)), one, other)

    def wait(self, parked):
        taker = next(phone for phone in self.phones if phone is not parked.peer)
        self.do(self.chance.choice((self.retrieve, self.retrieve, self.answer_recall, self.ignore_recall, self.give_up)), parked, taker)

    def pause(self, *_):
        self.test.killed.wait(self.chance.uniform(0, 0.5))

    def park(self, parker, parked):
        parker.referred = True
        accepted = parker.refer("700")
        assert accepted.status == 202, accepted.text
        parker.bye()
        wait_until(lambda: self.test.slot_of(parked), 5, "the slot")

    def hang_up(self, one, other):
        one.bye()
        other.expect_request("BYE")
        other.rtp.be_quiet()

    def give_up(self, parked, _):
        parked.bye()
        wait_until(lambda: not self.test.slot_of(parked), 5, "the slot to be free")

    def retrieve(self, parked, taker):
        call = taker.call(str(wait_until(lambda: self.test.slot_of(parked), 5, "its slot")))
        call.partner, parked.partner = parked, call
        call.expect_answer()
        call.ack()
        call.speak()

    def answer_recall(self, parked, parker):
        ring = self.ring(parker)
        if ring:
            ring.partner, parked.partner = parked, ring
            ring.ring()
            ring.answer()
            ring.confirmed()

    def ignore_recall(self, _, parker):
        ring = self.ring(parker)
        if ring and self.chance.random() < 0.5:
            return ring.refuse(486)
        if ring:
            ring.ring()
            self.pause()

    def ring(self, parker):
        try:
            return parker.expect_call(3)
        except Timeout:
            return None  # that phone rings already


class RandomCrashes(MortalServer):
    office = {"users": tuple(str(user) for user in range(201, 207)), "lots": lot(recall='"1s"', ladder='["parker 20s"]')}

    def slot_of(self, call):
        return next((slot for slot, parked in self.server.parked().items() if parked["caller"]["number"] == call.peer.user), None)

    def everybody(self):
        return [call for phone in self.phones for call in phone.up()]

    def test_whenever_it_dies_all_believe_the_same_afterwards(self):
        print(f"LAYBY_SEED={SEED}", file=sys.stderr)
        chance, self.killed = random.Random(SEED), threading.Event()
        self.phones = [self.close_later(Phone(self.server.port(), str(user), self.killed)).registered() for user in range(201, 207)]
        pairs = [Pair(self, one, other, chance.random()) for one, other in zip(self.phones[::2], self.phones[1::2])]
        for crash in range(CRASHES):
            with self.subTest(crash=crash, seed=SEED):
                self.one_crash(pairs, chance.uniform(0.2, 4))
        self.all_hang_up()

    def one_crash(self, pairs, moment):
        self.killed.clear()
        threads = [threading.Thread(target=pair.live, daemon=True) for pair in pairs] + [threading.Timer(moment, self.die)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual([pair.problem for pair in pairs], [None] * len(pairs), "before the crash")
        before, steps = self.everybody(), [pair.did[-1] for pair in pairs]
        broken = [phone.unanswered() for phone in self.phones]
        self.killed.clear()
        self.server.start()
        start = time.monotonic()
        wait_until(lambda: all([phone.try_again() for phone in self.phones]), 15, lambda: f"answers to {self.open_requests()}", every=0.5)
        wait_until(lambda: self.agree(), 15, self.beliefs, every=0.1)
        print(f"killed after {moment:.2f} s in {', '.join(steps)}: {len(before)} up, {sum(map(len, broken))} requests open; "
              f"then {len(self.everybody())} up, {len(self.server.parked())} parked", file=sys.stderr)
        self.nobody_was_dropped(before)
        self.all_dialogs_are_known()
        self.all_hear(start)

    def die(self):
        self.killed.set()
        self.server.kill()

    def open_requests(self):
        return [text.split("\r\n", 1)[0] for phone in self.phones for text in phone.unanswered()]

    # -- who believes what ----------------------------------------------------------------------------------------------
    def alone(self):
        """Those whose dialog is up while the other phone of the pair has none."""
        pairs = [(one.up(), other.up()) for one, other in zip(self.phones[::2], self.phones[1::2])]
        return [calls[0] for one, other in pairs for calls, others in ((one, other), (other, one)) if calls and not others]

    def agree(self):
        for phone in self.phones:
            phone.finish_handshakes()
        waiting = sorted(call.peer.user for call in self.alone())
        parked = self.server.parked().values()
        return (len(self.server.calls()) == len(self.everybody()) and all(one["phase"] == "waiting" for one in parked)
                and sorted(one["caller"]["number"] for one in parked) == waiting and all(len(phone.up()) < 2 for phone in self.phones))

    def beliefs(self):
        up = [(call.peer.user, call.call_id[:6], bool(call.incoming)) for call in self.everybody()]
        return f"one belief; phones {up}, legs {self.server.calls()}, slots {self.server.parked()}"

    def nobody_was_dropped(self, before):
        dropped = [call for call in before if not call.peer.is_up(call) and not self.excused(call)]
        self.assertEqual([(call.peer.user, call.call_id[:6]) for call in dropped], [], "hung up on")

    def excused(self, call):
        """It said BYE itself, it parked, or its partner said BYE or was never told that it was answered."""
        peer, partner = call.peer, getattr(call, "partner", None)
        if peer.asked(call, "BYE", ("->",)) or getattr(call, "referred", False):
            return True
        return partner is not None and (partner.peer.asked(partner, "BYE", ("->",)) or not partner.peer.is_up(partner)
                                        and not partner.peer.asked(partner, "BYE", ("<-",)))

    def all_dialogs_are_known(self):
        for call in self.everybody():
            cseq = call.send("OPTIONS")
            self.assertEqual(call.expect_status("OPTIONS", 5, cseq=cseq).status, 200, f"the dialog of {call.peer.user}")

    def all_hear(self, start):
        alone = self.alone()
        for call in alone:
            call.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 8, "music", start)
        for one, other in zip(self.phones[::2], self.phones[1::2]):
            if one.up() and other.up():
                self.hear_each_other_now(one.up()[0], other.up()[0], 10)

    def all_hang_up(self):
        for one, other in zip(self.phones[::2], self.phones[1::2]):
            calls = one.up() + other.up()
            if calls:
                calls[0].bye()
            for call in calls[1:]:
                call.expect_request("BYE")
        wait_until(lambda: all([phone.try_again() for phone in self.phones]) and not self.server.calls(), 10, "all calls to end", every=0.2)


if __name__ == "__main__":
    unittest.main()
