"""What is kept is saved to a file while the server runs, and put back while it doesn't."""
import os
import pathlib
import signal
import sqlite3
import stat
import subprocess

from harness.processes import free_port, wait_until
from harness.server import layby
from test_upgrade import FixedPlace


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


class Backup(FixedPlace):
    def setUp(self):
        super().setUp()
        self.file = os.path.join(self.server.dir, self.id().rpartition(".")[2])

    def left(self):
        """The server has gone and left its calls to the next start."""
        self.server.process.popen.send_signal(signal.SIGUSR1)
        self.assertEqual(self.server.process.wait(10), 0)
        self.server.stop()

    def in_state(self, name):
        return os.path.join(self.server.state, name)

    def save(self):
        wait_until(lambda: self.server.counter("store", "queued") == 0, 5, "everything to be written")
        code, said = self.layby("backup", self.file)
        self.assertEqual(code, 0, said)

    def restore(self):
        code, said = self.layby("restore", self.file)
        self.assertEqual(code, 0, said)
        return said.rstrip(".\n").rpartition(" ")[2]

    def test_a_caller_who_was_parked_then_is_parked_and_retrieved(self):
        here = self.parked_call()
        self.save()
        self.assertEqual(mode(self.file), 0o600)
        self.left()
        os.unlink(self.in_state("layby.db"))
        pathlib.Path(self.in_state("api-token")).write_text("another\n")
        aside = self.restore()
        self.assertEqual(pathlib.Path(aside, "api-token").read_text(), "another\n")
        self.assertEqual((mode(aside), mode(self.in_state("layby.db")), mode(self.in_state("api-token"))), (0o700, 0o600, 0o600))
        self.assertFalse([name for name in os.listdir(self.server.state) if name.startswith("restoring")])
        self.server.start()
        self.assertEqual(self.server.slot(701)["caller"]["name"], "Bob Ray")
        self.stays_up(here)
        self.taken_out(here)

    def test_no_file_of_the_state_is_forgotten(self):
        self.server.text = self.server.text.replace('listen = ["udp:', f'listen = ["tls:127.0.0.1:{free_port()}", "udp:')
        self.server.restart()
        self.assertEqual(self.layby("trace", "on")[0], 0)
        self.assertEqual(self.layby("token", "add", "wallboard", "--scope", "viewer")[0], 0)
        self.save()
        with sqlite3.connect(self.file) as saved:
            names = {name for name, in saved.execute("SELECT name FROM backup_files")}
        left_out = {"layby.db", "layby.db-wal", "layby.db-shm", "layby.sock", "lock", "sounds", "api-sessions", "sip-trace.log", "messages"}
        kept = {name for name in os.listdir(self.server.state) if not name.startswith("before-restore-")}
        self.assertEqual(kept - names, left_out & kept)

    def test_nothing_is_overwritten(self):
        self.save()
        before = pathlib.Path(self.file).read_bytes()
        code, said = self.layby("backup", self.file)
        self.assertEqual((code, "is there already" in said), (1, True), said)
        self.assertEqual(pathlib.Path(self.file).read_bytes(), before)
        self.assertFalse(os.path.exists(self.file + ".unfinished"))

    def test_a_server_that_runs_is_left_alone(self):
        self.save()
        here = self.parked_call()
        code, said = self.layby("restore", self.file)
        self.assertEqual((code, "is in use by another layby" in said), (1, True), said)
        self.taken_out(here)

    def test_a_file_that_is_no_backup_leaves_all_as_it_was(self):
        pathlib.Path(self.file).write_text("a letter to Ann\n")
        here = self.parked_call()
        self.left()
        code, said = self.layby("restore", self.file)
        self.assertEqual((code, "isn't one" in said), (1, True), said)
        self.assertFalse([name for name in os.listdir(self.server.state) if name.startswith("restoring")])
        self.server.start()
        self.taken_out(here)

    def test_after_a_restore_that_was_cut_short_no_server_starts_until_it_is_done_again(self):
        self.save()
        self.left()
        os.mkdir(self.in_state("restoring"))
        done = subprocess.run([layby(), "serve", "--config", self.server.config, "--state", self.server.state],
                              capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 1)
        self.assertIn("run layby restore once more", done.stderr)
        self.restore()
        self.server.start()
