"""A WebSocket (RFC 6455) that carries SIP: what is sent at once is one message, and so is what is received."""
import base64
import os
import re
import socket
import struct

from . import encrypted

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Refused(Exception):
    """The server has answered with something else than 101."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status, self.text = status, text


def connect(address, seconds=5, tls=False, path="/", protocol="sip", **headers):
    plain = encrypted.connect(address, seconds) if tls else socket.create_connection(address, seconds)
    return WebSocket(plain, "%s:%d" % address[:2], path, protocol, headers)


class WebSocket:
    def __init__(self, connection, host, path, protocol, headers):
        self.connection, self.pending = connection, b""
        self.closed = None  # the server's code and reason
        lines = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), "Sec-WebSocket-Protocol": protocol,
                 **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        self.connection.sendall(f"GET {path} HTTP/1.1\r\n{request}\r\n".encode())
        self.answer = self._head()
        status = int(self.answer.split(" ", 2)[1])
        if status != 101:
            length = re.search(r"(?im)^content-length: *(\d+)", self.answer)
            text = self._exactly(int(length[1]) if length else 0).decode()
            self.close()
            raise Refused(status, self.answer + text)

    def _head(self):
        while b"\r\n\r\n" not in self.pending:
            self._more()
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        return head.decode() + "\r\n\r\n"

    def _more(self):
        data = self.connection.recvfrom(65536)[0]
        if not data:
            raise OSError("the connection was closed")
        self.pending += data

    def _exactly(self, size):
        while len(self.pending) < size:
            self._more()
        data, self.pending = self.pending[:size], self.pending[size:]
        return data

    def frame(self):
        """(whether it is the last of its message, what it is, its bytes)"""
        first, second = self._exactly(2)
        size = second & 127
        if size > 125:
            size = struct.unpack(">H" if size == 126 else ">Q", self._exactly(2 if size == 126 else 8))[0]
        return first >> 7 == 1, first & 15, self._exactly(size)

    def recvfrom(self, _size):
        """The next message; empty: it was the last."""
        message = b""
        while True:
            last, kind, data = self.frame()
            if kind == PING:
                self.send_frame(PONG, data)
            elif kind == CLOSE:
                self.closed = (struct.unpack(">H", data[:2])[0] if data else 1005, data[2:].decode())
                return b"", None
            elif kind != PONG:
                message += data
                if last:
                    return message, None

    def send_frame(self, kind, data, last=True, masked=True):
        size = len(data)
        length = bytes([size]) if size < 126 else b"\x7e" + struct.pack(">H", size) if size < 65536 else b"\x7f" + struct.pack(">Q", size)
        length = bytes([length[0] | (128 if masked else 0)]) + length[1:]
        mask = os.urandom(4) if masked else b""
        body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)) if masked else data
        self.connection.sendall(bytes([(128 if last else 0) | kind]) + length + mask + body)

    def sendall(self, data):
        self.send_frame(TEXT, data)

    def settimeout(self, seconds):
        self.connection.settimeout(seconds)

    def getsockname(self):
        return self.connection.getsockname()

    def shutdown(self, how):
        self.connection.shutdown(how)

    def close(self):
        self.connection.close()
