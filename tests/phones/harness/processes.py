"""Programs that a test starts and always ends, and waiting on conditions with a deadline."""
import ctypes
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class Timeout(AssertionError):
    """A condition did not come true in time."""


def wait_until(condition, seconds, what, every=0.02):
    """Returns the first true value of condition(); `what` may be a text or a function that makes one."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            text = what() if callable(what) else what
            raise Timeout(f"waited {seconds:g} s in vain: {text}")
        time.sleep(every)


def close_unread(readers, *sockets):
    """Closes the sockets once these threads read them no more: the number of a closed socket may be another's at once, and a thread that
    is still about to read takes what that one receives."""
    for one in sockets:
        try:
            one.shutdown(socket.SHUT_RDWR)  # which wakes the reader, also of UDP
        except OSError:
            pass  # UDP says so nevertheless; or the other side has ended it
    for reader in readers:
        reader.join(5)
    for one in sockets:
        one.close()


def stays(condition, seconds, what, every=0.05):
    """Asserts that the condition is true during the whole time: for things that must not happen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not condition():
            raise AssertionError(what() if callable(what) else what)
        time.sleep(every)


_LOCKS = os.path.join(tempfile.gettempdir(), "layby-test-ports")
_held = []


def free_port(host="127.0.0.1", pair=False):
    """A port free for UDP and TCP that no other test of this machine is given while this one lives. It is taken
    from below the range of ephemeral ports, so that no outgoing connection steals it. `pair`: the odd neighbour of
    this even port is free too."""
    os.makedirs(_LOCKS, exist_ok=True)
    for _ in range(1000):
        port = random.randrange(12000, 31990)
        wanted = [port & ~1, port | 1] if pair else [port]
        if all(_bindable(host, one) for one in wanted) and _lock(wanted):
            return wanted[0]
    raise RuntimeError("no free port")


def _bindable(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with socket.socket(family, kind) as probe:
                probe.bind((host, port))
    except OSError:
        return False
    return True


def _lock(ports):
    taken = []
    for port in ports:
        handle = os.open(os.path.join(_LOCKS, str(port)), os.O_CREAT | os.O_RDWR, 0o666)
        taken.append(handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            for one in taken:
                os.close(one)
            return False
    _held.extend(taken)
    return True


def scratch(name):
    """A new directory for one test's files; kept when LAYBY_KEEP is set."""
    base = os.environ.get("LAYBY_SCRATCH") or None
    if base:
        os.makedirs(base, exist_ok=True)
    return tempfile.mkdtemp(prefix=f"layby-{name}-", dir=base)


def discard(path):
    if not os.environ.get("LAYBY_KEEP"):
        shutil.rmtree(path, ignore_errors=True)


def _die_with_parent():
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A program with its output in a file. Ends with the test, even when the test is killed."""

    def __init__(self, command, log, cwd=None, env=None, stdin=False):
        self.log = log
        self.command = command
        self._out = open(log, "wb")
        self.popen = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=self._out, stderr=subprocess.STDOUT, preexec_fn=_die_with_parent)

    @property
    def pid(self):
        return self.popen.pid

    def running(self):
        return self.popen.poll() is None

    def say(self, line):
        self.popen.stdin.write(line.encode() + b"\n")
        self.popen.stdin.flush()

    def text(self):
        with open(self.log, "rb") as file:
            return file.read().decode("utf-8", "replace")

    def wait(self, seconds):
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self, seconds=5, how=signal.SIGTERM):
        """Asks it to end, then makes it; returns the exit status."""
        if self.running():
            self.popen.send_signal(how)
            if self.wait(seconds) is None:
                self.popen.kill()
                self.popen.wait()
        if self.popen.stdin:
            self.popen.stdin.close()
        self._out.close()
        return self.popen.returncode
