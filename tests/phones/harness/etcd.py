"""etcd as the tests start it: alone, in a scratch directory, on free ports of this machine, never the system's own."""
import base64
import json
import os
import signal
import urllib.request

from .processes import Process, discard, free_port, scratch, wait_until


class Etcd:
    def __init__(self):
        self.dir = scratch("etcd")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.peer_url = f"http://127.0.0.1:{free_port()}"
        self.starts = 0
        self.process = None
        self.start()

    def start(self):
        self.starts += 1
        self.process = Process(["etcd", "--name", "one", "--data-dir", os.path.join(self.dir, "data"),
                                "--listen-client-urls", self.url, "--advertise-client-urls", self.url,
                                "--listen-peer-urls", self.peer_url, "--initial-advertise-peer-urls", self.peer_url,
                                "--initial-cluster", f"one={self.peer_url}", "--log-level", "error"],
                               os.path.join(self.dir, f"log-{self.starts}"))
        wait_until(self.answers, 30, lambda: f"etcd to start:\n{self.process.text()}", every=0.1)

    def answers(self):
        try:
            with urllib.request.urlopen(self.url + "/health", timeout=1) as answer:
                return json.load(answer)["health"] == "true"
        except (OSError, ValueError):
            return False

    def keys(self, prefix):
        """The keys that begin so."""
        text = lambda raw: base64.b64encode(raw).decode()
        raw = prefix.encode()
        ask = {"key": text(raw), "range_end": text(raw[:-1] + bytes([raw[-1] + 1])), "keys_only": True}
        with urllib.request.urlopen(self.url + "/v3/kv/range", json.dumps(ask).encode(), timeout=5) as answer:
            return [base64.b64decode(one["key"]).decode() for one in json.load(answer).get("kvs", [])]

    def kill(self):
        self.process.end(5, signal.SIGKILL)

    def close(self):
        self.kill()
        discard(self.dir)
