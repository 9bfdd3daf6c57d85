"""A provider that speaks TLS and does what a test says: it takes one connection after the other on a port of its own. What it has to say
goes over the last one."""
import socket
import ssl
import time

from .encrypted import Encrypted
from .processes import close_unread, wait_until
from .sip_peer import SipPeer


class TlsProvider(SipPeer):
    def __init__(self, certificate, key, ip="127.0.0.1"):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listen((ip, 0))
        self.place = self._listening.getsockname()[:2]
        self.connections, self.is_away = 0, False
        super().__init__(self.place, "5550001", ip=ip, transport="tls")

    def _listen(self, place):
        family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
        self._listening = socket.create_server(place, family=family)

    def _make_socket(self):
        self.port, self.socket = self.place[1], None

    def _read(self):
        while self._open:
            try:
                self.socket = Encrypted(self._context.wrap_socket(self._listening.accept()[0], server_side=True))
            except OSError:
                time.sleep(0.05)  # it is away, or that was no handshake
                continue
            self.connections += 1
            super()._read()

    def connected(self):
        self.connected_again(0)
        return self

    def break_connection(self):
        """Without a word. Layby connects again."""
        before = self.connections
        self.socket.shutdown(socket.SHUT_RDWR)
        return before

    def go_away(self):
        """Nobody can connect until it has come back."""
        self.is_away = True
        self._listening.shutdown(socket.SHUT_RDWR)
        self.break_connection()

    def come_back(self):
        self.is_away = False
        self._listen(self.place)
        self.connected_again(self.connections)

    def connected_again(self, before):
        wait_until(lambda: self.connections > before, 20, "the next connection")

    def close(self):
        self._open = False
        for call in self.calls.values():
            call.rtp.close()
        close_unread([self._reader], self._listening, *([self.socket] if self.socket else []))
