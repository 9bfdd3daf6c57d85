"""A STUN server (RFC 8489): tells who asks where the question came from."""
import socket
import struct
import threading

_COOKIE = 0x2112A442


def answer_to(request, source):
    """The answer to a Binding request from (ip, port); None: it is none."""
    if len(request) < 20 or struct.unpack(">H", request[:2])[0] != 1 or struct.unpack(">I", request[4:8])[0] != _COOKIE:
        return None
    ip, port = source[:2]
    address = struct.unpack(">I", socket.inet_aton(ip))[0] ^ _COOKIE
    value = struct.pack(">BBHI", 0, 1, port ^ _COOKIE >> 16, address)
    return struct.pack(">HH", 0x0101, 4 + len(value)) + request[4:20] + struct.pack(">HH", 0x0020, len(value)) + value


class StunServer:
    def __init__(self, ip, port=3478):
        self.asked = 0
        self.silent = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((ip, port))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                request, source = self._socket.recvfrom(1500)
            except OSError:
                return
            answer = answer_to(request, source)
            if answer:
                self.asked += 1
            if answer and not self.silent:
                self._socket.sendto(answer, source)

    def close(self):
        self._socket.close()
