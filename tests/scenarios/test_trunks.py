"""Outside lines: by address, by registration, by DNS SRV with failover. SIPp plays the provider and the callers."""
import hashlib
import re
import socket
import struct
import threading
import time
import unittest

from harness import audio
from harness.office import MAIN_LOT, OfficeTest
from harness.processes import close_unread, free_port, wait_until
from harness.sip_peer import SipPeer
from harness.sipp import Sipp

TRUNK_LOT = MAIN_LOT.replace('park = "700"', 'park = "700"\npark_prefix = "*7"')
BY_ADDRESS = """
[[trunk]]
name = "gateway"
addresses = ["127.0.0.2"]
may_park = true
may_retrieve = true
"""


class InboundByAddress(OfficeTest):
    office = {"lots": TRUNK_LOT, "more": BY_ADDRESS}

    def sipp(self, scenario, **how):
        return self.close_later(Sipp(scenario, self.server.port(), ip="127.0.0.2", **how))

    def test_options(self):
        self.sipp("options", calls=50, rate=50).succeed()

    def test_a_plain_call_to_the_park_number_parks_and_a_call_to_the_slot_retrieves(self):
        waiting = self.sipp("park_and_stay", values={"NUMBER": "700"})
        self.server.wait_parked("701")
        self.sipp("retrieve_and_leave", values={"NUMBER": "701", "TALK": 500}).succeed()
        waiting.succeed()

    def test_the_prefix_parks_in_exactly_that_slot(self):
        waiting = self.sipp("park_and_stay", values={"NUMBER": "*7712"})
        self.server.wait_parked("712")
        self.sipp("refused", values={"NUMBER": "*7712", "STATUS": 486}).succeed()
        self.sipp("retrieve_and_leave", values={"NUMBER": "712", "TALK": 300}).succeed()
        waiting.succeed()

    def test_twenty_calls_are_parked_and_retrieved_side_by_side(self):
        rows = [[f"*7{slot}"] for slot in range(701, 721)]
        waiting = self.sipp("park_and_stay", values={"NUMBER": "[field0]"}, rows=rows, calls=20, rate=20)
        wait_until(lambda: len(self.server.parked()) == 20, 8, lambda: f"20 parked calls: {len(self.server.parked())}")
        self.sipp("refused", values={"NUMBER": "700", "STATUS": 486}).succeed()
        rows = [[str(slot)] for slot in range(701, 721)]
        self.sipp("retrieve_and_leave", values={"NUMBER": "[field0]", "TALK": 200}, rows=rows, calls=20, rate=20).succeed()
        waiting.succeed()

    def test_delayed_offer_lost_ack_and_refusals(self):
        self.sipp("delayed_offer", values={"NUMBER": "700"}).succeed()
        lost = self.sipp("lost_ack", values={"NUMBER": "700"})
        lost.succeed()
        answers = lost.read("messages").count("SIP/2.0 200 OK") - 1  # without the one to BYE
        self.assertGreaterEqual(answers, 2, lost.read("messages"))
        self.sipp("update_and_hold", values={"NUMBER": "700"}).succeed()
        self.sipp("refused", values={"NUMBER": "4711", "STATUS": 404}).succeed()
        self.sipp("refused", values={"NUMBER": "705", "STATUS": 404}).succeed()

    def test_a_call_to_a_user_rings_its_phone(self):
        ann = self.phone("201", answer="auto")
        self.sipp("call_and_leave", values={"NUMBER": "201"}).succeed()
        ann.expect("CALL_ESTABLISHED")
        ann.expect("CALL_CLOSED")

    def test_ringing_is_confirmed_and_a_cancelled_call_stops_ringing(self):
        bob = self.peer("202")
        ringing = self.sipp("reliable_ringing", values={"NUMBER": "202"})
        here = bob.expect_call()
        here.ring()
        wait_until(lambda: "PRACK" in ringing.read("messages"), 5, "the PRACK")
        here.answer()
        here.confirmed()
        here.expect_bye()
        ringing.succeed()
        leaving = self.sipp("cancelled", values={"NUMBER": "202"})
        here = bob.expect_call()
        here.ring()
        bob.respond(here.expect_request("CANCEL"), 200, "OK")
        bob.respond(here.incoming, 487, "Request Terminated", here.local_tag)
        leaving.succeed()

    def test_strangers_must_not_park(self):
        stranger = self.peer("nobody", register=False, password="", ip="127.0.0.7")
        self.assertIn(stranger.call("700").expect_final().status, (401, 403, 407))


class Provider:
    """The other end of an outside line: challenges registrations and calls, and keeps what it was asked."""

    def __init__(self, ip="127.0.0.3"):
        self.peer = SipPeer(("127.0.0.1", 9), "provider", ip=ip)

    def expect_registration(self, user, password, seconds=8):
        """Challenges the first REGISTER and accepts the second, if its proof is right."""
        first = self.peer.expect_request("REGISTER", seconds)
        challenge = 'Digest realm="provider", nonce="n1", algorithm=MD5, qop="auth"'
        self.peer.respond(first, 401, "Unauthorized", fields=[f"WWW-Authenticate: {challenge}"])
        second = self.peer.expect_request("REGISTER", seconds)
        self.check(second, user, password)
        self.peer.respond(second, 200, "OK", fields=["Expires: 600"])
        return second

    @staticmethod
    def check(request, user, password):
        given = request.get("authorization") or request.get("proxy-authorization")
        value = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', given)}
        assert value["username"] == user, given
        digest = lambda text: hashlib.md5(text.encode()).hexdigest()  # noqa: E731
        first = digest(f"{user}:{value['realm']}:{password}")
        second = digest(f"{request.method}:{value['uri']}")
        proof = digest(f"{first}:{value['nonce']}:{value['nc']}:{value['cnonce']}:{value['qop']}:{second}")
        assert value["response"] == proof, "the proof of the password is wrong"


class Outbound(OfficeTest):
    """A line by registration and a second one as a reserve; calls go out by number."""

    @classmethod
    def setUpClass(cls):
        cls.provider = Provider()
        unittest.addModuleCleanup(cls.provider.peer.close)
        cls.reserve_port = free_port("127.0.0.4")
        cls.dead_port = free_port("127.0.0.5")
        cls.office = {"lots": TRUNK_LOT, "more": f"""
[[trunk]]
name = "provider"
host = "127.0.0.3"
port = {cls.provider.peer.port}
user = "office"
password = "sesame"
register = true
addresses = ["127.0.0.3"]
may_park = true

[[trunk]]
name = "dead"
host = "127.0.0.5"
port = {cls.dead_port}
answer_within = "1s"

[[trunk]]
name = "reserve"
host = "127.0.0.4"
port = {cls.reserve_port}

[[route_out]]
numbers = "0."
trunks = ["provider"]
strip = 1

[[route_out]]
numbers = "8."
trunks = ["dead", "reserve"]
strip = 1
prepend = "+49"

[[route_in]]
trunk = "provider"
numbers = "5551234"
to = "201"
"""}
        super().setUpClass()
        cls.provider.peer.server = cls.server.port()
        cls.registration = cls.provider.expect_registration("office", "sesame")

    def test_the_line_is_registered_with_the_password(self):
        self.assertIn("office", self.registration.get("to"))
        self.assertTrue(self.registration.contact_uri)

    def test_a_call_leaves_by_the_line_and_answers_its_challenge(self):
        ann = self.peer("201")
        call = ann.call("05554321")
        invite = self.provider.peer.expect_request("INVITE")
        self.assertIn("sip:5554321@", invite.uri)
        self.provider.peer.respond(invite, 407, "Proxy Authentication Required", fields=[
            'Proxy-Authenticate: Digest realm="provider", nonce="n2", algorithm=MD5, qop="auth"'])
        here = self.provider.peer.expect_call()
        Provider.check(here.incoming, "office", "sesame")
        here.ring(183, "Session Progress", here.sdp())
        call.expect_provisional(183)
        here.answer()
        call.expect_answer()
        call.ack()
        here.confirmed(speak=False)
        call.speak()
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 5, "201", since=start)
        call.bye()
        here.expect_bye()

    def test_an_outside_caller_is_parked_and_retrieved(self):
        ann, cleo = self.peer("201"), self.peer("203")
        self.provider.peer.server = self.server.port()
        outside = self.provider.peer.call("5551234")
        here = self.take_call(ann)
        outside.expect_answer()
        outside.ack()
        here.confirmed()
        self.assertEqual(here.refer("700").status, 202)
        self.server.wait_parked("701")
        here.bye()
        call = cleo.connect("701")
        outside.speak(audio.voice("205"))
        start = time.monotonic()
        call.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "205") >= 2, 5, "the outside caller", since=start)
        call.bye()
        outside.expect_bye()

    def test_a_dead_line_is_followed_by_the_reserve(self):
        ann = self.peer("201")
        reserve = self.close_later(Sipp("answering", self.server.port(), ip="127.0.0.4", port=self.reserve_port))
        call = ann.call("8301234")
        call.expect_answer(12)
        call.ack()
        call.bye()
        reserve.succeed()
        self.assertIn("sip:+49301234@", reserve.read("messages"))

    def test_a_call_that_nobody_answers_is_cancelled_outside_too(self):
        ann = self.peer("201")
        reserve = self.close_later(Sipp("ringing_for_ever", self.server.port(), ip="127.0.0.4", port=self.reserve_port))
        call = ann.call("8301234")
        call.expect_provisional(180)
        call.cancel()
        self.assertEqual(call.expect_final().status, 487)
        reserve.succeed()

class NameServer:
    """Answers SRV and A questions from a table, on loopback."""

    def __init__(self, srv, addresses):
        self.srv, self.addresses, self.port = srv, addresses, free_port()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", self.port))
        self.questions = []
        self._open = True
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def _serve(self):
        while self._open:
            try:
                data, source = self.socket.recvfrom(1500)
            except OSError:
                return
            if data:
                self.socket.sendto(self._answer(data), source)

    def _answer(self, data):
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1:at + 1 + data[at]].decode())
            at += 1 + data[at]
        kind = struct.unpack("!H", data[at + 1:at + 3])[0]
        name = ".".join(labels).lower()
        self.questions.append((name, kind))
        records = []
        if kind == 33:
            records = [struct.pack("!HHH", priority, 0, port) + self._name(target) for priority, target, port in self.srv.get(name, [])]
        if kind == 1 and name in self.addresses:
            records = [socket.inet_aton(self.addresses[name])]
        known = name in self.srv or name in self.addresses
        head = data[:2] + struct.pack("!HHHHH", 0x8580 if known else 0x8583, 1, len(records), 0, 0)
        body = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(record)) + record for record in records)
        return head + data[12:at + 5] + body

    @staticmethod
    def _name(text):
        return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"

    def close(self):
        self._open = False
        close_unread([self._server], self.socket)


class ByName(OfficeTest):
    """The provider is a name: DNS SRV names two servers, the first one is dead."""

    @classmethod
    def setUpClass(cls):
        cls.alive, cls.dead = free_port("127.0.0.4"), free_port("127.0.0.5")
        cls.dns = NameServer({"_sip._udp.provider.test": [(10, "first.provider.test", cls.dead), (20, "second.provider.test", cls.alive)]},
                             {"first.provider.test": "127.0.0.5", "second.provider.test": "127.0.0.4"})
        unittest.addModuleCleanup(cls.dns.close)
        cls.office = {"sip": f'resolvers = ["127.0.0.1:{cls.dns.port}"]', "more": """
[[trunk]]
name = "provider"
host = "provider.test"
answer_within = "1s"

[[route_out]]
numbers = "0."
trunks = ["provider"]
"""}
        super().setUpClass()

    def test_the_second_server_is_tried_when_the_first_is_dead(self):
        ann = self.peer("201")
        second = self.close_later(Sipp("answering", self.server.port(), ip="127.0.0.4", port=self.alive))
        call = ann.call("0301234")
        call.expect_answer(12)
        call.ack()
        call.bye()
        second.succeed()
        self.assertIn(("_sip._udp.provider.test", 33), self.dns.questions)


if __name__ == "__main__":
    unittest.main()
