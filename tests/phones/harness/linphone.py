"""A second real softphone: linphonec, controlled over its standard input, playing and recording WAV files."""
import os
import re

from . import audio
from .processes import Process, Timeout, discard, free_port, scratch, wait_until

_SETTINGS = """\
[sip]
sip_port={sip_port}
sip_tcp_port={tcp_port}
sip_tls_port={tls_port}
bind_address=127.0.0.1
register_only_when_network_is_up=0
use_ipv6=0
ipv6_migration_done=TRUE
guess_hostname=0
default_proxy=-1
use_info=0
verify_server_certs=0
verify_server_cn=0
use_rfc2833=1
inc_timeout=60
media_encryption={encryption}
media_encryption_mandatory={mandatory}
[rtp]
audio_rtp_port={rtp_port}
[net]
mtu=1300
[sound]
echocancellation=0
[video]
enabled=0
capture=0
display=0
"""


class Linphone:
    """`encrypted`: it makes and takes no call whose sound isn't; by keys in the SDP, or by what is named ("dtls"). `more`: what stands in
    its settings besides, an account that it registers by itself."""

    def __init__(self, user, server=None, password="", voice=None, transport="udp", codecs=("PCMU",), encrypted=False, more=""):
        self.user, self.server, self.transport = user, server, transport
        self.voice = voice or audio.voice_of(user)
        self.dir = scratch(f"linphone-{user}")
        self.record_file = os.path.join(self.dir, "heard.wav")
        self.sip_port = free_port()
        self.seen_until = 0
        os.makedirs(os.path.join(self.dir, ".local", "share", "linphone"))
        os.makedirs(os.path.join(self.dir, ".config", "linphone"))
        settings = os.path.join(self.dir, "rc")
        own = {name: self.sip_port if name == transport else 0 for name in ("udp", "tcp", "tls")}
        with open(settings, "w") as file:
            file.write(_SETTINGS.format(sip_port=own["udp"], tcp_port=own["tcp"], tls_port=own["tls"], rtp_port=free_port(pair=True),
                                        encryption=encrypted if isinstance(encrypted, str) else "srtp" if encrypted else "none",
                                        mandatory=int(bool(encrypted))) + more)
        environment = dict(os.environ, HOME=self.dir, XDG_CONFIG_HOME=os.path.join(self.dir, ".config"),
                           XDG_DATA_HOME=os.path.join(self.dir, ".local", "share"), TERM="dumb")
        self.process = Process(["linphonec", "-c", settings, "-d", "6", "-l", os.path.join(self.dir, "sip.log"), "-S"], os.path.join(self.dir, "log"), cwd=self.dir,
                               env=environment, stdin=True)
        self.expect(r"linphonec>", 15)
        self.say("ipv6 disable")
        self.say("soundcard use files")
        self.say(f"play {self.voice}")
        self.say(f"record {self.record_file}")
        self._choose(codecs)
        if more:
            self.registered()
        elif server:
            self.register(password)

    def _choose(self, codecs):
        self.say("codec disable all")
        listing = self.ask("codec list", r"(?s)(\s+0: opus.*?\d+: \S+ \(44100\)[^\n]*\n.*?\n)")
        for number, name in re.findall(r"(\d+): (\S+) \(\d+\)", listing):
            if name in codecs:
                self.say(f"codec enable {number}")

    def register(self, password):
        where = f"sip:{self.server};transport={self.transport}"
        self.say(f"register sip:{self.user}@{self.server} {where} {password}")
        self.registered()

    def registered(self):
        wait_until(lambda: "Register refresher [200]" in self.sip_log(), 15, lambda: f"linphone to register:\n{self.sip_log()[-3000:]}")

    def sip_log(self):
        """All SIP messages of this phone, with its own remarks."""
        with open(os.path.join(self.dir, "sip.log"), errors="replace") as file:
            return file.read()

    # -- control -------------------------------------------------------------------------------------------------------------
    def say(self, command):
        self.process.say(command)

    def ask(self, command, pattern, seconds=5):
        self.say(command)
        return self.expect(pattern, seconds)[0]

    def expect(self, pattern, seconds=10):
        """The next place of its output, after what was expected before, that matches."""
        def found():
            match = re.compile(pattern).search(self.process.text(), self.seen_until)
            if match:
                self.seen_until = match.end()
            return match
        try:
            return wait_until(found, seconds, "", every=0.05)
        except Timeout:
            raise Timeout(f"linphone {self.user} never said '{pattern}':\n{self.process.text()[-3000:]}") from None

    def call(self, number):
        self.say(f"call sip:{number}@{self.server}")

    def answer(self):
        """The call that comes next."""
        wait_until(lambda: "INCOMING" in self.calls().upper() or "RECEIVED" in self.calls().upper(), 10, "linphone to ring")
        self.say("answer")

    def calls(self):
        return self.ask("calls", r"(?s)calls.*?linphonec>")

    def close(self):
        try:
            self.say("quit")
        except (BrokenPipeError, ValueError):
            pass
        self.process.wait(5)
        self.process.end(3)
        discard(self.dir)

    def record_into(self, name):
        """The next call is recorded into this file of its own."""
        self.record_file = os.path.join(self.dir, name)
        self.say(f"record {self.record_file}")

    def heard(self, name=None):
        """What it heard in the last call; linphone writes the WAV header only at its end."""
        path = os.path.join(self.dir, name) if name else self.record_file
        if not os.path.exists(path):
            return audio.joined([])
        with open(path, "rb") as file:
            data = file.read()
        if data[:4] == b"RIFF":
            return audio.read_wav(path)
        return audio.from_pcm(data[44:])
