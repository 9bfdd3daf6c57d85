"""SIPp runs of a scenario file against the server under test."""
import os

from .processes import Process, discard, free_port, scratch, wait_until

SCENARIOS = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "scenarios"))


class Sipp:
    """One SIPp process. `values` fill in @NAME@ in the scenario; `rows` are the fields of the injection file."""

    def __init__(self, scenario, server, rows=(), values=None, calls=1, rate=10, transport="u1", ip="127.0.0.1",
                 timeout=60, user=None, password=None, port=None, via="[transport]", rtp_port=None):
        """`via`: the transport that its messages name, where a tunnel leads them over another one. `rtp_port`: of somebody who hears and
        speaks for it."""
        self.dir = scratch("sipp")
        self.scenario = scenario
        self.port = port or free_port(ip)
        self.rtp_port = rtp_port or free_port(ip, pair=True)
        with open(os.path.join(SCENARIOS, scenario + ".xml")) as file:
            text = file.read()
        for name, value in {"RTP": self.rtp_port, **(values or {})}.items():
            text = text.replace(f"@{name}@", str(value))
        text = text.replace("[transport]", via)
        path = os.path.join(self.dir, "scenario.xml")
        with open(path, "w") as file:
            file.write(text)
        host, port = server
        remote = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        command = ["sipp", remote, "-sf", path, "-i", f"[{ip}]" if ":" in ip else ip, "-p", str(self.port), "-m", str(calls),
                   "-r", str(rate), "-t", transport, "-nostdin", "-aa", "-timeout", f"{timeout}s", "-timeout_error",
                   "-trace_err", "-error_file", os.path.join(self.dir, "errors"), "-trace_msg", "-message_file",
                   os.path.join(self.dir, "messages"), "-trace_logs", "-log_file", os.path.join(self.dir, "notes")]
        if rows:
            with open(os.path.join(self.dir, "rows.csv"), "w") as file:
                file.write("SEQUENTIAL\n" + "".join(";".join(row) + "\n" for row in rows))
            command += ["-inf", os.path.join(self.dir, "rows.csv")]
        if user:
            command += ["-au", user, "-ap", password or "", "-s", user]
        self.process = Process(command, os.path.join(self.dir, "screen"), cwd=self.dir,
                               env=dict(os.environ, TERM="dumb"))
        wait_until(lambda: self._listens() or not self.process.running(), 5, "SIPp to open its port")

    def _listens(self):
        wanted = f":{self.port:04X} "
        for table in ("udp", "udp6", "tcp", "tcp6"):
            with open(f"/proc/net/{table}") as file:
                if wanted in file.read():
                    return True
        return False

    def read(self, name):
        try:
            with open(os.path.join(self.dir, name), errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def succeed(self, seconds=60):
        """Waits for the end and asserts that every call of the scenario went as it says."""
        status = self.process.wait(seconds)
        if status != 0:
            report = f"SIPp {self.scenario} ended with {status}\n{self.read('errors')[-3000:]}\n--- messages\n{self.read('messages')[-6000:]}"
            self.close()
            raise AssertionError(report)

    def notes(self):
        """What the scenario logged with <log message=…>."""
        return self.read("notes")

    def close(self):
        self.process.end(2)
        discard(self.dir)
