"""A test case with a server, phones that are always closed, and the proof that nothing is left of their calls."""
import os
import sys
import unittest

from . import audio, places
from .baresip import Baresip
from .linphone import Linphone
from .server import MAIN_LOT, PASSWORD, Server
from .sip_peer import SipPeer

SOUNDS = f'[sounds]\nmusic = {{ default = "{os.path.join(audio.MUSIC, audio.PIECE)}" }}\n'


class OfficeTest(unittest.TestCase):
    """One server for all tests of a class; `office` is how it is set up. Servers live to the end of the module, so that
    their lingering transactions (32 s on UDP) are waited for only once."""

    office = {}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(**{"sounds": SOUNDS, **cls.office})
        unittest.addModuleCleanup(cls.finish, cls.server)

    @staticmethod
    def finish(server):
        places.leave()  # from here on it only waits
        try:
            server.assert_clean()
        finally:
            server.close()

    def setUp(self):
        self._closing = []

    def tearDown(self):
        for one in reversed(self._closing):
            one.close()
        self._closing.clear()
        try:
            self.server.assert_idle()
        except AssertionError:
            self.server.restart()  # so that the next test starts clean
            raise

    def _callTestMethod(self, method):
        try:
            method()
        except Exception:
            log = self.server.log().partition("\nready ")[2]
            print(f"\n--- log of the server\n{log[-3000:]}", file=sys.stderr)
            for one in self._closing:
                if isinstance(one, SipPeer):
                    print(f"--- {one.user}\n{one.ladder()}", file=sys.stderr)
            raise

    def close_later(self, one):
        self._closing.append(one)
        return one

    # -- phones ----------------------------------------------------------------------------------------------------------
    def phone(self, user, transport="udp", **how):
        """A baresip that is registered."""
        where = self.server.address_of(transport)
        phone = self.close_later(Baresip(user, where, PASSWORD, transport=transport, ip=self.server.ip, **how))
        phone.registered()
        return phone

    def linphone(self, user, transport="udp", **how):
        where = self.server.address_of(transport)
        return self.close_later(Linphone(user, where, PASSWORD, transport=transport, **how))

    def peer(self, user, transport="udp", register=True, password=PASSWORD, ip=None, **how):
        """A phone of our own that is exact to the millisecond."""
        ip = ip or self.server.ip
        peer = self.close_later(SipPeer(self.server.port(transport), user, password, ip=ip, transport=transport, **how))
        return peer.registered() if register else peer

    def one(self, user):
        """The peer of this user that the test already has, or a new one."""
        known = [one for one in self._closing if isinstance(one, SipPeer) and one.user == user]
        return known[0] if known else self.peer(user)

    # -- what happens again and again ---------------------------------------------------------------------------------------
    def talk(self, caller, callee):
        """`caller` calls `callee`, who answers; both hear each other."""
        caller.dial(callee.user)
        callee.expect("CALL_INCOMING")
        callee.answer()
        callee.expect("CALL_ESTABLISHED")
        caller.expect("CALL_ESTABLISHED")
        self.hear_each_other(caller, callee)

    def parks(self, parker):
        """A phone parks who it talks to, in the first slot, and is free again."""
        parker.transfer("700")
        self.server.wait_parked("701")
        parker.expect("CALL_CLOSED", 20)

    def hear_each_other(self, one, other, seconds=12):
        """Both hear each other *now*: in what arrives from this moment on."""
        starts = {phone: len(phone.heard()) for phone in (one, other)}
        for listener, speaker in ((one, other), (other, one)):
            self.hears(listener, speaker, seconds, starts[listener])

    def hears(self, listener, speaker, seconds=12, start=None):
        """The listener hears the speaker now. (A baresip 1.0 that has held a call records nothing more of it, so of a call
        that was held and resumed only the other side can be asked.)"""
        start = len(listener.heard()) if start is None else start
        listener.wait_to_hear(lambda sound: audio.hears_voice(sound[start:][-6 * audio.RATE:], speaker.user) >= 4, seconds,
                              f"the voice of {speaker.user}")

    def wait_for_music(self, phone, seconds=12):
        """The phone hears music and nothing else for two seconds from now on."""
        start = len(phone.heard())

        def only_music(sound):
            new = sound[start:]
            return len(new) >= 2 * audio.RATE and audio.hears_music(new[-2 * audio.RATE:]) >= 0.8
        phone.wait_to_hear(only_music, seconds, "music")

    def peers_talk(self, caller, callee, seconds=5, **how):
        """Two of our own phones in a call; returns both dialogs."""
        there = caller.call(callee.user, **how)
        here = self.take_call(callee)
        there.expect_answer(seconds)
        there.ack()
        here.confirmed()
        there.speak()
        return there, here

    def take_call(self, callee):
        """Answers the next call of `callee`."""
        here = callee.expect_call()
        here.ring()
        here.answer()
        return here


__all__ = ["OfficeTest", "MAIN_LOT", "PASSWORD", "SOUNDS"]
