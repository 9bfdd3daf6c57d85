"""Phones that never rest: they call, park, take back, are rung back and hang up, until the server is dead."""
import random
import threading
import time

from harness.office import PASSWORD
from harness.processes import Timeout, wait_until
from harness.sip_message import Message
from harness.sip_peer import SipPeer


class Killed(Exception):
    """Nobody answers, since the server is dead."""


class Fate:
    """When the server dies: after so many seconds, or before, a moment after so many messages of all phones."""

    def __init__(self, kill):
        self.kill, self.struck, self.dead = kill, threading.Event(), threading.Event()
        self.lock, self.messages_left, self.moment = threading.Lock(), 0, 0.0

    def arm(self, seconds, messages, moment):
        self.struck.clear()
        self.dead.clear()
        self.messages_left, self.moment = messages, moment
        self._strike_after(seconds)

    def disarm(self):
        """The server lives again: whoever waits for an answer does so in earnest."""
        self.struck.clear()

    def message(self):
        with self.lock:
            self.messages_left -= 1
            last = self.messages_left == 0
        if last:
            self._strike_after(self.moment)

    def _strike_after(self, seconds):
        threading.Timer(seconds, self._strike).start()

    def _strike(self):
        with self.lock:
            if self.dead.is_set() or self.struck.is_set():
                return
            self.struck.set()
            self.messages_left = 0
        self.kill()
        self.dead.set()


class Phone(SipPeer):
    """Does alone what every phone does: answers BYE and CANCEL, and sends again what nobody answered."""

    def __init__(self, server, user, fate):
        self.fate, self.sent, self.finals, self.given_up = fate, {}, set(), set()
        super().__init__(server, user, PASSWORD)
        self.answers_alone |= {"BYE"}

    def send(self, text, to=None):
        if isinstance(text, str) and text.split(" ", 1)[0] in ("INVITE", "BYE", "REFER"):
            message = Message(text, time.monotonic(), None)
            self.sent[(message.call_id, message.cseq, message.method)] = text
        super().send(text, to)
        self.fate.message()

    def _take(self, message):
        self.fate.message()
        if message.is_response and message.status >= 200:
            self.finals.add((message.call_id, message.cseq, message.method))
        super()._take(message)
        if message.status >= 300 and message.method == "INVITE" and message.call_id in self.given_up:
            self.calls[message.call_id].ack_failure(message)

    def _answer_alone(self, request, call):
        if request.method == "CANCEL":
            self.respond(request, 200, "OK")
            self.refuse_all(487, lambda invite: (invite.call_id, invite.branch) == (request.call_id, request.branch))
        if call and request.method in ("INVITE", "UPDATE") and not self._takes_offers(call):
            return self._refuse_offer(request)
        super()._answer_alone(request, call)

    def _takes_offers(self, call):
        return (call.incoming or self.is_answered(call)) and not self.asked(call, "BYE")

    def _refuse_offer(self, request):
        """RFC 3261 section 14.2 while its own INVITE is open; otherwise there is no such call, or no longer."""
        waits = any(Message(text).call_id == request.call_id for text in self.unanswered())
        self.respond(request, 491 if waits else 481)

    def _expect_in(self, messages, matches, seconds, what):
        end = time.monotonic() + seconds
        while True:
            dead = self.fate.struck.is_set()
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
        return [(way, line, cseq) for _, way, line, call_id, cseq in self.seen() if call_id == call.call_id]

    def said(self, call, way, method, least=200, below=700):
        """Whether a response of this class to this method went this way."""
        return any(w == way and line.startswith("SIP/2.0 ") and cseq.endswith(method) and least <= int(line.split()[1]) < below
                   for w, line, cseq in self.lines(call))

    def asked(self, call, method, ways=("->", "<-"), number=None):
        return any(way in ways and line.startswith(method + " ") and number in (None, int(cseq.split()[0]))
                   for way, line, cseq in self.lines(call))

    def is_answered(self, call):
        return self.said(call, "->" if call.incoming else "<-", "INVITE", 200, 300)

    def is_confirmed(self, call):
        if call.incoming:
            return self.asked(call, "ACK", ("<-",), call.incoming.cseq)
        return self.asked(call, "ACK", ("->",), call.invite_cseq)

    def is_up(self, call):
        """Answered, confirmed, and ended by nobody."""
        return self.is_answered(call) and self.is_confirmed(call) and not self.asked(call, "BYE")

    def up(self):
        return [call for call in list(self.calls.values()) if self.is_up(call)]

    def unconfirmed(self):
        """The calls that it has answered, and nobody has said ACK."""
        return [call for call in list(self.calls.values())
                if call.incoming and self.is_answered(call) and not self.is_confirmed(call) and not self.asked(call, "BYE")]

    def unanswered(self):
        return [text for key, text in list(self.sent.items()) if key not in self.finals]

    # -- after a crash -----------------------------------------------------------------------------------------------------
    def finish_handshakes(self):
        """Confirms what was answered, refuses what rings, and speaks with whom it is connected."""
        self.refuse_all(486)
        for call in list(self.calls.values()):
            if not call.incoming and self.is_answered(call) and not self.is_confirmed(call):
                call.expect_answer(1)
                call.ack()
        for call in self.up():
            if not call.rtp.speaks:
                call.speak()

    def try_again(self):
        """One round of what is sent again; whether nothing is open any more."""
        self.finish_handshakes()
        for text in self.unanswered():
            self._ask_again(text)
        for call in self.unconfirmed():
            self._answer_again(call.incoming) if self._is_patient(call) else call.send("BYE")
        return not self.unanswered() and not self.unconfirmed()

    def _is_patient(self, call):
        """A phone says its 200 again for 32 s; here for 6 s."""
        call.answered_at = call.answered_at or time.monotonic()
        return time.monotonic() - call.answered_at < 6

    def _ask_again(self, text):
        """An INVITE that was heard (100, 180) isn't repeated. Its caller gives up: a call that isn't answered is lost."""
        message = Message(text)
        call = self.calls.get(message.call_id)
        if message.method == "INVITE" and self.said(call, "<-", "INVITE", 100, 200):
            self.finals.add((message.call_id, message.cseq, message.method))
            self.given_up.add(message.call_id)
            call.cancel()
        else:
            SipPeer.send(self, text)


class Pair:
    """Two phones and their lives. Two of them are in the office, and at most one call is between them."""

    def __init__(self, one, other, fate, slot_of, seed):
        self.phones, self.fate, self.slot_of, self.chance = (one, other), fate, slot_of, random.Random(seed)
        self.problem, self.doing = None, ""

    def live(self):
        try:
            while not self.fate.struck.is_set():
                up = self.up()
                self.do((self.call, self.wait, self.talk)[len(up)], *up)
        except Exception as problem:  # whatever it is: a dead server is excused, nothing else
            self.problem = None if self.fate.struck.is_set() else problem

    def up(self):
        return [call for phone in self.phones for call in phone.up()]

    def alone(self):
        """The one who is up while the other is not, and so has to wait in a slot."""
        up = self.up()
        return up[0] if len(up) == 1 else None

    def do(self, step, *calls):
        self.doing = step.__name__
        step(*calls)

    # -- nobody is up ------------------------------------------------------------------------------------------------------
    def call(self):
        caller, callee = self.chance.sample(self.phones, 2)
        there = caller.call(callee.user)
        here = callee.expect_call()
        here.excuse = "its caller has not been told of the answer"
        here.ring()
        here.answer()
        there.expect_answer()
        here.excuse = None
        there.ack()
        here.confirmed()
        there.speak()

    # -- both are --------------------------------------------------------------------------------------------------------------
    def talk(self, one, other):
        one, other = self.chance.sample((one, other), 2)
        self.do(self.chance.choice((self.park, self.park, self.park, self.hang_up, self.pause)), one, other)

    def pause(self, *_):
        self.fate.struck.wait(self.chance.uniform(0, 0.5))

    def park(self, parker, parked):
        parker.excuse = "it parks the other"
        accepted = parker.refer("700")
        assert accepted.status == 202, accepted.text
        parker.bye()
        wait_until(lambda: self.slot_of(parked), 5, "the slot")

    def hang_up(self, one, other):
        one.excuse = other.excuse = "one of them hangs up"
        one.bye()
        other.expect_request("BYE")
        other.rtp.be_quiet()

    # -- one is, and waits in a slot ---------------------------------------------------------------------------------------------
    def wait(self, parked):
        parker = next(phone for phone in self.phones if phone is not parked.peer)
        steps = (self.retrieve, self.retrieve, self.answer_recall, self.ignore_recall, self.give_up)
        self.do(self.chance.choice(steps), parked, parker)

    def give_up(self, parked, _):
        parked.excuse = "it gives up"
        parked.bye()
        wait_until(lambda: not self.slot_of(parked), 5, "the slot to be free")

    def retrieve(self, parked, taker):
        call = taker.call(str(wait_until(lambda: self.slot_of(parked), 5, "its slot")))
        call.expect_answer()
        call.ack()
        call.speak()

    def answer_recall(self, parked, parker):
        ring = self.rung_back(parker)
        if ring:
            ring.ring()
            ring.answer()
            ring.confirmed()

    def ignore_recall(self, _, parker):
        ring = self.rung_back(parker)
        if ring and self.chance.random() < 0.5:
            ring.refuse(486)
        elif ring:
            ring.ring()
            self.pause()

    def rung_back(self, parker):
        try:
            return parker.expect_call(3)
        except Timeout:
            return None  # that phone rings already
