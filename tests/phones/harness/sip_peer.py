"""A phone of the test's own on a real socket, to the millisecond: it sends what the test says, when the test says it.

`SipPeer` is the phone, `Call` one dialog. Behind the test's back only this is done: what `answers_alone` lists gets 200,
a re-INVITE of the server gets our session again (`Call.answers_reinvites`), credentials are given once when asked for,
a final response that comes again gets its ACK again, and a request that comes again its response.
"""
import re
import socket
import threading
import time

from . import audio, encrypted, web_socket
from .processes import Timeout, close_unread, free_port
from .rtp import RtpPort
from .sip_message import Message, authorization, challenges_in, make_sdp, parameter, token, uri_in

ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY, MESSAGE, UPDATE, PRACK, INFO"


class SipPeer:
    def __init__(self, server, user, password="", ip="127.0.0.1", transport="udp", display="", agent="", allow=ALLOW,
                 port=None, path="/", headers=None, domain=None):
        self.path, self.headers = path, headers or {}  # of a WebSocket
        self.domain = domain  # in what it writes; None: the server's address
        self.server, self.user, self.password, self.ip, self.transport = server, user, password, ip, transport
        self.display, self.agent, self.allow = display, agent, allow
        self.wanted_port = port  # of UDP; None: any
        self.algorithm = None  # "MD5" or "SHA-256" forces one; None takes the first that is offered
        self.answers_alone = {"OPTIONS", "NOTIFY", "MESSAGE", "UPDATE"}
        self.gives_credentials = bool(password)
        self.inbox, self.calls = [], {}
        self.news = threading.Condition()
        self._answered, self._seen = {}, []
        self._refused_calls = set()
        self._nowhere = token() + ".invalid"  # where a browser says it is
        self._open, self._registered = True, False
        self._start()

    # -- transport ----------------------------------------------------------------------------------------------------
    def _start(self):
        self._make_socket()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _make_socket(self):
        family = socket.AF_INET6 if ":" in self.ip else socket.AF_INET
        if self.transport == "udp":
            self.port = self.wanted_port or free_port(self.ip)
            self.socket = socket.socket(family, socket.SOCK_DGRAM)
            self.socket.bind((self.ip, self.port))
        else:
            self.socket = self._connect()
            self.socket.settimeout(None)
            self.port = self.socket.getsockname()[1]

    def _connect(self):
        if self.transport in ("ws", "wss"):
            return web_socket.connect(self.server, tls=self.transport == "wss", path=self.path, **self.headers)
        connect = encrypted.connect if self.transport == "tls" else socket.create_connection
        return connect(self.server, 5)

    @property
    def address(self):
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{host}:{self.port}"

    @property
    def server_address(self):
        if self.domain:
            return self.domain
        host, port = self.server
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def contact(self):
        if self.transport in ("ws", "wss"):
            return f"<sip:{self.user}@{self._nowhere};transport=ws>"  # RFC 7118 section 5.2
        return f"<sip:{self.user}@{self.address}{'' if self.transport == 'udp' else ';transport=' + self.transport}>"

    def send(self, text, to=None):
        data = text.encode() if isinstance(text, str) else text
        self._note("->", data.decode("utf-8", "replace"))
        if self.transport == "udp":
            self.socket.sendto(data, to or self.server)
        else:
            self.socket.sendall(data)

    def _read(self):
        pending = b""
        while self._open:
            try:
                data, source = self.socket.recvfrom(65536)
            except OSError:
                return
            at = time.monotonic()
            if self.transport == "udp":
                if not data.strip():
                    continue  # keep-alive, or our own shutdown
                self._take(Message(data.decode("utf-8", "replace"), at, source))
                continue
            if not data:
                return
            pending += data
            while (message := _cut(pending)) is not None:
                text, pending = message
                self._take(Message(text, at, self.server))

    def _note(self, way, text):
        fields = dict(re.findall(r"(?mi)^(call-id|cseq): *(.*?)\r?$", text))
        names = {name.lower(): value for name, value in fields.items()}
        self._seen.append((time.monotonic(), way, text.split("\r\n", 1)[0], names.get("call-id", ""), names.get("cseq", "")))

    def seen(self):
        """(time, "->" or "<-", first line, Call-ID, CSeq) of all that was sent and received."""
        return list(self._seen)

    def ladder(self):
        """All that was sent and received, one line each."""
        seen = self.seen()
        start = seen[0][0] if seen else 0
        return "\n".join(f"{at - start:8.3f} {way} {line}   [{call[:6]} {cseq}]" for at, way, line, call, cseq in seen)

    def _refuses_handshake(self, message):
        """It isn't a browser: who offers it sound by DTLS-SRTP has to offer something else."""
        if message.is_response or (message.method != "INVITE" and message.call_id not in self._refused_calls):
            return False
        if message.method == "INVITE" and "UDP/TLS/" in message.text:
            self._refused_calls.add(message.call_id)
            self.respond(message, 488, "Not Acceptable Here")
            return True
        return message.method == "ACK" and message.call_id in self._refused_calls

    def _take(self, message):
        self._note("<-", message.text)
        if self._refuses_handshake(message):
            return
        with self.news:
            if not message.is_response and self._answer_again(message):
                return
            call = self.calls.get(message.call_id)
            if call:
                call.history.append(message)
                if message.is_response and message.method == "INVITE" and call._deals_with(message):
                    return
            (call.messages if call else self.inbox).append(message)
            self.news.notify_all()
        if not message.is_response:
            self._answer_alone(message, call)

    def _answer_alone(self, request, call):
        if request.method == "INVITE":
            if call and call.answers_reinvites and request.tag("to"):
                self.respond(request, 200, "OK", body=call.sdp())
        elif request.method in self.answers_alone:
            self.respond(request, 200, "OK", body=call.sdp() if call and request.sdp else "")

    def _answer_again(self, request):
        key = (request.call_id, request.cseq, request.method, request.branch)
        if request.method != "ACK" and key in self._answered:
            self.send(self._answered[key], request.source)
            return True
        return False

    def close(self):
        for call in list(self.calls.values()):
            call.leave()
        if self._registered:
            try:
                self.register(expires=0, seconds=1)
            except (Timeout, OSError):
                pass
        self._open = False
        close_unread([self._reader], self.socket)

    def break_connection(self):
        """The TCP connection is gone, without a word."""
        self._registered = False
        close_unread([self._reader], self.socket)

    def connect_again(self):
        """Another TCP connection, after the server has ended the old one."""
        close_unread([self._reader], self.socket)
        self._start()

    # -- requests outside of a call --------------------------------------------------------------------------------------
    def request(self, method, uri, to=None, fields=(), body="", content_type="application/sdp", call_id=None, cseq=1,
                from_tag=None, to_tag="", branch=None, max_forwards=70, contact=True, from_user=None):
        """The text of a request."""
        via = self.transport.upper()
        name = f'"{self.display}" ' if self.display else ""
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/{via} {self.address};branch={branch or 'z9hG4bK' + token()};rport",
                 f"Max-Forwards: {max_forwards}",
                 f"From: {name}<sip:{from_user or self.user}@{self.server_address}>;tag={from_tag or token()}",
                 f"To: {to or f'<{uri}>'}{';tag=' + to_tag if to_tag else ''}",
                 f"Call-ID: {call_id or token() + '@test'}", f"CSeq: {cseq} {method}"]
        if contact:
            lines.append(f"Contact: {self.contact}")
        lines += [f"Allow: {self.allow}", *fields]
        if self.agent and not any(field.startswith("User-Agent:") for field in fields):
            lines.append(f"User-Agent: {self.agent}")
        if body:
            lines.append(f"Content-Type: {content_type}")
        lines.append(f"Content-Length: {len(body.encode())}")
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def ask(self, method, uri, seconds=3, **parts):
        """Sends a request outside of a call (again, when asked for credentials) and returns the final response."""
        call_id, tag, cseq, fields = token() + "@test", token(), 1, list(parts.pop("fields", ()))
        for attempt in range(2):
            self.send(self.request(method, uri, call_id=call_id, from_tag=tag, cseq=cseq, fields=fields, **parts))
            response = self.expect_response(call_id, cseq, seconds)
            if response.status not in (401, 407) or attempt or not self.password:
                return response
            fields.append(self.credentials(response, method, uri))
            cseq += 1

    def credentials(self, response, method, uri):
        offered = challenges_in(response)
        chosen = next((one for one in offered if self.algorithm in (None, one.get("algorithm", "MD5"))), offered[0])
        name = "Proxy-Authorization" if response.status == 407 else "Authorization"
        return f"{name}: {authorization(chosen, method, uri, self.user, self.password)}"

    def register(self, expires=600, seconds=3, contact=None):
        """Registers this phone; returns the final response. `contact` "*" with expires 0 removes all."""
        host = self.server_address
        response = self.ask("REGISTER", f"sip:{host}", seconds, to=f"<sip:{self.user}@{host}>", contact=False,
                            fields=[f"Contact: {contact or self.contact}", f"Expires: {expires}"])
        self._registered = response.status == 200 and expires > 0
        return response

    def registered(self):
        response = self.register()
        if response.status != 200:
            raise AssertionError(f"REGISTER of {self.user}: {response.text}")
        return self

    def expect_response(self, call_id, cseq, seconds):
        return self.expect(lambda m: m.is_response and m.call_id == call_id and m.cseq == cseq and m.status >= 200,
                           seconds, f"final response to CSeq {cseq}")

    def expect(self, matches, seconds=5, what="a message"):
        """The first message outside of calls that matches; it is taken out."""
        return self._expect_in(self.inbox, matches, seconds, what)

    def _expect_in(self, messages, matches, seconds, what):
        found = []

        def ready():
            for index, message in enumerate(messages):
                if matches(message):
                    found.append(messages.pop(index))
                    return True
            return False
        with self.news:
            if not self.news.wait_for(ready, seconds):
                raise Timeout(f"{self.user}: no {what} in {seconds} s; there are {messages}")
        return found[0]

    def expect_request(self, method, seconds=5):
        return self.expect(lambda m: not m.is_response and m.method == method, seconds, method)

    def expect_call(self, seconds=5):
        """An incoming INVITE, as a Call that nothing has answered yet."""
        request = self.expect_request("INVITE", seconds)
        return Call(self, incoming=request)

    def respond(self, request, status, phrase="", to_tag=None, fields=(), body="", content_type="application/sdp"):
        tag = "" if "tag=" in request.get("to").rsplit(">", 1)[-1] or status == 100 else f";tag={to_tag or token()}"
        lines = [f"SIP/2.0 {status} {phrase or 'Whatever'}"]
        lines += [f"Via: {via}" for via in request.all("via")]
        lines += [f"Record-Route: {route}" for route in request.all("record-route")]
        lines += [f"From: {request.get('from')}", f"To: {request.get('to')}{tag}", f"Call-ID: {request.call_id}",
                  f"CSeq: {request.get('cseq')}", f"Allow: {self.allow}", *fields]
        if not any(field.startswith("Contact:") for field in fields):
            lines.append(f"Contact: {self.contact}")
        if body:
            lines.append(f"Content-Type: {content_type}")
        lines.append(f"Content-Length: {len(body.encode())}")
        text = "\r\n".join(lines) + "\r\n\r\n" + body
        if status >= 200:
            self._answered[(request.call_id, request.cseq, request.method, request.branch)] = text
        self.send(text, request.source)
        return text

    # -- calls --------------------------------------------------------------------------------------------------------------
    def call(self, number, **how):
        """INVITE; returns the Call at once."""
        call = Call(self, number=number)
        call.invite(**how)
        return call

    def connect(self, number, seconds=5, speak=True, **how):
        """A call that is answered and confirmed, and speaks with this phone's voice."""
        call = self.call(number, **how)
        call.expect_answer(seconds)
        call.ack()
        if speak:
            call.speak()
        return call


class Call:
    def __init__(self, peer, number="", incoming=None):
        self.peer, self.incoming, self.number = peer, incoming, number
        self.messages, self.history, self.rtp = [], [], RtpPort(peer.ip)
        self.answers_reinvites = True
        self.local_tag, self.remote_tag, self.cseq, self.version = token(), "", 0, 1
        self.remote_sdp, self.routes, self.answered_at = None, [], 0.0
        self._acks, self._challenged = {}, False
        self.invite_branch, self.invite_cseq = "", 0
        if incoming:
            self.call_id, self.remote_tag = incoming.call_id, incoming.tag("from")
            self.target, self.routes = incoming.contact_uri, incoming.all("record-route")
            self.remote_sdp = incoming.sdp
            self.local, self.remote = incoming.get("to"), incoming.get("from")
        else:
            self.call_id, self.target = token() + "@test", f"sip:{number}@{peer.server_address}"
        peer.calls[self.call_id] = self

    def leave(self):
        """Hangs up, if that was forgotten, and closes the RTP port: the other side is not left waiting."""
        ended = any(line.startswith("BYE ") for _, _, line, call, _ in self.peer.seen() if call == self.call_id)
        if self.remote_tag and not ended:
            try:
                self.send("BYE")
            except OSError:
                pass
        self.rtp.close()

    # -- sending ----------------------------------------------------------------------------------------------------------
    def sdp(self, **how):
        text = make_sdp(self.peer.ip, how.pop("port", self.rtp.port), version=self.version, **how)
        self.version += 1
        return text

    def send(self, method, body="", fields=(), cseq=None, branch=None, uri=None, content_type="application/sdp", hold_back=False,
             max_forwards=70):
        """A request inside of this dialog; returns its CSeq number (or its text, when `hold_back`)."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        fields = [f"Route: {route}" for route in self.routes] + list(fields)
        if self.incoming:
            text = self._as_answerer(method, body, fields, cseq, branch, uri, content_type, max_forwards)
        else:
            text = self.peer.request(method, uri or self.target, to=f"<sip:{self.number}@{self.peer.server_address}>",
                                     fields=fields, body=body, call_id=self.call_id, cseq=cseq, branch=branch,
                                     from_tag=self.local_tag, to_tag=self.remote_tag, content_type=content_type,
                                     max_forwards=max_forwards)
        if hold_back:
            return text
        self.peer.send(text)
        return cseq

    def _as_answerer(self, method, body, fields, cseq, branch, uri, content_type, max_forwards):
        text = self.peer.request(method, uri or self.target, fields=fields, body=body, call_id=self.call_id, cseq=cseq,
                                 branch=branch, content_type=content_type, max_forwards=max_forwards)
        lines = text.split("\r\n")
        for index, line in enumerate(lines):
            if line.startswith("From:"):
                lines[index] = f"From: {self.local.split(';tag=')[0]};tag={self.local_tag}"
            if line.startswith("To:"):
                lines[index] = f"To: {self.remote}"
                break
        return "\r\n".join(lines)

    def invite(self, body=None, fields=(), offer=True, payloads=(0, 101), direction="sendrecv", max_forwards=70, **how):
        """`how`: more of what make_sdp() takes."""
        body = body if body is not None else (self.sdp(payloads=payloads, direction=direction, **how) if offer else "")
        self.invite_body, self.invite_fields = body, list(fields)
        self.invite_branch = "z9hG4bK" + token()
        self.invited_at = time.monotonic()
        self.cseq = self.invite_cseq = self.cseq + 1
        self.send("INVITE", body, fields, cseq=self.invite_cseq, branch=self.invite_branch, max_forwards=max_forwards)

    def _deals_with(self, response):
        """Called by the reader: an answer to INVITE that needs no test's attention."""
        if response.status >= 200 and response.cseq in self._acks:
            self.peer.send(self._acks[response.cseq])
            return True
        if response.status in (401, 407) and self.peer.gives_credentials and not self._challenged:
            self._challenged = True
            self._again_with_credentials(response)
            return True
        return False

    def _again_with_credentials(self, refusal):
        self.ack_failure(refusal)
        fields = self.invite_fields + [self.peer.credentials(refusal, "INVITE", self.target)]
        self.invite_branch = "z9hG4bK" + token()
        self.cseq = self.invite_cseq = self.cseq + 1
        self.send("INVITE", self.invite_body, fields, cseq=self.invite_cseq, branch=self.invite_branch)

    # -- receiving ----------------------------------------------------------------------------------------------------------
    def expect(self, matches, seconds=5, what="a message"):
        return self.peer._expect_in(self.messages, matches, seconds, what)

    def expect_request(self, method, seconds=5):
        return self.expect(lambda m: not m.is_response and m.method == method, seconds, method)

    def expect_status(self, method, seconds=5, cseq=None, least=200):
        return self.expect(lambda m: m.is_response and m.method == method and m.status >= least
                           and (cseq is None or m.cseq == cseq), seconds, f"response to {method}")

    def has_request(self, method):
        with self.peer.news:
            return any(not m.is_response and m.method == method for m in self.messages)

    def expect_final(self, seconds=5):
        """The final response to the INVITE. A refusal is acknowledged."""
        response = self.expect(lambda m: m.is_response and m.method == "INVITE" and m.status >= 200
                               and m.cseq == self.invite_cseq, seconds, f"final response to the call to {self.number}")
        if response.status >= 300:
            self.ack_failure(response)
        else:
            self._note_answer(response)
        return response

    def expect_answer(self, seconds=5):
        response = self.expect_final(seconds)
        if response.status != 200:
            raise AssertionError(f"call of {self.peer.user} to {self.number} was refused:\n{response.text}")
        return response

    def expect_refusal(self, status, seconds=15):
        """Why may be said before it."""
        response = self.expect_final(seconds)
        if response.status != status:
            raise AssertionError(f"expected {status}, got:\n{response.text}")
        return response

    def expect_provisional(self, status, seconds=5):
        response = self.expect(lambda m: m.is_response and m.method == "INVITE" and m.status > 100, seconds, str(status))
        if response.status != status:
            raise AssertionError(f"expected {status}, got:\n{response.text}")
        self.remote_tag = response.tag("to")
        self.target = response.contact_uri or self.target
        if response.sdp:
            self.remote_sdp = response.sdp
        return response

    def _note_answer(self, response):
        self.remote_tag = response.tag("to")
        self.target = response.contact_uri or self.target
        self.routes = list(reversed(response.all("record-route")))
        self.answered_at = response.at
        self.remote_sdp = response.sdp or self.remote_sdp

    # -- the handshakes -------------------------------------------------------------------------------------------------------
    def ack(self, body="", cseq=None):
        cseq = cseq or self.invite_cseq
        text = self.send("ACK", body, cseq=cseq, hold_back=True)
        self._acks[cseq] = text
        self.peer.send(text)

    def ack_failure(self, response):
        text = self.peer.request("ACK", self.target if not self.incoming else response.uri or self.target,
                                 to=response.get("to"), call_id=self.call_id, cseq=response.cseq, from_tag=self.local_tag,
                                 branch=response.branch, contact=False)
        self._acks[response.cseq] = text
        self.peer.send(text)

    def ring(self, status=180, phrase="Ringing", body="", fields=()):
        self.peer.respond(self.incoming, status, phrase, self.local_tag, fields, body)

    def answer(self, body=None, fields=(), direction="sendrecv", payloads=(0, 101)):
        """200 to the incoming INVITE."""
        body = self.sdp(direction=direction, payloads=payloads) if body is None else body
        self.peer.respond(self.incoming, 200, "OK", self.local_tag, fields, body)

    def confirmed(self, seconds=5, speak=True):
        """Waits for the ACK to our 200."""
        ack = self.expect_request("ACK", seconds)
        self.remote_sdp = ack.sdp or self.remote_sdp
        if speak:
            self.speak()
        return self

    def refuse(self, status, phrase="Busy Here", fields=()):
        self.peer.respond(self.incoming, status, phrase, self.local_tag, fields)

    def cancel(self):
        text = self.peer.request("CANCEL", f"sip:{self.number}@{self.peer.server_address}", call_id=self.call_id,
                                 cseq=self.invite_cseq, from_tag=self.local_tag, branch=self.invite_branch, contact=False,
                                 to=f"<sip:{self.number}@{self.peer.server_address}>")
        self.peer.send(text)

    def reinvite(self, seconds=5, **how):
        """re-INVITE, its final response (acknowledged)."""
        body = how.pop("body", None)
        body = self.sdp(**how) if body is None else body
        branch = "z9hG4bK" + token()
        cseq = self.send("INVITE", body, branch=branch)
        response = self.expect_status("INVITE", seconds, cseq=cseq)
        if response.status < 300:
            self.remote_sdp = response.sdp or self.remote_sdp
            self.ack(cseq=cseq)
        else:
            self.ack_failure(response)
        return response

    def bye(self, seconds=5):
        self.rtp.be_quiet()
        cseq = self.send("BYE")
        return self.expect_status("BYE", seconds, cseq=cseq)

    def expect_bye(self, seconds=5):
        request = self.expect_request("BYE", seconds)
        self.rtp.be_quiet()
        self.peer.respond(request, 200, "OK")
        return request

    def refer(self, target, fields=(), seconds=5):
        """REFER in this dialog; returns its final response."""
        uri = target if ":" in target else f"<sip:{target}@{self.peer.server_address}>"
        cseq = self.send("REFER", fields=[f"Refer-To: {uri}", f"Referred-By: <sip:{self.peer.user}@{self.peer.server_address}>",
                                          *fields])
        return self.expect_status("REFER", seconds, cseq=cseq)

    def refer_to_consultation(self, other, seconds=5):
        """REFER whose Replaces names the dialog of another call of this phone."""
        replaces = f"{other.call_id}%3Bto-tag%3D{other.remote_tag}%3Bfrom-tag%3D{other.local_tag}".replace("@", "%40")
        number = other.number
        return self.refer(f"<sip:{number}@{self.peer.server_address}?Replaces={replaces}>", seconds=seconds)

    def expect_notify(self, seconds=8):
        """The next NOTIFY of a REFER: (status in its sipfrag, subscription state)."""
        request = self.expect_request("NOTIFY", seconds)
        if "NOTIFY" not in self.peer.answers_alone:
            self.peer.respond(request, 200, "OK")
        status = int(request.body.split()[1]) if request.body.startswith("SIP/2.0") else 0
        return status, request.get("subscription-state")

    # -- sound ------------------------------------------------------------------------------------------------------------------
    @property
    def remote_rtp(self):
        return (self.remote_sdp.ip, self.remote_sdp.port)

    def speak(self, sound=None):
        self.rtp.speak(self.remote_rtp, audio.voice(self.peer.user) if sound is None else sound)


def _cut(data):
    """The first whole message of a TCP stream, and the rest."""
    data = data.lstrip(b"\r\n") if data[:2] in (b"\r\n", b"") else data
    head, found, rest = data.partition(b"\r\n\r\n")
    if not found:
        return None
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() in (b"content-length", b"l"):
            length = int(value)
    if len(rest) < length:
        return None
    return (head + found + rest[:length]).decode("utf-8", "replace"), rest[length:]


__all__ = ["SipPeer", "Call", "make_sdp", "parameter", "uri_in"]
