"""SIP messages as text: just enough to write and read them, and to send wrong ones on purpose."""
import hashlib
import random
import re

_SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "c": "content-type",
          "k": "supported", "r": "refer-to", "b": "referred-by", "o": "event", "x": "session-expires"}


class Message:
    """A received message. `at` is when it arrived (time.monotonic), `source` the transport's answer address."""

    def __init__(self, text, at=0.0, source=None):
        head, _, self.body = text.partition("\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
        self.first_line, self.at, self.source, self.text = lines[0], at, source, text
        self.fields = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            self.fields.append((_SHORT.get(name, name), value.strip()))
        self.is_response = self.first_line.startswith("SIP/2.0 ")
        self.status = int(self.first_line.split()[1]) if self.is_response else 0
        self.phrase = self.first_line.split(" ", 2)[2] if self.is_response and self.first_line.count(" ") > 1 else ""
        self.method = self.cseq_method if self.is_response else self.first_line.split()[0]
        self.uri = "" if self.is_response else self.first_line.split()[1]

    def all(self, name):
        return [value for field, value in self.fields if field == name.lower()]

    def get(self, name, otherwise=""):
        values = self.all(name)
        return values[0] if values else otherwise

    @property
    def call_id(self):
        return self.get("call-id")

    @property
    def cseq(self):
        return int(self.get("cseq", "0 -").split()[0])

    @property
    def cseq_method(self):
        return self.get("cseq", "0 -").split()[1]

    @property
    def branch(self):
        return parameter(self.get("via"), "branch")

    def tag(self, side):
        return parameter(self.get(side), "tag")

    @property
    def contact_uri(self):
        return uri_in(self.get("contact"))

    @property
    def sdp(self):
        return Sdp(self.body) if "application/sdp" in self.get("content-type") else None

    def __repr__(self):
        return f"<{self.first_line}>"


def parameter(value, name):
    """A parameter of a header field, outside of the angle brackets."""
    outside = value.rsplit(">", 1)[-1] if ">" in value else value
    match = re.search(rf";\s*{name}=([^;,\s]+)", outside)
    return match[1] if match else ""


def uri_in(value):
    match = re.search(r"<([^>]*)>", value)
    return match[1] if match else value.split(";")[0].strip()


def display_in(value):
    match = re.match(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*))\s*<', value)
    return (match[1] or match[2] or "").strip() if match else ""


class Sdp:
    def __init__(self, text):
        self.text = text
        self.lines = text.replace("\r", "").strip().split("\n")
        addresses = [line.split()[-1] for line in self.lines if line.startswith("c=")]
        self.ip = addresses[-1] if addresses else ""
        audio = next((line.split() for line in self.lines if line.startswith("m=audio")), None)
        self.port = int(audio[1]) if audio else 0
        self.payloads = [int(kind) for kind in audio[3:]] if audio else []
        ways = [line[2:] for line in self.lines if line[2:] in ("sendrecv", "sendonly", "recvonly", "inactive")]
        self.direction = ways[-1] if ways else "sendrecv"
        origin = next((line.split() for line in self.lines if line.startswith("o=")), None)
        self.version = int(origin[2]) if origin else 0

    def codec_names(self):
        return [line.split()[1].split("/")[0] for line in self.lines if line.startswith("a=rtpmap")]


def make_sdp(ip, port, payloads=(0, 101), direction="sendrecv", version=1, connection=None, extra=(), protocol="RTP/AVP"):
    maps = {0: "PCMU/8000", 8: "PCMA/8000", 9: "G722/8000", 96: "opus/48000/2", 101: "telephone-event/8000",
            18: "G729/8000", 110: "speex/16000"}
    family = "IP6" if ":" in ip else "IP4"
    lines = ["v=0", f"o=peer 1 {version} IN {family} {ip}", "s=-", f"c=IN {family} {connection or ip}", "t=0 0",
             f"m=audio {port} {protocol} {' '.join(str(kind) for kind in payloads)}"]
    lines += [f"a=rtpmap:{kind} {maps[kind]}" for kind in payloads]
    if 101 in payloads:
        lines.append("a=fmtp:101 0-15")
    lines += ["a=ptime:20", *extra]
    if direction:
        lines.append(f"a={direction}")
    return "\r\n".join(lines) + "\r\n"


def token(bits=64):
    return f"{random.getrandbits(bits):x}"


_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def challenges_in(response):
    """The challenges of a 401 or 407 as dictionaries, in order."""
    found = []
    for value in response.all("www-authenticate") + response.all("proxy-authenticate"):
        pairs = re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', value)
        found.append({name.lower(): quoted or plain for name, quoted, plain in pairs})
    return found


def authorization(challenge, method, uri, user, password, count=1):
    """The value of Authorization (RFC 7616) for one challenge."""
    algorithm = challenge.get("algorithm", "MD5")
    digest = lambda text: _HASHES[algorithm.upper()](text.encode()).hexdigest()  # noqa: E731
    first = digest(f"{user}:{challenge['realm']}:{password}")
    second = digest(f"{method}:{uri}")
    value = (f'Digest username="{user}", realm="{challenge["realm"]}", nonce="{challenge["nonce"]}", uri="{uri}", '
             f'algorithm={algorithm}')
    if "auth" in challenge.get("qop", ""):
        cnonce = token()
        proof = digest(f"{first}:{challenge['nonce']}:{count:08x}:{cnonce}:auth:{second}")
        value += f', qop=auth, nc={count:08x}, cnonce="{cnonce}"'
    else:
        proof = digest(f"{first}:{challenge['nonce']}:{second}")
    if "opaque" in challenge:
        value += f', opaque="{challenge["opaque"]}"'
    return f'{value}, response="{proof}"'
