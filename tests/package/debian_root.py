"""A Debian 12 of its own in a folder, with mounts and a network of its own: nothing in it reaches this machine, and all of it is gone
with the process that holds it. Needs root, and mmdebstrap the first time."""
import ctypes
import os
import re
import shutil
import socket
import subprocess
import tempfile

from harness.processes import Process, wait_until

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
KEPT = os.path.join(ROOT, "build", "package")
SOURCES = "deb http://deb.debian.org/debian bookworm main"
CLONE_NEWNET = 0x40000000
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}


def run(*command, fails=False, **how):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **how)
    if (done.returncode != 0) != fails:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def fresh(folder):
    """The smallest Debian that has apt; kept as an archive for the next time."""
    archive = os.path.join(KEPT, "debian.tar")
    if not os.path.exists(archive):
        run("mmdebstrap", "--mode=root", "--format=tar", "--variant=apt", "bookworm", archive + ".new", SOURCES)
        os.rename(archive + ".new", archive)
    run("tar", "-xf", archive, "-C", folder)


class DebianRoot:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="layby-debian-")
        fresh(self.folder)
        os.makedirs(os.path.join(KEPT, "archives"), exist_ok=True)
        self.holder = Process(["unshare", "--mount", "--net", "sh", "-ec", self._mounts() + "ip link set lo up; echo here; exec sleep infinity"],
                              self.folder + ".log")
        wait_until(lambda: "here" in self.holder.text(), 5, self.holder.text)
        shutil.copy("/etc/resolv.conf", self.path("/etc/resolv.conf"))

    def _mounts(self):
        """What Debian needs to see, and the packages that apt has loaded before."""
        return (f"mount -t proc proc {self.folder}/proc; mount --rbind /dev {self.folder}/dev; mount -t tmpfs run {self.folder}/run; "
                f"mount --bind {KEPT}/archives {self.folder}/var/cache/apt/archives; ")

    def path(self, inside):
        return os.path.join(self.folder, inside.lstrip("/"))

    def text(self, inside):
        with open(self.path(inside)) as file:
            return file.read()

    def inside(self, *command, network=False, user=None):
        """What a command is called as, to be run inside. `network`: in the network in there, else in this machine's."""
        net = ["--net"] if network else []
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--no-new-privs"] if user else []
        return ["nsenter", f"--target={self.holder.pid}", "--mount", *net, "chroot", self.folder, *become, *command]

    def run(self, *command, **how):
        where = {name: how.pop(name) for name in ("network", "user") if name in how}
        return run(*self.inside(*command, **where), env=CLEAN, **how)

    def install(self, *files, again=False):
        """Packages from files, and what they depend on, nothing else. `again`: also when they are installed."""
        for file in files:
            shutil.copy(file, self.path("/root"))
        return self.run("apt-get", "-y", "--no-install-recommends", "-o", "APT::Keep-Downloaded-Packages=1",
                        "install", *(["--reinstall"] if again else []),
                        *(f"/root/{os.path.basename(file)}" for file in files))

    def packages(self):
        return set(self.run("dpkg-query", "-W", "-f", "${Package}\n").split())

    def files_named(self, word):
        """Everything whose path has this word, except what Debian itself remembers of packages."""
        found = self.run("find", "/", "-xdev", "-name", f"*{word}*").split("\n")
        return sorted(path for path in found if path and not re.match(r"/(proc|dev|root|var/(lib|cache|log)/(apt|dpkg))", path))

    def enter_network(self):
        """Sockets that this thread and those that it starts open from now on are in there."""
        self.outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self._enter(os.open(f"/proc/{self.holder.pid}/ns/net", os.O_RDONLY))

    def leave_network(self):
        self._enter(self.outside)

    @staticmethod
    def _enter(network):
        if ctypes.CDLL(None, use_errno=True).setns(network, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        os.close(network)

    def close(self):
        self.holder.end()
        shutil.rmtree(self.folder)
        os.unlink(self.folder + ".log")


class Ear:
    """What systemd would hear: an abstract socket in the network in there."""
    name = "@layby-package-test"

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + self.name[1:])
        self.socket.setblocking(False)
        self.heard = []

    def listen(self):
        while True:
            try:
                self.heard.append(self.socket.recv(200).decode())
            except BlockingIOError:
                return self.heard

    def close(self):
        self.socket.close()
