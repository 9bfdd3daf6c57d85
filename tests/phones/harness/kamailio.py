"""Kamailio, a proxy and registrar that we did not write, and the examples that put Layby beside it."""
import os
import re
import socket

from .processes import Process, discard, free_port, scratch, wait_until
from .sip_message import token

EXAMPLES = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..", "examples"))
LAYBY, PROXY, ASTERISK, FREESWITCH = "192.0.2.10", "192.0.2.20", "192.0.2.30", "192.0.2.40"  # the addresses in the examples


class Place:
    """The loopback addresses and ports that stand for those of the examples, in one test."""

    def __init__(self, number, other=PROXY):
        self.other = other
        self.layby, self.proxy = f"127.0.{number}.10", f"127.0.{number}.20"
        self.ports = {LAYBY: free_port(self.layby), other: free_port(self.proxy)}

    @property
    def proxy_address(self):
        return f"{self.proxy}:{self.ports[self.other]}"

    def here(self, example):
        """The text of an example's file, moved to this place."""
        with open(os.path.join(EXAMPLES, example)) as file:
            text = file.read()
        text = re.sub(rf'(host = "{re.escape(self.other)}"\nport = )5060', rf"\g<1>{self.ports[self.other]}", text)
        for example_ip, ip in ((LAYBY, self.layby), (self.other, self.proxy)):
            text = text.replace(f"{example_ip}:5060", f"{ip}:{self.ports[example_ip]}").replace(example_ip, ip)
        return text


def as_trunk(**values):
    """The text of `kamailio-trunk.cfg` with these values in it."""
    with open(os.path.join(os.path.dirname(__file__), "kamailio-trunk.cfg")) as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f"@{name.upper()}@", str(value))
    return text


class Kamailio:
    def __init__(self, text, address):
        self.dir = scratch("kamailio")
        self.address = address
        path = os.path.join(self.dir, "kamailio.cfg")
        with open(path, "w") as file:
            file.write(text)
        command = ["kamailio", "-f", path, "-DD", "-E", "-w", self.dir, "-Y", self.dir, "-P", os.path.join(self.dir, "pid"),
                   "-m", "16", "-M", "4"]
        self.process = Process(command, os.path.join(self.dir, "log"), cwd=self.dir)
        wait_until(self._answers, 15, lambda: f"kamailio to start:\n{self.log()}")

    def _answers(self):
        """Answers OPTIONS, so all of its processes are there. (Ended before that, it leaves some behind.)"""
        if not self.process.running():
            raise AssertionError(f"kamailio ended:\n{self.log()}")
        host, port = self.address.rsplit(":", 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))
            probe.settimeout(0.2)
            me = f"{host}:{probe.getsockname()[1]}"
            ask = (f"OPTIONS sip:{self.address} SIP/2.0\r\nVia: SIP/2.0/UDP {me};branch=z9hG4bK{token()}\r\nMax-Forwards: 70\r\n"
                   f"From: <sip:test@{me}>;tag={token()}\r\nTo: <sip:{self.address}>\r\nCall-ID: {token()}\r\nCSeq: 1 OPTIONS\r\n"
                   "Content-Length: 0\r\n\r\n")
            probe.sendto(ask.encode(), (host, int(port)))
            try:
                return probe.recv(2000).startswith(b"SIP/2.0 200")
            except OSError:
                return False

    def log(self):
        return self.process.text()

    def close(self):
        status = self.process.end(5)
        text = self.log()
        discard(self.dir)
        if status not in (0, -15):
            raise AssertionError(f"kamailio ended with {status}:\n{text[-3000:]}")
