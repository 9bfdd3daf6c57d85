"""The fail2ban filter finds the lines that Layby writes, and nobody can make it find somebody else's address."""
import configparser
import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FILTER = os.path.join(ROOT, "examples", "fail2ban", "layby.filter.conf")
HOST = r"(?P<host>\d+\.\d+\.\d+\.\d+|[0-9a-fA-F:]+)"  # what <HOST> becomes, but for names


def failregex():
    parser = configparser.RawConfigParser()
    parser.read(FILTER)
    return [re.compile(line.replace("<HOST>", HOST)) for line in parser["Definition"]["failregex"].splitlines() if line]


def found(line):
    for expression in failregex():
        match = expression.search(line)
        if match:
            return match["host"]
    return None


class Filter(unittest.TestCase):
    STAMP = "2026-11-28 17:08:27.123 "

    def test_finds_every_kind_of_failure(self):
        for what in ("1 wrong password for 201", "5 wrong passwords for 201", "1 try as unknown user 999",
                     "12 tries as unknown user 999 and others", "1 unreadable proof of nobody", "2 wrong passwords for Ann Lee"):
            line = f"{self.STAMP}warning {what} from 203.0.113.7:5060/udp"
            self.assertEqual(found(line), "203.0.113.7", line)
        self.assertEqual(found(f"{self.STAMP}warning 1 wrong password for 201 from [2001:db8::7]:5061/tcp"), "2001:db8::7")

        self.assertEqual(found(f"{self.STAMP}warning provisioning: wrong secret, 3 in a row from 203.0.113.7"), "203.0.113.7")

    def test_finds_no_other_line(self):
        for line in ("info 201 registered with Snom for 3600 s at 192.0.2.7:5060/udp",
                     "warning 1 forbidden call by 201 (0190) from 192.0.2.7:5060/udp",
                     "warning 1 request under a foreign number by 201 from 192.0.2.7:5060/udp",
                     "warning 4980 more refusals, of many sources"):
            self.assertIsNone(found(self.STAMP + line), line)

    def test_a_name_cannot_pretend_to_be_an_address(self):
        name = "x from 198.51.100.1:5060/udp"
        line = f"{self.STAMP}warning 1 try as unknown user {name} from 203.0.113.7:5060/udp"
        self.assertEqual(found(line), "203.0.113.7")
        line = f"{self.STAMP}warning 1 wrong password for warning 1 wrong password for {name} from 203.0.113.7:5060/udp"
        self.assertEqual(found(line), "203.0.113.7")


if __name__ == "__main__":
    unittest.main()
