"""The same work against Layby and another park server that runs on this machine, in turn, so that both meet the same machine.

  bench/compare --port 5060 --pid 1234

  --port P         where the other one listens, on 127.0.0.1 over UDP
  --pid N          its process; again for each that it has: CPU and memory are theirs together
  --name NAME      what it is called in the table
  --cycles N ...   park and retrieve so many calls a second (200)
  --beyond N ...   the same, of more than it can do (2000)
  --hold N ...     so many parked callers with music (500)
  --quick          shorter windows

The other one needs nothing but slots by dialling, from 127.0.0.1 without a password: *7 and a slot parks who dials it, the slot itself has the caller
back; slots 10001 to 16000, G.711 u-law. What is measured of both: whole cycles, CPU for each, how fast INVITEs are answered; CPU and memory of a parked caller, and
whether its music is whole."""
import argparse

import bench


class Other:
    """A server that somebody else has started."""

    def __init__(self, port, pids):
        self.port, self.pids = port, pids

    def cpu(self):
        ticks = 0
        for pid in self.pids:
            with open(f"/proc/{pid}/stat") as file:
                ticks += sum(int(word) for word in file.read().rsplit(")", 1)[1].split()[11:13])
        return ticks / bench.TICK

    def memory_kb(self):
        kilobytes = 0
        for pid in self.pids:
            with open(f"/proc/{pid}/status") as file:
                kilobytes += next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
        return kilobytes


def cycle(name, server, rate, quick):
    load = bench.Load(server.port)
    seconds = 5 if quick else 20
    window = bench.Window(server)
    done = load.ask("cycle", rate, seconds, 1, 0.5, bench.FIRST_SLOT, bench.SLOTS)
    window.end()
    load.stop()
    good = max(1, done["good"])
    return {"test": "compare cycle", "server": name, "whole": done["good"] / seconds, "share": done["good"] / max(1, done["cycles"]),
            "cpu_ms": window.cpu_seconds * 1e3 / good, "idle": window.idle, **done}


def hold(name, server, count, quick):
    load = bench.Load(server.port)
    empty = server.memory_kb()
    up = load.dial(count)["up"]
    load.ask("window", 2)
    yardstick = bench.yardstick_us(count)
    window = bench.Window(server)
    heard = load.ask("window", 5 if quick else 30)
    window.end()
    row = {"test": "compare hold", "server": name, "of": count, "up": up, "cpu_us": window.cpu_seconds * 1e6 / max(1, heard["packets"]), "yardstick_us": yardstick,
           "kb": (server.memory_kb() - empty) / max(1, up), "heard": heard, "idle": window.idle}
    row["yardsticks"] = row["cpu_us"] / yardstick
    load.ask("hang_up")
    load.stop()
    return row


def main(words):
    reader = argparse.ArgumentParser(prog="bench/compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--pid", type=int, action="append", required=True)
    reader.add_argument("--name", default="other")
    reader.add_argument("--cycles", type=int, nargs="*", default=[200])
    reader.add_argument("--beyond", type=int, nargs="*", default=[2000])
    reader.add_argument("--hold", type=int, nargs="*", default=[500])
    reader.add_argument("--quick", action="store_true")
    asked = reader.parse_args(words)
    bench.about_this_machine()
    ours = bench.Server()
    both = [("Layby", ours), (asked.name, Other(asked.port, asked.pid))]
    cycles = [cycle(name, server, rate, asked.quick) for rate in asked.cycles + asked.beyond for name, server in both]
    held = [hold(name, server, count, asked.quick) for count in asked.hold for name, server in both]
    ours.stop()
    bench.table("Park and retrieve", cycles, [
        ("server", "{server}"), ("offered/s", "{rate:.0f}"), ("whole/s", "{whole:.0f}"), ("of those offered", "{share:.1%}"), ("CPU ms/cycle", "{cpu_ms:.2f}"),
        ("park→200 p50/p99 ms", "{park_ms[p50]:.1f}/{park_ms[p99]:.1f}"), ("retrieve→200 p50/p99 ms", "{retrieve_ms[p50]:.1f}/{retrieve_ms[p99]:.1f}"),
        ("refused", "{refused}"), ("sent again", "{retransmissions}"), ("idle", "{idle:.0%}")])
    bench.table("Parked callers with music", held, [
        ("server", "{server}"), ("parked", "{up} of {of}"), ("µs/packet", "{cpu_us:.2f}"), ("× yardstick", "{yardsticks:.2f}"), ("kB/call", "{kb:.1f}"),
        ("full rate", "{heard[full_rate]}"), ("lost", "{heard[lost]}"), ("longest gap p99 ms", "{heard[longest_gap_ms][p99]:.0f}"), ("idle", "{idle:.0%}")])
