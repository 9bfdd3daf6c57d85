"""What the scenarios of parking have in common."""
import time

from harness.office import OfficeTest
from harness.processes import free_port, stays, wait_until


class ParkingTest(OfficeTest):
    def park_blind(self, there, slot="701", target="700"):
        """REFER to the lot from one side of a call; checks 202, the NOTIFYs, and who hangs up."""
        accepted = there.refer(target)
        self.assertEqual(accepted.status, 202)
        notified = self.notifies(there)
        self.assertEqual((notified[0], notified[-1]), (100, 200), notified)
        there.bye()
        return self.server.wait_parked(slot)

    def park_and_leave(self, there, slot="701", target="700"):
        """The same by a parker that hangs up at once."""
        self.assertEqual(there.refer(target).status, 202)
        there.bye()
        return self.server.wait_parked(slot)

    def notifies(self, call, seconds=15):
        """The statuses of all NOTIFYs of a REFER, up to the one that ends the subscription."""
        statuses = []
        while True:
            status, state = call.expect_notify(seconds)
            statuses.append(status)
            if state.startswith("terminated"):
                return statuses

    def consult(self, peer, number="700"):
        """A consultation call to the lot, up to its answer."""
        call = peer.connect(number, speak=False)
        wait_until(lambda: self.server.parked(), 3, "a reserved slot")
        return call

    def stays_up(self, *calls, seconds=1.0):
        stays(lambda: not any(call.has_request("BYE") for call in calls), seconds, "a call was ended that had to stay")

    def hear_each_other_now(self, one, other, seconds=6):
        """Two dialogs of our own phones hear each other from now on."""
        from time import monotonic

        from harness import audio
        start = monotonic()
        for call, partner in ((one, other), (other, one)):
            call.rtp.wait_to_hear(lambda sound, who=partner.peer.user: audio.hears_voice(sound, who) >= 2, seconds,
                                  f"the voice of {partner.peer.user}", since=start)

    def hears_music_again(self, call, since, seconds=8):
        from harness import audio
        call.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, seconds, "music", since)

    def now_talk(self, call, here):
        """`here` has answered `call`: both hear each other."""
        call.expect_answer()
        call.ack()
        here.confirmed()
        call.speak()
        self.hear_each_other_now(call, here)

    def end(self, one, other):
        one.bye()
        other.expect_bye()

    def reload_with(self, text):
        self.assertEqual(self.server.reload_with(text)[0], 200)


class MortalServer(ParkingTest):
    """A server that is killed, and is at the same ports after each start: ports that nobody takes in between."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for transport in ("udp", "tcp", "tls", "ws", "wss"):
            anywhere, there = f'"{transport}:127.0.0.1:0"', f'"{transport}:127.0.0.1:{free_port()}"'
            cls.server.text = cls.server.text.replace(anywhere, there)
        cls.server.restart()

    def killed_and_started(self):
        """As kill -9; phones hear nothing of it, and the server is where it was."""
        wait_until(lambda: self.server.counter("store", "queued") == 0, 5, "everything to be written")
        self.server.kill()
        self.server.start()

    def waits_over_a_crash(self, parker, caller, retriever):
        """`parker` parks `caller`, the server is killed, and `retriever`, which makes the third phone, has the caller."""
        there, here = self.peers_talk(parker, caller)
        self.park_blind(there)
        start = time.monotonic()
        self.killed_and_started()
        self.hears_music_again(here, start)
        caller.connect_again()
        caller.registered()
        call = retriever().connect("701")
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def connects_over_a_crash(self, ring, called):
        """The server is killed while `ring` rings for who ordered a call; answered, its call reaches `called`, whose dialog is returned."""
        ring.ring()
        self.killed_and_started()
        ring.answer()
        ring.confirmed()
        there = self.take_call(called)
        there.confirmed()
        self.hear_each_other_now(ring, there)
        return there
