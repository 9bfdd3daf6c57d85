"""Two servers with one office, a real etcd between them, and phones."""
import unittest

from harness import places
from harness.baresip import Baresip
from harness.etcd import Etcd
from harness.office import SOUNDS
from harness.processes import free_port, wait_until
from harness.server import MAIN_LOT, PASSWORD, Server, users_toml
from harness.sip_peer import SipPeer
from parking import ParkingTest

SECRET = "what-only-our-nodes-know"


def node_text(name, number, port, others, etcd, rtp, grace):
    peers = ", ".join(f'"{other}=127.0.0.1:{at}"' for other, at in others.items())
    return (f'[sip]\nlisten = ["udp:127.0.0.1:{port}", "tcp:127.0.0.1:{port}"]\n[media]\nports = "{rtp}-{rtp + 399}"\n'
            f'[console]\nlisten = "127.0.0.1:{free_port()}"\n{SOUNDS}\n[cluster]\nnode = "{name}"\nnumber = {number}\n'
            f'etcd = ["{etcd}"]\nsecret = "{SECRET}"\npeers = [{peers}]\nlease = "2s"\ngrace = "{grace}"\n'
            f'{users_toml(("201", "202", "203", "204"))}\n{MAIN_LOT}')


class TwoServersTest(ParkingTest):
    grace = "60s"  # nobody is taken over

    @classmethod
    def setUpClass(cls):
        cls.etcd = Etcd()
        unittest.addModuleCleanup(cls.etcd.close)
        ports = {"a": free_port(), "b": free_port()}
        made = {}
        for number, name in enumerate(ports, 1):
            others = {other: port for other, port in ports.items() if other != name}
            made[name] = Server(text=node_text(name, number, ports[name], others, cls.etcd.url, Server._rtp_range(400), cls.grace))
            unittest.addModuleCleanup(cls.finish, made[name])
        cls.server, cls.other = cls.a, cls.b = made["a"], made["b"]
        for server in made.values():
            cls.wait_joined(server)

    @staticmethod
    def finish(server):
        places.leave()
        try:
            server.assert_idle()
        finally:
            server.close()

    @staticmethod
    def wait_joined(server, times=1):
        wait_until(lambda: server.log().count(" has joined") >= times, 15, lambda: f"a node to join:\n{server.log()[-2000:]}")

    def tearDown(self):
        super().tearDown()
        self.b.assert_idle()

    def at(self, server, user, **how):
        """A phone of our own at this server."""
        return self.close_later(SipPeer(server.port(), user, PASSWORD, **how)).registered()

    def peers_talk_at(self, server, one, other):
        return self.peers_talk(self.at(server, one), self.at(server, other))

    def park_at(self, server, one, other, slot, target="700"):
        """`one` and `other`, phones at this server, talk; `one` parks `other`, whose call is returned."""
        there, here = self.peers_talk_at(server, one, other)
        accepted = there.refer(target)
        self.assertEqual(accepted.status, 202)
        there.bye()
        server.wait_parked(slot)
        return here

    def seen_at(self, server, slot, node):
        """How the other server shows it."""
        call = server.wait_parked(slot, phase="waiting")
        self.assertEqual(call["node"], node)
        return call

    def real_phones_park(self):
        """Baresips 201 and 202 at A, of whom the second parks the first in 701, and 203 at B."""
        phones = {user: self.close_later(Baresip(user, server.address, PASSWORD))
                  for user, server in (("201", self.a), ("202", self.a), ("203", self.b))}
        for phone in phones.values():
            phone.registered()
        self.talk(phones["201"], phones["202"])
        phones["202"].transfer("700")
        self.a.wait_parked("701")
        self.seen_at(self.b, "701", "a")
        return phones
