"""What a real server tells Prometheus, and whether it is ready for calls."""
from harness import metrics
from harness.lamps import Lamp
from harness.processes import wait_until
from parking import ParkingTest


class Metrics(ParkingTest):
    office = {"more": '''
[[trunk]]
name = "provider"
host = "127.0.0.2"

[[webhook]]
name = "crm"
url = "http://127.0.0.2:9/calls"
secret = "not so secret, but long enough"
allow_private = true
'''}

    def samples(self):
        return metrics.samples(self.server.plain("/metrics"))

    def value(self, name, **labels):
        return self.samples()[name][tuple(sorted(labels.items()))]

    def grown(self, before, name, **labels):
        return self.value(name, **labels) - before[name][tuple(sorted(labels.items()))]

    def park_and_take(self):
        ann, bob, cleo = self.peer("201"), self.peer("202"), self.peer("203")
        there, here = self.peers_talk(ann, bob)
        self.park_blind(there)
        self.assertEqual(self.value("layby_parked", lot="main"), 1)
        self.end(cleo.connect("701"), here)
        wait_until(lambda: not self.server.calls(), 3, "no call")

    def test_are_what_has_happened(self):
        before = self.samples()
        self.assertEqual(self.value("layby_parked", lot="main"), 0)
        self.park_and_take()
        self.assertEqual(self.value("layby_parked", lot="main"), 0)
        self.assertEqual(self.value("layby_slots", lot="main"), 20)
        self.assertEqual(self.value("layby_legs"), 0)
        self.assertEqual(self.grown(before, "layby_parks_total"), 1)
        self.assertEqual(self.grown(before, "layby_parks_ended_total", lot="main", outcome="retrieved"), 1)
        self.assertEqual(self.grown(before, "layby_parks_ended_total", lot="main", outcome="abandoned"), 0)
        self.assertEqual(self.grown(before, "layby_park_wait_seconds_count", lot="main"), 1)
        for name in ("layby_sip_responses_total", "layby_rtp_packets_total", "layby_store_commit_seconds_count",
                     "layby_store_changes_written_total", "layby_sip_requests_total", "process_cpu_seconds_total"):
            self.assertGreater(sum(self.samples()[name].values()), sum(before[name].values()), name)

    def test_say_whether_calls_can_go_out(self):
        wait_until(lambda: self.value("layby_trunk_up", trunk="provider") == 1, 5, "the trunk to be up")
        for direction in ("in", "out"):
            self.assertEqual(self.value("layby_trunk_calls", trunk="provider", direction=direction), 0)

    def test_have_all_that_the_dashboard_and_the_alerts_ask_for(self):
        self.assertGreater(len(metrics.wanted()), 30)
        self.assertEqual(metrics.wanted() - set(self.samples()), set())

    def test_are_as_prometheus_wants_them(self):
        self.park_and_take()
        self.assertEqual(metrics.promtool("check", "metrics", text=self.server.plain("/metrics")), "")

    def test_count_what_lamps_are_told(self):
        before = self.samples()
        lamp = self.close_later(Lamp(self.peer("202"), "701"))
        lamp.next()
        self.assertEqual(self.grown(before, "layby_lamp_notifications_total", result="sent"), 1)
        self.assertEqual(self.grown(before, "layby_lamp_notifications_total", result="failed"), 0)

    def test_say_that_a_webhook_is_behind(self):
        before = self.samples()
        self.park_and_take()
        wait_until(lambda: self.grown(before, "layby_webhook_deliveries_total", webhook="crm", outcome="failed") >= 1, 10, "a try")
        wait_until(lambda: self.value("layby_webhook_waiting", webhook="crm") >= 1, 5, "what waits")
        wait_until(lambda: self.value("layby_webhook_oldest_waiting_seconds", webhook="crm") > 0, 5, "its age")
        self.assertEqual(self.grown(before, "layby_webhook_deliveries_total", webhook="crm", outcome="delivered"), 0)
        self.assertEqual(self.grown(before, "layby_webhook_given_up_total", webhook="crm"), 0)

    def test_say_that_the_server_is_ready_until_it_drains(self):
        self.assertEqual(self.server.ask("GET", "/readyz"), (200, {"status": "ready"}))
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.assertEqual(self.server.ask("POST", "/api/v1/drain")[0], 202)
        status, problem = self.server.ask("GET", "/readyz")
        self.assertEqual((status, problem["code"]), (503, "not_ready"))
        self.assertEqual(self.value("layby_draining"), 1)
        self.assertEqual(self.server.ask("GET", "/healthz")[0], 200)
        self.assertEqual(self.server.ask("DELETE", "/api/v1/drain")[0], 200)
        self.assertEqual(self.server.ask("GET", "/readyz")[0], 200)
        self.end(there, here)
