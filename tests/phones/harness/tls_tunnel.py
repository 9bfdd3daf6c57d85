"""A port that leads over TLS to somewhere else, with a certificate of who calls: for programs that speak TCP alone, such as Debian's SIPp."""
import socket
import ssl
import threading

from .encrypted import Encrypted
from .processes import close_unread


class TlsTunnel:
    def __init__(self, to, certificate=None, key=None):
        self._to = to
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname, self._context.verify_mode = False, ssl.CERT_NONE
        if certificate:
            self._context.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address, self._open = self._listening.getsockname(), []
        self._readers = []
        self._read_by(self._serve)

    def _read_by(self, *what):
        self._readers.append(threading.Thread(target=what[0], args=what[1:], daemon=True))
        self._readers[-1].start()

    def _serve(self):
        while True:
            try:
                here = self._listening.accept()[0]
                there = Encrypted(self._context.wrap_socket(socket.create_connection(self._to, 5)))
            except OSError:
                return
            self._open += [here, there]
            self._read_by(self._copy, lambda: here.recv(65536), there)
            self._read_by(self._copy, lambda: there.recvfrom(65536)[0], here)

    @staticmethod
    def _copy(read, to):
        try:
            while data := read():
                to.sendall(data)
            to.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other direction has ended it

    def close(self):
        close_unread(self._readers, self._listening, *self._open)
