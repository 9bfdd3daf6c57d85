"""What the RFCs allow and phones rarely do, to the millisecond."""
import time
import unittest

from harness import audio
from harness.office import OfficeTest
from harness.processes import stays, wait_until
from harness.sip_message import display_in, token


class Offers(OfficeTest):
    def test_a_delayed_offer_is_answered_in_the_ack(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202", offer=False)
        here = self.take_call(bob)
        answer = call.expect_answer()
        self.assertIn(0, answer.sdp.payloads)
        call.ack(body=call.sdp(payloads=(0, 101)))
        here.confirmed()
        call.speak()
        call.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "202") >= 2, 5, "202")
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 5, "201")
        call.bye()
        here.expect_bye()

    def test_a_re_invite_without_an_offer_gets_one(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        cseq = there.send("INVITE", branch="z9hG4bK" + token())
        answer = there.expect_status("INVITE", cseq=cseq)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.sdp.direction, "sendrecv")
        there.ack(body=there.sdp(), cseq=cseq)
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 5, "201", since=start)
        there.bye()
        here.expect_bye()

    def test_hold_in_three_forms_three_times_with_music_each_time(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        for _ in range(3):
            for hold in ({"direction": "sendonly"}, {"direction": "inactive"}, {"direction": "sendrecv", "connection": "0.0.0.0"}):
                answer = there.reinvite(**hold)
                self.assertEqual(answer.status, 200)
                self.assertIn(answer.sdp.direction, ("recvonly", "inactive"))
                self.hears_music(here)
                self.assertEqual(there.reinvite().status, 200)
                start = time.monotonic()
                there.speak()
                here.rtp.wait_to_hear(lambda sound: audio.hears_only(sound[-8000:], "201") > 0.6 and len(sound) > 8000, 5,
                                      "201 again", since=start)
                there.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "202") >= 2, 5, "202 again", since=start)
        there.bye()
        here.expect_bye()

    def hears_music(self, call):
        start = time.monotonic()
        call.rtp.wait_to_hear(lambda sound: len(sound) >= 8000 and audio.hears_music(sound[-8000:]) > 0.8, 5, "music", start)

    def test_what_the_called_phone_refuses_is_refused_to_the_caller(self):
        ann, bob = self.peer("201"), self.peer("202")
        for status, phrase in ((486, "Busy Here"), (603, "Decline"), (480, "Temporarily Unavailable")):
            call = ann.call("202")
            bob.expect_call().refuse(status, phrase)
            self.assertIn(call.expect_final().status, (status, 486, 480))

    def test_a_video_line_is_refused_and_the_audio_works(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202", body=None)
        here = self.take_call(bob)
        call.expect_answer()
        call.ack()
        here.confirmed()
        answer = call.reinvite(body=call.sdp() + "m=video 40000 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n")
        self.assertEqual(answer.status, 200)
        lines = [line for line in answer.sdp.lines if line.startswith("m=")]
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[1].startswith("m=video 0 "), lines)
        call.bye()
        here.expect_bye()


class Reliability(OfficeTest):
    def test_ringing_that_must_be_confirmed_is_and_early_media_is_heard(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202", fields=["Require: 100rel"])
        here = bob.expect_call()
        here.ring()
        ringing = call.expect_provisional(180)
        self.assertIn("100rel", ringing.get("require"))
        self.assertTrue(ringing.get("rseq"))
        cseq = call.send("PRACK", fields=[f"RAck: {ringing.get('rseq')} {ringing.cseq} INVITE"])
        self.assertEqual(call.expect_status("PRACK", cseq=cseq).status, 200)
        here.answer()
        call.expect_answer()
        call.ack()
        here.confirmed()
        call.bye()
        here.expect_bye()

    def test_an_unconfirmed_reliable_ringing_comes_again(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202", fields=["Require: 100rel"])
        here = bob.expect_call()
        here.ring()
        first = call.expect_provisional(180)
        second = call.expect_provisional(180)
        self.assertEqual(first.get("rseq"), second.get("rseq"))
        cseq = call.send("PRACK", fields=[f"RAck: {first.get('rseq')} {first.cseq} INVITE"])
        self.assertEqual(call.expect_status("PRACK", cseq=cseq).status, 200)
        call.cancel()
        self.assertEqual(call.expect_final().status, 487)
        bob.expect(lambda m: True, 0.01) if bob.inbox else None
        here.expect_request("CANCEL")

    def test_an_update_refreshes_and_changes_the_session(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        cseq = there.send("UPDATE")
        self.assertEqual(there.expect_status("UPDATE", cseq=cseq).status, 200)
        cseq = there.send("UPDATE", there.sdp(direction="sendonly"))
        answer = there.expect_status("UPDATE", cseq=cseq)
        self.assertEqual((answer.status, answer.sdp.direction), (200, "recvonly"))
        there.bye()
        here.expect_bye()

    def test_a_lost_ack_makes_the_answer_come_again_and_then_ends_the_call(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202")
        here = self.take_call(bob)
        call.expect_answer()
        again = call.expect_answer(seconds=3)
        self.assertEqual(again.status, 200)
        call.ack()
        here.confirmed()
        stays(lambda: not call.has_request("BYE"), 1, "BYE although the ACK came")
        call.bye()
        here.expect_bye()

    def test_retransmitted_requests_are_answered_alike_and_done_once(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        branch = "z9hG4bK" + token()
        text = there.send("REFER", fields=[f"Refer-To: <sip:700@{ann.server_address}>"], branch=branch, hold_back=True)
        for _ in range(3):
            ann.send(text)
            self.assertEqual(there.expect_status("REFER").status, 202)
        self.server.wait_parked("701")
        self.assertEqual(len(self.server.parked()), 1)
        there.bye()
        here.bye()

    def test_an_old_cseq_is_500(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.cseq += 5
        there.reinvite()
        there.send("INFO", cseq=2)
        self.assertEqual(there.expect_status("INFO").status, 500)
        there.bye()
        here.expect_bye()


class Crossings(OfficeTest):
    def test_cancel_crosses_the_answer(self):
        ann, bob = self.peer("201"), self.peer("202")
        for _ in range(5):
            call = ann.call("202")
            here = bob.expect_call()
            here.ring()
            call.expect_provisional(180)
            here.answer()
            call.cancel()
            final = call.expect_final()
            self.assertIn(final.status, (200, 487))
            if final.status == 200:
                call.ack()
                call.bye()
            here.expect_request("ACK")
            here.expect_bye()
            self.server.assert_idle()

    def test_glare_is_491_and_settles(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        here.answers_reinvites = False
        branch = "z9hG4bK" + token()
        first = there.send("INVITE", there.sdp(direction="sendonly"), branch=branch)
        second = there.send("INVITE", there.sdp(), branch="z9hG4bK" + token())
        statuses = {}
        while len(statuses) < 2:
            response = there.expect_status("INVITE")
            statuses[response.cseq] = response.status
            there.ack(cseq=response.cseq) if response.status == 200 else there.ack_failure(response)
        self.assertEqual(statuses[first], 200)
        self.assertIn(statuses[second], (200, 491, 500))
        self.assertEqual(there.reinvite().status, 200)
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 6, "201", since=start)
        there.bye()
        here.expect_bye()

    def test_both_hang_up_in_the_same_moment(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        first, second = there.send("BYE", hold_back=True), here.send("BYE", hold_back=True)
        ann.send(first)
        bob.send(second)
        self.assertIn(there.expect_status("BYE").status, (200, 481))
        self.assertIn(here.expect_status("BYE").status, (200, 481))
        for call, peer in ((there, ann), (here, bob)):
            if call.has_request("BYE"):
                peer.respond(call.expect_request("BYE"), 200, "OK")

    def test_a_hang_up_crosses_a_re_invite(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.send("INVITE", there.sdp(direction="sendonly"), branch="z9hG4bK" + token())
        there.send("BYE")
        self.assertEqual(there.expect_status("BYE").status, 200)
        final = there.expect_status("INVITE")
        if final.status == 200:
            there.ack(cseq=final.cseq)
        else:
            there.ack_failure(final)
        here.expect_bye()


class SessionTimers(OfficeTest):
    office = {"sip": 'session_expires = "90s"'}

    def test_a_session_timer_is_agreed(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202", fields=["Supported: timer", "Session-Expires: 90;refresher=uac", "Min-SE: 90"])
        here = self.take_call(bob)
        answer = call.expect_answer()
        self.assertRegex(answer.get("session-expires"), r"^90\s*;\s*refresher=uac")
        call.ack()
        here.confirmed()
        cseq = call.send("UPDATE", fields=["Supported: timer", "Session-Expires: 90;refresher=uac"])
        refreshed = call.expect_status("UPDATE", cseq=cseq)
        self.assertEqual(refreshed.status, 200)
        self.assertTrue(refreshed.get("session-expires").startswith("90"))
        call.bye()
        here.expect_bye()

    def test_too_short_an_interval_is_422_with_the_least(self):
        refusal = self.peer("201").call("202", fields=["Supported: timer", "Session-Expires: 30"]).expect_refusal(422)
        self.assertGreaterEqual(int(refusal.get("min-se")), 90)


class Digits(OfficeTest):
    def test_keys_pass_as_rtp_events_and_as_info(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.rtp.be_quiet()
        for key in "15#":
            there.rtp.press(there.remote_rtp, key)
            time.sleep(0.1)  # the pause between two keys of a person
        wait_until(lambda: here.rtp.keys() == "15#", 3, lambda: f"the keys 15#, got {here.rtp.keys()!r}")
        cseq = there.send("INFO", "Signal=7\r\nDuration=160\r\n", content_type="application/dtmf-relay")
        self.assertEqual(there.expect_status("INFO", cseq=cseq).status, 200)
        wait_until(lambda: here.rtp.keys() == "15#7" or here.has_request("INFO"), 3, "the key 7")
        there.bye()
        here.expect_bye()


class Identity(OfficeTest):
    def test_who_calls_is_shown_from_the_first_response_on(self):
        ann, bob = self.peer("201"), self.peer("202")
        call = ann.call("202")
        here = bob.expect_call()
        self.assertIn("201", here.incoming.get("p-asserted-identity"))
        self.assertEqual(display_in(here.incoming.get("from")), "Ann Lee")
        here.ring()
        ringing = call.expect_provisional(180)
        here.answer()
        answer = call.expect_answer()
        call.ack()
        here.confirmed()
        for response in (ringing, answer):
            for field in ("p-asserted-identity", "remote-party-id"):
                self.assertIn("202", response.get(field), f"{field} of {response}")
                self.assertIn("Bob Ray", response.get(field))
        call.bye()
        here.expect_bye()


class MessagesToTheWrongPlace(OfficeTest):
    def test_an_ack_or_cancel_out_of_the_blue_does_nothing(self):
        peer = self.peer("201")
        peer.send(peer.request("ACK", f"sip:700@{peer.server_address}", to_tag=token()))
        response = peer.ask("CANCEL", f"sip:700@{peer.server_address}")
        self.assertEqual(response.status, 481)

    def test_sdp_from_nowhere_is_not_believed(self):
        """A stranger's RTP to a leg's port must not reach the other party once the leg's own party has spoken."""
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 2, 5, "201")
        stranger = self.close_later(self.rtp_port())
        stranger.speak(there.remote_rtp, audio.voice("205"))
        start = time.monotonic()
        here.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 5, 6, "201", since=start)
        self.assertLess(audio.hears_voice(here.rtp.heard(start), "205"), 2)
        there.bye()
        here.expect_bye()

    def rtp_port(self):
        from harness.rtp import RtpPort
        return RtpPort()



if __name__ == "__main__":
    unittest.main()
