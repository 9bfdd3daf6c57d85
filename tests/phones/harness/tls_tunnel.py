"""A port that leads over TLS to somewhere else, with a certificate of who calls: for programs that speak TCP alone, such as Debian's SIPp."""
import socket
import threading

from .encrypted import Encrypted, believing
from .processes import close_unread


class TlsTunnel:
    """`lasting`: when the other end ends its connection the program keeps its own, and the tunnel opens another one, as a proxy does; it
    says `greeting` over that first."""

    def __init__(self, to, certificate=None, key=None, lasting=False, greeting=b""):
        self._to, self._lasting, self._greeting = to, lasting, greeting
        self._context = believing()
        if certificate:
            self._context.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address, self._open = self._listening.getsockname(), []
        self._ends, self._readers = threading.Event(), []
        self._read_by(self._serve)

    def _read_by(self, *what):
        self._readers.append(threading.Thread(target=what[0], args=what[1:], daemon=True))
        self._readers[-1].start()

    def _connect(self):
        self._open.append(Encrypted(self._context.wrap_socket(socket.create_connection(self._to, 5))))
        return self._open[-1]

    def _serve(self):
        while True:
            try:
                here = self._listening.accept()[0]
                there = [self._connect()]  # the present one
            except OSError:
                return
            self._open.append(here)
            self._read_by(self._up, here, there)
            self._read_by(self._down, here, there)

    def _up(self, here, there):
        try:
            while data := here.recv(65536):
                there[0].sendall(data)
            there[0].shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other direction has ended it

    def _down(self, here, there):
        while True:
            try:
                while data := there[0].recvfrom(65536)[0]:
                    here.sendall(data)
            except OSError:
                pass
            if not self._lasting or not self._again(there):
                break
        try:
            here.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other direction has ended it

    def _again(self, there):
        while not self._ends.wait(0.1):
            try:
                there[0] = self._connect()
                there[0].sendall(self._greeting)
                return True
            except OSError:
                pass  # nobody is there yet
        return False

    def close(self):
        self._ends.set()
        close_unread(self._readers, self._listening, *self._open)
