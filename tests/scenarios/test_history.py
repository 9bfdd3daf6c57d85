"""What a real server remembers of calls: every one, with its steps, found again, exported and erased."""
import csv
import http.client
import io
import subprocess

from harness.processes import wait_until
from harness.server import layby
from parking import MortalServer


class History(MortalServer):
    def get(self, path):
        status, answer = self.server.ask("GET", path)
        self.assertEqual(status, 200, answer)
        return answer

    def csv(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.api_port, timeout=5)
        connection.request("GET", path, headers={"Authorization": "Bearer " + self.server.token(), "Accept": "text/csv"})
        answer = connection.getresponse()
        self.assertEqual(answer.getheader("Content-Type"), "text/csv; charset=utf-8")
        rows = list(csv.DictReader(io.StringIO(answer.read().decode())))
        connection.close()
        return rows

    def layby(self, *words):
        done = subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True, timeout=10)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def parked_and_taken(self):
        """Ann calls Bob, who parks her; Cleo takes her."""
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(here)
        self.end(cleo.connect("701"), there)
        wait_until(lambda: not self.server.calls(), 3, "no call")

    def steps(self, entry):
        return [" ".join(str(one[name]) for name in ("what", "who", "how") if one[name]) for one in entry["steps"]]

    def test_tells_the_whole_story_of_a_parked_call_also_after_a_crash(self):
        self.parked_and_taken()
        self.killed_and_started()
        latest = self.get("/api/v1/history?limit=1")["history"][0]
        story = self.get(f"/api/v1/history/{latest['id']}")
        self.assertEqual(story["caller"]["number"], "201")
        steps = self.steps(story)
        self.assertEqual(steps[:2], ["talks 202", "parked 202 transfer"])
        self.assertIn("taken 203", steps)
        self.assertIn("talks 203", steps)
        self.assertEqual(steps[-1], "park ended 203 retrieved")
        self.assertEqual({one["slot"] for one in story["steps"] if one["what"] in ("parked", "taken", "park ended")}, {701})

    def test_has_every_call_with_whom_it_talked(self):
        self.parked_and_taken()
        calls = self.get("/api/v1/calls/history?limit=3")["calls"]
        by_user = {call["user"]: call for call in calls}
        self.assertEqual(set(by_user), {"201", "202", "203"})
        self.assertEqual([by_user[user]["direction"] for user in ("201", "202", "203")], ["in", "out", "in"])
        self.assertEqual([by_user[user]["talked_to"]["number"] for user in ("201", "202", "203")], ["202", "201", "201"])
        self.assertEqual({call["outcome"] for call in calls}, {"answered"})
        story = self.get(f"/api/v1/calls/history/{by_user['201']['id']}")
        self.assertIn("parked 202 transfer", self.steps(story))

    def test_has_a_call_that_nobody_answered(self):
        there = self.peer("201").call("204")
        self.assertEqual(there.expect_final(9).status, 404)
        call = self.get("/api/v1/calls/history?limit=1")["calls"][0]
        self.assertEqual((call["user"], call["dialled"], call["outcome"], call["status"]), ("201", "204", "refused", 404))
        self.assertEqual(self.get("/api/v1/calls/history?outcome=refused&number=204&limit=1")["calls"][0]["id"], call["id"])

    def test_is_found_exported_and_erased(self):
        self.parked_and_taken()
        self.assertTrue(self.get("/api/v1/history?number=201&outcome=retrieved&lot=main&user=202")["history"])
        self.assertEqual(self.get("/api/v1/history?number=201&outcome=abandoned")["history"], [])
        self.assertEqual(self.csv("/api/v1/history?limit=1")[0]["caller_number"], "201")
        self.assertEqual(self.csv("/api/v1/calls/history?user=203&limit=1")[0]["talked_to_number"], "201")
        status, answer = self.server.ask("POST", "/api/v1/history/erase", {"number": "201"})
        self.assertEqual(status, 200)
        self.assertGreater(answer["entries"], 0)
        self.assertEqual(self.get("/api/v1/history?number=201")["history"], [])
        self.assertEqual(self.get("/api/v1/calls/history?number=201")["calls"], [])
        audit = self.get("/api/v1/audit?limit=1")["audit"][0]
        self.assertEqual(audit["what"], "POST /api/v1/history/erase")

    def test_is_shown_by_the_command_in_local_time_with_its_filters(self):
        self.parked_and_taken()
        shown = self.layby("history", "--user", "202", "--lot", "main", "--limit", "1")
        self.assertIn("retrieved", shown)
        latest = self.get("/api/v1/history?limit=1")["history"][0]["id"]
        self.assertIn("parked", self.layby("history", "show", str(latest)))
        self.assertIn("0:0", self.layby("history", "--calls", "--number", "203", "--limit", "1"))
        self.assertTrue(self.layby("history", "--csv", "--limit", "1").startswith("id,lot,slot,"))
        self.assertIn("Nobody", self.layby("history", "--to", "2020-01-01"))
        self.assertIn("erased", self.layby("history", "erase", "203", "--yes"))
        self.assertEqual(self.get("/api/v1/history?number=203")["history"], [])
