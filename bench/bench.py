#!/usr/bin/env python3
"""Measures Layby: what a parked call costs, how many are parked and retrieved a second, how fast, and under what load.

  bench/run                      everything, about 12 minutes
  bench/run hold 1000 4000       N parked callers with music for 30 s: CPU and memory per call, and the music itself
  bench/run sending 1000 4000    the same, and the callers speak, as most phones do
  bench/run cycle 200 500        park and retrieve so many calls a second
  bench/run overload 1000 5000   the same far beyond what the server can do: whole cycles that it still serves
  bench/run latency 0 1000       one call at a time, with so many other callers parked
  bench/run crash 2000+500 5000  kill -9 with N parked callers (and M calls between two), start again
  bench/run upgrade 1000         `layby upgrade` with N parked callers: the gap in their music
  bench/run flood 1000 5000      so many OPTIONS a second while 500 callers hear music
  bench/run lamps 1000           so many phones watch 100 slots, one each or all of them: from a change to each NOTIFY, CPU per NOTIFY
  bench/run boards 0 10 50       so many boards follow while 100 calls a second are parked and retrieved: phones' latencies, CPU
  bench/run store 20 500         so many parks a second into the store alone: CPU per record, time until durable, time to read
  bench/run srtp                 what encryption alone costs: CPU per packet of each cipher, bytes per direction
  bench/run handshakes           what keys by DTLS cost: CPU per handshake and per hello of a flood, bytes per handshake
  bench/run flows 1000 4900      so many phones that stay registered over TLS: memory and CPU of each; then a flood of handshakes that nobody finishes
  bench/compare --port P --pid N  the same work against another park server on this machine, in turn; see its --help
  --quick                        shorter windows: to see that it works, not to publish

CPU is that of the server process alone (/proc/PID/stat), so the figures per call hold on a busy machine too; latency does
not: look at "idle". Every result is also appended to build/bench/results.jsonl.
"""
import collections
import glob
import json
import multiprocessing
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time

import boards as bench_boards
import flows as bench_flows

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
LAYBY = os.environ.get("LAYBY", os.path.join(ROOT, "build/release/apps/layby/layby"))
LOAD = os.path.join(ROOT, "build/bench/load")
CONFIG = os.path.join(ROOT, "bench/layby.toml")
RESULTS = os.path.join(ROOT, "build/bench/results.jsonl")
TICK = os.sysconf("SC_CLK_TCK")
FIRST_SLOT, SLOTS = 10001, 6000
LAMP_LOT, LAMP_SLOT = "800", 17001


# -- the two programs ------------------------------------------------------------------------------------------------------
class Server:
    def __init__(self, config=CONFIG):
        self.config = config
        self.state = tempfile.mkdtemp(prefix="layby-bench-")
        self.start()
        self.rest()

    def start(self):
        self.process = subprocess.Popen([LAYBY, "serve", "--config", self.config, "--state", self.state], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.port = int(re.search(r"udp:[^,\s]*:(\d+)", line)[1])
                self.tls = int((re.search(r"tls:[^,\s]*:(\d+)", line) or [0, 0])[1])
                self.console = int((re.search(r"api=\S*:(\d+)", line) or [0, 0])[1])
                return
        sys.exit(f"the server did not start: {LAYBY} serve --config {self.config}")

    def rest(self, longest=180):
        """Waits until it has encoded its music for all codecs: that happens once, after the start, at the lowest priority."""
        quiet = 0
        for _ in range(longest):
            before = self.cpu()
            time.sleep(1)
            resting = self.cpu() - before < 0.03 and "sounds" not in self.threads()
            quiet = quiet + 1 if resting else 0
            if quiet == 3:
                return
        print("note: the server never came to rest before the measurement", file=sys.stderr)

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def threads(self):
        """Seconds of CPU that each has had, by its name."""
        seconds = collections.Counter()
        for task in glob.glob(f"/proc/{self.process.pid}/task/*"):
            try:
                with open(f"{task}/comm") as name, open(f"{task}/schedstat") as figures:
                    is_first = task.endswith(f"/{self.process.pid}")
                    seconds["signalling" if is_first else name.read().strip()] += int(figures.read().split()[0]) / 1e9
            except FileNotFoundError:
                pass  # it has ended meanwhile
        return seconds

    def memory_kb(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def way(self):
        """How sound gets in and out: a letter; none of a server that doesn't say it."""
        text = subprocess.run([LAYBY, "status", "--json", "--state", self.state], capture_output=True, text=True).stdout
        return (json.loads(text or "{}").get("media_way", {}).get("runs", "") + "?")[0]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Load:
    """The load tool; each command answers with one JSON object."""

    def __init__(self, port):
        self.process = subprocess.Popen([LOAD, str(port)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def ask(self, *words):
        return self.begin(*words)()

    def begin(self, *words):
        """Asks, and returns what waits for the answer."""
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        return lambda: json.loads(self.process.stdout.readline())

    def dial(self, count, first=FIRST_SLOT, rate=200, prefix="*7"):
        return self.ask("dial", prefix, first, count, rate)

    def stop(self):
        self.process.stdin.write("quit\n")
        self.process.stdin.flush()
        self.process.wait(10)


class Window:
    """What the server used, and how idle the machine was, between two moments."""

    def __init__(self, server):
        self.server, self.cpu, self.machine, self.time = server, server.cpu(), self._machine(), time.time()

    @staticmethod
    def _machine():
        with open("/proc/stat") as file:
            return [int(word) for word in file.readline().split()[1:9]]

    def end(self):
        passed = [after - before for before, after in zip(self.machine, self._machine())]
        self.seconds = time.time() - self.time
        self.cpu_seconds = self.server.cpu() - self.cpu
        self.idle = (passed[3] + passed[4]) / max(1, sum(passed))
        return self


def yardstick_us(sockets, seconds=2):
    """What a bare paced send() costs now, with as many sockets."""
    tool = Load(0)
    each = tool.ask("yardstick", sockets, seconds)["us_per_packet"]
    tool.stop()
    return each


# -- the measurements ------------------------------------------------------------------------------------------------------
def sending(counts, quick):
    hold(counts, quick, True)


def hold(counts, quick, speaking=False):
    rows = []
    for count in counts:
        server = Server()
        load = Load(server.port)
        empty_kb, empty_files = server.memory_kb(), server.files()
        up = load.dial(count)["up"]
        if speaking:
            load.ask("speak")
        load.ask("window", 3)
        yardstick = yardstick_us(count)
        window = Window(server)
        heard = load.ask("window", 5 if quick else 30)
        window.end()
        rows.append({
            "test": "sending" if speaking else "hold", "way": server.way, "yardstick_us": yardstick, "parked": up, "of": count, "cpu_cores": window.cpu_seconds / window.seconds,
            "cpu_us_per_packet": window.cpu_seconds * 1e6 / max(1, heard["packets"]),
            "callers_per_core": heard["live"] * window.seconds / max(1e-9, window.cpu_seconds),
            "kb_per_call": (server.memory_kb() - empty_kb) / max(1, up), "files_per_call": (server.files() - empty_files) / max(1, up),
            "idle": window.idle, "heard": heard})
        load.ask("hang_up")
        load.stop()
        server.stop()
    for row in rows:
        row["yardsticks"] = row["cpu_us_per_packet"] / row["yardstick_us"]
    table("Parked callers with music" + (" who speak" if speaking else ""), rows, [
        ("parked", "{parked}"), ("way", "{way}"), ("CPU, cores", "{cpu_cores:.3f}"), ("µs/packet", "{cpu_us_per_packet:.2f}"),
        ("yardstick, µs", "{yardstick_us:.2f}"), ("× yardstick", "{yardsticks:.2f}"),
        ("callers/core", "{callers_per_core:.0f}"), ("kB/call", "{kb_per_call:.1f}"), ("files/call", "{files_per_call:.1f}"),
        ("live", "{heard[live]}"), ("full rate", "{heard[full_rate]}"), ("music", "{heard[music]}"), ("lost", "{heard[lost]}"), ("of these by the load tool", "{heard[own_drops]}"),
        ("gap p50/p99/max ms", "{heard[longest_gap_ms][p50]:.0f}/{heard[longest_gap_ms][p99]:.0f}/{heard[longest_gap_ms][max]:.0f}"),
        ("jitter p99 ms", "{heard[jitter_ms][p99]:.2f}"), ("idle", "{idle:.0%}")])


def cycle(rates, quick, title="Park and retrieve, cycles a second", gap=1, talk=0.5):
    rows = []
    server = Server()
    for rate in rates:
        load = Load(server.port)
        seconds = 5 if quick else 20
        window, threads = Window(server), server.threads()
        done = load.ask("cycle", rate, seconds, gap, talk, FIRST_SLOT, SLOTS)
        window.end()
        spent = server.threads()
        load.stop()
        rows.append({"test": "cycle", "thread_ms": collections.Counter({name: (spent[name] - threads[name]) * 1e3 / max(1, done["good"]) for name in spent}), "good_share": done["good"] / max(1, done["cycles"]), "whole": done["good"] / seconds, "idle": window.idle,
                     "cpu_ms_per_cycle": window.cpu_seconds * 1e3 / max(1, done["good"]), **done})
    server.stop()
    table(title, rows, [
        ("offered/s", "{rate:.0f}"), ("cycles", "{cycles}"), ("good", "{good_share:.2%}"), ("whole/s", "{whole:.0f}"), ("CPU ms/cycle", "{cpu_ms_per_cycle:.3f}"),
        *((f"{name} ms", "{thread_ms[%s]:.2f}" % name) for name in ("signalling", "store", "media", "log")),
        ("park→200 p50/p99 ms", "{park_ms[p50]:.2f}/{park_ms[p99]:.2f}"),
        ("retrieve→200 p50/p99 ms", "{retrieve_ms[p50]:.2f}/{retrieve_ms[p99]:.2f}"), ("refused", "{refused}"),
        ("retransmitted", "{retransmissions}"), ("idle", "{idle:.0%}")])


def overload(rates, quick):
    """The best of its own rates is what it can do: offer steps, from below it to far beyond."""
    cycle(rates, quick, "Beyond capacity: what is offered, what comes through")


def latency(backgrounds, quick):
    rows = []
    server = Server()
    for background in backgrounds:
        others, load = Load(server.port), Load(server.port)
        if background:
            others.dial(background)
            others.ask("window", 1)
        window = Window(server)
        done = load.ask("latency", 20 if quick else 100, FIRST_SLOT + SLOTS - 500)
        window.end()
        others.ask("hang_up")
        others.stop()
        load.stop()
        rows.append({"test": "latency", "background": background, "idle": window.idle, **done})
    server.stop()
    both = "{%s[p50]:.2f}/{%s[p99]:.2f}"
    table("One call at a time: p50/p99 in ms", rows, [
        ("others parked", "{background}"), ("rounds", "{rounds}"), ("bad", "{bad}"), ("park→200", both % (("park_to_200_ms",) * 2)),
        ("200→music", both % (("first_music_after_200_ms",) * 2)), ("retrieve→200", both % (("retrieve_to_200_ms",) * 2)),
        ("200→RTP", both % (("first_rtp_after_200_ms",) * 2)), ("→caller heard", both % (("retrieve_to_callers_voice_ms",) * 2)),
        ("→caller hears", both % (("retrieve_to_own_voice_at_caller_ms",) * 2)), ("gap at caller", both % (("longest_gap_at_caller_ms",) * 2)),
        ("BYE→BYE", both % (("bye_to_bye_ms",) * 2)), ("idle", "{idle:.0%}")])


def crash(counts, quick):
    rows = [crash_with(*(count if isinstance(count, tuple) else (count, 0)), quick) for count in counts]
    gap = "{%s[p50]:.0f}/{%s[max]:.0f}"
    table("kill -9 and start again", rows, [
        ("parked before", "{parked}"), ("calls before", "{calls}"), ("ready after s", "{ready_s:.2f}"), ("with music after", "{live_after}"),
        ("longest silence p50/max ms", gap % (("music_gap_ms",) * 2)), ("calls in touch after", "{in_touch}"),
        ("longest silence p50/max ms", gap % (("voice_gap_ms",) * 2)), ("told BYE", "{hung_up_by_server}"),
        ("retrieved from their slots", "{retrieved}")])


def crash_with(parked, calls, quick):
    server = Server()
    load, talkers = Load(server.port), Load(server.port)
    load.dial(parked)
    talkers.ask("talk", "*7", FIRST_SLOT + SLOTS - max(1, calls), calls, 100)
    before, talking = load.ask("window", 2), talkers.ask("in_touch", 2)
    heard = [load.begin("window", 10 if quick else 20), talkers.begin("in_touch", 10 if quick else 20)]
    time.sleep(0.5)
    server.kill()
    started = time.time()
    server.start()
    ready = time.time() - started
    music, voices = [answer() for answer in heard]
    after, talking_after = load.ask("window", 2), talkers.ask("in_touch", 2)
    told = sum(tool.ask("state")["hung_up_by_server"] for tool in (load, talkers))
    retrieved = retrieve_all(server, parked)
    for tool in (talkers, load):
        tool.stop()
    server.stop()
    return {"test": "crash", "parked": before["live"], "calls": talking["in_touch"], "ready_s": ready, "live_after": after["live"],
            "in_touch": talking_after["in_touch"], "music_gap_ms": music["longest_gap_ms"], "voice_gap_ms": voices["heard"]["longest_gap_ms"],
            "hung_up_by_server": told, "retrieved": retrieved}


def retrieve_all(server, count, at_once=1000):
    """In parts that hang up again, so that the server needs no more ports than before."""
    load, retrieved = Load(server.port), 0
    for first in range(0, count, at_once):
        retrieved += load.dial(min(at_once, count - first), FIRST_SLOT + first, 50, prefix="-")["up"]
        load.ask("hang_up")
    load.stop()
    return retrieved


def upgrade(counts, quick):
    rows = []
    for count in counts:
        server = Server()
        load = Load(server.port)
        load.dial(count)
        heard = load.begin("window", 5 if quick else 12)
        time.sleep(1)
        started = time.time()
        subprocess.run([LAYBY, "upgrade", "--state", server.state], check=True, stdout=subprocess.DEVNULL)
        answers = time.time() - started
        during, after, state = heard(), load.ask("window", 2), load.ask("state")
        rows.append({"test": "upgrade", "parked": count, "answers_s": answers, "during": during, "live_after": after["live"],
                     "retrieved": retrieve_all(server, count), **state})
        load.stop()
        server.stop()
    table("layby upgrade", rows, [
        ("parked", "{parked}"), ("new program answers after s", "{answers_s:.2f}"),
        ("gap in the music p50/p99/max ms", "{during[longest_gap_ms][p50]:.0f}/{during[longest_gap_ms][p99]:.0f}/{during[longest_gap_ms][max]:.0f}"),
        ("with music after", "{live_after}"), ("retrieved from their slots", "{retrieved}"), ("told BYE", "{hung_up_by_server}")])


def flood(rates, quick, parked=500):
    rows = []
    server = Server()
    calls, load = Load(server.port), Load(server.port)
    calls.dial(parked)
    for rate in rates:
        answer = calls.begin("window", 5 if quick else 15)
        window = Window(server)
        done = load.ask("flood", rate, 4 if quick else 14)
        window.end()
        heard = answer()
        rows.append({"test": "flood", "parked": parked, "cpu_cores": window.cpu_seconds / window.seconds, "idle": window.idle,
                     "heard": heard, **done})
    for tool in (calls, load):
        tool.stop()
    server.stop()
    table(f"OPTIONS a second while {parked} callers hear music", rows, [
        ("offered/s", "{rate:.0f}"), ("sent", "{sent}"), ("200", "{answered}"), ("503", "{refused}"),
        ("answer p50/p99 ms", "{answer_ms[p50]:.2f}/{answer_ms[p99]:.2f}"), ("CPU, cores", "{cpu_cores:.3f}"),
        ("music", "{heard[music]}"), ("full rate", "{heard[full_rate]}"), ("lost", "{heard[lost]}"),
        ("gap p99 ms", "{heard[longest_gap_ms][p99]:.0f}"), ("idle", "{idle:.0%}")])


def light_up(server, how, watch, rate, stay, changes, rounds):
    """Parks and ends calls in the lot of the lamps, first watched by nobody and then as `watch` says."""
    without, load = Load(server.port), Load(server.port)
    seconds = {}
    for tool in (without, load):
        if tool is load and not load.ask(*watch)["all"]:
            sys.exit("not every phone was told its first state")
        window = Window(server)
        told = [tool.ask("light", "*8", LAMP_SLOT, changes, rate, stay) for _ in range(rounds)]
        seconds[tool] = window.end().cpu_seconds
        tool.stop()
    notifies = sum(one["notifies"] for one in told)
    return {"test": "lamps", "how": how, "notifies": notifies, "again": sum(one["again"] for one in told), "idle": window.idle,
            "us_per_notify": (seconds[load] - seconds[without]) * 1e6 / max(1, notifies), **{key: told[-1][key] for key in ("lit_ms", "cleared_ms")}}


def lamps(counts, quick, slots=100):
    rows = []
    for count in counts:
        server = Server()
        each = light_up(server, f"{count / slots:.0f} on each of {slots} slots", ("subscribe", LAMP_SLOT, slots, count), 20, 0.5, slots,
                        1 if quick else 5)
        all_at_once = light_up(server, f"{count} on the whole lot of {slots}", ("watch", LAMP_LOT, count), 0.5, 0.9, 3 if quick else 10, 1)
        rows += [{**each, "of": 2 * count * (1 if quick else 5)}, {**all_at_once, "of": 2 * count * (3 if quick else 10)}]
        server.stop()
    table("Lamps: from a change to each NOTIFY", rows, [
        ("phones", "{how}"), ("NOTIFYs", "{notifies}"), ("of", "{of}"), ("sent again", "{again}"), ("CPU µs/NOTIFY", "{us_per_notify:.0f}"),
        ("parked→NOTIFY p50/p99/max ms", "{lit_ms[p50]:.2f}/{lit_ms[p99]:.2f}/{lit_ms[max]:.2f}"),
        ("gone→NOTIFY p50/p99/max ms", "{cleared_ms[p50]:.2f}/{cleared_ms[p99]:.2f}/{cleared_ms[max]:.2f}"),
        ("idle", "{idle:.0%}")])


def boards(counts, quick, rate=100):
    """Each cycle changes the lot twice, and the list of calls some more times: all of it goes to each board."""
    rows = []
    for count in counts:
        server = Server()
        load, readers = Load(server.port), bench_boards.Boards(server.console, server.state, count)
        seconds = 5 if quick else 20
        window, threads = Window(server), server.threads()
        done = load.ask("cycle", rate, seconds, 1, 0.5, FIRST_SLOT, SLOTS)
        window.end()
        spent = server.threads()
        events, still_open = readers.close()
        rows.append({"test": "boards", "boards": count, "open": still_open, "least": min(events, default=0), "most": max(events, default=0),
                     "changes": 2 * done["good"] / seconds, "good_share": done["good"] / max(1, done["cycles"]), "idle": window.idle,
                     "events": sum(events), "cpu_cores": window.cpu_seconds / window.seconds,
                     "signalling": (spent["signalling"] - threads["signalling"]) / window.seconds,
                     "console": (spent["console"] - threads["console"]) / window.seconds, **done})
        load.stop()
        server.stop()
    table(f"Boards that follow {rate} parks and {rate} retrievals a second", rows, [
        ("boards", "{boards}"), ("still open", "{open}"), ("changes of slots a second", "{changes:.0f}"), ("events to each", "{least} to {most}"), ("good", "{good_share:.2%}"),
        ("park→200 p50/p99 ms", "{park_ms[p50]:.2f}/{park_ms[p99]:.2f}"), ("retrieve→200 p50/p99 ms", "{retrieve_ms[p50]:.2f}/{retrieve_ms[p99]:.2f}"),
        ("CPU, cores", "{cpu_cores:.3f}"), ("signalling", "{signalling:.3f}"), ("console", "{console:.3f}"), ("idle", "{idle:.0%}")])


def store(rates, quick):
    subprocess.run(["cmake", "--build", os.path.join(ROOT, "build/release"), "--target", "store_bench"], check=True,
                   stdout=subprocess.DEVNULL)
    bench = os.path.join(ROOT, "build/release/bench/store/store_bench")
    for rate in rates:
        subprocess.run([bench, os.path.join(ROOT, "build/bench"), str(rate), "3" if quick else "10"], check=True)


def of_media(program, title, quick):
    build = os.path.join(ROOT, "build/release")
    subprocess.run(["cmake", "--build", build, "--target", program], check=True, stdout=subprocess.DEVNULL)
    print(f"\n## {title}\n", flush=True)
    subprocess.run([os.path.join(build, "bench/media", program)] + (["--quick"] if quick else []), check=True)


def srtp(_, quick):
    of_media("srtp_bench", "Encrypted packets", quick)


def handshakes(_, quick):
    of_media("handshake_bench", "Handshakes", quick)


def flows(counts, quick):
    bench_flows.permit_files()
    rows = [flows_of(count, quick) for count in counts]
    table("Phones that stay registered over TLS", rows, [
        ("phones", "{registered}"), ("registered a second", "{rate:.0f}"), ("CPU of a registration", "{register_ms:.2f} ms"), ("memory of a phone", "{kb:.0f} kB"),
        ("files", "{files}"), ("idle: CPU", "{idle_cores:.4f} cores"), ("a sign of life of all: answered, CPU of one", "{pinged}, {ping_us:.0f} µs"), ("idle", "{idle:.0%}")])
    table("Handshakes that nobody finishes, beside them", rows, [
        ("phones", "{registered}"), ("begun a second", "{begun:.0f}"), ("CPU of one", "{hello_us:.0f} µs"), ("edge", "{edge:.2f} cores"), ("signalling", "{signalling:.2f} cores"),
        ("OPTIONS over UDP p50/p99", "{answers[p50]:.2f}/{answers[p99]:.1f} ms"), ("lost", "{answers[lost]}"), ("phones still there", "{left}")])


def flows_of(count, quick):
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as config, open(CONFIG) as base:
        config.write(bench_flows.configuration(base.read(), count))
        config.flush()
        server = Server(config.name)
        phones = bench_flows.Phones(server.tls)
        memory, files, window = server.memory_kb(), server.files(), Window(server)
        took = phones.register(bench_flows.names(count))
        if phones.failed:
            print(f"{len(phones.failed)} of {count} did not come in, such as: {phones.failed[0]!r}; are there files enough?", file=sys.stderr)
        count = len(phones.open)
        row = {"test": "flows", "rate": count / took, "registered": count}
        row |= {"register_ms": window.end().cpu_seconds / count * 1000, "files": server.files() - files}
        time.sleep(3)
        row["kb"] = (server.memory_kb() - memory) / count
        window = Window(server)
        time.sleep(5 if quick else 30)
        window.end()
        row |= {"idle_cores": window.cpu_seconds / window.seconds, "idle": window.idle}
        window = Window(server)
        row["pinged"] = phones.ping()
        row["ping_us"] = window.end().cpu_seconds / count * 1e6
        row |= handshake_flood(server, 4 if quick else 15)
        row["left"] = phones.ping()
        phones.close()
        server.stop()
        return row


def handshake_flood(server, seconds):
    before, window = server.threads(), Window(server)
    with multiprocessing.Pool(3) as strangers:
        begun = strangers.starmap_async(bench_flows.begin_handshakes, [(server.tls, seconds, source) for source in ("127.0.0.7", "127.0.0.8", "127.0.0.9")])
        answers = bench_flows.answers_ms(server.port, seconds)
        begun = sum(begun.get())
    window.end()
    used = {name: (cpu - before[name]) / window.seconds for name, cpu in server.threads().items()}
    return {"begun": begun / window.seconds, "hello_us": window.cpu_seconds / max(1, begun) * 1e6, "edge": used.get("edge", 0), "signalling": used["signalling"],
            "answers": answers}


def table(title, rows, columns):
    print(f"\n## {title}\n")
    print("| " + " | ".join(name for name, _ in columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(form.format(**row) for _, form in columns) + " |", flush=True)
    with open(RESULTS, "a") as file:
        for row in rows:
            file.write(json.dumps({"when": time.strftime("%F %T"), **row}) + "\n")


def about_this_machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    version = subprocess.run([LAYBY, "version"], capture_output=True, text=True).stdout.strip()
    print(f"{version}; {os.cpu_count()} cores of {model}; Linux {platform.release()}; {time.strftime('%F')}")


EVERYTHING = [(hold, [1000, 2000, 4000]), (sending, [1000, 4000]), (cycle, [100, 200, 500, 1000]), (overload, [1000, 2000, 5000, 10000]), (latency, [0, 1000]), (crash, [(200, 50)]), (upgrade, [1000]),
              (flood, [1000, 5000, 10000]), (lamps, [1000]), (boards, [0, 10, 50]), (store, [20, 500]), (srtp, []), (handshakes, []), (flows, [1000, 4900])]


def size(word):
    """2000, or 2000+500."""
    numbers = tuple(int(number) for number in word.split("+"))
    return numbers if len(numbers) > 1 else numbers[0]


def main(words):
    if words[:1] == ["compare"]:
        import compare  # it uses what stands here
        return compare.main(words[1:])
    if "-h" in words or "--help" in words:
        return print(__doc__.strip())
    quick = "--quick" in words
    words = [word for word in words if word != "--quick"]
    tests = {function.__name__: (function, defaults) for function, defaults in EVERYTHING}
    if words and words[0] not in tests:
        sys.exit(f"no such measurement: {words[0]}; there are {', '.join(tests)}")
    about_this_machine()
    chosen = [(tests[words[0]][0], [size(word) for word in words[1:]] or tests[words[0]][1])] if words else EVERYTHING
    for function, values in chosen:
        function(values, quick)


if __name__ == "__main__":
    main(sys.argv[1:])
