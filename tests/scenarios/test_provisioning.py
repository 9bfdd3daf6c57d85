"""`layby provision`: each kind of file parses in its format and has the account and a key for each slot; baresip and linphone really
take theirs, park by the key that stands there, and retrieve."""
import configparser
import os
import re
import stat
import subprocess
import unittest
import xml.etree.ElementTree as xml

from harness.baresip import Baresip
from harness.linphone import Linphone
from harness.processes import discard, scratch, wait_until
from harness.server import layby
from parking import ParkingTest

LOT = """
[[lot]]
name = "main"
park = "700"
slots = "701-703"
choice = "first"
quarantine = "0s"
"""
SLOTS = ["701", "702", "703"]
NAME = 'Ann "A&B" <Lee>'
USERS = "".join(f'\n[[user]]\nname = "{name}"\ndisplay = \'{display}\'\npassword = "let-me-in"\n'
                for name, display in (("201", NAME), ("202", "Bob"), ("203", "Cleo")))
TAKES_NO_QUOTES = "Ann A&B Lee"


def ini(text):
    parsed = configparser.RawConfigParser(strict=True, delimiters=("=",))
    parsed.optionxform = str
    parsed.read_string(text)
    return parsed


def tree(text):
    return xml.fromstring(text)


class Provisioning(ParkingTest):
    office = {"users": (), "lots": LOT, "more": USERS}

    def setUp(self):
        super().setUp()
        self.dir = scratch("provisioned")
        self.addCleanup(discard, self.dir)

    def run_layby(self, *words):
        return subprocess.run([layby(), "provision", *words, "--state", self.server.state], capture_output=True, text=True)

    def files(self, phone, user="201", *more):
        """name -> text, as the command writes them."""
        into = os.path.join(self.dir, f"{phone}-{user}")
        os.mkdir(into)
        done = self.run_layby(phone, user, "--with-passwords", "--into", into, *more)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        written = {}
        for path in done.stdout.split():
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600, path)
            with open(path) as file:
                written[os.path.basename(path)] = file.read()
        return written

    def port(self):
        return str(self.server.ports["udp"])

    # -- each in its format ------------------------------------------------------------------------------------------------
    def test_yealink(self):
        text = self.files("yealink")["yealink-201.cfg"]
        first, *lines = text.splitlines()
        self.assertEqual(first, "#!version:1.0.0.1")
        values = dict(re.fullmatch(r"([\w.]+) = (.*)", line).groups() for line in lines)
        self.assertEqual((values["account.1.user_name"], values["account.1.password"], values["account.1.display_name"]), ("201", "let-me-in", NAME))
        self.assertEqual((values["account.1.sip_server.1.address"], values["account.1.sip_server.1.port"]), ("127.0.0.1", self.port()))
        keys = {values[f"linekey.{n}.value"]: values[f"linekey.{n}.type"] for n in range(2, 6)}
        self.assertEqual(keys, {"700": "3", **dict.fromkeys(SLOTS, "10")})

    def test_poly(self):
        phone = tree(self.files("poly")["poly-201.cfg"])
        values = {name: value for element in phone for name, value in element.attrib.items()}
        self.assertEqual((values["reg.1.address"], values["reg.1.auth.password"], values["reg.1.label"]), ("201@127.0.0.1", "let-me-in", NAME))
        self.assertEqual(values["reg.1.server.1.port"], self.port())
        self.assertEqual(values["softkey.1.action"], "700$Trefer$")
        watched = [values[f"attendant.resourceList.{n}.address"] for n in range(1, 5)]
        self.assertEqual(watched, [f"{number}@127.0.0.1" for number in ["700", *SLOTS]])
        self.assertEqual({values[f"attendant.resourceList.{n}.type"] for n in range(1, 5)}, {"automata"})

    def test_snom(self):
        settings = tree(self.files("snom")["snom-201.xml"])
        values = {one.tag: one.text for one in settings.find("phone-settings")}
        self.assertEqual((values["user_name"], values["user_pass"], values["user_realname"]), ("201", "let-me-in", NAME))
        self.assertEqual(values["user_outbound"], f"sip:{self.server.address};transport=udp")
        keys = [(key.get("idx"), key.text) for key in settings.find("functionKeys")]
        self.assertEqual(keys, [("0", "line"), ("1", "transfer 700"), *((str(n + 2), f"orbit {slot}") for n, slot in enumerate(SLOTS))])

    def test_grandstream(self):
        values = {item.get("name"): item.text for item in tree(self.files("grandstream")["grandstream-201.xml"]).find("config")}
        self.assertEqual((values["account.1.sip.userid"], values["account.1.sip.subscriber.password"], values["account.1.sip.subscriber.name"]), ("201", "let-me-in", NAME))
        self.assertEqual(values["account.1.sip.server.1.address"], self.server.address)
        keys = {values[f"pks.vpk.{n}.value"]: values[f"pks.vpk.{n}.keyMode"] for n in range(2, 6)}
        self.assertEqual(keys, {"700": "8", **dict.fromkeys(SLOTS, "16")})

    def test_fanvil(self):
        phone = tree(self.files("fanvil")["fanvil-201.xml"])
        values = {one.tag: one.text for one in phone.find("sip/line")}
        self.assertEqual((values["RegisterUser"], values["RegisterPswd"], values["DisplayName"]), ("201", "let-me-in", NAME))
        self.assertEqual((values["RegisterAddr"], values["RegisterPort"]), ("127.0.0.1", self.port()))
        keys = [key.find("Value").text for key in phone.find("dsskey/dssSide")]
        self.assertEqual(keys, ["SIP1", "700@1/bb", *(f"{slot}@1/bb" for slot in SLOTS)])

    def test_cisco(self):
        values = {one.tag: one.text for one in tree(self.files("cisco")["cisco-201.xml"])}
        self.assertEqual((values["User_ID_1_"], values["Password_1_"], values["Display_Name_1_"]), ("201", "let-me-in", NAME))
        self.assertEqual((values["Proxy_1_"], values["SIP_Transport_1_"]), (self.server.address, "UDP"))
        keys = [values[f"Extended_Function_{n}_"] for n in range(2, 6)]
        self.assertEqual(keys, ["fnc=prk;sub=700@$PROXY;nme=Park", *(f"fnc=prk;sub={slot}@$PROXY;nme=Park {slot}" for slot in SLOTS)])
        self.assertEqual({values[f"Extension_{n}_"] for n in range(2, 6)}, {"Disabled"})

    def test_microsip(self):
        files = self.files("microsip")
        account = ini(files["MicroSIP.ini"])["Account1"]
        self.assertEqual((account["username"], account["password"], account["displayName"], account["server"]), ("201", "let-me-in", NAME, self.server.address))
        keys = {one.get("number"): one.get("presence") for one in tree(files["Contacts.xml"])}
        self.assertEqual(keys, {"700": "0", **dict.fromkeys(SLOTS, "1")})

    def test_zoiper(self):
        files = self.files("zoiper")
        account = {one.tag: one.text for one in tree(files["config.xml"]).find("accounts/account")}
        self.assertEqual((account["username"], account["password"], account["name"], account["SIP_domain"]), ("201", "let-me-in", NAME, self.server.address))
        self.assertEqual([one.get("id") for one in tree(files["contacts.xml"])], ["700", *SLOTS])

    # -- as the phones take them --------------------------------------------------------------------------------------------
    def contacts(self, files):
        """label -> address, of baresip's file."""
        return dict(re.fullmatch(r'"([^"]+)" <(.+)>', line).groups() for line in files["contacts"].splitlines())

    def provisioned(self, user):
        """A baresip that has only its files."""
        files = self.files("baresip", user)
        phone = self.close_later(Baresip(user, files=os.path.join(self.dir, f"baresip-{user}")))
        return phone.registered(), self.contacts(files)

    def test_baresip_registers_parks_by_its_key_and_another_takes_the_caller_by_its_own(self):
        ann, keys = self.provisioned("201")
        cleo, hers = self.provisioned("203")
        self.assertEqual(list(keys), ["Park", "Park 701", "Park 702", "Park 703"])
        bob = self.phone("202")
        self.talk(bob, ann)
        ann.transfer(keys["Park 702"])
        self.server.wait_parked("702")
        self.wait_for_music(bob)
        cleo.dial(hers["Park 702"])
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        cleo.hang_up()
        bob.expect("CALL_CLOSED")
        self.assertEqual(bob.seen("CALL_INCOMING"), [])

    def test_linphone_registers_parks_by_its_entry_and_takes_the_caller(self):
        text = self.files("linphone")["linphonerc"]
        parsed = ini(text)
        self.assertEqual(parsed["proxy_0"]["reg_identity"], f'"{TAKES_NO_QUOTES}" <sip:201@{self.server.address}>')
        address = {label: url for label, url in (re.fullmatch(r'"([^"]+)" <(.+)>', parsed[f"friend_{n}"]["url"]).groups() for n in range(4))}
        ann = self.close_later(Linphone("201", self.server.address, more=text))
        self.server.wait_registered("201")
        bob = self.phone("202")
        bob.dial("201")
        ann.expect("(?i)receiving new incoming call")
        ann.say("answer")
        bob.expect("CALL_ESTABLISHED")
        ann.say(f"transfer {address['Park']}")
        self.server.wait_parked("701")
        self.wait_for_music(bob)
        wait_until(lambda: "0 active call" in ann.calls() or "No active call" in ann.calls(), 15, "linphone to be idle")
        ann.say(f"call {address['Park 701']}")
        wait_until(lambda: not self.server.parked(), 5, "the caller to be taken")
        self.hears(bob, ann)
        bob.hang_up()

    # -- what the command says ------------------------------------------------------------------------------------------------
    def test_passwords_go_only_where_they_are_asked_for(self):
        done = self.run_layby("yealink", "201")
        self.assertEqual(done.returncode, 0)
        self.assertIn("account.1.password = PASSWORD-OF-201\n", done.stdout)
        self.assertIn("--with-passwords", done.stderr)
        self.assertNotIn("let-me-in", done.stdout + done.stderr)
        self.assertIn("account.1.password = let-me-in\n", self.run_layby("yealink", "201", "--with-passwords").stdout)
        self.assertNotIn("let-me-in", self.server.log())

    def test_kinds_are_listed_and_what_is_misspelled_is_understood(self):
        self.assertRegex(self.run_layby().stdout, r"(?m)^yealink +Yealink$")
        for words, said in (
                (("yaelink", "201"), 'layby: there are no settings for a "yaelink"; did you mean "yealink"?\n'),
                (("yealink", "210"), 'layby: there is no user "210"; did you mean "201"?\n'),
                (("yealink", "201", "--lot", "mian"), 'layby: there is no lot "mian"; did you mean "main"?\n')):
            done = self.run_layby(*words)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", said))
        self.assertEqual(self.run_layby("yealink").returncode, 2)

    def test_host_transport_and_keys_may_be_chosen(self):
        text = self.files("poly", "201", "--host", "park.example.com", "--transport", "tcp", "--keys", "2")["poly-201.cfg"]
        for part in ('"201@park.example.com"', '"TCPOnly"', f'"{self.server.ports["tcp"]}"', '"702@park.example.com"'):
            self.assertIn(part, text)
        self.assertNotIn("703", text)


if __name__ == "__main__":
    unittest.main()
