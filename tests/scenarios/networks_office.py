"""An office behind a router that forwards ports, a phone beside the server, and a home behind another router, which forwards none.

    desk 192.168.10.20 ─┐                              ┌─ stun 203.0.113.3
    layby 192.168.10.2 ─┴─ router 203.0.113.9 ─────────┴─ router 203.0.113.77 ─── phone 192.168.178.20
"""
import http.client
import subprocess

from harness.baresip import Baresip
from harness.encrypted import believing
from harness.networks import Network, Router
from harness.office import OfficeTest, PASSWORD, SOUNDS
from harness.server import MAIN_LOT, Server, layby, users_toml

LAYBY, DESK, OFFICE, HOME, PHONE = "192.168.10.2", "192.168.10.20", "203.0.113.9", "203.0.113.77", "192.168.178.20"
OUTSIDE = f'[[network]]\nname = "outside"\naddress = "{OFFICE}"\n'
SIP, RTP = "5060", "30000-30399"


class PlacedServer(Server):
    """In a network of its own, at fixed ports."""

    def __init__(self, place, networks=OUTSIDE, sip="", lots=MAIN_LOT, users=("201", "202", "203"), command=(),
                 console='listen = "127.0.0.1:0"'):
        self.place, self.console = place, console
        self.command = list(command)
        text = (f'[sip]\nlisten = ["udp:{LAYBY}:{SIP}", "tcp:{LAYBY}:{SIP}"]\n{sip}\n[media]\nports = "{RTP}"\n'
                f'[console]\n{console}\n{SOUNDS}\n{users_toml(users)}\n{lots}\n{networks}\n')
        super().__init__(ip=LAYBY, text=text)

    def start(self):
        with self.place:
            super().start()

    def program(self):
        return [*self.command, *super().program()]

    def connection(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.api_port, timeout=5)
        connection.sock = self.place.connect(("127.0.0.1", self.api_port))
        if "certificate =" in self.console:
            connection.sock = believing().wrap_socket(connection.sock)
        return connection

    def sent_to(self, ip, method="INVITE"):
        """What the server has sent there lately: the texts of these requests and of answers to them."""
        messages = self.ask("GET", f"/api/v1/trace?limit=1000&address={ip}")[1]["messages"]
        return [one["text"] for one in messages if one["direction"] == "sent" and one["remote"].startswith(f"{ip}:")
                and f" {method}\r\n" in one["text"]]


class NetworksTest(OfficeTest):
    """The networks are there for a whole class; each test has its own phones."""

    @classmethod
    def setUpClass(cls):
        cls.lan, cls.world, cls.house = cls.made(Network("lan")), cls.made(Network("world")), cls.made(Network("house"))
        cls.office_router = cls.made(Router("office", cls.lan, "192.168.10.1", cls.world, OFFICE, keeps_ports=True))
        cls.home_router = cls.made(Router("home", cls.house, "192.168.178.1", cls.world, HOME, **cls.home()))
        cls.server_place = cls.made(cls.lan.host("layby", LAYBY, "192.168.10.1"))
        cls.desk = cls.made(cls.lan.host("desk", DESK, "192.168.10.1"))
        cls.home_place = cls.made(cls.house.host("phone", PHONE, "192.168.178.1"))
        for protocol, ports in (("udp", f"{SIP}, {RTP}"), ("tcp", SIP)):
            cls.office_router.forward(protocol, ports, LAYBY)
        cls.server = cls.placed_server()
        cls.addModuleCleanupOfServer()

    @classmethod
    def home(cls):
        return {}

    @classmethod
    def placed_server(cls):
        return PlacedServer(cls.server_place)

    @classmethod
    def addModuleCleanupOfServer(cls):
        cls.addClassCleanup(cls.finish, cls.server)

    @classmethod
    def made(cls, one):
        cls.addClassCleanup(one.close)
        return one

    def command(self, *words):
        done = subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def inside_phone(self, user, **how):
        return self._phone(self.desk, DESK, user, f"{LAYBY}:{SIP}", **how)

    def outside_phone(self, user, **how):
        return self._phone(self.home_place, PHONE, user, f"{OFFICE}:{SIP}", **how)

    def _phone(self, place, ip, user, where, **how):
        with place:
            phone = self.close_later(Baresip(user, where, PASSWORD, ip=ip, **how))
        return phone.registered()


__all__ = ["NetworksTest", "PlacedServer", "OUTSIDE", "LAYBY", "DESK", "OFFICE", "HOME", "PHONE"]
