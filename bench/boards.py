"""Boards that are open somewhere, and read all that the live feed tells them: for bench.py."""
import base64
import multiprocessing
import os
import selectors
import socket
import time

EVENT, CONTINUES = b"\nevent: ", len(b"\nevent: ") - 1
ANSWER_WITHIN = 10


def token_of(state):
    """What opens the API over TCP for everything."""
    with open(os.path.join(state, "api-token")) as file:
        return file.read().strip()


def open_board(port, token):
    """A WebSocket (RFC 6455) that has been accepted. What is sent over it isn't looked at but for its events."""
    board = socket.create_connection(("127.0.0.1", port), ANSWER_WITHIN)
    key = base64.b64encode(os.urandom(16)).decode()
    board.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    answer = board.recv(12)
    if answer != b"HTTP/1.1 101":
        raise OSError(f"a board was refused: {answer!r}")
    board.setblocking(False)
    return board


def read_all(port, token, count, opened, ending, told):
    """The life of a process: `told` gets, for each board, how many events came, and how many boards were still open at the end."""
    boards = selectors.DefaultSelector()
    for _ in range(count):
        boards.register(open_board(port, token), selectors.EVENT_READ, [0, b""])
    opened.set()
    closed = []
    while not ending.is_set():
        for ready, _ in boards.select(0.1):
            data = ready.fileobj.recv(1 << 18)
            if not data:
                closed.append(ready.data[0])
                boards.unregister(ready.fileobj)
                continue
            ready.data[1] += data
            ready.data[0] += ready.data[1].count(EVENT)
            ready.data[1] = ready.data[1][-CONTINUES:]
        time.sleep(0.02)  # as a page that draws 50 times a second
    still = [one.data[0] for one in boards.get_map().values()]
    told.put((still + closed, len(still)))


class Boards:
    def __init__(self, port, state, count):
        opened, self.ending, self.told = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
        self.reader = multiprocessing.Process(target=read_all, args=(port, token_of(state), count, opened, self.ending, self.told), daemon=True)
        self.reader.start()
        if not opened.wait(ANSWER_WITHIN):
            raise OSError("the boards could not be opened")

    def close(self):
        """(events that each board was told, boards that were still open)"""
        self.ending.set()
        result = self.told.get(timeout=ANSWER_WITHIN)
        self.reader.join()
        return result
