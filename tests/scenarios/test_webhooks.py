"""Somebody elsewhere is told what happens to calls: signed, in order, and in the end everything, whatever happens in between."""
import hashlib
import hmac
import http.server
import json
import subprocess
import threading
import time
import unittest

from harness.processes import free_port, stays, wait_until
from harness.server import layby
from parking import MortalServer

SECRET = "a secret of our tests"


class Receiver:
    """What a customer's program may be like: it answers with `status`, or it hangs, or hangs up."""

    def __init__(self, port):
        self.port, self.status, self.mood = port, 200, "answers"
        self.heard, self.good = [], []  # (event, signature is right) of every request; events that were answered with 2xx
        self._server = None
        self._over = threading.Event()

    def open(self):
        receiver = self
        self._over.clear()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                event = json.loads(body)
                receiver.heard.append((event, receiver.is_signed(self.headers["Layby-Signature"], body)))
                if receiver.mood == "hangs":
                    receiver._over.wait(30)
                if receiver.mood != "answers":
                    return self.connection.close()
                if receiver.status < 300:
                    receiver.good.append(event)
                self.send_response(receiver.status)
                self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        http.server.ThreadingHTTPServer.allow_reuse_address = True
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self._over.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @staticmethod
    def is_signed(field, body):
        said = dict(part.split("=") for part in field.split(","))
        wanted = hmac.new(SECRET.encode(), said["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(said["v1"], wanted) and abs(time.time() - int(said["t"])) < 60

    def stories(self):
        """What was heard of each call, without repetitions, in the order in which it was heard first."""
        out = {}
        for event in self.good:
            story = out.setdefault(event["call"], [])
            if event["id"] not in [one["id"] for one in story]:
                story.append(event)
        return out


class Webhooks(MortalServer):
    port = free_port()
    office = {"users": ("201", "202", "203"), "more": f"""
[[webhook]]
name = "crm"
url = "http://127.0.0.1:{port}/calls?key=hidden"
secret = "{SECRET}"
allow_private = true

[[webhook]]
name = "careful"
url = "http://localhost:{port}/calls"
secret = "{SECRET}"
events = ["park ended"]
"""}

    def setUp(self):
        super().setUp()
        self.receiver = self.close_later(Receiver(self.port))
        self.addCleanup(self.told_all)

    def told_all(self):
        """Nothing of this test is told to the next."""
        receiver = Receiver(self.port)
        receiver.open()
        wait_until(lambda: self.hook()["waiting"] == 0 and self.hook()["failures"] == 0, 40, "the end of what is to be told")
        receiver.close()

    def hook(self, name="crm"):
        return next(one for one in self.server.ask("GET", "/api/v1/webhooks")[1]["webhooks"] if one["name"] == name)

    def tries(self, name="crm"):
        return self.server.ask("GET", f"/api/v1/webhooks/{name}/deliveries?limit=1000")[1]["deliveries"]

    def command(self, *words):
        done = subprocess.run([layby(), "webhook", *words, "--state", self.server.state], capture_output=True, text=True, timeout=10)
        return done.returncode, done.stdout, done.stderr

    def parked_and_taken(self):
        ann, bob, cleo = self.one("201"), self.one("202"), self.one("203")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(here)
        self.end(cleo.connect("701"), there)

    def whole_stories(self, count, seconds=60):
        """So many calls were told of to their end, each from its beginning; all that the history has of them."""
        def ended():
            return [one for one in self.receiver.stories().values() if one[-1]["event"] == "park ended"]
        wait_until(lambda: len(ended()) == count, seconds, lambda: f"{count} whole stories: {self.receiver.stories()}")
        entries = self.server.ask("GET", f"/api/v1/history?limit={count}")[1]["history"]
        for entry, told in zip(reversed(entries), ended()):
            kept = self.server.ask("GET", f"/api/v1/history/{entry['id']}")[1]["steps"]
            self.assertEqual([(one["event"], one["who"], one["how"]) for one in told], [(one["what"], one["who"], one["how"]) for one in kept])
            self.assertEqual({one["caller"]["number"] for one in told}, {"201"})

    def test_is_told_everything_in_order_and_signed(self):
        self.receiver.open()
        self.parked_and_taken()
        self.whole_stories(1)
        self.assertTrue(all(signed for _, signed in self.receiver.heard))
        told = [event for event, _ in self.receiver.heard]
        parked = next(one for one in told if one["event"] == "parked")
        self.assertEqual((parked["lot"], parked["slot"], parked["who"], parked["caller"]["number"]), ("main", 701, "202", "201"))
        self.assertEqual(self.hook()["trouble"], None)
        self.assertNotIn(SECRET, self.server.log() + json.dumps(self.server.ask("GET", "/api/v1/webhooks")[1]))
        self.assertEqual(self.hook()["url"], f"http://127.0.0.1:{self.port}/calls")

    def test_is_told_everything_although_it_fails_hangs_and_hangs_up(self):
        pause = 150  # at most: each one is twice as long as the one before, and a busy machine comes to more of them
        self.receiver.open()
        self.receiver.status = 503
        self.parked_and_taken()
        wait_until(lambda: len(self.receiver.heard) >= 2, 20, "a second try")
        self.receiver.mood = "hangs up"
        before = len(self.receiver.heard)
        wait_until(lambda: len(self.receiver.heard) > before, 20, "a try that is hung up on")
        self.receiver.mood = "hangs"
        wait_until(lambda: any("timed out" in (one["error"] or "") for one in self.tries()), 40, "a try that takes too long")
        self.assertEqual({event["id"] for event, _ in self.receiver.heard}, {self.receiver.heard[0][0]["id"]}, "the order was lost")
        began = time.monotonic()
        self.parked_and_taken()  # whoever hangs holds up no call
        self.assertLess(time.monotonic() - began, 8)
        self.receiver.close()
        wait_until(lambda: "connect" in (self.tries()[0]["error"] or "").lower(), pause, "a try without a receiver")
        self.receiver.mood, self.receiver.status = "answers", 200
        self.receiver.open()
        self.whole_stories(2, pause)
        self.assertGreater(max(one["attempt"] for one in self.tries()), 3)

    def test_is_told_what_happened_before_a_crash(self):
        self.receiver.open()
        self.receiver.status = 500
        self.parked_and_taken()
        wait_until(lambda: self.receiver.heard, 10, "a try")
        self.killed_and_started()
        self.parked_and_taken()
        self.killed_and_started()
        self.assertEqual(self.receiver.good, [])
        self.receiver.status = 200
        self.whole_stories(2)

    def test_may_not_be_at_a_private_address_unless_it_is_allowed(self):
        self.receiver.open()
        self.parked_and_taken()
        self.whole_stories(1)
        wait_until(lambda: self.hook("careful")["failures"] > 0, 10, "a refusal")
        self.assertEqual({event["webhook"] for event, _ in self.receiver.heard}, {"crm"})
        self.assertIn("private", self.hook("careful")["trouble"])

    def test_follows_no_redirect(self):
        self.receiver.open()
        self.receiver.status = 307
        self.assertEqual(self.command("test", "crm")[0], 0)
        wait_until(lambda: [one for one in self.tries() if one["status"] == 307], 10, "the answer")
        self.assertEqual(len(self.receiver.heard), 1)

    def test_is_tried_and_told_again_by_command(self):
        self.receiver.open()
        self.parked_and_taken()
        self.whole_stories(1)
        code, said, wrong = self.command("test", "crm")
        self.assertEqual((code, wrong), (0, ""))
        wait_until(lambda: self.receiver.heard[-1][0]["event"] == "test", 5, "the test")
        parked = next(one for one in self.tries() if one["what"] == "parked")
        before = len(self.receiver.heard)
        self.assertEqual(self.command("redeliver", "crm", str(parked["event"]))[0], 0)
        wait_until(lambda: len(self.receiver.heard) > before, 5, "the repetition")
        self.assertEqual(self.receiver.heard[-1][0]["event"], "parked")
        wait_until(lambda: self.tries()[0]["event"] == parked["event"], 5, "it in the log")
        code, said, _ = self.command("log", "crm", "--limit", "3")
        self.assertIn("parked", said)
        self.assertIn("crm", self.command("list")[1])
        self.assertEqual(self.command("test", "nobody")[0], 1)
        self.assertEqual(self.command("redeliver", "crm", "999999999")[0], 1)
        self.assertEqual(self.server.ask("POST", "/api/v1/webhooks/crm/events/0/redeliver")[1]["code"], "no_such_event")

    def test_changes_with_a_reload(self):
        self.receiver.open()
        text = self.server.text
        self.addCleanup(self.reload_to, text)
        self.reload_to(text.replace('name = "crm"\n', 'name = "crm"\nevents = ["park ended"]\n'))
        self.parked_and_taken()
        wait_until(lambda: self.receiver.good, 10, "the end of the park")
        self.assertEqual([one["event"] for one in self.receiver.good], ["park ended"])
        self.reload_to(text[:text.index("[[webhook]]")])
        self.assertEqual(self.server.ask("GET", "/api/v1/webhooks")[1]["webhooks"], [])
        self.parked_and_taken()
        self.reload_to(text)
        wait_until(lambda: self.server.ask("GET", "/api/v1/webhooks")[1]["webhooks"], 5, "the webhook")
        stays(lambda: len(self.receiver.good) == 1, 1, "it was told what happened before it was there again")

    def test_one_that_is_taken_away_and_put_back_while_it_is_told_something(self):
        self.receiver.mood = "hangs"
        self.receiver.open()
        text = self.server.text
        self.addCleanup(self.reload_to, text)
        self.parked_and_taken()
        wait_until(lambda: self.receiver.heard, 10, "a letter to be on its way")
        self.reload_to(text[:text.index("[[webhook]]")])
        self.reload_to(text)
        stays(self.server.process.running, 11, "the end of the old letter ended the server")
        self.receiver.mood = "answers"
        self.parked_and_taken()
        wait_until(lambda: self.receiver.good, 20, "the next event")

    def reload_to(self, text):
        self.server.text = text
        self.assertEqual(self.server.reload_with(text)[0], 200)


if __name__ == "__main__":
    unittest.main()
