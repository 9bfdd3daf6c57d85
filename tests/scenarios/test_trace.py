"""What a phone has really sent: the SIP messages of a call, of a phone, of an address, and nothing that is secret."""
import os
import re
import struct
import subprocess

from harness.processes import wait_until
from harness.server import layby
from parking import ParkingTest

ARROW = re.compile(r"^ *(\d+) (\d\d:\d\d:\d\d\.\d{6}) +(?:\+[\d.]+)? .*?[|<>-] *-+ (.+?) -+", re.MULTILINE)
KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


def packets(path):
    """(source port, destination port, text) of each packet of a capture file: raw IPv4 with UDP."""
    with open(path, "rb") as file:
        data = file.read()
    magic, major, minor, _, _, _, link = struct.unpack("=IHHiIII", data[:24])
    assert (magic, major, minor, link) == (0xa1b2c3d4, 2, 4, 101)
    found, at = [], 24
    while at < len(data):
        _, _, size, whole = struct.unpack("=IIII", data[at:at + 16])
        packet = data[at + 16:at + 16 + size]
        assert size == whole == len(packet) and packet[0] == 0x45 and packet[9] == 17
        source, target, length = struct.unpack("!HHH", packet[20:26])
        assert length == size - 20
        found.append((source, target, packet[28:].decode()))
        at += 16 + size
    return found


class ATrace(ParkingTest):
    office = {"users": ("201", "202", "203"), "tls": True}

    def layby(self, *words, code=0):
        done = subprocess.run([layby(), "trace", *words, "--state", self.server.state], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr

    def arrows(self, text):
        found = ARROW.findall(text.split("\n\n")[0])
        self.assertEqual([int(place) for place, _, _ in found], list(range(1, len(found) + 1)), text)
        times = [time for _, time, _ in found]
        self.assertEqual(times, sorted(times))
        return [what for _, _, what in found]

    def in_order(self, wanted, found):
        rest = iter(found)
        self.assertEqual([one for one in wanted if one not in rest], [], found)

    def parked_and_taken(self):
        """Ann calls Bob by UDP, who parks her by TCP; Cleo takes her by TLS."""
        ann, bob, cleo = self.peer("201"), self.peer("202", "tcp"), self.peer("203", "tls")
        there, here = self.peers_talk(ann, bob)
        self.park_and_leave(here)
        self.end(cleo.connect("701"), there)
        wait_until(lambda: not self.server.calls(), 5, "no call")
        return ann, bob, cleo

    def entry(self):
        return str(self.server.ask("GET", "/api/v1/history?limit=1")[1]["history"][0]["id"])

    def test_shows_every_message_of_a_parked_call_over_all_transports(self):
        ann, bob, cleo = self.parked_and_taken()
        call = self.call_of(self.entry())

        def messages():
            return self.server.ask("GET", "/api/v1/trace?call=" + call)[1]["messages"]

        def missing():
            """Each phone has seen the same: the last answers may still be on their way when the call is no more."""
            known = messages()
            for peer in (ann, bob, cleo):
                theirs = [one["text"].split("\r\n")[0] for one in known if one["remote"] == peer.address]
                kept = [line for _, _, line, call_id, _ in peer.seen() if any(one["call_id"] == call_id for one in known)]
                if sorted(theirs) != sorted(kept):
                    return f"{theirs} is told, and {kept} was seen:\n{peer.ladder()}"
            return ""
        wait_until(lambda: not missing(), 10, missing)
        seen = [line for peer in (ann, bob, cleo) for _, _, line, _, _ in peer.seen()]
        self.assertGreater(len(seen), len(messages()), "the log-ins are no part of the call")
        text = self.layby("--entry", self.entry())
        for peer, transport in ((ann, "udp"), (bob, "tcp"), (cleo, "tls")):
            ours = f"{self.server.host}:{self.server.ports[transport]}"
            self.assertIn(f"received from {peer.address} over {transport}, at {ours}\n", text)
            self.assertIn(f"sent to {peer.address} over {transport}, at {ours}\n", text)
        self.in_order(["INVITE", "100 Trying (INVITE)", "INVITE", "180 Ringing (INVITE)", "200 OK (INVITE)", "ACK", "REFER",
                       "202 Accepted (REFER)", "NOTIFY", "BYE", "200 OK (BYE)", "INVITE", "200 OK (INVITE)", "ACK", "BYE", "200 OK (BYE)",
                       "BYE", "200 OK (BYE)"], self.arrows(text))

    def call_of(self, entry):
        return str(self.server.ask("GET", f"/api/v1/history/{entry}")[1]["call"])

    def test_shows_what_was_sent_again(self):
        ann, bob = self.peer("201"), self.peer("202")
        there = bob.call("201")
        ann.expect_call()  # which says nothing
        options = bob.request("OPTIONS", f"sip:{bob.server_address}", call_id="again@test")
        bob.send(options)
        bob.send(options)
        for _ in range(2):
            bob.expect_response("again@test", 1, 5)
        self.assertEqual(self.arrows(self.layby("--call-id", "again@test")).count("OPTIONS, again"), 1)
        wait_until(lambda: "INVITE, again" in self.arrows(self.layby("--address", ann.address)), 5, "our INVITE again")
        there.cancel()
        there.expect_final()

    def test_shows_no_secret_however_it_is_asked_for(self):
        ann = self.peer("201", register=False)
        key = f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4\r\na=ice-pwd:thepasswordofice\r\n"
        answers = []
        send = ann.send

        def noting(text, to=None):
            answers.extend(re.findall(r'(?:response|cnonce)="?([0-9a-f]{8,})', text))
            return send(text, to)
        ann.send = noting
        ann.registered()
        call = ann.call("*68701*4711", body=None, offer=True)
        call.expect_final()
        ann.send(ann.request("OPTIONS", f"sip:*68701*4711@{ann.server_address}", body="v=0\r\n" + key, call_id="keys@test"))
        ann.expect_response("keys@test", 1, 5)
        self.assertGreaterEqual(len(answers), 2)
        file = os.path.join(self.server.state, "secrets.pcap")
        self.layby("--user", "201", "--pcap", file)
        with open(file, "rb") as captured:
            all_of_it = self.layby("--user", "201") + self.layby("--address", "127.0.0.1") + captured.read().decode("latin1")
        all_of_it += str(self.server.ask("GET", "/api/v1/trace?address=127.0.0.1")[1])
        self.assertIn('Authorization: Digest username="201"', all_of_it)
        self.assertIn("inline:xxxx", all_of_it)
        self.assertIn("*68701*(PIN)@", all_of_it)
        for secret in [*answers, KEY, "thepasswordofice", "4711", "response="]:
            self.assertNotIn(secret, all_of_it)

    def test_finds_a_phone_that_is_refused(self):
        stranger = self.peer("299", register=False, password="wrong")
        self.assertEqual(stranger.register().status, 401)
        self.assertEqual(self.arrows(self.layby("--user", "299")), ["REGISTER", "401 (REGISTER)"] * 2)
        self.assertIn("REGISTER", self.arrows(self.layby("--address", stranger.address)))
        self.assertEqual(self.layby("--user", "298"), "No SIP message is known.\n")
        self.assertIn("which messages?", self.layby(code=2))

    def test_is_a_file_for_wireshark(self):
        ann, *_ = self.parked_and_taken()
        file = os.path.join(self.server.state, "call.pcap")
        self.assertEqual(self.layby("--entry", self.entry(), "--pcap", file), "")
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        found = packets(file)
        source, target, text = found[0]
        self.assertEqual((source, target, text.split()[0]), (ann.port, self.server.ports["udp"], "INVITE"))
        for _, _, text in found:  # as Wireshark counts it
            head, _, body = text.partition("\r\n\r\n")
            length = re.search(r"^Content-Length: (\d+)", head, re.MULTILINE | re.IGNORECASE)
            self.assertEqual(int(length[1]), len(body), text)

    def test_is_followed_and_noted_once(self):
        ann = self.peer("201")
        following = subprocess.Popen([layby(), "trace", "--user", "201", "--follow", "--count", "6", "--state", self.server.state],
                                     stdout=subprocess.PIPE, text=True)
        self.addCleanup(following.wait)
        self.addCleanup(following.kill)
        ann.registered()
        said, _ = following.communicate(timeout=20)
        self.assertEqual(len(re.findall(r"^-- .* received from .* over udp, at ", said, re.MULTILINE)), 3, said)
        audit = self.server.ask("GET", "/api/v1/audit?limit=50")[1]["audit"]
        noted = [one for one in audit if "/trace?user=201" in one["what"] and "after=" in one["what"]]
        self.assertEqual(len(noted), 1, audit)


class Unkept(ParkingTest):
    office = {"more": '[trace]\nkeep = "0s"\n'}

    def test_says_that_nothing_is_kept(self):
        self.peer("201")
        status, answer = self.server.ask("GET", "/api/v1/trace?user=201")
        self.assertEqual((status, answer["code"]), (404, "not_traced"))
