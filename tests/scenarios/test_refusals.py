"""What is refused, how, and that a refusal leaves nothing behind."""
import unittest

from harness.office import MAIN_LOT, SOUNDS, OfficeTest
from harness.processes import stays
from harness.sip_message import challenges_in, token
from harness.sip_peer import SipPeer


class Authentication(OfficeTest):
    def test_both_digests_are_offered_sha_256_first(self):
        peer = self.peer("201", register=False, password="")
        response = peer.register()
        self.assertEqual(response.status, 401)
        self.assertEqual([one.get("algorithm") for one in challenges_in(response)], ["SHA-256", "MD5"])

    def test_a_phone_registers_with_either_digest(self):
        for algorithm in ("SHA-256", "MD5"):
            peer = self.peer("201", register=False)
            peer.algorithm = algorithm
            self.assertEqual(peer.register().status, 200, algorithm)
            self.assertEqual(peer.register(expires=0).status, 200)

    def test_a_wrong_password_or_an_unknown_user_gets_nothing(self):
        for user, password in (("201", "wrong"), ("777", "let-me-in")):
            peer = self.peer(user, register=False, password=password)
            self.assertIn(peer.register().status, (401, 403))
        self.assertEqual(self.server.registrations(), [])

    def test_nobody_registers_or_calls_under_another_name(self):
        ann = self.peer("201")
        response = ann.ask("REGISTER", f"sip:{ann.server_address}", to=f"<sip:202@{ann.server_address}>", contact=False,
                           fields=[f"Contact: {ann.contact}"])
        self.assertEqual(response.status, 403)
        self.assertEqual([one["user"] for one in self.server.registrations()], ["201"])

    def test_a_call_without_credentials_is_refused_statelessly(self):
        before = self.server.counter("sip", "server_transactions")
        peer = self.peer("201", register=False, password="")
        for _ in range(20):
            call = peer.call("202")
            self.assertIn(call.expect_final().status, (401, 407))
        self.assertEqual(self.server.counter("sip", "server_transactions"), before)
        self.assertEqual(self.server.counter("sip", "dialogs"), 0)

    def test_a_phone_that_knows_md5_alone_gets_in_although_it_gives_up_on_two_challenges(self):
        peer = self.peer("201", register=False, password="")
        fields = [f"Contact: {peer.contact}", "User-Agent: baresip v1.0.0 (x86_64/linux)"]
        response = peer.ask("REGISTER", f"sip:{peer.server_address}", to=f"<sip:201@{peer.server_address}>", contact=False,
                            fields=fields)
        self.assertEqual([one.get("algorithm") for one in challenges_in(response)], ["MD5"])


class Numbers(OfficeTest):
    def test_an_unknown_number_is_404(self):
        call = self.peer("201").call("9998")
        call.expect_refusal(404)

    def test_an_empty_slot_is_404_with_a_reason(self):
        refusal = self.peer("201").call("705").expect_refusal(404)
        self.assertTrue(refusal.get("reason") or refusal.get("warning"), refusal.text)

    def test_a_user_without_a_phone_is_480(self):
        self.peer("201").call("203").expect_refusal(480)

    def test_no_common_codec_is_488(self):
        self.peer("202")
        self.peer("201").call("202", payloads=(18, 110)).expect_refusal(488)

    def test_the_end_of_the_hops_is_483(self):
        self.peer("201").call("202", max_forwards=0).expect_refusal(483)

    def test_options_are_answered_without_credentials(self):
        peer = self.peer("201", register=False, password="")
        response = peer.ask("OPTIONS", f"sip:{peer.server_address}")
        self.assertEqual(response.status, 200)
        for method in ("INVITE", "REFER", "UPDATE", "PRACK"):
            self.assertIn(method, response.get("allow"))
        self.assertIn("replaces", response.get("supported"))

    def test_an_unknown_method_is_refused_and_an_unknown_extension_too(self):
        peer = self.peer("201")
        self.assertIn(peer.ask("FROBNICATE", f"sip:{peer.server_address}").status, (405, 501))
        refusal = peer.call("202", fields=["Require: teleportation"]).expect_refusal(420)
        self.assertIn("teleportation", refusal.get("unsupported"))

    def test_requests_inside_of_unknown_dialogs_are_481(self):
        peer = self.peer("201")
        for method in ("BYE", "INFO", "REFER", "NOTIFY"):
            response = peer.ask(method, f"sip:700@{peer.server_address}", to_tag=token(),
                                fields=["Event: refer", "Subscription-State: active"] if method == "NOTIFY" else [])
            self.assertEqual(response.status, 481, method)

    def test_replaces_of_an_unknown_dialog_is_481(self):
        self.peer("202")
        call = self.peer("201").call("202", fields=["Replaces: nobody@nowhere;to-tag=1;from-tag=2"])
        call.expect_refusal(481)


class BadMessages(OfficeTest):
    def test_rubbish_is_survived(self):
        peer = SipPeer(self.server.port(), "201")
        self.close_later(peer)
        head = f"INVITE sip:700@{peer.server_address} SIP/2.0\r\n"
        good = peer.request("OPTIONS", f"sip:{peer.server_address}")
        for text in ("", "\r\n\r\n", "\x00\x01\x02", "GET / HTTP/1.1\r\n\r\n", head, head + "Via: nonsense\r\n\r\n",
                     good.replace("Content-Length: 0", "Content-Length: 999999"), good.replace("CSeq: 1", "CSeq: 99999999999"),
                     good.replace("Call-ID: ", "Call-ID:\r\nX: " + "a" * 9000), good.replace("Max-Forwards: 70", "Max-Forwards: x"),
                     good.replace("sip:", "sip:" * 500), good[:200], good * 3):
            peer.send(text)
            self.assertEqual(peer.ask("OPTIONS", f"sip:{peer.server_address}").status, 200)

    def test_bad_sdp_is_a_refusal(self):
        self.peer("202")
        ann = self.peer("201")
        for body in ("rubbish", "v=0\r\n", "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nt=0 0\r\nm=audio 99999999 RTP/AVP 0\r\n"):
            status = ann.call("202", body=body).expect_final().status
            self.assertIn(status, (400, 415, 488), body)


class Overload(OfficeTest):
    office = {"sip": "max_new_calls_per_second = 5\nmax_calls = 12", "sounds": SOUNDS + "spoken_refusals = false\n"}

    def test_more_calls_than_allowed_are_503_with_retry_after_and_those_in_progress_go_on(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        refused = 0
        for _ in range(20):
            final = ann.call("9998").expect_final()
            self.assertIn(final.status, (404, 503))
            if final.status == 503:
                refused += 1
                self.assertTrue(final.get("retry-after").split(" ")[0].isdigit())
        self.assertGreater(refused, 5)
        stays(lambda: not here.has_request("BYE"), 0.5, "the call in progress was ended")
        self.assertEqual(there.bye().status, 200)
        here.expect_bye()


class Rights(OfficeTest):
    office = {"users": ("201", "202"), "lots": MAIN_LOT + """
[[user]]
name = "203"
password = "let-me-in"
may_park = false
may_retrieve = false
"""}

    def test_who_may_not_park_keeps_its_call(self):
        cleo, bob = self.peer("203"), self.peer("202")
        there, here = self.peers_talk(cleo, bob)
        status = there.refer("700").status
        if status == 202:
            status = self.last_notify(there)
        self.assertEqual(status, 403)
        stays(lambda: not there.has_request("BYE") and not here.has_request("BYE"), 1, "the call was ended")
        here.bye()
        there.expect_bye()

    def test_who_may_not_retrieve_is_told_so_and_the_caller_waits(self):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there, here = self.peers_talk(ann, bob)
        there.refer("700")
        self.server.wait_parked("701")
        cleo.call("701").expect_refusal(403)
        self.assertEqual(self.server.wait_parked("701")["caller"]["number"], "202")
        here.bye()

    def last_notify(self, call):
        while True:
            status, state = call.expect_notify()
            if state.startswith("terminated"):
                return status


if __name__ == "__main__":
    unittest.main()
