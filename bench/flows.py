"""Phones over TLS that only stay registered, and strangers who begin handshakes that they never finish: for bench.py."""
import asyncio
import hashlib
import os
import re
import resource
import socket
import ssl
import statistics
import threading
import time

PASSWORD = "a password of the benchmark"
SOURCES = [f"127.0.{net}.{host}" for net in range(1, 11) for host in range(1, 21)]
AT_ONCE = 64  # handshakes of ours


def permit_files(wanted=100_000):
    """As many as the service's unit permits, for us and whom we start. Where that isn't ours to say, fewer phones come in."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
    except (OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def configuration(base, phones):
    """That of the other measurements, with a port for TLS and so many users."""
    text = base.replace('"udp:127.0.0.1:5360"', '"udp:127.0.0.1:5360", "tls:127.0.0.1:5361"\n]\nregister_max_tcp = "1h"\nmax_calls = 100\n#')
    return text + "".join(f'\n[[user]]\nname = "{name}"\npassword = "{PASSWORD}"\n' for name in names(phones))


def names(phones):
    return [str(20001 + at) for at in range(phones)]


def trusting():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Phones:
    """Registered over a connection each; on a thread of their own."""

    def __init__(self, port):
        self.port, self.open, self.failed = port, [], []
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def register(self, users):
        """How long all of them took, in seconds."""
        begun = time.time()
        asyncio.run_coroutine_threadsafe(self._register_all(users), self.loop).result()
        return time.time() - begun

    async def _register_all(self, users):
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(at, user):
            async with turn:
                try:
                    self.open.append(await self._register(user, SOURCES[at % len(SOURCES)]))
                except (OSError, AssertionError, asyncio.IncompleteReadError) as why:
                    self.failed.append(why)
        await asyncio.gather(*(one(at, user) for at, user in enumerate(users)))

    async def _register(self, user, source):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=trusting(), local_addr=(source, 0))
        contact = "<sip:{}@{}:{};transport=tls>".format(user, *writer.get_extra_info("sockname"))
        answer = await self._ask(reader, writer, user, contact, 1, "")
        assert answer.startswith("SIP/2.0 401"), answer
        proof = digest(re.search(r'nonce="([^"]+)", algorithm=MD5', answer)[1], user)
        answer = await self._ask(reader, writer, user, contact, 2, f"Authorization: {proof}\r\n")
        assert answer.startswith("SIP/2.0 200"), answer
        return reader, writer

    @staticmethod
    async def _ask(reader, writer, user, contact, cseq, proof):
        writer.write((f"REGISTER sip:layby SIP/2.0\r\nVia: SIP/2.0/TLS {contact[5:].split('@')[1].split(';')[0]};branch=z9hG4bK{user}x{cseq}\r\n"
                      f"From: <sip:{user}@layby>;tag=1\r\nTo: <sip:{user}@layby>\r\nCall-ID: {user}\r\nCSeq: {cseq} REGISTER\r\n"
                      f"Contact: {contact}\r\nExpires: 3600\r\nMax-Forwards: 70\r\n{proof}Content-Length: 0\r\n\r\n").encode())
        return (await reader.readuntil(b"\r\n\r\n")).decode()

    def ping(self):
        """Each sends what keeps its way open (RFC 5626 section 3.5.1); how many are answered."""
        return asyncio.run_coroutine_threadsafe(self._ping_all(), self.loop).result()

    async def _ping_all(self):
        async def one(reader, writer):
            writer.write(b"\r\n\r\n")
            return await asyncio.wait_for(reader.readexactly(2), 10) == b"\r\n"
        return sum(done is True for done in await asyncio.gather(*(one(*pair) for pair in self.open), return_exceptions=True))

    def close(self):
        for _, writer in self.open:
            self.loop.call_soon_threadsafe(writer.transport.abort)
        time.sleep(1)
        self.loop.call_soon_threadsafe(self.loop.stop)


def digest(nonce, user):
    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()
    secret, what = md5(f"{user}:layby:{PASSWORD}"), md5("REGISTER:sip:layby")
    proof = md5(f"{secret}:{nonce}:00000001:bench:auth:{what}")
    return (f'Digest username="{user}", realm="layby", nonce="{nonce}", uri="sip:layby", algorithm=MD5, qop=auth, nc=00000001, cnonce="bench", '
            f'response="{proof}"')


def hello():
    """The first bytes of a handshake."""
    out = ssl.MemoryBIO()
    try:
        trusting().wrap_bio(ssl.MemoryBIO(), out).do_handshake()
    except ssl.SSLWantReadError:
        return out.read()


def begin_handshakes(port, seconds, source):
    """Begins one after the other, waits for the server's answer, and leaves; prints how many. A process of its own."""
    said, until, begun = hello(), time.time() + seconds, 0
    while time.time() < until:
        with socket.socket() as one:
            one.settimeout(1)
            one.bind((source, 0))
            try:
                one.connect(("127.0.0.1", port))
                one.sendall(said)
                begun += one.recv(100) != b""
            except OSError:
                pass
    return begun


def answers_ms(port, seconds):
    """How long OPTIONS over UDP take meanwhile, fifty a second: median, p99, and how many never came."""
    times, lost, until = [], 0, time.time() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(2)
        while time.time() < until:
            branch = os.urandom(8).hex()
            begun = time.time()
            one.sendto((f"OPTIONS sip:layby SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{one.getsockname()[1]};branch=z9hG4bK{branch}\r\nFrom: <sip:a@b>;tag=1\r\n"
                        f"To: <sip:layby>\r\nCall-ID: {branch}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode(), ("127.0.0.1", port))
            try:
                one.recv(4000)
                times.append((time.time() - begun) * 1000)
            except TimeoutError:
                lost += 1
            time.sleep(0.02)
    times.sort()
    return {"p50": statistics.median(times), "p99": times[int(len(times) * 0.99)], "lost": lost}
