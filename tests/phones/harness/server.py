"""Layby itself, as the tests start it: a configuration with free ports, a state directory, and its API."""
import glob
import http.client
import json
import os
import pathlib
import random
import re
import signal
import ssl
import time

from .contract import CONTRACT
from .processes import Process, discard, scratch, wait_until

PASSWORD = "let-me-in"
NAMES = {"201": "Ann Lee", "202": "Bob Ray", "203": "Cleo Fox", "204": "Dan Wu", "205": "Eve Sun"}

MAIN_LOT = """
[[lot]]
name = "main"
park = "700"
slots = "701-720"
choice = "first"
quarantine = "0s"
reminder = "0s"
recall = "10m"
ladder = ["parker 20s"]
max_wait = "2h"
"""
# Whom nobody takes is offered to the parker after five seconds.
HASTY_LOT = """
[[lot]]
name = "hasty"
park = "800"
slots = "801-809"
choice = "first"
quarantine = "0s"
reminder = "0s"
recall = "5s"
ladder = ["parker 20s"]
max_wait = "2h"
"""

# What must be back at zero soon after the last call, and what lingers for 64×T1 (RFC 3261 section 17) on UDP.
SOON = {("sip", "dialogs"), ("sip", "subscriptions"), ("media", "legs"), ("media", "ports"), ("media", "bridges"),
        ("media", "transcoders"), ("calls", "legs"), ("calls", "bridges"), ("calls", "rings"), ("calls", "transfers"),
        ("calls", "parked"), ("calls", "deadlines")}
LATER = {("sip", "server_transactions"), ("sip", "client_transactions")}
LINGER = 40.0


def layby():
    """The program under test."""
    named = os.environ.get("LAYBY")
    if named:
        return named
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
    for build in ("release", "debug", "asan"):
        path = os.path.join(root, "build", build, "apps", "layby", "layby")
        if os.path.exists(path):
            return path
    raise RuntimeError("no layby is built: set LAYBY to the program, or run ./run build")


def users_toml(names, password=PASSWORD):
    return "".join(f'\n[[user]]\nname = "{name}"\ndisplay = "{NAMES.get(name, name)}"\npassword = "{password}"\n'
                   for name in names)


class Server:
    def __init__(self, users=("201", "202", "203"), lots=MAIN_LOT, more="", ip="127.0.0.1", top="", sip="", media="",
                 sounds="", rtp_ports=400, text=None, tls=False, web=False, files=None):
        """`text`: a whole configuration in place of the one that is made of the other arguments; for it `ip` is where it listens.
        `files`: others beside it, by name."""
        self.ip = ip
        self.dir = scratch("server")
        self.config = os.path.join(self.dir, "office.toml")
        self.state = os.path.join(self.dir, "state")
        host = f"[{ip}]" if ":" in ip else ip
        first = self._rtp_range(rtp_ports)
        encrypted = f', "tls:{host}:0"' if tls else ""
        encrypted += f', "ws:{host}:0", "wss:{host}:0"' if web else ""
        made = (f'{top}\n[sip]\nlisten = ["udp:{host}:0", "tcp:{host}:0"{encrypted}]\n{sip}\n'
                f'[media]\nports = "{first}-{first + rtp_ports - 1}"\n{media}\n'
                f'[console]\nlisten = "127.0.0.1:0"\n{sounds}\n{users_toml(users)}\n{lots}\n{more}\n')
        self.text = text or made
        self.files = files or {}
        self.ca = None
        self.starts = 0
        self.process = None
        self.start()

    @staticmethod
    def _rtp_range(ports):
        """Servers side by side mostly get different ranges; where two overlap, the server passes over a port in use."""
        return random.randrange(32000, 60000 - ports, 200)

    # -- life ------------------------------------------------------------------------------------------------------------
    def write(self, text):
        """The file of settings, as it is read at the next start or reload."""
        for name, its_text in {"office.toml": text, **self.files}.items():
            pathlib.Path(self.dir, name).write_text(its_text)

    def start(self):
        self.write(self.text)
        self.starts += 1
        log = os.path.join(self.dir, f"log-{self.starts}")
        self.process = Process([*self.program(), "serve", "--config", self.config, "--state", self.state], log)
        ready = wait_until(self._ready, 20, lambda: f"layby to start:\n{self.process.text()}")
        ports = dict(re.findall(r"\b(udp|tcp|tls|ws|wss):\S*?:(\d+)(?=[,\s]|$)", ready))
        self.ports = {name: int(ports.get(name, 0)) for name in ("udp", "tcp", "tls", "ws", "wss")}
        self.api_port = int(re.search(r"api=\S*?:(\d+)(?:\s|$)", ready)[1])

    def program(self):
        """How it is started; a test may have something in front of it."""
        return [layby()]

    def _ready(self):
        if not self.process.running():
            raise AssertionError(f"layby ended:\n{self.process.text()}")
        return next((line for line in self.process.text().split("\n") if line.startswith("ready ")), None)

    def stop(self):
        """Asks the server to end; returns its exit status."""
        return self.process.end(10)

    def restart(self):
        self.stop()
        self.start()

    def kill(self):
        self.process.end(0, signal.SIGKILL)

    def close(self):
        status = self.stop()
        text = "".join(pathlib.Path(path).read_text(errors="replace")
                       for path in sorted(glob.glob(os.path.join(self.dir, "log-*"))))
        discard(self.dir)
        if status not in (0, -signal.SIGKILL) or "Sanitizer" in text or "runtime error:" in text:
            raise AssertionError(f"layby ended with {status}:\n{text[-6000:]}")

    def log(self):
        return self.process.text()

    @property
    def address(self):
        """For phones: ip:port of UDP."""
        return self.address_of("udp")

    @property
    def tcp_address(self):
        return self.address_of("tcp")

    def address_of(self, transport):
        return f"{self.host}:{self.ports[transport]}"

    @property
    def host(self):
        return f"[{self.ip}]" if ":" in self.ip else self.ip

    def port(self, transport="udp"):
        return (self.ip, self.ports[transport])

    # -- API -----------------------------------------------------------------------------------------------------------------
    def ask(self, method, path, body=None):
        """(status, JSON) of an API call. Each answer is held against the contract."""
        status, text = self._ask(method, path, body)
        return status, json.loads(text or b"null")

    def reload_with(self, text):
        """(status, JSON) of a reload of these settings; `text` stays as it is."""
        self.write(text)
        return self.ask("POST", "/api/v1/reload")

    def plain(self, path):
        """What is there that isn't JSON."""
        status, text = self._ask("GET", path)
        assert status == 200, text
        return text.decode()

    def _ask(self, method, path, body=None):
        connection = self.connection()
        try:
            headers = {"Authorization": "Bearer " + self.token()}
            if body is not None:
                headers["Content-Type"] = "application/json"
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read()
            CONTRACT.check(method, path, answer.status, answer.getheader("Content-Type"), text)
            return answer.status, text
        finally:
            connection.close()

    def connection(self):
        """One to the API, over TLS where there is a certificate to believe."""
        if self.ca is None:
            return http.client.HTTPConnection("127.0.0.1", self.api_port, timeout=5)
        return http.client.HTTPSConnection("localhost", self.api_port, timeout=5, context=ssl.create_default_context(cafile=self.ca))

    def token(self):
        """What opens the API over TCP."""
        return pathlib.Path(self.state, "api-token").read_text().strip()

    def counters(self):
        groups = self.ask("GET", "/api/v1/status")[1]["counters"]
        return {(group, name): value for group, counts in groups.items() for name, value in counts.items()}

    def counter(self, group, name):
        return self.counters()[(group, name)]

    def wait_counter(self, group, name, value, seconds=8):
        wait_until(lambda: self.counter(group, name) == value, seconds,
                   lambda: f"{group}.{name} to be {value}; it is {self.counter(group, name)}")

    def lots(self):
        return self.ask("GET", "/api/v1/lots")[1]["lots"]

    def tasks(self):
        """All call-back tasks, also those that are done."""
        return self.ask("GET", "/api/v1/tasks?state=all")[1]["tasks"]

    def only_task(self, state=None):
        """The only one there is, once it is in this state."""
        def found():
            tasks = self.tasks()
            return tasks[0] if len(tasks) == 1 and state in (None, tasks[0]["state"]) else None
        return wait_until(found, 5, f"a task that is {state}")

    def erase_tasks(self):
        for one in self.tasks():
            self.ask("POST", "/api/v1/history/erase", {"number": one["caller"]["number"]})

    def calls(self):
        return self.ask("GET", "/api/v1/calls")[1]["calls"]

    def slot(self, number):
        """The parked call in this slot, or None."""
        return next((call for lot in self.lots() for call in lot["parked"] if str(call["slot"]) == str(number)), None)

    def parked(self):
        return {call["slot"]: call for lot in self.lots() for call in lot["parked"]}

    def wait_parked(self, number, seconds=10, phase=None):
        """The call that is (in this phase) in the slot, once it has a caller."""
        def there():
            call = self.slot(number)
            if call and call["phase"] != "reserved" and (phase is None or call["phase"] == phase):
                return call
            return None
        return wait_until(there, seconds, lambda: f"a call {phase or 'parked'} in {number}; there is {self.parked()}")

    def wait_empty(self, number, seconds=10):
        wait_until(lambda: self.slot(number) is None, seconds, lambda: f"slot {number} to be empty: {self.slot(number)}")

    def registrations(self):
        return self.ask("GET", "/api/v1/registrations")[1]["registrations"]

    def wait_registered(self, user, count=1, seconds=10):
        wait_until(lambda: sum(one["user"] == user for one in self.registrations()) >= count, seconds,
                   lambda: f"{user} to register; there are {self.registrations()}")

    # -- leaks -----------------------------------------------------------------------------------------------------------------
    def left_over(self, names):
        counters = self.counters()
        missing = [name for name in names if name not in counters]
        if missing:
            raise AssertionError(f"status has no counters {missing}; it has {sorted(counters)}")
        return {name: counters[name] for name in names if counters[name] and name in counters}

    def assert_idle(self, seconds=8.0):
        """Nothing of the calls is left. Transactions may linger on UDP: assert_clean() waits for these too."""
        wait_until(lambda: not self.left_over(SOON), seconds,
                   lambda: f"leak: {self.left_over(SOON)}; calls {self.calls()}; parked {self.parked()}", every=0.1)

    def assert_clean(self):
        """Not even a transaction or timer is left."""
        self.assert_idle()
        names = set(LATER)
        if "[[trunk]]" not in self.text and not self.registrations():  # these have timers of their own
            names.add(("sip", "timers"))
        wait_until(lambda: not self.left_over(names), LINGER, lambda: f"leak: {self.left_over(names)}", every=0.5)


class Uptime:
    """Seconds since it was made, for timelines."""

    def __init__(self):
        self.start = time.monotonic()

    def __call__(self):
        return time.monotonic() - self.start
