"""Layby beside, or behind, another system, each with the configuration of `examples/`, moved to loopback addresses."""
import random
import unittest

from harness.baresip import Baresip
from harness.kamailio import PROXY, Kamailio, Place
from harness.linphone import Linphone
from harness.office import SOUNDS, OfficeTest
from harness.server import Server
from harness.sip_peer import SipPeer


class Beside(OfficeTest):
    """`example` is the folder; `shorter` are settings of its office that a test can't wait for."""

    example = ""
    other = PROXY
    shorter = {'recall = "2m"': 'recall = "8s"\nchoice = "first"\nquarantine = "0s"', 'reminder = "60s"': 'reminder = "0s"'}

    @classmethod
    def setUpClass(cls):
        cls.place = Place(random.randrange(100, 250), cls.other)
        cls.start_other_side()
        text = cls.place.here(f"{cls.example}/office.toml")
        for what, instead in cls.shorter.items():
            assert what in text, f"the example has no {what}"
            text = text.replace(what, instead)
        first = Server._rtp_range(400)
        text += f'\n[media]\nports = "{first}-{first + 399}"\n[console]\nlisten = "127.0.0.1:0"\n{SOUNDS}'
        cls.server = Server(text=text, ip=cls.place.layby)
        unittest.addModuleCleanup(cls.finish, cls.server)

    @classmethod
    def start_other_side(cls):
        """Starts what stands beside Layby at `place.proxy_address`."""


class BesideKamailio(Beside):
    passwords = {}

    @classmethod
    def start_other_side(cls):
        cls.proxy = Kamailio(cls.place.here(f"{cls.example}/kamailio.cfg"), cls.place.proxy_address)
        unittest.addModuleCleanup(cls.proxy.close)

    def phone(self, user, transport="udp", **how):
        phone = self.close_later(Baresip(user, self.place.proxy_address, self.password(user), transport=transport, **how))
        phone.registered()
        return phone

    def linphone(self, user, **how):
        return self.close_later(Linphone(user, self.place.proxy_address, self.password(user), **how))

    def peer(self, user, **how):
        host, port = self.place.proxy_address.rsplit(":", 1)
        return self.close_later(SipPeer((host, int(port)), user, self.password(user), ip="127.0.0.1", **how)).registered()

    def password(self, user):
        return self.passwords[user]
