"""Whom a leg listens to and where it sends: NATs, other networks, direct media, and strangers, with real RTP from several addresses."""
import time
import unittest

from harness import audio
from harness.office import SOUNDS
from harness.processes import free_port, stays, wait_until
from harness.rtp import RtpPort
from harness.sip_message import make_sdp
from parking import ParkingTest

STRANGER, TRUNK, SERVER, FAR_END = "127.0.0.66", "127.0.0.2", "127.0.0.5", "127.0.0.7"
MORE = f'''
[[trunk]]
name = "carrier"
addresses = ["{TRUNK}"]
may_park = true

[[route_in]]
trunk = "carrier"
numbers = "7XX"
'''


class Whereabouts(ParkingTest):
    office = {"sounds": SOUNDS, "more": MORE}

    def port_at(self, ip):
        return self.close_later(RtpPort(ip))

    def follows(self, port, seconds=6):
        """Sound arrives there, and goes on arriving."""
        before = len(port.packets)
        wait_until(lambda: len(port.packets) > before + 50, seconds, f"sound at {port.ip}")

    def gets_nothing(self, port, seconds=1.0):
        stays(lambda: not port.packets, seconds, f"{port.ip} was sent sound")

    def outside(self, user="205"):
        """Who calls by the trunk, and is parked by a plain call."""
        return self.peer(user, ip=TRUNK, register=False, password="")

    def waits(self, caller, **how):
        call = caller.call("700", **how)
        call.expect_answer()
        call.ack()
        self.server.wait_parked("701")
        return call

    def test_a_nat_that_gives_another_port_is_followed_while_parked_and_in_the_call(self):
        ann, bob = self.one("201"), self.outside()
        here = self.waits(bob)
        here.speak()
        self.follows(here.rtp)
        here.rtp.move()
        self.follows(here.rtp)
        there = ann.connect("701")
        self.hear_each_other_now(here, there)
        here.rtp.move(STRANGER)  # another network, without a word in SIP
        self.hear_each_other_now(here, there)
        self.end(there, here)

    def test_a_stranger_gets_nothing_and_presses_nothing_while_nobody_speaks(self):
        there, here = self.peers_talk(self.one("201"), self.one("202"))
        for call in (there, here):
            call.rtp.be_quiet()
        time.sleep(2.5)  # silent for longer than anybody's patience
        stranger = self.port_at(STRANGER)
        started = time.monotonic()
        for call in (there, here):
            stranger.speak(call.remote_rtp, audio.voice("203"))
            time.sleep(1.5)
            stranger.be_quiet()
            for key in "*72":
                stranger.press(call.remote_rtp, key)
        self.gets_nothing(stranger)
        self.assertFalse(self.server.parked())
        for call in (there, here):
            self.assertFalse([p for p in call.rtp.since(started) if p.kind in (0, 101)], "the stranger was heard")
        for call in (there, here):
            call.speak()
        self.hear_each_other_now(there, here)
        self.end(there, here)

    def test_a_caller_who_only_listens_keeps_its_music(self):
        here, stranger = self.waits(self.outside()), self.port_at(STRANGER)
        stranger.speak(here.remote_rtp, audio.voice("203"))
        self.follows(here.rtp)
        self.gets_nothing(stranger)
        here.bye()

    def test_behind_nat_a_stranger_that_comes_first_loses_to_the_phone(self):
        bob, stranger = self.outside(), self.port_at(STRANGER)
        here = self.waits(bob, body=make_sdp("10.9.9.9", 4000))
        stranger.speak(here.remote_rtp, audio.voice("203"))
        time.sleep(0.5)
        here.speak()
        self.follows(here.rtp, 2)
        stranger.packets.clear()
        self.gets_nothing(stranger)
        here.rtp.be_quiet()  # it is known now where the phone is
        time.sleep(2.5)
        self.follows(here.rtp)
        self.gets_nothing(stranger)
        here.bye()

    def test_a_refresh_that_changes_nothing_leaves_a_stranger_outside(self):
        here, stranger = self.waits(self.outside()), self.port_at(STRANGER)
        stranger.speak(here.remote_rtp, audio.voice("203"))
        here.version = 1  # the same session again
        here.reinvite()
        self.follows(here.rtp)
        self.gets_nothing(stranger)
        here.bye()

    def test_direct_media_is_followed_when_the_relay_falls_silent(self):
        """The trunk's SDP names one host, its relay sends from its own, and then the far end sends by itself."""
        trunk = self.outside()
        here = self.waits(trunk, body=make_sdp(SERVER, free_port(SERVER)))
        relay, direct = self.port_at(TRUNK), self.port_at(FAR_END)
        relay.speak(here.remote_rtp, audio.voice("201"))
        self.follows(relay)
        direct.speak(here.remote_rtp, audio.voice("201"))
        self.gets_nothing(direct)
        relay.be_quiet()
        self.follows(direct, 8)
        here.bye()

    def test_a_forged_request_brings_its_victim_two_seconds_of_music_at_most(self):
        trunk, victim = self.outside(), self.port_at(SERVER)
        call = trunk.call("700", body=make_sdp(SERVER, victim.port))
        call.expect_answer()
        wait_until(lambda: victim.packets, 3, "music")
        first = victim.packets[0].at
        time.sleep(4)
        self.assertLess(victim.packets[-1].at - first, 2.2)
        self.assertLess(len(victim.packets), 111)
        call.ack()
        self.follows(victim)
        call.bye()


if __name__ == "__main__":
    unittest.main()
