"""SIPVicious, as strangers run it day and night: what it finds out, and what it costs the others."""
import subprocess
import tempfile
import unittest

from harness.office import OfficeTest


class Scanners(OfficeTest):
    office = {"sip": 'auth = "md5"'}  # it ends at the sight of SHA-256

    def scan(self, tool, *options):
        """Its output; it keeps its sessions in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="layby-scanner-") as home:
            words = [tool, "-p", str(self.server.port()[1]), *options, self.server.ip]
            done = subprocess.run(words, cwd=home, env={"HOME": home, "PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, timeout=60)
            return done.stdout + done.stderr

    def test_find_a_server_without_a_version(self):
        found = [line for line in self.scan("svmap").splitlines() if self.server.ip in line]
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0].split("|")[2].strip(), "Layby")

    def test_find_none_of_the_users(self):
        for method in ("REGISTER", "INVITE", "OPTIONS"):
            self.assertIn("found nothing", self.scan("svwar", "-m", method, "-e", "199-204", "--force"), method)

    def test_find_no_password_and_are_slowed_down_while_phones_go_on(self):
        ann = self.peer("201", ip="127.0.0.2")
        self.assertIn("found nothing", self.scan("svcrack", "-u", "201", "-r", "1000-1005", "--maximumtime=5"))
        self.assertRegex(self.server.log(), r"wrong passwords? for 201 from 127\.0\.0\.1")
        self.assertEqual(ann.register().status, 200)


if __name__ == "__main__":
    unittest.main()
