"""The live feed: who listens knows what who asks is told, without asking, also over a gap and an upgrade."""
import http.client
import os
import subprocess
import unittest
import unittest.mock

from harness.listener import Listener, without_ages
from harness.processes import wait_until
from harness.server import layby
from parking import ParkingTest
from test_upgrade import FixedPlace


TRUNKS = '''
[[trunk]]
name = "partner"
addresses = ["127.0.0.3"]

[[trunk]]
name = "other"
host = "127.0.0.2"
'''


class Events(ParkingTest):
    office = {"users": ("201", "202", "203", "204")}

    def listener(self, last_id=""):
        listener = Listener(self.server, last_id)
        self._closing.append(listener)
        wait_until(lambda: listener.events or last_id, 5, "the first event")
        return listener

    def agree(self, listener, seconds=5):
        """Who has only listened knows the same."""
        def as_asked():
            return ({slot: without_ages(call) for slot, call in self.server.parked().items()},
                    {call["id"]: without_ages(call) for call in self.server.calls()})
        wait_until(lambda: (listener.lots(), listener.calls()) == as_asked(), seconds,
                   lambda: f"the listener to know {as_asked()}; it knows {(listener.lots(), listener.calls())}")

    def test_a_park_and_its_retrieval_are_told_in_their_order(self):
        listener = self.listener()
        self.assertEqual(listener.names()[0], "snapshot")
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.agree(listener)
        self.park_blind(there)
        self.agree(listener)
        self.assertEqual(listener.lots()[701]["caller"]["name"], "Bob Ray")
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, here)
        wait_until(lambda: 701 not in listener.lots(), 5, "the slot to be free")
        self.agree(listener)
        self.end(taken, here)
        wait_until(lambda: not listener.calls(), 5, "no calls")
        phases = listener.phases(701)
        self.assertEqual([phase for at, phase in enumerate(phases) if at == 0 or phase != phases[at - 1]],
                         ["waiting", "retrieving", "free"])
        numbers = [int(number.partition("-")[2]) for number, _, _ in listener.events]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))), "no number is left out")

    def test_phones_that_come_and_go_are_told_and_refreshes_are_not(self):
        listener = self.listener()
        peer = self.peer("204")
        wait_until(lambda: any(name == "registrations" and data["user"] == "204" and data["registrations"]
                               for _, name, data in listener.events), 5, "the phone of 204")
        told = listener.names().count("registrations")
        peer.register()
        there, here = self.peers_talk(self.peer("201"), peer)  # something to wait for
        wait_until(lambda: len(listener.calls()) == 2, 5, "the call")
        self.assertLessEqual(listener.names().count("registrations"), told + 1, "201 and nobody else")
        self.end(there, here)

    def test_calls_of_a_trunk_and_one_that_is_taken_away_are_told(self):
        self.reload_with(self.server.text + TRUNKS)
        self.addCleanup(self.reload_with, self.server.text)
        listener = self.listener()
        self.assertEqual([one["name"] for one in listener.events[0][2]["trunks"]], ["partner", "other"])
        partner, ann = self.peer("partner", register=False, password="", ip="127.0.0.3"), self.peer("201")
        there = partner.call("201")
        here = self.take_call(ann)
        there.expect_answer()
        there.ack()
        here.confirmed()

        def last():
            return next((data for _, name, data in reversed(listener.events) if name == "trunk"), None)
        wait_until(lambda: last() and (last()["name"], last()["calls_in"]) == ("partner", 1), 5, "the call")
        self.assertEqual(last(), self.server.ask("GET", "/api/v1/trunks/partner")[1])
        self.end(there, here)
        wait_until(lambda: last()["calls_in"] == 0, 5, "the end of the call")
        self.reload_with(self.server.text)
        wait_until(lambda: listener.events[-1][1:] == ("trunks", {"trunks": []}), 5, "no trunk")

    def test_trunks_are_told_to_who_may_ask_for_them_alone(self):
        self.reload_with(self.server.text + TRUNKS)
        self.addCleanup(self.reload_with, self.server.text)
        made = self.server.ask("PUT", "/api/v1/tokens/wall", {"scope": "agent"})[1]
        self.addCleanup(self.server.ask, "DELETE", "/api/v1/tokens/wall")
        with unittest.mock.patch.object(self.server, "token", lambda: made["token"]):
            listener = self.listener()
        self.assertNotIn("trunks", listener.events[0][2])
        partner, ann = self.peer("partner", register=False, password="", ip="127.0.0.3"), self.peer("201")
        there = partner.call("201")
        ring = ann.expect_call()
        ring.ring()
        wait_until(lambda: len(listener.calls()) == 2, 5, "the call")
        there.cancel()
        ann.respond(ring.expect_request("CANCEL"), 200, "OK")
        ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        wait_until(lambda: not listener.calls(), 5, "its end")
        self.assertFalse({"trunk", "trunks"} & set(listener.names()))

    def test_who_was_cut_off_gets_what_was_missed_and_nothing_twice(self):
        first = self.listener()
        first.close()
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_blind(there)
        second = self.listener(first.last_id)
        wait_until(lambda: second.lots(), 5, "the parked call")
        self.assertNotIn("snapshot", second.names())
        self.assertEqual(self.server.ask("POST", "/api/v1/lots/main/slots/701/release")[0], 200)
        here.expect_bye()
        wait_until(lambda: not second.lots(), 5, "the slot to be free")

    def test_a_click_that_is_late_takes_no_other_caller(self):
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_blind(there)
        stale = self.tag(701)
        self.assertEqual(self.order("release", stale)[0], 200)
        here.expect_bye()
        self.server.wait_empty("701")
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_blind(there)
        self.assertEqual(self.order("release", stale), (412, "another_call"))
        self.assertEqual(self.order("retrieve", stale, '{"user":"201"}'), (412, "another_call"))
        self.stays_up(here)
        self.assertEqual(self.order("release", self.tag(701))[0], 200)
        here.expect_bye()

    def http(self, method, path, headers, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.api_port, timeout=5)
        self._closing.append(connection)
        connection.request(method, path, body, {"Authorization": "Bearer " + self.server.token(), **headers})
        return connection.getresponse()

    def tag(self, slot):
        return self.http("GET", f"/api/v1/lots/main/slots/{slot}", {}).getheader("ETag")

    def order(self, what, tag, body=None):
        import json
        answer = self.http("POST", f"/api/v1/lots/main/slots/701/{what}",
                           {"If-Match": tag, **({"Content-Type": "application/json"} if body else {})}, body)
        return answer.status, json.loads(answer.read()).get("code")


class OverAnUpgrade(FixedPlace):
    def test_a_listener_comes_back_and_is_told_everything_and_so_is_layby_watch(self):
        watch = subprocess.Popen([layby(), "watch", "--state", self.server.state], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.wait, 5)
        self.addCleanup(watch.terminate)
        os.set_blocking(watch.stdout.fileno(), False)
        said = []

        def says(text):
            said.append((watch.stdout.read() or b"").decode())
            return text in "".join(said)
        wait_until(lambda: says("Nobody waits."), 5, lambda: f"the table of layby watch: {said}")
        here = self.parked_call()
        wait_until(lambda: says("main 701: Bob Ray (202) waits"), 5, lambda: f"the parked call: {said}")
        listener = Listener(self.server)
        wait_until(lambda: listener.events, 5, "the first event")
        code, text = self.layby("upgrade")
        self.assertEqual(code, 0, text)
        self.assertTrue(listener.ended())
        after = Listener(self.server, listener.last_id)
        self._closing.append(after)
        wait_until(lambda: after.events, 5, "the first event")
        self.assertEqual(after.names()[0], "snapshot", "its number is of another start")
        self.assertEqual(after.lots(), listener.lots(), "the same call, parked at the same time")
        self.taken_out(here)
        wait_until(lambda: says("main 701: free, Bob Ray (202) has left it"), 8, lambda: f"the slot to be free: {said}")


if __name__ == "__main__":
    unittest.main()
