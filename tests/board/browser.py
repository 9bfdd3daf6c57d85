"""Chromium, driven by a small program of Node (browser.mjs)."""
import json
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


class Browser:
    def __init__(self):
        self._process = subprocess.Popen([shutil.which("node") or "node", os.path.join(HERE, "browser.mjs")],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._ids = 0
        self.version = self._read()["ready"]

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the browser has ended; is web/build done, and chromium installed?")
        return json.loads(line)

    def run(self, page, code, options=None):
        """Runs JavaScript with `page` (playwright) of this name; returns its value."""
        self._ids += 1
        self._process.stdin.write(json.dumps({"id": self._ids, "page": page, "options": options, "code": code}) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            raise AssertionError(f"page {page}: {answer['error']}\nin: {code}")
        return answer["value"]

    def close(self):
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
