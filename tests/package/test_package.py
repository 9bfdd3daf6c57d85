"""The life of the package in a Debian of its own: installed, used, upgraded with a caller in a slot, removed, purged.

    ./package test"""
import glob
import http.client
import os
import re
import shlex
import signal
import time
import unittest

from debian_root import CLEAN, DebianRoot, Ear, run
from harness import audio
from harness.office import OfficeTest
from harness.processes import Process, wait_until
from harness.server import Server

STATE = "/var/lib/layby"
OFFICE = "/etc/layby/office.toml"
UNIT = "/lib/systemd/system/layby.service"


def debs(variable, name="layby"):
    return glob.glob(os.path.join(os.environ[variable], f"{name}_*.deb"))[0]


def version_of(deb):
    return os.path.basename(deb).split("_")[1]


class PackagedServer(Server):
    """The server of the package, started as its unit says, by hand: there is no systemd in there."""

    def __init__(self, root, ear):
        self.root, self.ear = root, ear
        self.ip, self.ports, self.api_port, self.ca = "127.0.0.1", {"udp": 5060, "tcp": 5060}, 7080, None
        self.state = root.path(STATE)
        self.text = root.text(OFFICE)
        self.log_file = root.folder + ".server-log"
        self.start()

    def start(self):
        unit = dict(re.findall(r"^(\w+)=(.*)$", self.root.text(UNIT), re.MULTILINE))
        patience = f"WATCHDOG_USEC={int(unit['WatchdogSec']) * 1000000}"
        abilities = ",".join("+" + one.lower().removeprefix("cap_") for one in unit["AmbientCapabilities"].split())
        become = ["env", "-i", f"PATH={CLEAN['PATH']}", f"NOTIFY_SOCKET={self.ear.name}", patience,
                  "setpriv", f"--reuid={unit['User']}", f"--regid={unit['User']}", "--init-groups", "--no-new-privs",
                  f"--inh-caps={abilities}", f"--ambient-caps={abilities}", f"--bounding-set=-all,{abilities}"]
        self.process = Process(self.root.inside(*become, *shlex.split(unit["ExecStart"]), network=True), self.log_file)
        wait_until(lambda: "READY=1" in self.ear.listen(), 30, lambda: f"the server to be ready:\n{self.process.text()}")

    def leave(self):
        """As systemctl stop."""
        return self.process.end(10, signal.SIGUSR1)

    def close(self):
        self.process.end()
        os.unlink(self.log_file)


@unittest.skipUnless("LAYBY_PACKAGES" in os.environ, "no packages to try: ./package test")
class LifeOfAPackage(OfficeTest):
    """One story from beginning to end."""

    @classmethod
    def setUpClass(cls):
        cls.older, cls.newer = debs("LAYBY_OLDER_PACKAGES"), debs("LAYBY_PACKAGES")
        cls.root = DebianRoot()
        cls.addClassCleanup(cls.root.close)

    def setUp(self):
        self._closing = []

    def tearDown(self):
        for one in reversed(self._closing):
            one.close()

    def layby(self, *words, **how):
        return self.root.run("layby", *words, network=True, **how)

    def mode_and_owner(self, path):
        return self.root.run("stat", "-c", "%a %U:%G", path).strip()

    def test_from_the_installation_to_the_purge(self):
        self.it_is_installed_with_what_it_needs_to_run()
        self.root.enter_network()
        self.ear = self.close_later(Ear())
        self.server = self.close_later(PackagedServer(self.root, self.ear))
        self.it_works_at_once()
        here = self.a_caller_is_parked()
        self.an_upgrade_leaves_the_caller_where_it_is(here)
        self.a_mistake_in_the_configuration_keeps_the_old_program(here)
        self.a_reconfiguration_and_a_restart_change_nothing(here)
        self.the_caller_is_taken_out(here)
        self.what_is_kept_is_saved_and_restored()
        self.removed_it_says_goodbye_and_leaves_what_was_kept()
        self.purged_it_leaves_nothing()

    def it_is_installed_with_what_it_needs_to_run(self):
        self.before = self.root.packages()
        self.root.run("apt-get", "update")
        self.root.install(self.older)
        added = self.root.packages() - self.before
        self.assertEqual([name for name in added if name.endswith("-dev")], [])
        self.assertIn(f"layby {version_of(self.older)}\ncommit ", self.root.run("layby", "version"))
        self.assertEqual(self.mode_and_owner(OFFICE), "640 root:layby")
        self.assertEqual(self.mode_and_owner(STATE), "700 layby:layby")
        self.assertEqual(self.root.run("layby", "check", OFFICE, user="layby"), f"{OFFICE}: good; 3 users, no trunks, 1 lot\n")

    def it_works_at_once(self):
        listed = self.layby("accounts", OFFICE, "--state", STATE)
        self.passwords = dict(re.findall(r"^(20\d)\s+(\S+)$", listed, re.MULTILINE))
        self.assertEqual(sorted(self.passwords), ["201", "202", "203"])
        for password in self.passwords.values():
            self.assertNotIn(password, self.server.log())
        self.assertIn("layby accounts shows them", self.server.log())
        self.assertIn("layby account password admin sets its password", self.server.log())
        made = self.layby("account", "password", "admin").split()[0]
        self.assertEqual(self.log_in("admin", made), 200)
        self.assertNotIn(made, self.server.log())

    def log_in(self, name, password):
        connection = http.client.HTTPConnection("127.0.0.1", 7080, timeout=5)
        try:
            connection.request("POST", "/api/v1/session", f'{{"name":"{name}","password":"{password}"}}', {"Content-Type": "application/json"})
            return connection.getresponse().status
        finally:
            connection.close()

    def registered(self, user):
        known = [one for one in self._closing if getattr(one, "user", None) == user]
        return known[0] if known else self.peer(user, password=self.passwords[user])

    def a_caller_is_parked(self):
        there, here = self.peers_talk(self.registered("201"), self.registered("202"))
        self.assertEqual(there.refer("700").status, 202)
        there.bye()
        slot = wait_until(lambda: next(iter(self.server.parked()), None), 5, "a parked caller")
        self.server.wait_parked(slot)
        self.slot = str(slot)
        return here

    def hears_music(self, here):
        """Three seconds of it, from now on."""
        def three_seconds(sound):
            return len(sound) >= 3 * audio.RATE and audio.which_music(sound[-3 * audio.RATE:])[1] > 0.8
        here.rtp.wait_to_hear(three_seconds, 15, "music", time.monotonic())

    def an_upgrade_leaves_the_caller_where_it_is(self, here):
        self.hears_music(here)
        pid, start = self.server.process.pid, time.monotonic()
        said = self.root.install(self.newer)
        self.assertIn(f"Layby {version_of(self.newer)} has taken over; 1 caller is parked", said)
        self.assertEqual(self.server.ask("GET", "/api/v1/version")[1]["version"], version_of(self.newer))
        self.assertEqual((self.server.process.running(), self.server.process.pid), (True, pid))
        self.assertEqual(os.readlink(f"/proc/{pid}/exe"), self.root.path("/usr/bin/layby"))
        self.hears_music(here)
        self.assertNotIn("STOPPING=1", self.ear.listen())
        self.assertGreaterEqual(self.ear.listen().count("READY=1"), 2)
        print(f"\nlongest silence during the upgrade: {here.rtp.longest_gap(start):.2f} s")
        self.assertLess(here.rtp.longest_gap(start), 2.0)
        self.assertEqual(str(next(iter(self.server.parked()))), self.slot)

    def a_mistake_in_the_configuration_keeps_the_old_program(self, here):
        good = self.root.text(OFFICE)
        self.write_office(good + "slotz = 3\n")
        said = self.root.install(self.newer, again=True)
        self.write_office(good)
        self.assertIn("slotz", said)
        self.assertIn("try again: layby upgrade", said)
        self.assertEqual(str(next(iter(self.server.parked()))), self.slot)
        self.assertFalse(here.has_request("BYE"))
        self.assertEqual(self.mode_and_owner(OFFICE), "640 root:layby")

    def write_office(self, text):
        with open(self.root.path(OFFICE), "w") as file:
            file.write(text)

    def a_reconfiguration_and_a_restart_change_nothing(self, here):
        self.root.run("dpkg-reconfigure", "layby")
        self.assertEqual(str(next(iter(self.server.parked()))), self.slot)
        self.ear.listen()
        self.ear.heard.clear()
        self.assertEqual(self.server.leave(), 0)
        self.server.start()
        self.assertEqual(str(next(iter(self.server.parked()))), self.slot)
        self.assertFalse(here.has_request("BYE"))

    def the_caller_is_taken_out(self, here):
        taken = self.registered("203").connect(self.slot)
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "203") >= 2, 6, "the voice of 203")
        taken.bye()
        here.expect_bye()
        self.server.assert_idle()

    def what_is_kept_is_saved_and_restored(self):
        self.layby("backup", "/root/saved")
        self.assertEqual(self.mode_and_owner("/root/saved"), "600 root:root")
        self.assertIn("is in use by another layby", self.layby("restore", "/root/saved", "--state", STATE, fails=True))
        self.assertEqual(self.server.leave(), 0)
        self.layby("restore", "/root/saved", "--state", STATE)
        strangers = self.root.run("find", STATE, "-not", "-user", "layby")
        self.assertEqual(strangers, "", "what isn't the server's own it can't use")
        self.ear.heard.clear()
        self.server.start()
        self.assertEqual([one["outcome"] for one in self.server.ask("GET", "/api/v1/history")[1]["history"]], ["retrieved"])

    def removed_it_says_goodbye_and_leaves_what_was_kept(self):
        here = self.a_caller_is_parked()
        self.root.run("apt-get", "-y", "remove", "layby")
        here.expect_bye()
        self.assertEqual(self.server.process.wait(10), 0)
        self.assertFalse(os.path.exists(self.root.path("/usr/bin/layby")))
        for kept in (OFFICE, STATE + "/layby.db"):
            self.assertTrue(os.path.exists(self.root.path(kept)), kept)

    def purged_it_leaves_nothing(self):
        self.root.run("apt-get", "-y", "purge", "layby")
        self.root.run("apt-get", "-y", "autoremove", "--purge")
        self.assertEqual(self.root.files_named("layby"), [])
        self.assertEqual(self.root.packages() - self.before - {"adduser"}, set())
        self.assertTrue(self.root.run("getent", "passwd", "layby").rstrip().endswith("/usr/sbin/nologin"))


@unittest.skipUnless("LAYBY_PACKAGES" in os.environ, "no packages to try: ./package test")
class Files(unittest.TestCase):
    """What is in the packages, without installing them."""

    def listing(self, name):
        return run("dpkg-deb", "--contents", debs("LAYBY_PACKAGES", name))

    def test_the_server_has_its_pages_and_completions(self):
        listing = self.listing("layby")
        for path in ("usr/share/man/man1/layby.1.gz", "usr/share/man/man5/office.toml.5.gz", "usr/share/bash-completion/completions/layby",
                     "usr/share/zsh/vendor-completions/_layby", "lib/systemd/system/layby.service"):
            self.assertIn(f"./{path}\n", listing)

    def test_the_documents_and_examples_lie_side_by_side(self):
        listing = self.listing("layby-doc")
        for path in ("docs/admin-guide.md", "docs/board/light.png", "examples/everything.toml", "README.md"):
            self.assertIn(f"./usr/share/doc/layby/{path}\n", listing)


if __name__ == "__main__":
    unittest.main()
