"""Desk phones fetch their settings over HTTPS, once, by an invitation: as the phone asks, with a wrong secret, twice, too late, for another
phone, after a restart; and a real phone with what it got registers and parks."""
import base64
import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import unittest

from harness.baresip import Baresip
from harness.processes import free_port, scratch, wait_until
from harness.server import layby
from parking import ParkingTest
from test_tls import certificate

PHONES = """
[[phone]]
mac = "00:15:65:AB:CD:EF"
model = "yealink"
user = "201"

[[phone]]
mac = "0004.f200.0001"
model = "poly"
user = "203"
"""
YEALINK, POLY = "00:15:65:ab:cd:ef", "00:04:f2:00:00:01"


class InvitedPhones(ParkingTest):
    office = {"more": PHONES}

    @classmethod
    def setUpClass(cls):
        cls.folder = scratch("certificates")
        unittest.addModuleCleanup(shutil.rmtree, cls.folder)
        super().setUpClass()
        cls.chain, cls.key = certificate(cls.folder, "one")
        cls.server.ca = cls.chain
        cls.server.text = cls.server.text.replace(
            '[console]\nlisten = "127.0.0.1:0"',
            f'[console]\nlisten = "127.0.0.1:{free_port()}"\ncertificate = "{cls.chain}"\nkey = "{cls.key}"')
        cls.server.restart()

    # -- what people and phones do -----------------------------------------------------------------------------------------
    def run_layby(self, *words):
        return subprocess.run([layby(), "provision", *words, "--state", self.server.state], capture_output=True, text=True)

    def invited(self, mac=YEALINK, *more):
        done = self.run_layby("--invite", "--mac", mac, "--json", *more)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def fetch(self, path, password=None, source="127.0.0.1"):
        """As a phone: GET over TLS, believing the server's certificate alone."""
        trust = ssl.create_default_context(cafile=self.chain)
        connection = http.client.HTTPSConnection("localhost", self.server.api_port, timeout=10, context=trust, source_address=(source, 0))
        try:
            fields = {"User-Agent": "Yealink SIP-T46U 108.86.0.20 00:15:65:ab:cd:ef"}
            if password:
                fields["Authorization"] = "Basic " + base64.b64encode(":".join(password).encode()).decode()
            connection.request("GET", path, headers=fields)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def path(self, invitation, file):
        return f"/provision/{invitation['secret']}/{file}"

    def states(self):
        return {phone["mac"]: phone["invitation"] and phone["invitation"]["state"]
                for phone in json.loads(self.run_layby("--phones", "--json").stdout)["phones"]}

    def accounts(self, text):
        """What a Yealink reads: baresip's account line with the same account."""
        values = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
        server = f"{values['account.1.sip_server.1.address']}:{values['account.1.sip_server.1.port']}"
        keys = {values[f"linekey.{n}.label"]: values[f"linekey.{n}.value"] for n in range(2, 30) if f"linekey.{n}.value" in values}
        line = (f"<sip:{values['account.1.user_name']}@{server};transport=udp>;auth_user={values['account.1.auth_name']};"
                f"auth_pass={values['account.1.password']};regint=600;answermode=manual\n")
        return line, server, keys

    # -- the whole way -----------------------------------------------------------------------------------------------------
    def test_a_phone_that_was_invited_registers_with_what_it_has_fetched_and_parks_by_its_key(self):
        made = self.invited()
        self.assertEqual(made["url"], f"https://localhost:{self.server.api_port}/provision/{made['secret']}/")
        for asked_before in ("y000000000108.boot", "001565abcdef.boot", "y000000000108.cfg"):
            self.assertEqual(self.fetch(self.path(made, asked_before))[0], 404)
        status, text = self.fetch(made["url"].partition(str(self.server.api_port))[2] + "001565abcdef.cfg")
        self.assertEqual(status, 200)
        line, server, keys = self.accounts(text)
        files = os.path.join(scratch("fetched"))
        self.addCleanup(shutil.rmtree, files)
        for name, content in (("accounts", line), ("contacts", "")):
            with open(os.path.join(files, name), "w") as file:
                file.write(content)
        ann = self.close_later(Baresip("201", files=files)).registered()
        bob = self.phone("202")
        self.talk(bob, ann)
        ann.transfer(f"sip:{keys['Park 703']}@{server}")
        self.server.wait_parked("703")
        self.wait_for_music(bob)
        cleo = self.phone("203")
        cleo.dial("703")
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_a_poly_finds_its_file_by_its_index_with_name_and_password(self):
        made = self.invited(POLY)
        password = (made["name"], made["secret"])
        self.assertEqual(self.fetch("/provision/0004f2000001.cfg")[0], 401)
        status, index = self.fetch("/provision/0004f2000001.cfg", password)
        self.assertEqual(status, 200)
        self.assertEqual(self.states()[POLY], "begun")
        status, text = self.fetch("/provision/" + re.search('CONFIG_FILES="([^"]+)"', index)[1], password)
        self.assertEqual((status, 'reg.1.auth.password="let-me-in"' in text), (200, True))
        wait_until(lambda: self.states()[POLY] == "fetched", 3, "the invitation to be done")

    # -- what must not be --------------------------------------------------------------------------------------------------
    def test_a_secret_opens_nothing_to_another_address_after_the_phone_has_come(self):
        made = self.invited()
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"), source="127.0.0.7")[0], 200)
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"), source="127.0.0.8")[0], 404)

    def test_a_secret_that_is_used_stays_so_over_a_crash(self):
        made = self.invited()
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"), source="127.0.0.7")[0], 200)
        wait_until(lambda: self.states()[YEALINK] == "fetched", 3, "the invitation to be done")
        kept = os.path.join(self.server.state, "invitations")
        self.server.kill()
        self.server.start()
        self.assertEqual(self.states()[YEALINK], "fetched")
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"), source="127.0.0.8")[0], 404)
        self.server.stop()
        with open(kept) as file:
            text = file.read()
        self.assertNotIn(made["secret"], text)
        fetched = re.search(r"^001565abcdef .* (\d+)$", text, re.MULTILINE)[1]
        with open(kept, "w") as file:  # two minutes and a second later
            file.write(text.replace(fetched, str(int(fetched) - 121)))
        self.server.start()
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"), source="127.0.0.7")[0], 404)

    def test_an_open_invitation_outlives_a_crash_and_ends_with_its_time(self):
        made = self.invited(YEALINK, "--within", "1h")
        self.server.kill()
        self.server.start()
        self.assertEqual(self.states()[YEALINK], "open")
        self.server.stop()
        kept = os.path.join(self.server.state, "invitations")
        with open(kept) as file:
            text = file.read()
        until = re.search(r"^001565abcdef \S+ (\d+) ", text, re.MULTILINE)[1]
        with open(kept, "w") as file:
            file.write(text.replace(until, str(int(until) - 3601)))
        self.server.start()
        self.assertEqual(self.states()[YEALINK], "expired")
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"))[0], 404)

    def test_wrong_secrets_and_other_phones_are_one_answer_and_are_told_to_the_log(self):
        made = self.invited()
        wrong = self.fetch("/provision/layby_wrong/001565abcdef.cfg", source="127.0.0.9")
        self.assertEqual(wrong[0], 404)
        self.assertEqual(self.fetch("/provision/layby_wrong/0004f2000001.cfg", source="127.0.0.9"), wrong)
        self.assertEqual(self.fetch("/provision/layby_wrong/999999999999.cfg", source="127.0.0.9"), wrong)
        self.assertEqual(self.fetch(self.path(made, "0004f2000001.cfg"), source="127.0.0.9"), wrong)
        self.assertIn("warning provisioning: wrong secret, 3 in a row from 127.0.0.9\n", self.server.log())
        self.assertEqual(self.fetch(self.path(made, "001565abcdef.cfg"))[0], 200)
        self.assertNotIn(made["secret"], self.server.log())
        self.assertNotIn("let-me-in", self.server.log())
        line = f"command by phone {YEALINK} (127.0.0.1): GET /provision/…/001565abcdef.cfg: 200"
        wait_until(lambda: line in self.server.log(), 3, "the line of who has fetched")
        audit = subprocess.run([layby(), "audit", "--state", self.server.state], capture_output=True, text=True).stdout
        self.assertIn(f"phone {YEALINK}", audit)
        self.assertNotIn(made["secret"], audit)

    # -- what the command says ---------------------------------------------------------------------------------------------
    def test_the_command_says_what_to_enter_and_what_is_wrong(self):
        done = self.run_layby("--invite", "--mac", "00-15-65-AB-CD-EF", "--host", "localhost")
        self.assertRegex(done.stdout, rf"  https://localhost:{self.server.api_port}/provision/layby_[0-9a-f]+/\n")
        self.assertRegex(done.stdout, r"  name      001565abcdef\n  password  layby_[0-9a-f]+\n")
        self.assertEqual(self.run_layby("--withdraw", "--mac", YEALINK).stdout, "withdrawn\n")
        self.assertIn("00:15:65:ab:cd:ef  yealink  201  not invited", self.run_layby("--phones").stdout)
        for words, code, said in (
                (("--invite",), 2, "layby: which phone? layby provision --invite --mac 00:15:65:12:34:56\n"),
                (("--invite", "--mac", "00:15:65:ab:cd:ee"), 1,
                 'layby: the settings have no [[phone]] with the MAC address 00:15:65:ab:cd:ee; did you mean "00:15:65:ab:cd:ef"?\n'),
                (("--invite", "--mac", YEALINK, "--within", "soon"), 2, 'layby: --within: "soon" is not a time like 90s, 10m or 1h\n')):
            done = self.run_layby(*words)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (code, "", said))


if __name__ == "__main__":
    unittest.main()
