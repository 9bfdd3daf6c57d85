"""A real softphone: baresip, controlled over its JSON/TCP interface, speaking a WAV file and recording what it hears."""
import glob
import json
import os
import re
import shutil
import socket
import threading
import time

from . import audio
from .processes import Process, Timeout, discard, free_port, scratch, wait_until

MODULES = "/usr/lib/baresip/modules"
_CODEC_MODULES = {"PCMU": "g711.so", "PCMA": "g711.so", "G722": "g722.so", "opus": "opus.so"}
_CODEC_NAMES = {"PCMU": "pcmu", "PCMA": "pcma", "G722": "g722", "opus": "opus/48000/2"}

_CONFIG = """\
poll_method epoll
net_interface {ip}
sip_listen {ip}:{sip_port}
call_local_timeout 120
call_max_calls 8
audio_player nil,nil
audio_source aufile,{voice}
audio_alert nil,nil
ausrc_srate 8000
ausrc_channels 1
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
audio_level no
rtp_ports {rtp_first}-{rtp_last}
rtp_stats no
rtcp_mux {mux}
jitter_buffer_delay 0-0
statmode_default off
menu_bell no
ringback_disabled yes
module_path {modules}
{codec_modules}
module sndfile.so
module aufile.so
module_tmp uuid.so
module srtp.so
{more_modules}
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control_port}
snd_path {recordings}
"""


class Baresip:
    """`server` is "ip:port" of the registrar, None for a phone without one; `domain`: of its address, where that is another. `encryption` of sound as baresip calls it: "srtp" if the
    other side likes, "srtp-mand" always, "dtls_srtp" by a handshake. `ice`: it proves by checks where it is. `mux`: RTCP shares the port of RTP.
    `files`: a folder with the files `accounts` and `contacts`, in the place of what is made of the rest."""

    def __init__(self, user, server=None, password="", voice=None, transport="udp", codecs=("PCMU",),
                 answer="manual", expires=600, ip="127.0.0.1", display="", trace=False, encryption="", ice=False, mux=False, files=None,
                 domain=None):
        self.user = user
        self.voice = voice or audio.voice_of(user)
        self.dir = scratch(f"baresip-{user}")
        self.recordings_dir = os.path.join(self.dir, "heard")
        os.mkdir(self.recordings_dir)
        self.ip = ip
        self.sip_port = free_port(ip, pair=True)  # its neighbour is for TLS
        self.control_port = free_port()
        self.events = []
        self._cursor = 0
        self._responses = []
        self._news = threading.Condition()
        self._write(server, password, transport, codecs, answer, expires, display, encryption, ice, mux, domain)
        for name in ("accounts", "contacts") if files else ():
            shutil.copy(os.path.join(files, name), self.dir)
        self._start(trace)

    # -- life ---------------------------------------------------------------------------------------------------------
    def _write(self, server, password, transport, codecs, answer, expires, display, encryption, ice, mux, domain):
        first = free_port(self.ip, pair=True)
        more = ["module dtls_srtp.so"] * (encryption == "dtls_srtp") + ["module ice.so"] * ice
        modules = "\n".join(dict.fromkeys(f"module {_CODEC_MODULES[codec]}" for codec in codecs))
        with open(os.path.join(self.dir, "config"), "w") as file:
            file.write(_CONFIG.format(ip=self.ip, sip_port=self.sip_port, voice=self.voice, rtp_first=first,
                                      rtp_last=first + 40, modules=MODULES, codec_modules=modules,
                                      control_port=self.control_port, recordings=self.recordings_dir,
                                      more_modules="\n".join(more), mux="yes" if mux else "no"))
        host = server or f"{self.ip}:{self.sip_port}"
        names = ",".join(_CODEC_NAMES[codec] for codec in codecs)
        account = f"{display}<sip:{self.user}@{domain or host};transport={transport}>"
        account += f";regint={expires if server else 0};answermode={answer};audio_codecs={names}"
        if domain:
            account += f';outbound="sip:{host};transport={transport}"'
        if encryption:
            account += f";mediaenc={encryption}"
        if ice:
            account += ";medianat=ice"
        if password:
            account += f";auth_pass={password}"
        with open(os.path.join(self.dir, "accounts"), "w") as file:
            file.write(account + "\n")
        open(os.path.join(self.dir, "contacts"), "w").close()

    def _start(self, trace):
        command = ["baresip", "-f", self.dir] + (["-s"] if trace else [])
        environment = dict(os.environ, HOME=self.dir)
        self.process = Process(command, os.path.join(self.dir, "log"), cwd=self.dir, env=environment)
        self.control = wait_until(self._connect, 10, lambda: f"baresip {self.user} to start:\n{self.process.text()}")
        self.control.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _connect(self):
        if not self.process.running():
            raise AssertionError(f"baresip {self.user} ended:\n{self.process.text()}")
        try:
            return socket.create_connection(("127.0.0.1", self.control_port), 1)
        except OSError:
            return None

    def close(self):
        """Hangs up, unregisters and ends; a phone switched off."""
        self.process.end(5)
        try:
            self.control.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.control.close()
        self._reader.join(2)
        discard(self.dir)

    def pull_the_plug(self):
        """The phone dies without a word."""
        self.process.popen.kill()
        self.process.popen.wait()

    # -- control ------------------------------------------------------------------------------------------------------
    def _read(self):
        pending = b""
        while True:
            try:
                data = self.control.recv(65536)
            except OSError:
                return
            if not data:
                return
            pending += data
            while (match := re.match(rb"(\d+):", pending)) and len(pending) > match.end() + int(match[1]):
                end = match.end() + int(match[1])
                self._take(json.loads(pending[match.end():end].decode("utf-8", "replace")))
                pending = pending[end + 1:]

    def _take(self, message):
        message["at"] = time.monotonic()
        with self._news:
            (self._responses if message.get("response") else self.events).append(message)
            self._news.notify_all()

    def command(self, name, parameters=None, seconds=5):
        body = {"command": name, "token": f"{name}-{len(self._responses)}"}
        if parameters is not None:
            body["params"] = parameters
        text = json.dumps(body).encode()
        with self._news:
            before = len(self._responses)
            self.control.sendall(b"%d:%s," % (len(text), text))
            if not self._news.wait_for(lambda: len(self._responses) > before, seconds):
                raise Timeout(f"baresip {self.user} did not answer to {name}")
            return self._responses[before]

    def expect(self, kind, seconds=10, where=None):
        """The next event of this kind after the last one expected; older ones of other kinds are skipped."""
        def found():
            for index in range(self._cursor, len(self.events)):
                event = self.events[index]
                if event["type"] == kind and (where is None or where(event)):
                    self._cursor = index + 1
                    return event
            return None

        with self._news:
            event = None

            def ready():
                nonlocal event
                event = found()
                return event is not None
            if not self._news.wait_for(ready, seconds):
                seen = [f"{e['type']}({e.get('param', '')})" for e in self.events if e["type"] != "CALL_RTCP"]
                raise Timeout(f"baresip {self.user} saw no {kind} in {seconds} s, but {seen}\n{self.process.text()[-1500:]}")
            return event

    def seen(self, kind):
        return [event for event in list(self.events) if event["type"] == kind]

    def registered(self, seconds=10):
        """Waits for its registration, which may have come before we listened to its events."""
        wait_until(lambda: self.seen("REGISTER_OK") or re.search(r"200 OK .*binding", self.process.text()), seconds,
                   lambda: f"{self.user} to register:\n{self.process.text()}")
        return self

    def dial(self, number):
        return self.command("dial", number)

    def answer(self):
        return self.command("accept")

    def hang_up(self):
        return self.command("hangup")

    def hold(self):
        return self.command("hold")

    def resume(self):
        return self.command("resume")

    def transfer(self, target):
        return self.command("transfer", target)

    def press(self, digits):
        return self.command("sndcode", digits)

    # -- what it heard -------------------------------------------------------------------------------------------------
    def recordings(self):
        """The WAV files of what it heard, oldest first; a new one begins with each call."""
        return sorted(glob.glob(os.path.join(self.recordings_dir, "dump-*-dec.wav")),
                      key=lambda path: [int(part) for part in re.findall(r"-(\d+)", os.path.basename(path))])

    def heard(self, last=None):
        """Everything heard so far (or its `last` seconds) at 8 kHz, also while it is still being recorded."""
        parts = [audio.read_wav(path) for path in self.recordings()]
        sound = audio.joined(parts)
        return sound if last is None else sound[-int(last * audio.RATE):]

    def wait_to_hear(self, check, seconds, what):
        """Waits until check(what it heard) is true and returns that value."""
        return wait_until(lambda: check(self.heard()), seconds,
                          lambda: f"phone {self.user} to hear {what}; it heard {audio.describe(self.heard())}", every=0.25)
