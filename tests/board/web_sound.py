"""The sound of a browser: a connection as web phones make it, without their SIP. It speaks a voice and keeps what it hears."""
import base64
import json

import numpy as np

from harness import audio
from harness.processes import wait_until

BEGIN = """
const speaker = new AudioContext({ sampleRate: 8000 });
const bytes = Uint8Array.from(atob(VOICE), (c) => c.charCodeAt(0));
const samples = Float32Array.from(new Int16Array(bytes.buffer), (s) => s / 32768);
const said = speaker.createBuffer(1, samples.length, 8000);
said.copyToChannel(samples, 0);
const voice = speaker.createBufferSource();
voice.buffer = said;
voice.loop = true;
const mouth = speaker.createMediaStreamDestination();
voice.connect(mouth);
voice.start();

window.heard = [];
const connection = (window.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
for (const track of mouth.stream.getTracks()) connection.addTrack(track, mouth.stream);
connection.ontrack = ({ track }) => {
  const stream = new MediaStream([track]);
  const element = new Audio();  // without one, Chromium decodes nothing
  element.srcObject = stream;
  element.muted = true;
  element.play();
  const ear = speaker.createScriptProcessor(1024, 1, 1);
  ear.onaudioprocess = ({ inputBuffer }) => window.heard.push(inputBuffer.getChannelData(0).slice());
  speaker.createMediaStreamSource(stream).connect(ear);
  ear.connect(speaker.destination);
};
window.gathered = () => new Promise((done) => {
  const look = () => connection.iceGatheringState === 'complete' && done(connection.localDescription.sdp);
  connection.onicegatheringstatechange = look;
  look();
});
"""
HEARD = """
const all = new Int16Array(window.heard.reduce((n, part) => n + part.length, 0));
let at = 0;
for (const part of window.heard) for (const s of part) all[at++] = Math.max(-1, Math.min(1, s)) * 32767;
let text = '';
for (const byte of new Uint8Array(all.buffer)) text += String.fromCharCode(byte);
return btoa(text);
"""


class WebSound:
    def __init__(self, browser, name, url, user):
        self.browser, self.name, self.user = browser, name, user
        voice = (np.asarray(audio.voice(user)) * 32767).astype("<i2").tobytes()
        self._run(f"await page.goto({json.dumps(url)});")
        self._evaluate(BEGIN.replace("VOICE", json.dumps(base64.b64encode(voice).decode())))

    def _run(self, code):
        return self.browser.run(self.name, code)

    def _evaluate(self, script):
        return self._run(f"return await page.evaluate(async () => {{ {script} }});")

    # -- SDP -----------------------------------------------------------------------------------------------------------
    def offer(self, restart=False):
        how = json.dumps({"iceRestart": restart})
        return self._evaluate(f"await connection.setLocalDescription(await connection.createOffer({how})); return await gathered();")

    def take_answer(self, sdp):
        self._evaluate(f"await connection.setRemoteDescription({{ type: 'answer', sdp: {json.dumps(sdp)} }});")

    def answer(self, sdp):
        """To an offer."""
        return self._evaluate(f"await connection.setRemoteDescription({{ type: 'offer', sdp: {json.dumps(sdp)} }});"
                              "await connection.setLocalDescription(await connection.createAnswer()); return await gathered();")

    # -- what came of it -----------------------------------------------------------------------------------------------
    def state(self):
        return self._evaluate("return connection.connectionState;")

    def stats(self, kind):
        return self._evaluate(f"return [...(await connection.getStats()).values()].filter((one) => one.type === {json.dumps(kind)});")

    def heard(self):
        return np.frombuffer(base64.b64decode(self._evaluate(HEARD)), "<i2").astype(float) / 32768

    def wait_to_hear(self, check, seconds, what):
        def state():
            sound = self.heard()
            level = np.abs(sound[-audio.RATE:]).mean() if len(sound) else 0
            return f"the browser to hear {what}; it is {self.state()}, heard {len(sound) / audio.RATE:.1f} s, level {level:.3f}"
        return wait_until(lambda: check(self.heard()), seconds, state)

    def close(self):
        self.browser.run(self.name, "close")
