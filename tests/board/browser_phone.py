"""The phone in a board, as somebody uses it: by its buttons, and with ears."""
import base64
import json

from harness import audio
from harness.processes import wait_until

# What arrives at the page is listened to beside the loudspeaker, at 8 kHz.
_EARS = """
window.ears = { parts: [], taken: 0 };
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...how) {
    super(...how);
    this.addEventListener('track', ({ streams, track }) => {
      const context = new AudioContext({ sampleRate: 8000 });
      const tap = context.createScriptProcessor(1024, 1, 1);
      tap.onaudioprocess = ({ inputBuffer }) =>
        window.ears.parts.push(Int16Array.from(inputBuffer.getChannelData(0), (x) => Math.max(-1, Math.min(1, x)) * 32767));
      context.createMediaStreamSource(streams[0] ?? new MediaStream([track])).connect(tap).connect(context.destination);
      void context.resume();
      window.ears.tap?.disconnect();  // the call before is over
      window.ears.tap = tap;
    });
  }
};
"""
_NEW = """(() => {
  const fresh = window.ears.parts.slice(window.ears.taken);
  window.ears.taken += fresh.length;
  let text = '';
  for (const part of fresh) for (const byte of new Uint8Array(part.buffer)) text += String.fromCharCode(byte);
  return btoa(text);
})()"""


class BrowserPhone:
    """Of the account that has signed in on this page."""

    def __init__(self, page, user):
        self.page, self.user = page, user
        self._heard = b""

    @staticmethod
    def give_ears(page):
        """Before the page is loaded again."""
        page.run(f"await page.addInitScript({json.dumps(_EARS)});")

    def use(self):
        """Switches it on, and waits until it is registered."""
        self.page.click("header button.handset")
        self.page.click(".phone button.main")
        return self.ready()

    def ready(self, seconds=15):
        self.page.wait(".phone .line.ready", seconds, "attached")
        return self

    def dial(self, number):
        self.page.run(f"await page.locator('.phone > .dial input').fill({json.dumps(number)});")
        self.page.click(".phone > .dial button")

    def press(self, button, where=".phone .talk"):
        self.page.click(f"{where} button:has-text('{button}')")

    def transfer(self, number, how):
        self.press("Transfer")
        self.page.run(f"await page.locator('.phone .talk .dial input').fill({json.dumps(number)});")
        self.press(how, ".phone .talk .dial")

    def rings(self, who, seconds=10):
        self.page.wait(f".phone .talk.ringing:has-text('{who}')", seconds)

    def is_up(self, who, seconds=10):
        self.page.wait(f".phone .talk.up:has-text('{who}')", seconds)

    def is_idle(self, seconds=15):
        self.page.wait_gone(".phone .talk", seconds)

    def heard(self):
        self._heard += base64.b64decode(self.page.ask(_NEW))
        return audio.from_pcm(self._heard)

    def wait_to_hear(self, test, seconds, what):
        wait_until(lambda: test(self.heard()), seconds, f"{self.user} hears {what}")
