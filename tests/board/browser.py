"""Chromium, driven by a small program of Node (browser.mjs)."""
import json
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


class Browser:
    def __init__(self, voice=""):
        """`voice`: a WAV file that all its microphones hear."""
        node = shutil.which("node")
        if node is None:
            raise AssertionError("the tests of the board need node: ./test installs it")
        self._process = subprocess.Popen([node, os.path.join(HERE, "browser.mjs")], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True, env={**os.environ, "VOICE": voice})
        self._ids = 0
        self.version = self._read()["ready"]

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the browser has ended: is chromium installed, and was web/build run?")
        return json.loads(line)

    def run(self, page, code, options=None):
        """Runs JavaScript with `page` (of playwright) by this name, which is opened with these options; returns its value."""
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


class Page:
    """One board on somebody's screen, in a profile of its own."""

    def __init__(self, browser, name, url, phone="", options=None, **kept):
        self.browser, self.name, self.options = browser, name, options or {}
        chosen = json.dumps(json.dumps({"phone": phone, **kept}))
        self.run(f"await page.addInitScript((kept) => localStorage.getItem('layby-board') ?? localStorage.setItem('layby-board', kept), {chosen});"
                 f"await page.goto({json.dumps(url)});")

    def run(self, code):
        return self.browser.run(self.name, code, self.options)

    def wait(self, selector, seconds=5, state="visible"):
        self.run(f"await page.waitForSelector({json.dumps(selector)}, {{ state: '{state}', timeout: {seconds * 1000} }})")

    def wait_gone(self, selector, seconds=5):
        self.wait(selector, seconds, "detached")

    def text(self, selector):
        return self.run(f"return await page.locator({json.dumps(selector)}).first().innerText()")

    def count(self, selector):
        return self.run(f"return await page.locator({json.dumps(selector)}).count()")

    def click(self, selector):
        self.run(f"await page.locator({json.dumps(selector)}).first().click()")

    def press(self, *keys):
        for key in keys:
            self.run(f"await page.keyboard.press({json.dumps(key)})")

    def ask(self, expression):
        """The value of an expression within the page."""
        return self.run(f"return await page.evaluate(() => {expression})")

    def violations(self):
        return self.run("return await violations(page)")

    def close(self):
        """Returns what the browser complained about: errors, and what the policy of the page forbade."""
        return self.browser.run(self.name, "close")
