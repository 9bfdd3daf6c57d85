"""Users who want no calls, or want them elsewhere, and say so from their phones."""
import subprocess
import unittest

from harness import audio
from harness.lamps import Lamp
from harness.office import MAIN_LOT
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer, ParkingTest


class Saying:
    def dials(self, peer, code, words=()):
        """The phone dials it, hears so, and is hung up."""
        call = peer.connect(code, speak=False)
        call.expect_bye(15)
        for word in words:
            self.assertGreater(audio.says(call.rtp.heard(), word), 0.8, word)

    def presence(self, user):
        return self.server.ask("GET", f"/api/v1/users/{user}/presence")[1]

    def refused(self, peer, number, status):
        call = peer.call(number)
        final = call.expect_final(8)
        call.ack_failure(final)
        self.assertEqual(final.status, status)

    def taken(self, there, ring):
        ring.ring()
        ring.answer()
        self.now_talk(there, ring)
        self.end(there, ring)


class DoNotDisturb(Saying, ParkingTest):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT}

    def tearDown(self):
        for user in ("201", "202"):
            self.server.ask("PUT", f"/api/v1/users/{user}/presence", {})
        super().tearDown()

    def test_a_phone_says_so_hears_so_and_its_lamp_is_lit(self):
        ann, bob, eve = self.peer("201"), self.peer("202"), self.peer("204")
        lamp = self.close_later(Lamp(eve, "*76201"))
        self.assertEqual(lamp.answer.status, 200, lamp.answer.text)
        lamp.wait("terminated")
        self.dials(ann, "*78", ("do-not-disturb", "activated"))
        lamp.wait("confirmed")
        self.refused(bob, "201", 486)
        self.dials(ann, "*76201", ("do-not-disturb", "de-activated"))
        lamp.wait("terminated")
        there, here = self.peers_talk(bob, ann)
        self.end(there, here)

    def test_a_baresip_says_so_by_its_codes(self):
        phone, bob = self.phone("201"), self.peer("202")
        for code, status in (("*78", 486), ("*76", None), ("*76", 486), ("*79", None)):
            phone.dial(code)
            phone.expect("CALL_ESTABLISHED")
            phone.expect("CALL_CLOSED", 15)
            self.assertEqual(self.presence("201")["do_not_disturb"], status is not None)
        self.assertEqual(self.presence("201")["do_not_disturb"], False)
        there = bob.call("201")
        phone.expect("CALL_INCOMING")
        there.cancel()

    def test_an_order_of_somebody_else_rings_nobody(self):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        self.dials(cleo, "*78")
        status, answer = self.server.ask("POST", "/api/v1/lots/main/slots/701/retrieve", {"user": "203"})
        self.assertEqual((status, answer["code"]), (409, "do_not_disturb"))
        self.dials(cleo, "*79")
        here.bye()


class Forwards(Saying, MortalServer):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT}

    def tearDown(self):
        for user in ("201", "202", "203"):
            self.server.ask("PUT", f"/api/v1/users/{user}/presence", {})
        super().tearDown()

    def test_all_calls_go_to_another_who_sees_the_caller_and_who_was_called(self):
        ann, bob, eve = self.peer("201"), self.peer("202"), self.peer("204")
        self.dials(ann, "*21*202", ("call-fwd-unconditional", "is-set-to"))
        there = eve.call("201")
        ring = bob.expect_call()
        self.assertIn("204", ring.incoming.get("from"))
        self.assertIn("sip:201@", ring.incoming.get("diversion"))
        self.assertIn("reason=unconditional", ring.incoming.get("diversion"))
        self.taken(there, ring)
        self.dials(ann, "%2321")
        there, here = self.peers_talk(eve, ann)
        self.end(there, here)

    def test_a_call_goes_on_after_some_seconds_also_over_a_crash(self):
        ann, bob, eve = self.peer("201"), self.peer("202"), self.peer("204")
        self.dials(ann, "*61*202**5%23")
        self.killed_and_started()
        self.assertEqual(self.presence("201")["forward"]["no_answer_after_s"], 5)
        there = eve.call("201")
        ring = ann.expect_call()
        ring.ring()
        cancel = ring.expect_request("CANCEL", 8)
        ann.respond(cancel, 200, "OK")
        ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        last = bob.expect_call(6)
        self.assertIn("reason=no-answer", last.incoming.get("diversion"))
        self.taken(there, last)

    def test_two_who_forward_to_each_other_lose_no_call(self):
        ann, bob, eve = self.peer("201"), self.peer("202"), self.peer("204")
        self.dials(ann, "*21*202")
        self.dials(bob, "*21*201")
        there = eve.call("201")
        self.taken(there, ann.expect_call())

    def test_a_wrong_number_is_refused(self):
        ann = self.peer("201")
        for code in ("*21*201", "*21*999", "*21*701"):
            self.refused(ann, code, 404)
        self.assertIsNone(self.presence("201")["forward"]["always"])

    def test_the_command_line_says_it_and_shows_it(self):
        def said(*words):
            done = subprocess.run([layby(), "presence", *words, "--state", self.server.state], capture_output=True,
                                  text=True, timeout=30)
            return done.returncode, done.stdout + done.stderr
        self.assertEqual(said(), (0, "All phones ring as usual.\n"))
        self.assertEqual(said("set", "202", "--do-not-disturb", "on", "--busy", "203")[0], 0)
        code, shown = said()
        self.assertRegex(shown, r"202 +yes +- +203 ")
        self.assertEqual(said("set", "202", "--busy", "", "--do-not-disturb", "off")[0], 0)
        self.assertEqual(said("set", "202", "--always", "999")[0], 1)
        wait_until(lambda: said() == (0, "All phones ring as usual.\n"), 3, "nothing to be left")


if __name__ == "__main__":
    unittest.main()
