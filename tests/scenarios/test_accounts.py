"""People who log in to the console: from the first account to the last word, with a running server."""
import glob
import http.client
import json
import os
import pty
import re
import stat
import subprocess
import unittest

from harness.contract import CONTRACT
from harness.processes import wait_until
from harness.server import MAIN_LOT, layby
from parking import ParkingTest
from test_upgrade import FixedPlace


FRONT_LOT = MAIN_LOT.replace('"main"', '"front"').replace('"700"', '"800"').replace("701-720", "801-820")


class Accounts(FixedPlace):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT + FRONT_LOT + """
[[rights]]
account = "fay"
lots = ["front"]
"""}

    def command(self, *words, said=""):
        done = subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True, timeout=20, input=said)
        return done.returncode, done.stdout, done.stderr

    def ask(self, method, path, body=None, **fields):
        """(status, JSON, fields) as a page gets it; held against the contract."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.api_port, timeout=10)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in
                                                                                           fields.items()}})
            answer = connection.getresponse()
            text = answer.read().decode()
            CONTRACT.check(method, path, answer.status, answer.getheader("Content-Type"), text)
            return answer.status, json.loads(text), answer.headers
        finally:
            connection.close()

    def log_in(self, name, password):
        status, said, fields = self.ask("POST", "/api/v1/session", {"name": name, "password": password})
        return status, {"Cookie": (fields["Set-Cookie"] or "").partition(";")[0], "X_CSRF_Token": said.get("csrf_token", "")}

    def test_the_first_account_is_admin_and_its_password_is_in_no_file(self):
        code, listed, _ = self.command("account", "list")
        self.assertEqual((code, re.findall(r"^(\w+) +(\w+)", listed, re.MULTILINE)), (0, [("ACCOUNT", "ROLE"), ("admin", "admin")]))
        with open(os.path.join(self.server.dir, "log-1")) as first:
            self.assertIn("account admin was made for the console", first.read())
        code, made, _ = self.command("account", "password", "admin", said="\n")
        password = made.strip()
        self.assertEqual((code, len(password)), (0, 20))
        status, admin = self.log_in("admin", password)
        self.assertEqual(status, 200)
        self.assertEqual(self.ask("GET", "/api/v1/accounts", **admin)[0], 200)
        file = os.path.join(self.server.state, "api-accounts")
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        for path in glob.glob(os.path.join(self.server.dir, "**"), recursive=True):
            if os.path.isfile(path):
                with open(path, "rb") as one:
                    self.assertNotIn(password.encode(), one.read(), path)
        self.assertEqual(self.command("account", "remove", "admin")[0], 0)
        self.server.restart()
        self.assertIn("Nobody may log in", self.command("account", "list")[1])

    def test_somebody_stays_logged_in_over_an_upgrade_until_the_account_is_removed(self):
        code, said, complaint = self.command("account", "add", "ann", "--role", "agent", "--user", "204", said="a good password\n")
        self.assertEqual((code, said), (0, "ann may log in as agent.\n"), complaint)
        self.assertEqual(self.command("account", "add", "ann", "--role", "admin", said="\n")[0], 1)
        status, ann = self.log_in("ann", "a good password")
        self.assertEqual(status, 200)
        self.assertEqual(subprocess.run([layby(), "upgrade", "--state", self.server.state], capture_output=True, timeout=60).returncode, 0)
        status, said, _ = self.ask("GET", "/api/v1/session", **ann)
        self.assertEqual((status, said["name"], said["user"]), (200, "ann", "204"))
        status, said, _ = self.ask("POST", "/api/v1/lots/main/slots/701/retrieve", {}, **ann)
        self.assertEqual((status, said["code"]), (404, "slot_empty"))
        self.assertEqual(self.ask("POST", "/api/v1/drain", {}, **ann)[1]["code"], "out_of_scope")
        self.assertEqual(self.command("account", "remove", "ann")[0], 0)
        self.assertEqual(self.ask("GET", "/api/v1/session", **ann)[1]["code"], "session_over")
        self.assertEqual(self.log_in("ann", "a good password")[0], 401)
        wait_until(lambda: "wrong password for an unknown account, 1 in a row from 127.0.0.1\n" in self.server.log(), 5, "the failure in the log")
        self.assertNotIn("a good password", self.server.log())
        audit = self.server.ask("GET", "/api/v1/audit")[1]["audit"]
        self.assertIn(("account ann", "127.0.0.1", "POST /api/v1/session", 200),
                      [(one["who"], one["from"], one["what"], one["status"]) for one in audit])

    def test_somebody_changes_her_own_password_by_command_and_is_logged_out_elsewhere(self):
        self.assertEqual(self.command("account", "add", "cleo", "--role", "viewer", said="a good password\n")[0], 0)
        _, cleo = self.log_in("cleo", "a good password")
        self.assertEqual(self.command("password", "cleo", said="a bad password\na better password\n")[0], 1)
        code, said, complaint = self.command("password", "cleo", said="a good password\na better password\n")
        self.assertEqual((code, complaint), (0, ""))
        self.assertIn("was changed", said)
        self.assertEqual(self.ask("GET", "/api/v1/session", **cleo)[1]["code"], "session_over")
        self.server.kill()
        self.server.start()
        self.assertEqual(self.log_in("cleo", "a good password")[0], 401)
        self.assertEqual(self.log_in("cleo", "a better password")[0], 200)
        self.assertNotIn("a better password", self.server.log())
        self.assertEqual(self.command("account", "remove", "cleo")[0], 0)


    def test_somebody_with_rights_for_a_lot_sees_that_one_alone(self):
        self.assertEqual(self.command("account", "add", "fay", "--role", "supervisor", said="a good password\n")[0], 0)
        _, fay = self.log_in("fay", "a good password")
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_blind(here)
        self.assertEqual([lot["name"] for lot in self.ask("GET", "/api/v1/lots", **fay)[1]["lots"]], ["front"])
        self.assertEqual(self.ask("GET", "/api/v1/calls", **fay)[1]["calls"], [])
        self.assertEqual(self.ask("POST", "/api/v1/lots/main/slots/701/release", **fay)[1]["code"], "no_such_lot")
        self.end(self.peer("203").connect("701"), there)
        there, here = self.peers_talk(self.one("201"), self.one("202"))
        self.park_blind(here, "801", "800")
        self.assertEqual([call["state"] for call in self.ask("GET", "/api/v1/calls", **fay)[1]["calls"]], ["parked"])
        self.assertEqual(self.ask("POST", "/api/v1/lots/front/slots/801/release", **fay)[0], 200)
        there.expect_bye()
        wait_until(lambda: len(self.server.ask("GET", "/api/v1/history")[1]["history"]) >= 2, 5, "both in the history")
        self.assertEqual({one["lot"] for one in self.ask("GET", "/api/v1/history", **fay)[1]["history"]}, {"front"})
        main = next(one for one in self.server.ask("GET", "/api/v1/history")[1]["history"] if one["lot"] == "main")
        self.assertEqual(self.ask("GET", f"/api/v1/history/{main['id']}", **fay)[1]["code"], "no_such_entry")
        whole = self.server.ask("GET", "/api/v1/calls/history")[1]["calls"]
        seen = self.ask("GET", "/api/v1/calls/history", **fay)[1]["calls"]
        self.assertLess({one["id"] for one in seen}, {one["id"] for one in whole})
        self.assertEqual(self.command("account", "remove", "fay")[0], 0)


class AFirstStartOnATerminal(ParkingTest):
    def test_shows_the_password_of_admin_once(self):
        self.server.stop()
        os.remove(os.path.join(self.server.state, "api-accounts"))
        for once, words in ((True, "password"), (False, "")):
            ours, theirs = pty.openpty()
            process = subprocess.Popen([layby(), "serve", "--config", self.server.config, "--state", self.server.state], stdout=theirs,
                                       stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            os.close(theirs)
            text = b""
            try:
                while b"ready sip=" not in text:
                    text += os.read(ours, 4096)
            finally:
                process.terminate()
                process.wait(20)
                os.close(ours)
            found = re.search(rb"Account admin +password (\w{20}), shown once", text)
            self.assertEqual(found is not None, once, text)
        self.server.start()


if __name__ == "__main__":
    unittest.main()
