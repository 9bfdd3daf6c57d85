"""Click to call: a program, a board or the command line has a user's phone rung, and that phone calls somebody."""
import json
import subprocess
import unittest
import urllib.error
import urllib.request

from harness.contract import CONTRACT
from harness.office import MAIN_LOT
from harness.processes import stays, wait_until
from harness.server import layby
from parking import MortalServer, ParkingTest

OFFICE = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT}


class Ordering:
    def order(self, to, by="201", **more):
        status, answer = self.server.ask("POST", "/api/v1/calls", {"from": by, "to": to, **more})
        self.assertEqual(status, 202, answer)
        return answer

    def refusal(self, by, to):
        status, answer = self.server.ask("POST", "/api/v1/calls", {"from": by, "to": to})
        return status, answer.get("code")

    def own_phone_answers(self, peer):
        """The phone of who calls rings and is answered; the dialog."""
        here = self.take_call(peer)
        here.confirmed()
        return here

    def has_nothing(self, *peers, seconds=1.0):
        stays(lambda: not any(self.rings(peer) for peer in peers), seconds, "a phone rang for nothing")

    def rings(self, peer):
        try:
            return peer.expect_call(0.05)
        except Exception:
            return None

    def taken_back(self, peer, ring, leg):
        """The program hangs up while the phone rings; the CANCEL."""
        ring.ring()
        wait_until(lambda: any(one["id"] == leg for one in self.server.calls()), 3, "the call")
        self.assertEqual(self.server.ask("POST", f"/api/v1/calls/{leg}/hangup")[0], 200)
        return self.cancelled(peer, ring)

    def cancelled(self, peer, ring, seconds=5):
        """The phone is rung no longer; the CANCEL."""
        cancel = ring.expect_request("CANCEL", seconds)
        peer.respond(cancel, 200, "OK")
        peer.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        ring.expect_request("ACK", 5)
        return cancel

    def last_call(self, check):
        def found():
            all_calls = self.server.ask("GET", "/api/v1/calls/history?limit=5")[1]["calls"]
            return next((one for one in all_calls if check(one)), None)
        return wait_until(found, 5, "the call in the history")


class ClickToCall(Ordering, ParkingTest):
    office = OFFICE

    def test_two_baresips_are_connected_and_hear_each_other(self):
        ann, bob = self.phone("201"), self.phone("202")
        answer = self.order("202")
        self.assertEqual((answer["state"], answer["from"], answer["to"], len(answer["calls"])), ("ringing", "201", "202", 1))
        ringing = ann.expect("CALL_INCOMING")
        self.assertIn("202", json.dumps(ringing), "the phone shows whom it will call")
        ann.answer()
        ann.expect("CALL_ESTABLISHED")
        bob.expect("CALL_INCOMING")
        bob.answer()
        bob.expect("CALL_ESTABLISHED")
        self.hear_each_other(ann, bob)
        ann.hang_up()
        bob.expect("CALL_CLOSED")
        entry = self.last_call(lambda one: one["ordered_by"])
        self.assertEqual((entry["user"], entry["dialled"], entry["direction"], entry["outcome"]), ("201", "202", "out", "answered"))
        self.assertEqual(entry["talked_to"]["number"], "202")

    def test_each_side_sees_the_other_and_the_caller_hears_it_ring(self):
        ann, bob = self.peer("201"), self.peer("202")
        self.order("202")
        ring = ann.expect_call()
        self.assertIn('"Bob Ray" <sip:202@', ring.incoming.get("from"))
        self.assertNotIn("answer-after", ring.incoming.text)
        self.has_nothing(bob, seconds=0.5)
        ring.ring()
        ring.answer()
        ring.confirmed()
        there = bob.expect_call()
        self.assertIn('"Ann Lee" <sip:201@', there.incoming.get("from"))
        there.ring()
        ring.rtp.wait_to_hear(lambda sound: len(sound) > 4000 and abs(sound[-4000:]).max() > 0.02, 6, "the ringback")
        there.answer()
        there.confirmed()
        self.hear_each_other_now(ring, there)
        self.end(there, ring)

    def test_a_phone_is_asked_to_answer_by_itself_if_that_is_wanted(self):
        ann = self.peer("201")
        calls = self.order("202", auto_answer=True)["calls"]
        ring = ann.expect_call()
        self.assertIn("answer-after=0", ring.incoming.text.lower())
        self.assertIn("cause=200", self.taken_back(ann, ring, calls[0]).get("reason"), "no call was missed")

    def test_a_busy_target_is_heard_as_busy_and_the_call_ends(self):
        ann, bob = self.peer("201"), self.peer("202")
        self.order("202")
        here = self.own_phone_answers(ann)
        there = bob.expect_call()
        there.refuse(486)
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and abs(sound[-8000:]).max() > 0.02, 6, "the busy tone")
        here.expect_bye(10)
        entry = self.last_call(lambda one: one["dialled"] == "202" and one["ordered_by"])
        self.assertEqual((entry["outcome"], entry["status"]), ("refused", 486))

    def test_a_caller_is_brought_out_of_a_slot(self):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there, here = self.peers_talk(bob, ann)
        self.park_blind(here)
        self.order("701", by="203")
        taken = self.own_phone_answers(cleo)
        self.hear_each_other_now(taken, there)
        self.end(taken, there)
        self.server.wait_empty("701")

    def test_what_can_not_be_is_said_at_once(self):
        ann = self.peer("201")
        self.assertEqual(self.refusal("299", "202"), (404, "no_such_user"))
        self.assertEqual(self.refusal("204", "201"), (409, "not_registered"))
        self.assertEqual(self.refusal("201", "999"), (404, "no_such_number"))
        self.assertEqual(self.refusal("201", "700"), (404, "no_such_number"))
        self.server.ask("PUT", "/api/v1/users/201/presence", {"do_not_disturb": True})
        self.assertEqual(self.refusal("201", "202"), (409, "do_not_disturb"))
        self.server.ask("PUT", "/api/v1/users/201/presence", {})
        for body in ({}, {"from": "201"}, {"from": "201", "to": ""}, {"from": 201, "to": "202"}, {"from": "201", "to": "202", "x": 1}):
            status, answer = self.server.ask("POST", "/api/v1/calls", body)
            self.assertEqual((status, answer["code"]), (400, "bad_body"), body)
        leg = self.order("202")["calls"][0]
        self.assertEqual(self.refusal("201", "203"), (409, "too_many_calls"))
        self.taken_back(ann, ann.expect_call(), leg)

    def test_a_repeated_order_rings_once(self):
        ann = self.peer("201")
        def ordered():
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.server.api_port}/api/v1/calls", json.dumps({"from": "201", "to": "202"}).encode(),
                {"Authorization": f"Bearer {self.server.token()}", "Content-Type": "application/json", "Idempotency-Key": "the same"})
            with urllib.request.urlopen(request) as answer:
                text = answer.read().decode()
                CONTRACT.check("POST", "/api/v1/calls", answer.status, answer.headers.get_content_type(), text)
                return json.loads(text)["calls"]
        first = ordered()
        self.assertEqual(ordered(), first)
        ring = ann.expect_call()
        ring.ring()
        self.has_nothing(ann, seconds=0.5)
        self.taken_back(ann, ring, first[0])

    def test_the_command_line_does_it_too(self):
        ann, bob = self.peer("201"), self.peer("202")
        done = self.command("call", "201", "202")
        self.assertEqual((done.returncode, done.stdout), (0, "The phone of 201 rings; once it is answered it calls 202.\n"))
        here = self.own_phone_answers(ann)
        there = self.take_call(bob)
        there.confirmed()
        self.hear_each_other_now(here, there)
        self.end(here, there)
        failed = self.command("call", "204", "202")
        self.assertEqual((failed.returncode, failed.stderr), (1, 'layby: no phone of user "204" is registered\n'))
        audit = self.server.ask("GET", "/api/v1/audit")[1]["audit"]
        self.assertEqual([(one["what"], one["status"]) for one in audit[:2]], [("POST /api/v1/calls", 409), ("POST /api/v1/calls", 202)])

    def command(self, *words):
        return subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True, timeout=30)

    def test_an_agent_may_do_it_with_the_own_phone_alone(self):
        ann = self.peer("201")
        account = {"role": "agent", "password": "the word of ann", "user": "201"}
        self.assertEqual(self.server.ask("PUT", "/api/v1/accounts/ann", account)[0], 201)
        status, session, cookie = self.asked("POST", "/api/v1/session", {"name": "ann", "password": "the word of ann"}, {})
        self.assertEqual(status, 200, session)
        mine = {"Cookie": cookie, "X-CSRF-Token": session["csrf_token"]}
        status, answer, _ = self.asked("POST", "/api/v1/calls", {"from": "202", "to": "203"}, mine)
        self.assertEqual((status, answer["code"]), (403, "out_of_scope"))
        status, answer, _ = self.asked("POST", "/api/v1/calls", {"to": "202"}, mine)
        self.assertEqual((status, answer["from"]), (202, "201"), answer)
        ring = ann.expect_call()
        ring.ring()
        self.assertEqual([(one["dialled"], one["ordered_by"]) for one in self.server.calls()], [("202", "account ann")])
        status, answer, _ = self.asked("POST", f"/api/v1/calls/{answer['calls'][0]}/hangup", None, mine)
        self.assertEqual(status, 200, answer)
        self.cancelled(ann, ring)
        there, here = self.peers_talk(self.peer("202"), self.peer("203"))
        leg = self.server.calls()[0]["id"]
        status, answer, _ = self.asked("POST", f"/api/v1/calls/{leg}/hangup", None, mine)
        self.assertEqual((status, answer["code"]), (403, "out_of_scope"))
        self.end(there, here)
        self.server.ask("DELETE", "/api/v1/accounts/ann")

    def asked(self, method, path, body, fields):
        data = None if body is None else json.dumps(body).encode()
        fields = {**fields, **({} if data is None else {"Content-Type": "application/json"})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.api_port}{path}", data, fields, method=method)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            text = answer.read().decode()
            CONTRACT.check(method, path, answer.status, answer.headers.get_content_type(), text)
            return answer.status, json.loads(text), (answer.headers.get("Set-Cookie") or "").partition(";")[0]


class OverACrash(Ordering, MortalServer):
    office = OFFICE

    def rung_again_after_a_crash(self, ring):
        """The INVITE comes again, and a phone says again that it rings."""
        self.killed_and_started()
        ring.expect_request("INVITE", 8)
        ring.ring()

    def test_a_phone_that_rings_makes_its_call_after_it(self):
        ann, bob = self.peer("201"), self.peer("202")
        self.order("202")
        ring = ann.expect_call()
        there = self.connects_over_a_crash(ring, bob)
        self.end(ring, there)
        self.assertTrue(self.last_call(lambda one: one["user"] == "201")["ordered_by"])

    def test_a_phone_that_nobody_answers_is_given_up_after_it(self):
        ann = self.peer("201")
        leg = self.order("202")["calls"][0]
        ring = ann.expect_call()
        ring.ring()
        self.rung_again_after_a_crash(ring)
        self.taken_back(ann, ring, leg)
        self.assertEqual(self.server.calls(), [])

    def test_the_other_one_that_rings_is_still_wanted_after_it(self):
        ann, bob = self.peer("201"), self.peer("202")
        self.order("202")
        here = self.own_phone_answers(ann)
        there = bob.expect_call()
        there.ring()
        self.killed_and_started()
        there.answer()
        there.confirmed()
        self.hear_each_other_now(here, there)
        self.end(there, here)

    def test_a_caller_who_is_gone_after_it_leaves_nobody_ringing(self):
        ann, bob = self.peer("201"), self.peer("202")
        self.order("202")
        here = self.own_phone_answers(ann)
        there = bob.expect_call()
        there.ring()
        ann.answers_alone.discard("UPDATE")
        self.rung_again_after_a_crash(there)
        ann.respond(here.expect_request("UPDATE", 8), 481, "Call Does Not Exist")
        self.cancelled(bob, there, 10)
        wait_until(lambda: self.server.calls() == [], 5, "no call")


if __name__ == "__main__":
    unittest.main()
