"""docs/when-something-is-wrong.md: every command in it does, and what it is said to print is what it prints here, but for figures.

The office has it all: a phone that is registered, a caller in a slot, a lamp, a trunk that doesn't answer, an address that is banned."""
import os
import re
import subprocess
import unittest

from harness.lamps import Lamp
from harness.processes import free_port, wait_until
from harness.server import layby
from parking import ParkingTest

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "when-something-is-wrong.md")


def blocks():
    """(the line after "$ ", the lines that it prints) of every block that begins so."""
    with open(PAGE) as file:
        text = file.read()
    for block in re.findall(r"^    \$ (.+(?:\n    .*)*)", text, re.MULTILINE):
        for part in re.split(r"\n    \$ ", block):
            command, *lines = [line[4:] if at else line for at, line in enumerate(part.split("\n"))]
            if command.startswith("layby "):  # others are the system's
                yield command, [line for line in lines if line.strip()]


def shape(line):
    """Figures, addresses and widths of columns are each machine's own."""
    line = re.sub(r"\d+(?:[.:]\d+)*", "0", line)
    return re.sub(r"\s+", " ", line).strip()


class WhenSomethingIsWrong(ParkingTest):
    office = {"sip": "ban_after = 2", "rtp_ports": 200,
              "more": '[[trunk]]\nname = "provider"\nhost = "127.0.0.1"\nport = %d\n' % free_port()}

    def trouble(self):
        ann = self.peer("201", agent="Yealink SIP-T46U 108.86.0.20")
        bob = self.peer("202")
        cleo = self.peer("203")
        lamp = Lamp(cleo, "701", user_agent="Yealink SIP-T46U 108.86.0.20")
        lamp.next()
        there, here = self.peers_talk(bob, ann)
        self.park_and_leave(here)
        lamp.next()
        stranger = self.peer("201", ip="127.0.0.9", register=False, password="guessed")
        for _ in range(2):
            stranger.register(expires=60)
        wait_until(lambda: self.server.ask("GET", "/api/v1/bans")[1]["bans"], 5, "a ban")
        return there, lamp

    def run_command(self, command):
        words = command.split()
        words[0] = layby()
        words = [self.server.config if word == "/etc/layby/office.toml" else word for word in words]
        environment = {**os.environ, "LAYBY_STATE": self.server.state, "COLUMNS": "200"}
        if "--state" in words:
            words[words.index("--state") + 1] = self.server.state
        return subprocess.run(words, capture_output=True, text=True, timeout=60, env=environment)

    def test_every_command_prints_what_is_said(self):
        there, lamp = self.trouble()
        commands = list(blocks())
        self.assertGreater(len(commands), 12)
        for command, lines in commands:
            with self.subTest(command=command):
                done = self.run_command(command)
                printed = [shape(line) for line in (done.stdout + done.stderr).splitlines()]
                self.assertEqual([line for line in lines if line.strip() != "…" and not any(shape(line) in one for one in printed)], [], "\n" + done.stdout + done.stderr)
        there.bye()
        lamp.subscribe(expires=0)

    def test_every_command_that_is_only_named_is_one(self):
        with open(PAGE) as file:
            named = re.findall(r"`layby (\w+)", file.read())
        known = subprocess.run([layby(), "--help"], capture_output=True, text=True).stdout
        for command in set(named):
            self.assertRegex(known, rf"(?m)^  {command}  ")


if __name__ == "__main__":
    unittest.main()
