"""A trunk over TLS: Kamailio is the provider, verified by its certificate; calls go both ways, are parked, retrieved, held, transferred
and recalled, and live over kill -9 and an upgrade."""
import random
import re
import socket
import ssl
import subprocess
import threading
import time
import unittest

from harness import audio
from harness.baresip import Baresip
from harness.certificates import Authority
from harness.encrypted import believing
from harness.kamailio import Kamailio, as_trunk
from harness.office import OfficeTest
from harness.processes import close_unread, free_port, wait_until
from harness.rtp import RtpPort
from harness.server import HASTY_LOT, MAIN_LOT, layby
from harness.sip_message import token
from harness.sip_peer import SipPeer
from harness.sipp import Sipp
from harness.tls_tunnel import TlsTunnel
from test_upgrade import FixedPlace

NAME = "sip.provider.test"
OUTSIDE = "5550001"
# By which a connection is known to be the partner's next.
GREETING = (b"OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bKgreeting\r\nMax-Forwards: 70\r\n"
            b"From: <sip:tunnel@127.0.0.1>;tag=tunnel\r\nTo: <sip:127.0.0.1>\r\nCall-ID: greeting\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")


class WithProvider(FixedPlace):
    """`trunk`: more lines of its settings; `verify`: it wants a certificate of Layby's."""

    trunk, verify, aliases = "", 0, "no"

    @classmethod
    def setUpClass(cls):
        number = random.randrange(100, 250)
        cls.there = f"127.0.{number}.20"
        cls.authority = Authority()
        unittest.addModuleCleanup(cls.authority.close)
        cls.own = cls.authority.issue("DNS:office.test")
        cls.proxy, cls.tls = (f"{cls.there}:{free_port(cls.there)}" for _ in range(2))
        cls.door = free_port()
        cls.issued = cls.authority.issue(f"URI:sip:{NAME}")
        cls.provider = cls.start_provider()
        cls.office = {"users": ("201", "202", "203"), "lots": MAIN_LOT + HASTY_LOT, "tls": True,
                      "sip": f'certificate = "{cls.own[0]}"\nkey = "{cls.own[1]}"', "more": cls.settings()}
        super().setUpClass()
        cls.server.text = re.sub(r'"tls:127.0.0.1:\d+"', f'"tls:127.0.0.1:{cls.door}"', cls.server.text)
        cls.server.restart()
        cls.wait_connected()

    @classmethod
    def start_provider(cls):
        text = as_trunk(proxy=cls.proxy, tls=cls.tls, layby=f"127.0.0.1:{cls.door}", certificate=cls.issued[0], key=cls.issued[1],
                        ca=cls.authority.certificate, verify=cls.verify,
                        aliases=cls.aliases)
        return Kamailio(text, cls.proxy)

    @classmethod
    def tearDownClass(cls):
        cls.provider.close()
        super().tearDownClass()

    @classmethod
    def settings(cls):
        return f"""
[[trunk]]
name = "provider"
host = "{cls.there}"
port = {cls.tls.rsplit(":", 1)[1]}
transport = "tls"
peer_certificate = "{NAME}"
ca = "{cls.authority.certificate}"
user = "office"
password = "sesame"
register = true
may_park = true
may_retrieve = true
{cls.trunk}

[[route_out]]
numbers = "0."
trunks = ["provider"]
strip = 1

[[route_in]]
trunk = "provider"
numbers = "201"
to = "201"
"""

    @classmethod
    def wait_connected(cls):
        wait_until(lambda: "trunk provider: registered" in cls.server.log(), 10, lambda: cls.server.log())

    def upgraded(self):
        code, said = self.layby("upgrade")
        self.assertEqual(code, 0, said)

    def outside(self, user=OUTSIDE, **how):
        """A telephone at the provider."""
        host, port = self.proxy.rsplit(":", 1)
        return self.close_later(SipPeer((host, int(port)), user, "", ip="127.0.0.1", **how)).registered()


class Calls(WithProvider):
    def test_a_call_goes_out(self):
        ann, there = self.peer("201"), self.outside()
        call = ann.call("0" + OUTSIDE)
        here = self.take_call(there)
        self.now_talk(call, here)
        self.end(call, here)

    def comes_in(self, number="201"):
        """An outside call, answered by Ann: both sides of it."""
        ann, there = self.peer("201"), self.outside()
        call = there.call(number)
        here = self.take_call(ann)
        self.now_talk(call, here)
        return call, here

    def test_a_call_comes_in_over_the_connection_that_we_keep(self):
        call, here = self.comes_in()
        self.end(here, call)

    def test_a_call_comes_in_over_one_that_the_provider_opens_and_proves(self):
        call, here = self.comes_in("9201")
        self.end(call, here)

    def test_a_reload_ends_the_connection_only_when_something_else_is_verified(self):
        connected = lambda: self.server.log().count("trunk provider: connected over TLS")  # noqa: E731
        call, here = self.comes_in()
        before, text = connected(), self.server.text
        try:
            self.assertEqual(self.server.ask("POST", "/api/v1/reload")[0], 200)
            self.outside("5550002")
            self.reload_with(text.replace('password = "sesame"', 'password = "sesame"\nanswer_within = "7s"'))
            self.outside("5550003")
            self.assertEqual(connected(), before)
            self.server.text = text.replace(f'peer_certificate = "{NAME}"', 'peer_certificate = "other.test"')
            self.reload_with(self.server.text)
            wait_until(lambda: "and not for other.test" in self.server.log(), 5, "a line in the log")
        finally:
            self.server.text = text
            self.reload_with(text)
        wait_until(lambda: connected() > before, 10, "another connection")
        self.hear_each_other_now(call, here)
        self.end(here, call)

    def test_nothing_leaves_in_the_clear_and_what_leaves_says_so(self):
        call, here = self.comes_in()
        answer = next(one for one in call.history if one.status == 200)
        self.assertIn(f"127.0.0.1:{self.door};transport=tls>", answer.get("contact"))
        self.end(here, call)
        self.assertEqual([one["transport"] for one in self.server.calls()], [])

    def is_parked_over(self, what):
        """An outside caller waits while `what` happens, hears music again, and Cleo has it afterwards."""
        call, here = self.comes_in()
        self.park_blind(here)
        start = time.monotonic()
        what()
        self.hears_music_again(call, start)
        self.wait_connected()
        wait_until(lambda: call.has_request("INVITE") or call.has_request("UPDATE"), 10, "a refresh over the next connection")
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, call)
        self.end(taken, call)

    def test_an_outside_caller_waits_over_kill_9(self):
        self.is_parked_over(self.killed_and_started)

    def test_an_outside_caller_waits_over_an_upgrade(self):
        self.is_parked_over(self.upgraded)

    def test_a_call_that_rings_outside_is_taken_back_after_kill_9(self):
        ann, there = self.peer("201"), self.outside()
        call = ann.call("0" + OUTSIDE)
        here = there.expect_call()
        here.ring()
        call.expect_provisional(180)
        self.killed_and_started()
        cancel = here.expect_request("CANCEL", 30)
        there.respond(cancel, 200)
        here.refuse(487, "Request Terminated")

    def test_a_call_that_rings_outside_is_answered_after_kill_9(self):
        """Ann has transferred Bob there."""
        ann, bob, there = self.peer("201"), self.peer("202"), self.outside()
        call, gone = self.peers_talk(bob, ann)
        self.assertEqual(gone.refer("0" + OUTSIDE).status, 202)
        here = there.expect_call()
        here.ring()
        self.killed_and_started()
        wait_until(lambda: "trunk provider: connected over TLS" in self.server.log(), 10, "the next connection")
        time.sleep(0.5)
        here.answer()
        here.confirmed(10)
        self.hear_each_other_now(call, here)
        gone.leave()
        self.end(call, here)

    def test_an_outside_caller_waits_while_the_provider_is_away(self):
        def away():
            type(self).provider.close()
            wait_until(lambda: "trunk provider: no TLS connection" in self.server.log(), 10, "a line in the log")
            type(self).provider = self.start_provider()
        call, here = self.comes_in()
        self.park_blind(here)
        before = self.server.log().count("trunk provider: registered")
        away()
        wait_until(lambda: self.server.log().count("trunk provider: connected") > 1, 20, "the next connection")
        self.outside().close()
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, call)
        self.end(taken, call)
        self.assertGreaterEqual(self.server.log().count("trunk provider: registered"), before)


    def test_an_outside_caller_hears_of_the_end_when_the_provider_is_back(self):
        call, here = self.comes_in()
        type(self).provider.close()
        time.sleep(0.5)
        here.bye()
        time.sleep(0.5)
        self.assertFalse(call.has_request("BYE"))
        type(self).provider = self.start_provider()
        call.expect_bye(40)


class WithoutADoor(WithProvider):
    """Nothing listens for TLS: all of it goes over the one connection, also what the provider sends within calls (RFC 5923)."""

    aliases = "yes"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = re.sub(r', "tls:[^"]*"', "", cls.server.text)
        assert text != cls.server.text
        cls.server.text = re.sub(r'(?m)^\[sip\]((.|\n)*?)\ncertificate = .*\nkey = .*', r"[sip]\1", text)
        cls.server.restart()
        cls.wait_connected()

    def test_calls_go_both_ways_and_either_side_ends_them(self):
        ann, there = self.peer("201"), self.outside()
        for caller, callee, number, ends in ((there, ann, "201", True), (there, ann, "201", False), (ann, there, "0" + OUTSIDE, True),
                                             (ann, there, "0" + OUTSIDE, False)):
            call = caller.call(number)
            here = self.take_call(callee)
            call.expect_answer()
            call.ack()
            here.confirmed()
            call.speak()
            self.hear_each_other_now(call, here)
            self.end(*((call, here) if ends else (here, call)))


class RealPhones(WithProvider):
    """Outside and inside a baresip."""

    def outside_phone(self, **how):
        phone = self.close_later(Baresip(OUTSIDE, self.proxy, "x", voice=audio.voice_of("205"), **how))
        phone.registered()
        return phone

    def comes_in(self, ann, **how):
        there = self.outside_phone(**how)
        there.user, there.number = "205", OUTSIDE  # whose voice it has
        self.talk(there, ann)
        return there

    def test_parked_retrieved_held_and_transferred(self):
        ann, cleo = self.phone("201"), self.phone("203")
        there = self.comes_in(ann)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(there)
        cleo.dial("701")
        self.hear_each_other(cleo, there)
        cleo.hold()
        self.wait_for_music(there)
        cleo.resume()
        self.hears(there, cleo)
        cleo.transfer("201")
        ann.expect("CALL_INCOMING")
        ann.answer()
        self.hears(there, ann)
        ann.hang_up()
        there.expect("CALL_CLOSED")

    def test_recalled(self):
        ann = self.phone("201")
        there = self.comes_in(ann)
        ann.transfer("800")
        self.server.wait_parked("801")
        ann.expect("CALL_INCOMING", 20)
        ann.answer()
        self.hear_each_other(ann, there)
        there.hang_up()


class EncryptedSound(RealPhones):
    trunk = 'media_encryption = "require"'
    test_recalled = None

    def comes_in(self, ann, **how):
        return super().comes_in(ann, encryption="srtp-mand", **how)

    def test_an_offer_in_the_clear_is_refused(self):
        self.peer("201")
        there = self.outside()
        self.assertEqual(there.call("201").expect_final().status, 488)

    def test_keys_are_offered_to_the_trunk(self):
        ann = self.peer("201")
        there = self.outside()
        ann.call("0" + OUTSIDE)
        here = there.expect_call()
        self.assertIn("RTP/SAVP", here.incoming.body)
        self.assertIn("a=crypto:1 AES_CM_128_HMAC_SHA1_80", here.incoming.body)
        here.refuse(486)


class Mutual(Calls):
    """The provider lets nobody in without a certificate that its authority has issued."""

    verify = 1
    test_an_outside_caller_waits_while_the_provider_is_away = test_an_outside_caller_waits_over_an_upgrade = None
    test_an_outside_caller_hears_of_the_end_when_the_provider_is_back = None

    @classmethod
    def settings(cls):
        certificate, key = cls.own
        cls.trunk = f'certificate = "{certificate}"\nkey = "{key}"'
        return super().settings()


class KnownByCertificate(WithProvider):
    """Who comes to the door is the trunk by its certificate alone, wherever it comes from."""

    @classmethod
    def settings(cls):
        return f"""
[[trunk]]
name = "partner"
peer_certificate = "{NAME}"
ca = "{cls.authority.certificate}"
may_park = true
"""

    @classmethod
    def wait_connected(cls):
        pass

    def connection(self, certificate=None, key=None):
        context = believing()
        if certificate:
            context.load_cert_chain(certificate, key)
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.door), 5))


class ByCertificate(KnownByCertificate):
    @staticmethod
    def say(there, method, uri, call_id, to="", cseq=1, body="", over="TLS"):
        me = "%s:%d" % there.getsockname()
        kind = "Content-Type: application/sdp\r\n" if body else ""
        there.sendall((f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{over} {me};branch=z9hG4bK{token()}\r\nMax-Forwards: 70\r\n"
                       f"From: <sip:x@{me}>;tag={call_id}\r\nTo: <{uri}>{to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n"
                       f"Contact: <sip:x@{me};transport=tls>\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}").encode())

    @staticmethod
    def hear(there, what):
        there.settimeout(15)
        text = b""
        while not re.search(what, text):
            more = there.recv(65536)
            assert more, text
            text += more
        return text.decode()

    def call_over(self, there, scheme="sip", call_id=None):
        """The status of the answer to a call to the park number; `answer` is its text."""
        body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0\r\n"
        self.say(there, "INVITE", f"{scheme}:700@127.0.0.1", call_id or token(), body=body)
        self.answer = self.hear(there, rb"SIP/2.0 [2-6]\d\d")
        return int(re.search(r"SIP/2.0 ([2-6]\d\d)", self.answer)[1])

    def call_over_tls(self, certificate=None, key=None, scheme="sip"):
        call_id = token()
        with self.connection(certificate, key) as there:
            status = self.call_over(there, scheme, call_id)
            if status == 200:
                tag = re.search(r"(?m)^To: .*(;tag=[^;\r]+)", self.answer)[1]
                self.say(there, "ACK", f"{scheme}:700@127.0.0.1", call_id, tag)
                self.say(there, "BYE", f"{scheme}:700@127.0.0.1", call_id, tag, 2)
                self.hear(there, b"SIP/2.0 200[^\\0]*CSeq: 2 BYE")
        return status

    def test_with_its_certificate_it_parks(self):
        self.assertEqual(self.call_over_tls(*self.issued), 200)
        self.assertIn(f"Contact: <sip:layby@127.0.0.1:{self.door};transport=tls>", self.answer)

    def test_with_a_certificate_made_for_sip_it_parks(self):
        self.assertEqual(self.call_over_tls(*self.authority.issue(f"URI:sip:{NAME}", purpose="1.3.6.1.5.5.7.3.20")), 200)

    def test_its_address_proves_nothing_over_udp(self):
        call_id = token()
        with self.connection(*self.issued) as there, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as eve:
            self.assertEqual(self.call_over(there, call_id=call_id), 200)
            tag = re.search(r"(?m)^To: .*(;tag=[^;\r]+)", self.answer)[1]
            self.say(there, "ACK", "sip:700@127.0.0.1", call_id, tag)
            self.server.wait_parked("701")
            host, port = self.server.address_of("udp").rsplit(":", 1)
            eve.connect((host, int(port)))
            eve.settimeout(5)
            self.say(eve, "BYE", "sip:700@127.0.0.1", call_id, tag, 2, over="UDP")
            self.assertRegex(eve.recv(65536), rb"SIP/2.0 40[37]")
            self.say(there, "BYE", "sip:700@127.0.0.1", call_id, tag, 3)
            self.hear(there, b"SIP/2.0 200[^\0]*CSeq: 3 BYE")

    def test_who_calls_a_sips_uri_gets_one(self):
        self.assertEqual(self.call_over_tls(*self.issued, scheme="sips"), 200)
        self.assertIn(f"Contact: <sips:layby@127.0.0.1:{self.door}>", self.answer)

    def test_a_caller_waits_over_kill_9_for_the_connection_that_it_opens_next(self):
        call_id = token()
        with self.connection(*self.issued) as there:
            self.assertEqual(self.call_over(there, call_id=call_id), 200)
            tag = re.search(r"(?m)^To: .*(;tag=[^;\r]+)", self.answer)[1]
            self.say(there, "ACK", "sip:700@127.0.0.1", call_id, tag)
            self.server.wait_parked("701")
            time.sleep(0.5)
        self.killed_and_started()
        with self.connection(*self.issued) as there:
            self.say(there, "OPTIONS", "sip:127.0.0.1", token())
            asked = self.hear(there, rb"(UPDATE|INVITE) sip:x@[^\0]*\r\n\r\n")
            self.assertIn(call_id, asked)
            asked = asked[re.search("(UPDATE|INVITE) sip:x@", asked).start():]
            same = "".join(line + "\r\n" for line in asked.split("\r\n") if re.match("(Via|From|To|Call-ID|CSeq):", line))
            there.sendall(f"SIP/2.0 481 Gone\r\n{same}Content-Length: 0\r\n\r\n".encode())
            bye = self.hear(there, rb"BYE sip:x@[^\0]*\r\n\r\n")
            same = "".join(line + "\r\n" for line in bye[bye.index("BYE sip"):].split("\r\n") if re.match("(Via|From|To|Call-ID|CSeq):", line))
            there.sendall(f"SIP/2.0 200 OK\r\n{same}Content-Length: 0\r\n\r\n".encode())

    def test_its_connection_ends_when_another_trunk_or_another_certificate_takes_its_place(self):
        text = self.server.text
        self.addCleanup(self.reload_with, text)
        changes = {"another name": ('name = "partner"', 'name = "newcomer"'),
                   "another certificate": (f'peer_certificate = "{NAME}"', 'peer_certificate = "newcomer.test"')}
        for what, (old, new) in changes.items():
            with self.subTest(what):
                self.reload_with(text)
                with self.connection(*self.issued) as there:
                    self.say(there, "OPTIONS", "sip:127.0.0.1", token())
                    self.hear(there, b"SIP/2.0 200")
                    self.reload_with(text.replace(old, new))
                    self.assertEqual(there.recv(65536), b"")

    def test_nobody_is_it_by_a_certificate_that_proves_nothing(self):
        stranger = Authority("another authority")
        self.addCleanup(stranger.close)
        worthless = {"none": (), "of another authority": stranger.issue(f"URI:sip:{NAME}"),
                     "for somebody else": self.authority.issue("DNS:other.test"),
                     "for a host beneath": self.authority.issue(f"DNS:a.{NAME}"),
                     "for all": self.authority.issue("DNS:*.provider.test"),
                     "for one of its users": self.authority.issue(f"URI:sip:bob@{NAME}"),
                     "for signing programs": self.authority.issue(f"URI:sip:{NAME}", purpose="codeSigning"),
                     "over": self.authority.issue(f"URI:sip:{NAME}", days=-1)}
        for what, files in worthless.items():
            with self.subTest(what):
                self.assertEqual(self.call_over_tls(*files), 407)
        wait_until(lambda: "a certificate proves nobody who is known here" in self.server.log(), 5, "a line in the log")


class SippOverTls(KnownByCertificate):
    """Debian's SIPp speaks no TLS: a tunnel does, with the trunk's certificate."""

    @classmethod
    def settings(cls):
        return super().settings() + """may_retrieve = true

[[route_in]]
trunk = "partner"
numbers = "201"
to = "201"
"""

    def sipp(self, scenario, rtp_port=None, **values):
        tunnel = self.close_later(TlsTunnel(("127.0.0.1", self.door), *self.issued, lasting=True, greeting=GREETING))
        return self.close_later(Sipp(scenario, tunnel.address, transport="t1", via="TLS", values=values, rtp_port=rtp_port))

    def comes_in(self, ann):
        """SIPp calls Ann, and somebody hears and speaks for it: (SIPp, its sound, Ann's call)."""
        sound = self.close_later(RtpPort())
        waiting = self.sipp("park_and_stay", sound.port, NUMBER="201")
        here = self.now_with(sound, ann)
        sound.speak(sound.packets[-1].source, audio.voice("205"))
        here.rtp.wait_to_hear(lambda heard: audio.hears_voice(heard, "205") >= 2, 6, "the caller")
        return waiting, sound, here

    def now_with(self, sound, phone):
        """The phone answers its next call, and the caller hears whom it has there."""
        start = time.monotonic()
        here = self.take_call(phone)
        here.confirmed()
        here.speak()
        sound.wait_to_hear(lambda heard: audio.hears_voice(heard, phone.user) >= 2, 6, f"the voice of {phone.user}", start)
        return here

    @staticmethod
    def hears_music(sound):
        sound.wait_to_hear(lambda heard: len(heard) > 8000 and audio.hears_music(heard[-8000:]) > 0.8, 15, "music", time.monotonic())

    def test_parks_and_retrieves(self):
        waiting = self.sipp("park_and_stay", NUMBER="700")
        self.server.wait_parked("701")
        self.assertEqual({call["transport"] for call in self.server.calls()}, {"tls"})
        self.sipp("retrieve_and_leave", NUMBER="701", TALK=500).succeed()
        waiting.succeed()

    def test_puts_on_hold(self):
        self.sipp("update_and_hold", NUMBER="700").succeed()

    def test_is_parked_recalled_and_transferred(self):
        ann, cleo = self.peer("201"), self.peer("203")
        waiting, sound, here = self.comes_in(ann)
        self.park_and_leave(here, "801", "800")
        self.hears_music(sound)
        again = self.now_with(sound, ann)  # its recall
        self.assertEqual(again.refer("203").status, 202)
        there = self.now_with(sound, cleo)
        there.bye()
        waiting.succeed()

    def test_waits_over_kill_9(self):
        ann, cleo = self.peer("201"), self.peer("203")
        waiting, sound, here = self.comes_in(ann)
        self.park_and_leave(here)
        self.hears_music(sound)
        self.killed_and_started()
        self.hears_music(sound)
        there = cleo.connect("701")
        there.rtp.wait_to_hear(lambda heard: audio.hears_voice(heard, "205") >= 2, 6, "the caller")
        there.bye()
        waiting.succeed()


class BadPeer:
    """Takes connections on a port and does something with each."""

    def __init__(self, ip, does):
        self.listening = socket.create_server((ip, 0))
        self.address, self.does, self.held = self.listening.getsockname(), does, []
        self._open = True
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def _serve(self):
        while self._open:
            try:
                there, _ = self.listening.accept()
                self.held.append(there)
                self.does(there)
            except OSError:
                pass  # the other side had enough of it, or it is closed

    def close(self):
        self._open = False
        close_unread([self._server], self.listening)
        for one in self.held:
            one.close()


class BadOnes(OfficeTest):
    """What is wrong with a trunk's TLS is said in the log, once a minute, with what to change."""

    @classmethod
    def setUpClass(cls):
        cls.authority, other = Authority(), Authority("another authority")
        for one in (cls.authority, other):
            unittest.addModuleCleanup(one.close)
        good = f"URI:sip:{NAME}"
        cls.peers = {
            "expired": cls.shows(*cls.authority.issue(good, days=-1)),
            "misnamed": cls.shows(*cls.authority.issue("DNS:other.test")),
            "strange": cls.shows(*other.issue(good)),
            "ancient": cls.shows(*cls.authority.issue(good), newest=ssl.TLSVersion.TLSv1_1),
            "plain": BadPeer("127.0.0.9", lambda there: there.sendall(b"SIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n")),
            "silent": BadPeer("127.0.0.9", lambda there: None)}
        for one in cls.peers.values():
            unittest.addModuleCleanup(one.close)
        cls.ports = {name: one.address[1] for name, one in cls.peers.items()} | {"refusing": free_port("127.0.0.9")}
        cls.office = {"more": "".join(cls.trunk(name, f'"127.0.0.9"\nport = {port}') for name, port in cls.ports.items()) +
                      cls.trunk("nameless", '"no.such.host.invalid"'), "sip": 'resolvers = ["127.0.0.1:9"]'}
        super().setUpClass()

    @classmethod
    def trunk(cls, name, host):
        return f"""
[[trunk]]
name = "{name}"
host = {host}
transport = "tls"
peer_certificate = "{name}-{NAME}"
ca = "{cls.authority.certificate}"

[[route_out]]
numbers = "{list(cls.ports).index(name) if name in cls.ports else 9}9."
trunks = ["{name}"]
""".replace(f"{name}-{NAME}", NAME if name == "expired" else f"{name}-{NAME}")

    @staticmethod
    def shows(certificate, key, newest=ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
        context.load_cert_chain(certificate, key)
        return BadPeer("127.0.0.9", lambda there: context.wrap_socket(there, server_side=True).close())

    def test_each_is_told_once_with_what_to_change(self):
        said = {"expired": "its certificate is over", "misnamed": "its certificate is for other.test, and not for",
                "strange": "name the issuer's certificate in ca", "ancient": "it speaks only old TLS",
                "plain": 'it doesn\'t speak TLS at this port', "silent": "it took too long", "refusing": "nobody listens there",
                "nameless": "no server found for no.such.host.invalid"}
        for name, words in said.items():
            wait_until(lambda: any(f"trunk {name}: " in line and words in line for line in self.server.log().splitlines()), 20,
                       lambda: f"{name}: {words}:\n{self.server.log()}")
        for name in said:
            self.assertEqual(self.server.log().count(f"trunk {name}: "), 1, self.server.log())

    def test_the_doctor_says_the_same(self):
        said = subprocess.run([layby(), "doctor", "--config", self.server.config, "--state", self.server.state], capture_output=True,
                              text=True, timeout=60).stdout
        for words in ("trunk expired: no TLS connection", "trunk misnamed: no TLS connection", "it speaks only old TLS",
                      "it doesn't speak TLS at this port", "trunk silent: no TLS connection", "nobody listens there"):
            self.assertIn(words, said)

    def test_trunks_that_are_down_are_counted(self):
        self.server.wait_counter("sip", "trunk_connections_missing", len(self.ports), 20)
        self.assertEqual(self.server.counter("sip", "trunk_connections"), 0)

    def test_calls_find_out_at_once(self):
        ann = self.peer("201")
        start = time.monotonic()
        self.assertEqual(ann.call("69123").expect_final().status, 503)
        self.assertLess(time.monotonic() - start, 1)


if __name__ == "__main__":
    unittest.main()
