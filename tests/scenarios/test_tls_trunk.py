"""A trunk over TLS: Kamailio is the provider, verified by its certificate; calls go both ways, are parked, retrieved, held, transferred
and recalled, and live over kill -9 and an upgrade."""
import random
import time
import unittest

from harness import audio
from harness.baresip import Baresip
from harness.certificates import Authority
from harness.kamailio import Kamailio, as_trunk
from harness.processes import free_port, wait_until
from harness.server import MAIN_LOT, layby
from harness.sip_peer import SipPeer
from parking import MortalServer
from test_upgrade import Commands

NAME = "sip.provider.test"
OUTSIDE = "5550001"
LOT = MAIN_LOT.replace('recall = "10m"', 'recall = "10m"')


class WithProvider(Commands, MortalServer):
    """`trunk`: more lines of its settings; `verify`: it wants a certificate of Layby's."""

    trunk, verify = "", 0

    @classmethod
    def setUpClass(cls):
        number = random.randrange(100, 250)
        cls.there = f"127.0.{number}.20"
        cls.authority = Authority()
        unittest.addModuleCleanup(cls.authority.close)
        cls.own = cls.authority.issue("DNS:office.test")
        cls.proxy, cls.tls = (f"{cls.there}:{free_port(cls.there)}" for _ in range(2))
        cls.door = free_port()
        cls.issued = cls.authority.issue(f"URI:sip:{NAME}")
        cls.provider = cls.start_provider()
        cls.office = {"users": ("201", "202", "203"), "tls": True, "lots": LOT,
                      "sip": f'certificate = "{cls.own[0]}"\nkey = "{cls.own[1]}"', "more": cls.settings()}
        super().setUpClass()
        cls.wait_connected()

    @classmethod
    def start_provider(cls):
        text = as_trunk(proxy=cls.proxy, tls=cls.tls, layby=f"127.0.0.1:{cls.door}", certificate=cls.issued[0], key=cls.issued[1],
                        ca=cls.authority.certificate, verify=cls.verify)
        return Kamailio(text, cls.proxy)

    @classmethod
    def tearDownClass(cls):
        cls.provider.close()
        super().tearDownClass()

    @classmethod
    def settings(cls):
        return f"""
[[trunk]]
name = "provider"
host = "{cls.there}"
port = {cls.tls.rsplit(":", 1)[1]}
transport = "tls"
peer_certificate = "{NAME}"
ca = "{cls.authority.certificate}"
user = "office"
password = "sesame"
register = true
may_park = true
may_retrieve = true
{cls.trunk}

[[route_out]]
numbers = "0."
trunks = ["provider"]
strip = 1

[[route_in]]
trunk = "provider"
numbers = "201"
to = "201"
"""

    @classmethod
    def wait_connected(cls):
        wait_until(lambda: "trunk provider: registered" in cls.server.log(), 10, lambda: cls.server.log())

    def outside(self, user=OUTSIDE, **how):
        """A telephone at the provider."""
        host, port = self.proxy.rsplit(":", 1)
        return self.close_later(SipPeer((host, int(port)), user, "", ip="127.0.0.1", **how)).registered()


class Calls(WithProvider):
    def test_a_call_goes_out(self):
        ann, there = self.peer("201"), self.outside()
        call = ann.call("0" + OUTSIDE)
        here = self.take_call(there)
        call.expect_answer()
        call.ack()
        here.confirmed()
        call.speak()
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_a_call_comes_in_over_the_connection_that_we_keep(self):
        ann, there = self.peer("201"), self.outside()
        call = there.call("201")
        here = self.take_call(ann)
        call.expect_answer()
        call.ack()
        here.confirmed()
        call.speak()
        self.hear_each_other_now(call, here)
        self.end(here, call)


if __name__ == "__main__":
    unittest.main()
