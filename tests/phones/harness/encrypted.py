"""A TLS connection that one thread reads while another writes, which OpenSSL doesn't allow by itself."""
import select
import socket
import ssl
import threading


def believing():
    """Of a client that takes whatever certificate the server has."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def connect(address, seconds=5):
    return Encrypted(believing().wrap_socket(socket.create_connection(address, seconds)))


class Encrypted:
    def __init__(self, connection):
        self._socket = connection
        self._socket.setblocking(False)
        self._lock = threading.Lock()
        self.version = connection.version()
        self.certificate = connection.getpeercert(binary_form=True)

    def recvfrom(self, size):
        while True:
            try:
                with self._lock:
                    return self._socket.recv(size), None
            except ssl.SSLWantReadError:
                self._wait()

    def _wait(self):
        try:
            select.select([self._socket], [], [], 0.2)
        except ValueError:  # closed at this moment
            raise OSError("the connection was closed") from None

    def sendall(self, data):
        data = memoryview(data)
        while data:
            try:
                with self._lock:
                    data = data[self._socket.send(data):]
            except ssl.SSLWantWriteError:
                select.select([], [self._socket], [], 0.2)

    def settimeout(self, _):
        pass

    def getsockname(self):
        return self._socket.getsockname()

    def shutdown(self, how):
        self._socket.shutdown(how)

    def close(self):
        self._socket.close()
