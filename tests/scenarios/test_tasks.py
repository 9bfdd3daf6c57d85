"""Who gave up is called back: phones, the command line, two who want the same task, and kill -9 in between."""
import concurrent.futures
import subprocess
import unittest

from harness.office import MAIN_LOT
from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer

MORE = """
[[trunk]]
name = "provider"
addresses = ["127.0.0.2"]
call_back_tasks = true
call_back_within = "10m"
"""


class Tasks(MortalServer):
    office = {"users": ("201", "202", "203", "204"), "lots": MAIN_LOT, "more": MORE}

    def tearDown(self):
        self.server.erase_tasks()
        super().tearDown()

    def order(self, task, what, **body):
        return self.server.ask("POST", f"/api/v1/tasks/{task['id']}/{what}", body)

    def command(self, *words):
        done = subprocess.run([layby(), "tasks", *words, "--state", self.server.state], capture_output=True, text=True, timeout=20)
        return done.returncode, done.stdout + done.stderr

    def given_up(self, caller, parker):
        """Parked, and gone."""
        there, here = self.peers_talk(caller, parker)
        self.park_and_leave(here)
        there.bye()
        self.server.wait_empty("701")
        return self.server.only_task()

    def test_who_gave_up_is_called_back_also_over_a_crash(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        self.parks(ann)
        self.wait_for_music(bob)
        bob.hang_up()
        self.server.wait_empty("701")
        task = self.server.only_task("open")
        self.assertEqual((task["caller"]["number"], task["why"], task["lot"], task["slot"], task["owner"]), ("202", "abandoned", "main", 701, "201"))
        self.killed_and_started()
        self.assertEqual(self.server.only_task("open")["due"][:16], task["due"][:16])
        for phone in (bob, cleo):
            self.server.wait_registered(phone.user)
        shown = f"{task['id'] >> 32}-{task['id'] & 0xFFFFFFFF}"
        code, said = self.command()
        self.assertEqual(code, 0, said)
        self.assertRegex(said, rf"{shown} .*\(202\) +main 701 +abandoned")
        code, said = self.command("call", shown, "--user", "203")
        self.assertEqual((code, said), (0, "The phone of 203 rings; once it is answered it calls 202.\n"))
        cleo.expect("CALL_INCOMING")
        self.assertEqual(self.server.only_task()["who"], "203")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        bob.expect("CALL_INCOMING")
        bob.answer()
        bob.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        done = self.server.only_task("done")
        self.assertEqual((done["how"], done["who"], done["tries"]), ("called back", "203", 1))
        cleo.hang_up()
        bob.expect("CALL_CLOSED")
        self.assertEqual(self.command()[1], "Nobody is to be called back.\n")

    def test_a_server_killed_while_the_phone_rings_calls_back_all_the_same(self):
        bob, cleo = self.peer("202"), self.peer("203")
        task = self.given_up(bob, self.peer("201"))
        self.assertEqual(self.order(task, "call", **{"from": "203"})[0], 202)
        ring = cleo.expect_call()
        there = self.connects_over_a_crash(ring, bob)
        done = self.server.only_task("done")
        self.assertEqual((done["how"], done["who"], done["tries"]), ("called back", "203", 1))
        self.end(ring, there)

    def test_a_caller_who_hangs_up_as_the_server_dies_has_one_task(self):
        """Whichever of the two the disk has: the call, which proves to be over, or the task."""
        ann, bob = self.phone("201"), self.phone("202")
        self.talk(bob, ann)
        self.parks(ann)
        bob.hang_up()
        self.server.kill()
        self.server.start()
        task = self.server.only_task("open")
        self.assertEqual(task["count"], 1)
        self.assertIn(task["why"], ("abandoned", "cut off"))
        self.server.wait_empty("701")

    def test_one_of_two_who_want_it_has_it(self):
        task = self.given_up(self.peer("202"), self.peer("201"))
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            answers = list(both.map(lambda user: self.order(task, "take", user=user)[0], ("203", "204")))
        self.assertEqual(sorted(answers), [200, 409])
        winner = ("203", "204")[answers.index(200)]
        self.assertEqual(self.server.only_task("taken")["who"], winner)

    def test_it_is_done_by_itself_when_the_caller_calls_again(self):
        bob, ann = self.peer("202"), self.peer("201")
        self.given_up(bob, ann)
        there, here = self.peers_talk(bob, ann)
        done = self.server.only_task("done")
        self.assertEqual((done["how"], done["who"]), ("called again", "201"))
        self.end(there, here)

    def test_a_call_from_outside_that_nobody_answers(self):
        ann = self.peer("201")
        outside = self.peer("0305551234", register=False, ip="127.0.0.2")
        for count in (1, 2):
            call = outside.call("201")
            ring = ann.expect_call()
            ring.ring()
            call.expect_provisional(180)
            call.cancel()
            self.cancelled(ann, ring)
            call.expect_refusal(487)
            wait_until(lambda: self.server.only_task()["count"] == count, 5, "the task")
        task = self.server.only_task("open")
        self.assertEqual((task["why"], task["lot"], task["trunk"], task["dialled"]), ("unanswered", None, "provider", "201"))
        code, said = self.command("done", str(task["id"]), "--user", "203")
        self.assertEqual(code, 0, said)
        self.assertIn("done by 203", said)
        self.assertEqual(self.command("take", str(task["id"]))[0], 1)
        status, answer = self.server.ask("POST", "/api/v1/history/erase", {"number": "0305551234"})
        self.assertEqual(status, 200)
        self.assertGreaterEqual(answer["entries"], 1)
        self.assertEqual(self.server.tasks(), [])

    def cancelled(self, peer, ring, seconds=5):
        """The phone is rung no longer."""
        cancel = ring.expect_request("CANCEL", seconds)
        peer.respond(cancel, 200, "OK")
        peer.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        ring.expect_request("ACK", 5)


if __name__ == "__main__":
    unittest.main()
