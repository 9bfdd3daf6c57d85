"""Networks of their own for tests: places (Linux network namespaces), cables between them, and routers that really translate
addresses (nftables). Needs root, as `unshare -n` does. Nothing of it reaches the machine's own network.

    with place:                 # what is started and opened here is there
        phone = Baresip(...)
"""
import ctypes
import itertools
import os
import re
import socket
import subprocess
import threading

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000
_numbers = itertools.count()


def _run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def _enter(handle):
    if _LIBC.setns(handle, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns: these tests need root and network namespaces")


def _sweep():
    """Takes away what a test has left that was killed."""
    for name in os.listdir("/run/netns") if os.path.isdir("/run/netns") else ():
        owner = re.match(r"layby-(\d+)-", name)
        if owner and not os.path.exists(f"/proc/{owner[1]}"):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


class Place:
    """A network namespace. Names of devices in it are given as `eth0`, `eth1`, … in the order of the cables."""

    def __init__(self, name):
        self.name = f"layby-{os.getpid()}-{next(_numbers)}-{name}"
        self.devices = 0
        self._before = threading.local()
        _sweep()
        _run("ip", "netns", "add", self.name)
        self._handle = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        self.ip("link", "set", "lo", "up")

    def close(self):
        os.close(self._handle)
        _run("ip", "netns", "del", self.name)

    def __enter__(self):
        """For this thread alone."""
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self._before.handles = getattr(self._before, "handles", []) + [before]
        _enter(self._handle)
        return self

    def __exit__(self, *_):
        before = self._before.handles.pop()
        _enter(before)
        os.close(before)

    def run(self, *words):
        return _run("ip", "netns", "exec", self.name, *words)

    def set(self, key, value):
        """A setting of the kernel in this place, as net/ipv4/ip_forward."""
        self.run("sh", "-c", f"echo {value} > /proc/sys/{key}")

    def ip(self, *words):
        return _run("ip", "-n", self.name, *words)

    def device(self):
        self.devices += 1
        return f"eth{self.devices - 1}"

    def route(self, router):
        self.ip("route", "replace", "default", "via", router)
        return self

    def connect(self, address, seconds=5):
        with self:
            return socket.create_connection(address, seconds)


class Network:
    """A switch with places at it."""

    def __init__(self, name, prefix=24):
        self.prefix = prefix
        self.switch = Place(name)
        self.switch.ip("link", "add", "switch", "type", "bridge")
        self.switch.ip("link", "set", "switch", "up")

    def join(self, place, *ips):
        """Plugs a place in; returns the name of its new device."""
        device, port = place.device(), self.switch.device()
        self.switch.ip("link", "add", port, "type", "veth", "peer", "name", device, "netns", place.name)
        self.switch.ip("link", "set", port, "master", "switch", "up")
        for ip in ips:
            place.ip("address", "add", f"{ip}/{self.prefix}", "dev", device)
        place.ip("link", "set", device, "up")
        return device

    def host(self, name, ip, router=None):
        place = Place(name)
        self.join(place, ip)
        return place.route(router) if router else place

    def close(self):
        self.switch.close()


class Router:
    """Between a network and the one outside. Those inside are seen at `outside_ip`, each with a port that has nothing to do with its
    own; nobody comes in who wasn't called, but for what is forwarded. `forgets`: seconds after which a silent mapping is gone."""

    def __init__(self, name, inside, inside_ip, outside, outside_ip, forgets=None, keeps_ports=False):
        self.place = Place(name)
        inside.join(self.place, inside_ip)
        self.outside = outside.join(self.place, outside_ip)
        self.outside_ip, self.keeps_ports = outside_ip, keeps_ports
        self.forwarded = []
        self.place.set("net/ipv4/ip_forward", 1)
        if forgets:
            for kind in ("udp_timeout", "udp_timeout_stream"):
                self.place.set(f"net/netfilter/nf_conntrack_{kind}", forgets)
        self._write()

    def forward(self, protocol, ports, to):
        """`ports`: "5060", or "30000-30399"."""
        self.forwarded.append((protocol, ports, to))
        self._write()

    def move_to(self, outside_ip):
        """It has another address outside, and everybody behind it new ports."""
        self.place.ip("address", "flush", "dev", self.outside)
        self.place.ip("address", "add", f"{outside_ip}/24", "dev", self.outside)
        self.outside_ip = outside_ip
        self._write()
        self.forget()

    def forget(self):
        """Everybody behind it has new ports from the next packet on."""
        self.place.run("conntrack", "-F")

    def _write(self):
        ports = "" if self.keeps_ports else ":20000-59999 fully-random"
        forward = "".join(f'iif {self.outside} {protocol} dport {{ {ports} }} dnat ip to {to}\n' for protocol, ports, to in self.forwarded)
        allowed = "".join(f"ip daddr {to} accept\n" for _, _, to in self.forwarded)
        translate = (f'oif {self.outside} ip protocol {{ tcp, udp }} snat ip to {self.outside_ip}{ports}' if ports else
                     f"oif {self.outside} snat ip to {self.outside_ip}")
        rules = (f"flush ruleset\ntable ip nat {{\nchain in {{ type nat hook prerouting priority dstnat;\n{forward}}}\n"
                 f"chain out {{ type nat hook postrouting priority srcnat;\n{translate}\n}}\n}}\n"
                 "table ip filter {\nchain forward { type filter hook forward priority filter; policy drop;\n"
                 f"ct state established,related accept\niifname != {self.outside} accept\n{allowed}}}\n}}\n")
        subprocess.run(["ip", "netns", "exec", self.place.name, "nft", "-f", "-"], input=rules, text=True, check=True)

    def close(self):
        self.place.close()
