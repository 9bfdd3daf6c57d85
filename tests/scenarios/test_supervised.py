"""What systemd hears of the server: that it is ready, that it lives, that it ends."""
import contextlib
import ctypes
import os
import signal
import socket

from harness.processes import scratch, stays, wait_until
from test_upgrade import FixedPlace


SEIZE, INTERRUPT, DETACH, ANY_THREAD = 0x4206, 0x4207, 17, 0x40000000  # <linux/ptrace.h>, <linux/wait.h>


@contextlib.contextmanager
def frozen(thread):
    """One thread of another process stands still, as a debugger does it; the others go on."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    for request in (SEIZE, INTERRUPT):
        if libc.ptrace(request, thread, None, None) != 0:
            raise PermissionError(ctypes.get_errno(), "ptrace")
    libc.waitpid(thread, None, ANY_THREAD)
    try:
        yield
    finally:
        libc.ptrace(DETACH, thread, None, None)


class Supervised(FixedPlace):
    """A supervisor that ends who says nothing for three seconds."""

    @classmethod
    def setUpClass(cls):
        cls.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        cls.addClassCleanup(cls.ear.close)
        cls.ear.setblocking(False)
        told = {"NOTIFY_SOCKET": os.path.join(scratch("ear"), "ear"), "WATCHDOG_USEC": "3000000"}
        cls.ear.bind(told["NOTIFY_SOCKET"])
        os.environ.update(told)
        cls.addClassCleanup(lambda: [os.environ.pop(name) for name in told])
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.heard = []

    def listen(self):
        while True:
            try:
                self.heard.append(self.ear.recv(200).decode())
            except BlockingIOError:
                return self.heard

    def wait_to_hear(self, word, times=1):
        wait_until(lambda: self.listen().count(word) >= times, 10, lambda: f"{times} {word}; heard {self.heard}")

    def forget(self):
        self.listen()
        self.heard = []

    def test_hears_that_it_is_ready_and_then_again_and_again_that_it_lives(self):
        self.forget()
        self.server.restart()
        self.wait_to_hear("READY=1")
        self.wait_to_hear("WATCHDOG=1", 3)

    def test_hears_it_of_the_new_program_after_an_upgrade(self):
        here = self.parked_call()
        self.forget()
        self.layby("upgrade")
        self.wait_to_hear("READY=1")
        self.wait_to_hear("WATCHDOG=1", 2)
        self.assertNotIn("STOPPING=1", self.heard)
        self.taken_out(here)

    def test_hears_nothing_while_the_signalling_thread_hangs_though_all_others_go_on(self):
        if os.geteuid() != 0:
            self.skipTest("only root may hold a thread of a server that keeps its memory secret")
        with frozen(self.server.process.pid):  # the main thread, which is the signalling one
            self.forget()
            stays(lambda: "WATCHDOG=1" not in self.listen(), 3, "a server that hangs says that it lives")
        self.wait_to_hear("WATCHDOG=1", 2)

    def test_hears_that_it_ends(self):
        for how in (signal.SIGTERM, signal.SIGUSR1):
            self.forget()
            self.server.process.popen.send_signal(how)
            self.ended()
            self.wait_to_hear("STOPPING=1")
