"""An admin changes the settings from elsewhere: what they see, what is refused, and that callers stay while it takes effect."""
import glob
import http.client
import json
import os
import pathlib
import stat
import subprocess
import threading
import unittest

from harness.contract import CONTRACT
from harness.processes import wait_until
from harness.server import MAIN_LOT, PASSWORD, Server, layby
from parking import ParkingTest

PATH = "/api/v1/settings"
COMMENT = f'# password = "the old word of Ann"   # and {PASSWORD} is what they have now'
NOBODY = 65534


class Settings(ParkingTest):
    office = {"users": ("201", "202", "203"), "top": COMMENT,
              "lots": MAIN_LOT + '\n[[lot]]\nname = "front"\npark = "800"\nslots = "801-804"\npin = "471147"\n'}

    def ask(self, method, path=PATH, body=None, match=None, token=None, server=None):
        """(status, JSON, ETag), held against the contract."""
        server = server or self.server
        connection = http.client.HTTPConnection("127.0.0.1", server.api_port, timeout=10)
        try:
            fields = {"Authorization": "Bearer " + (token or server.token()), "Content-Type": "application/json"}
            if match:
                fields["If-Match"] = match
            connection.request(method, path, None if body is None else json.dumps(body), fields)
            answer = connection.getresponse()
            text = answer.read()
            CONTRACT.check(method, path, answer.status, answer.getheader("Content-Type"), text)
            return answer.status, json.loads(text), answer.getheader("ETag")
        finally:
            connection.close()

    def shown(self):
        status, file, etag = self.ask("GET")
        self.assertEqual(status, 200, file)
        return file["text"], etag

    def save(self, text, etag):
        return self.ask("PUT", body={"text": text}, match=etag)

    def on_disk(self):
        return pathlib.Path(self.server.config).read_text()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.server.reload_with, self.server.text)

    def no_secret_in(self, text):
        for secret in (PASSWORD, "471147", "the old word", "quite a new word"):
            self.assertNotIn(secret, text)

    def test_secrets_are_seen_nowhere_and_stay_as_they_are_when_a_text_is_saved(self):
        text, etag = self.shown()
        self.no_secret_in(text)
        self.assertIn('name = "201"\ndisplay = "Ann Lee"\npassword = "(unchanged secret ', text)
        status, saved, newer = self.save(text.replace("Ann Lee", "Ann Moss"), etag)
        self.assertEqual(status, 200, saved)
        self.assertEqual(self.on_disk(), self.server.text.replace("Ann Lee", "Ann Moss"))
        self.assertEqual(pathlib.Path(saved["backup"]).read_text(), self.server.text)
        self.assertNotEqual(newer, etag)
        self.assertEqual(self.shown()[1], newer)
        self.assertEqual(self.save(self.shown()[0], newer)[1]["backup"], None)  # nothing was different

    def test_a_caller_stays_parked_while_saved_settings_take_effect(self):
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_and_leave(there, "705", "705")
        text, etag = self.shown()
        # Ann gets another password, Eve comes, and slot 705 goes away beneath its caller.
        first = text.index('password = "(unchanged', text.index('name = "201"'))
        mark = text[first:text.index("\n", first)]
        edited = text.replace(mark, 'password = "quite a new word"').replace('"701-720"', '"701-704"')
        edited += f'\n[[user]]\nname = "205"\ndisplay = "Eve Sun"\npassword = "{PASSWORD}"\n'
        status, checked, _ = self.ask("POST", PATH + "/check", {"text": edited}, etag)
        self.assertEqual((status, checked["good"]), (200, True), checked)
        said = {change["text"] for change in checked["changes"]}
        self.assertEqual(said, {"user 201: password is another one", 'lot main: slots "701-720" → "701-704"', "user 205 is added"})
        self.no_secret_in(json.dumps(checked))
        self.assertEqual(self.save(edited, etag)[0], 200)
        self.assertEqual(self.server.ask("POST", "/api/v1/reload")[0], 200)
        self.assertTrue(self.server.slot("705"))
        self.stays_up(here)
        self.peer("205")
        self.peer("201", password="quite a new word")
        self.end(self.peer("203").connect("705"), here)
        log = wait_until(lambda: "reload: user 205 is added" in self.server.log() and self.server.log(), 5, "the log")
        self.no_secret_in(log.partition("\nready ")[2])
        audit = self.server.ask("GET", "/api/v1/audit")[1]["audit"]
        self.assertIn(("PUT " + PATH, 200), {(one["what"], one["status"]) for one in audit})
        self.no_secret_in(json.dumps(audit))
        self.no_secret_in(self.shown()[0])

    def test_a_wrong_text_is_refused_with_what_check_says_and_the_old_goes_on(self):
        text, etag = self.shown()
        wrong = text.replace("recall = ", "recal = ")
        line = wrong[:wrong.index("recal = ")].count("\n") + 1
        status, problem, _ = self.save(wrong, etag)
        said = f'{self.server.config}:{line}: lot main: recal is not a setting; did you mean "recall"?'
        self.assertEqual((status, problem["code"], problem["problems"]), (422, "bad_configuration", [said]))
        found = self.ask("POST", PATH + "/check", {"text": wrong})[1]["problems"]
        self.assertEqual([(one["line"], one["text"]) for one in found], [(line, said)])
        found = self.ask("POST", PATH + "/check", {"text": text + "[[user]\n"})[1]["problems"]
        self.assertEqual((len(found), found[0]["line"]), (1, text.count("\n") + 1))
        self.assertGreater(found[0]["column"], 1)
        self.assertEqual(self.on_disk(), self.server.text)
        self.assertEqual(self.shown()[1], etag)
        self.assertEqual(self.server.ask("POST", "/api/v1/reload")[0], 200)

    def test_what_the_command_says_is_what_the_api_says(self):
        wrong = self.server.text.replace("recall = ", "recal = ").replace('slots = "701-720"', 'slots = "720-701"')
        self.server.write(wrong)
        check = subprocess.run([layby(), "check", self.server.config], capture_output=True, text=True)
        found = self.ask("POST", PATH + "/check", {})[1]
        self.assertEqual(check.stderr, "".join(f"layby: {one['text']}\n" for one in found["problems"]))
        self.assertEqual(len(found["problems"]), 2)
        preview = subprocess.run([layby(), "reload", "--preview", "--state", self.server.state], capture_output=True, text=True)
        self.assertEqual((preview.returncode, preview.stderr), (1, check.stderr))
        self.server.write(self.server.text.replace('recall = "10m"', 'recall = "11m"'))
        preview = subprocess.run([layby(), "reload", "--preview", "--state", self.server.state], capture_output=True, text=True)
        self.assertEqual(preview.returncode, 0)
        self.assertIn('lot main: recall "10m" → "11m"\n', preview.stdout)

    def test_a_text_that_was_changed_elsewhere_meanwhile_is_not_written_over(self):
        text, etag = self.shown()
        by_hand = self.server.text.replace("Bob Ray", "Bob Rey")
        self.server.write(by_hand)
        for answer in (self.save(text.replace("Ann Lee", "Ann Moss"), etag), self.ask("POST", PATH + "/check", {"text": text}, etag)):
            self.assertEqual((answer[0], answer[1]["code"]), (412, "another_text"))
        self.assertEqual(self.on_disk(), by_hand)

    def test_of_two_who_save_at_once_one_wins(self):
        text, etag = self.shown()
        results = {}

        def save(name):
            results[name] = self.save(text.replace("Ann Lee", name), etag)[0]
        names = [f"Ann {n}" for n in range(6)]
        threads = [threading.Thread(target=save, args=(name,)) for name in names]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self.assertEqual(sorted(results.values()), [200] + [412] * 5)
        winner = next(name for name in names if results[name] == 200)
        self.assertEqual(self.on_disk(), self.server.text.replace("Ann Lee", winner))

    def test_the_file_keeps_its_rights_and_what_was_there_before(self):
        os.chmod(self.server.config, 0o640)
        if os.geteuid() == 0:
            os.chown(self.server.config, NOBODY, NOBODY)
        before = os.stat(self.server.config)
        text, etag = self.shown()
        self.assertEqual(self.save(text + "\n# the end\n", etag)[0], 200)
        for path in (self.server.config, self.server.config + ".old"):
            now = os.stat(path)
            self.assertEqual((now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)), (before.st_uid, before.st_gid, 0o640), path)
        self.assertEqual(glob.glob(self.server.config + "*.new"), [])
        os.chown(self.server.config, os.geteuid(), os.getegid())

    def test_a_link_stays_one(self):
        real = self.server.config + ".real"
        os.rename(self.server.config, real)
        os.symlink(real, self.server.config)
        text, etag = self.shown()
        self.assertEqual(self.save(text + "# more\n", etag)[0], 200)
        self.assertTrue(os.path.islink(self.server.config))
        self.assertTrue(pathlib.Path(real).read_text().endswith("# more\n"))
        os.rename(real, self.server.config)

    def test_are_for_admins_alone(self):
        for role in ("viewer", "agent", "supervisor"):
            token = self.server.ask("PUT", "/api/v1/tokens/" + role, {"scope": role})[1]["token"]
            self.addCleanup(self.server.ask, "DELETE", "/api/v1/tokens/" + role)
            for method, path, body in (("GET", PATH, None), ("PUT", PATH, {"text": ""}), ("POST", PATH + "/check", {"text": ""})):
                status, problem, _ = self.ask(method, path, body, '"x"', token)
                self.assertEqual((status, problem["code"]), (403, "out_of_scope"))
        self.assertEqual(self.on_disk(), self.server.text)

    def test_a_file_that_is_no_toml_is_not_shown(self):
        for text in (self.server.text + "\npassword = hunter two\n", "\x00", self.server.text + "\n[password]\nx = 1\n"):
            self.server.write(text)
            status, problem, _ = self.ask("GET")
            self.assertEqual((status, problem["code"]), (409, "settings_unshown"))
            self.no_secret_in(json.dumps(problem))
            self.assertNotIn("hunter", problem["detail"])
        os.unlink(self.server.config)
        self.assertIn("there is no such file", self.ask("GET")[1]["detail"])


class OthersFile(Server):
    """As the package sets it up: the file is somebody else's, and the server may only read it."""

    def program(self):
        if os.geteuid() != 0:
            os.chmod(self.config, 0o400)
            return [layby()]
        os.chmod(self.dir, 0o755)
        os.makedirs(self.state, exist_ok=True)
        os.chown(self.state, NOBODY, NOBODY)
        os.chown(self.config, 0, NOBODY)
        os.chmod(self.config, 0o640)
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", layby()]


class AReadOnlyFile(unittest.TestCase):
    ask = Settings.ask

    def test_is_shown_and_checked_and_says_why_it_cant_be_saved(self):
        self.server = OthersFile()
        self.addCleanup(self.server.close)
        status, file, etag = self.ask("GET")
        self.assertEqual(status, 200)
        self.assertIn("can't be changed from here", file["unwritable"])
        self.assertTrue(self.ask("POST", PATH + "/check", {"text": file["text"]}, etag)[1]["good"])
        status, problem, _ = self.ask("PUT", PATH, {"text": file["text"] + "# more\n"}, etag)
        self.assertEqual((status, problem["code"], problem["detail"]), (409, "not_writable", file["unwritable"]))
        self.assertEqual(pathlib.Path(self.server.config).read_text(), self.server.text)
        self.assertEqual(glob.glob(self.server.config + ".*"), [])


if __name__ == "__main__":
    unittest.main()
