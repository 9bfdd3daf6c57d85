"""SIP over WebSocket (RFC 7118), with and without TLS: phones that register, call, park and retrieve, and what isn't SIP."""
import shutil
import time
import unittest

from harness import web_socket
from harness.office import PASSWORD
from harness.processes import scratch
from harness.sip_peer import SipPeer
from parking import MortalServer, ParkingTest
from test_tls import certificate

USERS = ("201", "202", "203", "204")


class WebTest(ParkingTest):
    office = {"users": USERS, "web": True, "tls": True}

    @property
    def console(self):
        return ("127.0.0.1", self.server.api_port)

    def browser(self, user, password=PASSWORD, register=True, transport="ws"):
        """By the console's own address."""
        peer = self.close_later(SipPeer(self.console, user, password, transport=transport, path="/sip"))
        return peer.registered() if register else peer


class OverWebSocket(WebTest):
    def talk_park_and_retrieve(self, ann, bob, cleo):
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        call = cleo.connect("701")
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def test_register_call_park_and_retrieve(self):
        self.talk_park_and_retrieve(*(self.peer(user, "ws") for user in ("201", "202", "203")))

    def test_the_same_over_tls(self):
        self.talk_park_and_retrieve(*(self.peer(user, "wss") for user in ("201", "202", "203")))

    def test_the_same_by_the_consoles_address(self):
        self.talk_park_and_retrieve(*(self.browser(user) for user in ("201", "202", "203")))

    def test_whoever_calls_by_udp_reaches_a_browser(self):
        ann, bob = self.browser("201"), self.peer("202")
        there, here = self.peers_talk(bob, ann)
        self.hear_each_other_now(there, here)
        self.end(here, there)

    def test_our_requests_say_what_they_go_over(self):
        for transport in ("ws", "wss"):
            ann, bob = self.peer("201", transport), self.peer("202")
            there, here = self.peers_talk(bob, ann)
            there.send("BYE")
            bye = here.expect_request("BYE")
            via = bye.get("via")
            self.assertTrue(via.startswith(f"SIP/2.0/{transport.upper()} {self.server.address_of(transport)};"), via)
            ann.respond(bye, 200)
            ann.close()

    def test_uris_say_ws_over_tls_too(self):
        ann, bob = self.peer("201", "wss"), self.peer("202", "wss")
        there, here = self.peers_talk(ann, bob)
        self.assertIn(f":{self.server.ports['wss']};transport=ws>", there.history[-1].get("contact"))
        self.end(there, here)

    def test_behind_a_proxy_that_speaks_tls_it_is_wss(self):
        """Then a browser says so in its Via, and gets that back."""
        ann = self.peer("201", "ws", register=False)
        text = ann.request("OPTIONS", f"sip:{ann.server_address}", call_id="proxied@test")
        ann.send(text.replace("SIP/2.0/WS ", "SIP/2.0/WSS "))
        answer = ann.expect_response("proxied@test", 1, 3)
        self.assertEqual(answer.status, 200)
        self.assertIn("SIP/2.0/WSS ", answer.get("via"))

    def test_a_flow_that_breaks_makes_unreachable_at_once(self):
        ann, bob = self.browser("201"), self.peer("202")
        ann.break_connection()
        start = time.monotonic()
        self.assertGreaterEqual(bob.call("201").expect_final(5).status, 400)
        self.assertLess(time.monotonic() - start, 4)
        again = self.browser("201")
        there, here = self.peers_talk(bob, again)
        self.end(there, here)

    def test_a_browser_that_breaks_while_it_rings_does_not_ring_into_the_void(self):
        ann, bob = self.browser("201"), self.peer("202")
        there = bob.call("201")
        ann.expect_call().ring()
        there.expect_provisional(180)
        ann.break_connection()
        self.assertGreaterEqual(there.expect_final(5).status, 400)

    def test_a_call_goes_on_over_the_next_flow_both_ways(self):
        for transport in ("ws", "tls"):
            with self.subTest(transport):
                ann, bob = self.peer("201", transport), self.peer("202")
                there, here = self.peers_talk(bob, ann)
                ann.break_connection()
                ann.connect_again()
                ann.registered()
                self.hear_each_other_now(there, here)
                self.assertEqual(here.expect_status("INFO", cseq=here.send("INFO")).status, 200)
                there.send("BYE")
                here.expect_bye()
                ann.close()

    def test_a_call_whose_browser_was_loaded_anew_is_over(self):
        """The page has registered again and knows nothing of it."""
        ann, bob = self.browser("201"), self.peer("202")
        there, here = self.peers_talk(bob, ann)
        ann.break_connection()
        ann.calls.clear()
        ann.answers_alone = {"BYE"}
        ann.connect_again()
        ann.registered()
        asked = ann.expect_request("UPDATE", 5)
        ann.respond(asked, 481, "Gone")
        there.expect_bye()

    def test_a_request_of_a_browser_in_its_call_comes_first_over_the_new_flow(self):
        ann, bob = self.browser("201"), self.peer("202")
        there, here = self.peers_talk(bob, ann)
        ann.break_connection()
        ann.connect_again()
        self.assertEqual(here.expect_status("INFO", cseq=here.send("INFO")).status, 200)
        there.send("BYE")
        here.expect_bye()

    def test_the_source_that_is_seen_is_the_browsers_own(self):
        ann = self.browser("201")
        noted = self.server.ask("GET", "/api/v1/trace?user=201")[1]["messages"]
        self.assertEqual((noted[-1]["remote"], noted[-1]["transport"]), (f"127.0.0.1:{ann.port}", "ws"))

    def test_a_trunks_address_opens_nothing_to_a_page(self):
        """Any page that a browser of that machine shows could call by it."""
        text = self.server.text
        self.server.text += '\n[[trunk]]\nname = "pbx"\naddresses = ["127.0.0.1"]\nhost = "127.0.0.9"\n'
        self.server.restart()
        try:
            eve = self.browser("900", password="", register=False)
            self.assertEqual(eve.call("700").expect_final(5).status, 407)
        finally:
            self.server.text = text
            self.server.restart()


class AtTheSocket(WebTest):
    def opened(self, **how):
        connection = web_socket.connect(self.console, path="/sip", **how)
        self.addCleanup(connection.close)
        return connection

    def options(self, call_id, length=True):
        lines = ["OPTIONS sip:layby.example SIP/2.0", "Via: SIP/2.0/WS x7.invalid;branch=z9hG4bK" + call_id,
                 "From: <sip:201@layby.example>;tag=1", "To: <sip:layby.example>", f"Call-ID: {call_id}", "CSeq: 1 OPTIONS",
                 "Max-Forwards: 70"]
        return ("\r\n".join(lines + (["Content-Length: 0"] if length else [])) + "\r\n\r\n").encode()

    def answer_in(self, connection):
        return connection.recvfrom(0)[0].decode()

    def refused(self, status, **how):
        with self.assertRaises(web_socket.Refused) as raised:
            self.opened(**how)
        self.assertEqual(raised.exception.status, status, raised.exception.text)
        return raised.exception.text

    def test_a_message_without_length_and_in_pieces_and_binary(self):
        connection = self.opened()
        self.assertIn("Sec-WebSocket-Protocol: sip\r\n", connection.answer)
        connection.sendall(self.options("a", length=False))
        self.assertIn("SIP/2.0 200", self.answer_in(connection))
        text = self.options("b")
        connection.send_frame(web_socket.BINARY, text[:30], last=False)
        connection.send_frame(web_socket.PING, b"still there?")
        connection.send_frame(web_socket.CONTINUATION, text[30:])
        answer = self.answer_in(connection)
        self.assertIn("Call-ID: b", answer)
        self.assertTrue(answer.endswith("\r\n\r\n"))

    def test_a_keep_alive_is_answered_here(self):
        connection = self.opened()
        connection.sendall(b"\r\n\r\n")
        self.assertEqual(self.answer_in(connection), "\r\n")
        connection.sendall(b"\r\n")
        connection.sendall(self.options("c"))
        self.assertIn("Call-ID: c", self.answer_in(connection))

    def test_other_protocols_and_no_upgrade_are_refused(self):
        self.assertIn("must offer sip", self.refused(400, protocol="chat"))
        self.assertIn("must offer sip", self.refused(400, protocol=""))
        self.assertIn("version 13", self.refused(426, Sec_WebSocket_Version="8"))
        self.refused(426, Upgrade="")
        self.opened(protocol="chat, sip")

    def test_pages_of_other_sites_are_refused(self):
        self.refused(403, Origin="https://evil.example")
        self.refused(403, Sec_Fetch_Site="cross-site")
        self.refused(421, Host="evil.example")
        self.opened(Origin=f"http://127.0.0.1:{self.server.api_port}")

    def test_what_is_no_sip_message_ends_it_with_a_reason(self):
        for garbage in (b"hello", b"OPTIONS sip:x SIP/2.0\r\nContent-Length: 10\r\n\r\n", b"x: y\r\nl: -1\r\n\r\n"):
            connection = self.opened()
            connection.sendall(garbage)
            self.assertEqual(self.answer_in(connection), "")
            self.assertEqual(connection.closed, (1007, "not one SIP message"))

    def test_too_long_is_refused_by_sip_and_far_too_long_by_the_socket(self):
        connection = self.opened()
        long = self.options("d")[:-2].replace(b"Content-Length: 0\r\n", b"")
        connection.sendall(long + b"Content-Length: 70000\r\n\r\n" + 70000 * b"x")
        self.assertIn("SIP/2.0 513", self.answer_in(connection))
        connection.sendall(300000 * b"x")
        self.assertEqual(self.answer_in(connection), "")
        self.assertEqual(connection.closed[0], 1009)

    def test_whoever_says_nothing_is_gone_after_a_while_and_nobody_else(self):
        silent, talking = self.opened(), self.opened()
        talking.sendall(self.options("e"))
        self.answer_in(talking)
        silent.connection.settimeout(20)
        with self.assertRaises(OSError):
            self.answer_in(silent)

    def test_behind_a_trusted_proxy_the_browsers_own_address_counts(self):
        text = self.server.text
        self.server.text = text.replace("[console]\n", '[console]\ntrusted_proxies = ["127.0.0.1"]\npublic_url = "https://park.example"\n')
        self.server.restart()
        try:
            for address in ("198.51.100.7", "2001:db8::7"):
                connection = self.opened(Host="park.example", Origin="https://park.example", X_Forwarded_For=address)
                connection.sendall(self.options("proxied").replace(b"OPTIONS", b"REGISTER").replace(b"SIP/2.0/WS ", b"SIP/2.0/WSS "))
                answer = self.answer_in(connection)
                self.assertIn("SIP/2.0 401", answer)
                self.assertIn("SIP/2.0/WSS ", answer)
                self.assertIn(f"received={address}", answer.replace("[", "").replace("]", ""))
                named = {"Host": "park.example", "Origin": "https://park.example", "X_Forwarded_For": address}
                ann = SipPeer(self.console, "201", PASSWORD, transport="ws", path="/sip", headers=named).registered()
                self.addCleanup(ann.close)
                bob = self.peer("202", "tcp")
                there = bob.call("201")
                ann.expect_call().refuse(486)
                self.assertEqual(there.expect_final().status, 486)
                ann.close()
                bob.close()
        finally:
            self.server.text = text
            self.server.restart()

    def test_switched_off_there_is_nothing(self):
        text = self.server.text
        self.server.text = text.replace("[sip]\n", "[sip]\nbrowsers = false\n")
        self.server.restart()
        try:
            self.refused(404)
        finally:
            self.server.text = text
            self.server.restart()


class ByTheConsolesTls(WebTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = scratch("certificates")
        unittest.addModuleCleanup(shutil.rmtree, cls.folder)
        super().setUpClass()
        chain, key = certificate(cls.folder, "console")
        cls.server.text = cls.server.text.replace('[console]\n', f'[console]\ncertificate = "{chain}"\nkey = "{key}"\n')
        cls.server.ca = chain
        cls.server.restart()

    def test_a_browser_is_handed_over_with_its_encryption(self):
        ann, bob = (self.browser(user, transport="wss") for user in ("201", "202"))
        there, here = self.peers_talk(ann, bob)
        self.hear_each_other_now(there, here)
        noted = self.server.ask("GET", "/api/v1/trace?user=201")[1]["messages"]
        self.assertEqual({one["transport"] for one in noted}, {"wss"})
        self.assertIn(f"127.0.0.1:{ann.port}", {one["remote"] for one in noted})
        self.end(there, here)


class OverACrash(MortalServer):
    office = {"users": USERS, "web": True}

    def test_a_call_survives_a_crash_and_goes_on_when_its_phone_has_connected_again(self):
        self.waits_over_a_crash(self.peer("201", "wss"), self.peer("202", "ws"), lambda: self.peer("203", "ws"))


if __name__ == "__main__":
    unittest.main()
