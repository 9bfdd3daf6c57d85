"""What other accounts of the machine, its disk and its journal get to know: nothing."""
import glob
import os
import pty
import re
import socket
import stat
import subprocess
import unittest

from harness.office import SOUNDS
from harness.processes import discard, free_port, scratch, wait_until
from harness.server import Server, layby
from parking import ParkingTest


class TheCommandLine(unittest.TestCase):
    def run_it(self, *words, **how):
        done = subprocess.run([layby(), *words], capture_output=True, text=True, timeout=20, **how)
        return done.returncode, done.stdout + done.stderr

    def test_a_wrong_word_is_named_with_the_right_one(self):
        for word, meant in (("lotz", "lots"), ("LOTS", "lots"), ("retreive", "retrieve")):
            code, said = self.run_it(word)
            self.assertEqual((code, f'no command "{word}"' in said, f'did you mean "{meant}"?' in said), (2, True, True), said)

    def test_help_and_version_are_found_however_they_are_called(self):
        self.assertEqual(self.run_it("help"), self.run_it("--help"))
        code, said = self.run_it("help", "drain")
        self.assertEqual((code, "--within" in said), (0, True), said)
        self.assertEqual(self.run_it("-v"), self.run_it("--version"))
        self.assertEqual(self.run_it()[0], 2)

    def test_who_finds_no_server_is_told_where_it_was_looked_for(self):
        place = scratch("nobody")
        self.addCleanup(discard, place)
        code, said = self.run_it("lots", "--state", place)
        self.assertEqual((code, "layby.sock is not there" in said), (3, True), said)
        code, said = self.run_it("lots", "--api", f"http://127.0.0.1:{free_port()}/")
        self.assertEqual((code, "is it running?" in said), (3, True), said)

    def test_accounts_of_a_folder_that_is_not_there(self):
        root = os.path.join(os.path.dirname(__file__), "..", "..")
        code, said = self.run_it("accounts", "examples/small-office.toml", "--state", "tyop", cwd=root)
        self.assertEqual((code, "there is no directory tyop" in said), (1, True), said)
        code, said = self.run_it("check", "examples/small-office.toml", cwd=root)
        self.assertEqual((code, "1 lot\n" in said), (0, True), said)


class TheProgram(unittest.TestCase):
    def test_is_loaded_anywhere_and_its_tables_are_read_only(self):
        def elf(option):
            return subprocess.run(["readelf", option, layby()], capture_output=True, text=True, check=True).stdout
        self.assertIn("DYN", elf("-hW"))
        self.assertIn("BIND_NOW", elf("-dW"))
        self.assertIn("GNU_RELRO", elf("-lW"))
        symbols = elf("-sW")
        if "__asan_init" not in symbols:
            self.assertIn("__stack_chk_fail", symbols)
            self.assertRegex(symbols, r"__\w+_chk@")


class TheServersDoors(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def command(self, *words, **environment):
        done = subprocess.run([layby(), *words], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL,
                              env={**os.environ, **environment})
        return done.returncode, done.stdout + done.stderr

    def test_commands_find_the_server(self):
        api = f"127.0.0.1:{self.server.api_port}"
        sock = os.path.join(self.server.state, "layby.sock")
        self.assertEqual(stat.S_IMODE(os.stat(sock).st_mode), 0o600)
        for words, environment in ((("--state", self.server.state), {}), (("--api", sock), {}), (("--api", "unix:" + sock), {}),
                                   ((), {"LAYBY_STATE": self.server.state}), ((), {"LAYBY_API": sock}),
                                   (("--api", f"http://{api}/"), {"LAYBY_TOKEN": self.server.token()}),
                                   (("--api", api, "--state", self.server.state), {})):
            code, said = self.command("lots", *words, **environment)
            self.assertEqual((code, "Lot main" in said), (0, True), (words, environment, said))
        code, said = self.command("lots", "--api", api, LAYBY_TOKEN="wrong token, but long")
        self.assertEqual((code, "not a token" in said), (1, True), said)

    def test_who_has_neither_socket_nor_token_can_do_nothing(self):
        for method, path in (("POST", "drain"), ("POST", "reload"), ("POST", "upgrade"), ("GET", "lots"), ("GET", "history")):
            with socket.create_connection(("127.0.0.1", self.server.api_port), 5) as wire:
                wire.sendall(f"{method} /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
                self.assertIn(b" 401 ", wire.recv(4096).split(b"\r\n")[0])
        self.assertEqual(self.server.counter("runtime", "draining"), 0)

    def test_where_reading_is_free_nothing_else_is(self):
        server = Server(sounds="read_without_token = true\n" + SOUNDS)
        self.addCleanup(server.close)
        for method, path, status in (("GET", "lots", 200), ("GET", "status", 200), ("POST", "drain", 401), ("POST", "reload", 401)):
            with socket.create_connection(("127.0.0.1", server.api_port), 5) as wire:
                wire.sendall(f"{method} /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
                self.assertIn(f" {status} ".encode(), wire.recv(4096).split(b"\r\n")[0], path)

    def test_a_token_opens_as_much_as_its_scope_until_it_is_revoked_and_the_audit_says_who_did_what(self):
        state, api = ("--state", self.server.state), ("--api", f"127.0.0.1:{self.server.api_port}")
        done = subprocess.run([layby(), "token", "add", "wallboard", "--scope", "viewer", *state], capture_output=True, text=True,
                              timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)
        token = done.stdout.strip()
        with open(os.path.join(self.server.state, "api-tokens")) as file:
            kept = file.read()
        self.assertIn("wallboard viewer ", kept)
        self.assertNotIn(token, kept)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.server.state, "api-tokens")).st_mode), 0o600)
        self.server.restart()
        api = ("--api", f"127.0.0.1:{self.server.api_port}")
        code, said = self.command("lots", *api, LAYBY_TOKEN=token)
        self.assertEqual((code, "Lot main" in said), (0, True), said)
        code, said = self.command("drain", *api, LAYBY_TOKEN=token)
        self.assertEqual((code, "needs an account or a token with the scope admin" in said), (1, True), said)
        self.assertIn("wallboard  viewer", self.command("token", "list", *state)[1])
        self.assertEqual(self.command("token", "revoke", "wallboard", *state)[0], 0)
        code, said = self.command("lots", *api, LAYBY_TOKEN=token)
        self.assertEqual((code, "not a token" in said), (1, True), said)
        wait_until(lambda: "wrong token from 127.0.0.1, 1 in a row" in self.server.log(), 5, "the wrong token in the log")
        audit = self.server.ask("GET", "/api/v1/audit")[1]["audit"]
        lines = [(one["who"], one["what"], one["status"]) for one in audit]
        self.assertEqual(lines[1], ("token wallboard", "POST /api/v1/drain", 403), lines)
        self.assertEqual([(what, status) for _, what, status in lines if "tokens" in what],
                         [("DELETE /api/v1/tokens/wallboard", 200), ("PUT /api/v1/tokens/wallboard", 201)])
        self.assertRegex(audit[0]["from"], r"^pid \d+$")
        self.assertIn("token wallboard", self.command("audit", *state)[1])

    def test_idle_connections_dont_shut_the_admin_out(self):
        idle = [socket.create_connection(("127.0.0.1", self.server.api_port), 5) for _ in range(150)]
        try:
            code, said = self.command("lots", "--state", self.server.state)
            self.assertEqual((code, "Lot main" in said), (0, True), said)
        finally:
            for one in idle:
                one.close()
            wait_until(self.answers, 5, "a place at the port to be free again")

    def answers(self):
        try:
            return self.server.counters()
        except OSError:
            return None

    def test_the_log_says_who_gave_an_order(self):
        code, said = self.command("drain", "--cancel", "--state", self.server.state)
        self.assertEqual(code, 0, said)
        wait_until(lambda: re.search(r"command by \w+ \(pid \d+\): DELETE /api/v1/drain: 200", self.server.log()), 5,
                   lambda: f"the order in the log:\n{self.server.log()}")

    def test_a_pin_is_nowhere_on_the_disk(self):
        ann, bob = self.one("201"), self.one("202")
        there, here = self.peers_talk(ann, bob)
        self.assertEqual(there.reinvite(direction="sendonly").status, 200)
        key = ann.connect("*68702*90817263", speak=False)  # while this lasts its number is kept, too
        self.server.wait_parked("702")
        kept = b"".join(open(path, "rb").read() for path in glob.glob(os.path.join(self.server.state, "layby.db*")))
        self.assertIn(b"*68702*", kept)
        self.assertNotIn(b"90817263", kept)
        self.assertNotIn("90817263", self.server.log())
        there.expect_bye(10)
        key.expect_bye(15)
        here.bye()

    def test_a_crash_leaves_no_core_dump(self):
        with open(f"/proc/{self.server.process.pid}/limits") as limits:
            core = next(line for line in limits if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4], "0")


class FirstStart(unittest.TestCase):
    """The passwords that are made: seen by the admin who starts the server, and by nobody else."""

    def setUp(self):
        self.dir = scratch("first")
        self.addCleanup(discard, self.dir)
        self.config, self.state = os.path.join(self.dir, "office.toml"), os.path.join(self.dir, "state")
        self.write(0)

    def write(self, port):
        with open(self.config, "w") as file:
            file.write(f'[sip]\nlisten = ["udp:127.0.0.1:{port}"]\n[console]\nlisten = "127.0.0.1:0"\n[[user]]\nname = "201"\n')

    def start(self, terminal):
        """Until it is ready or has ended; what it said."""
        near, far = pty.openpty() if terminal else os.pipe()
        process = subprocess.Popen([layby(), "serve", self.config, "--state", self.state], stdout=far, stderr=far)
        os.close(far)
        said = b""
        try:
            while b"ready sip" not in said:
                some = os.read(near, 4096)
                if not some:
                    break
                said += some
        except OSError:  # a terminal whose other side has ended
            pass
        process.terminate()
        while True:  # the log's last lines
            try:
                some = os.read(near, 4096)
            except OSError:
                break
            if not some:
                break
            said += some
        process.wait(10)
        os.close(near)
        return said.decode()

    def password(self):
        with open(os.path.join(self.state, "passwords.toml")) as file:
            return re.search(r'"201" = "(\w+)"', file.read())[1]

    def test_a_terminal_shows_them_once(self):
        first = self.start(terminal=True)
        self.assertIn(self.password(), first)
        self.assertNotIn(self.password(), self.start(terminal=True))

    def test_a_journal_never_does(self):
        said = self.start(terminal=False)
        self.assertNotIn(self.password(), said)
        self.assertIn("layby accounts shows them", said)

    def test_the_first_start_that_succeeds_shows_them(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as busy:
            busy.bind(("127.0.0.1", 0))
            self.write(busy.getsockname()[1])
            self.assertIn("in use", self.start(terminal=True))
        self.write(0)
        self.assertIn(self.password(), self.start(terminal=True))


if __name__ == "__main__":
    unittest.main()
