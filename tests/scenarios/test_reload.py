"""What an administrator does while calls are up: lots that change under their callers, the log, the SIP trace."""
import json
import os
import subprocess
import unittest

from harness.processes import wait_until
from harness.server import layby
from parking import ParkingTest


class Administrator(ParkingTest):
    office = {"users": ("201", "202", "203")}

    def layby(self, *words):
        run = subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True,
                             text=True, timeout=20)
        return run.returncode, run.stdout + run.stderr

    def change(self, before, after):
        """Another configuration takes effect, and the first one again at the test's end."""
        self.assertIn(before, self.server.text)
        self.write(self.server.text.replace(before, after))
        self.addCleanup(self.write, self.server.text)

    def write(self, text):
        self.server.write(text)
        self.assertEqual(self.layby("reload")[0], 0)

    def parked_in(self, slot):
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_and_leave(there, slot, slot)
        return here


class SlotsThatAReloadTookAway(Administrator):
    def test_their_callers_are_retrieved_by_phone(self):
        here = self.parked_in("715")
        self.change('slots = "701-720"', 'slots = "701-710"')
        self.end(self.peer("203").connect("715"), here)
        self.assertEqual(self.peer("203").call("715", offer=False).expect_final(8).status, 404)

    def test_their_callers_are_released_by_command_although_the_lot_has_another_name(self):
        here = self.parked_in("715")
        self.change('name = "main"', 'name = "front"')
        status, told = self.layby("release", "715")
        self.assertEqual(status, 0, told)
        here.expect_bye()


class LogAndTrace(Administrator):
    def test_a_parked_call_can_be_followed_in_the_log(self):
        here = self.parked_in("705")
        self.end(self.peer("203").connect("705"), here)
        log = wait_until(lambda: "slot 705 retrieved by 203" in self.server.log() and self.server.log(), 5, "the end")
        for line in ("slot 705 parked", "slot 705 retrieved by 203"):
            told = next(one for one in log.split("\n") if line in one)
            self.assertIn('caller="Bob Ray <202>" parker=201 call_id=', told)
            self.assertRegex(told, r"^\d+-\d+-\d+ [\d:.]+[+-]\d\d:\d\d ")

    def test_the_format_changes_with_a_reload(self):
        self.change("[sip]", '[log]\nformat = "json"\n[sip]')
        self.peer("203").call("799", offer=False).expect_final(8)
        line = wait_until(lambda: next((one for one in self.server.log().split("\n")
                                        if one.startswith("{") and "call refused" in one), None), 5, "a line")
        self.assertEqual(json.loads(line)["number"], "799")

    def test_the_trace_has_whole_messages_without_secrets_and_ends(self):
        self.assertEqual(self.layby("trace", "on", "--number", "203")[0], 0)
        self.addCleanup(self.layby, "trace", "off")
        file = os.path.join(self.server.state, "sip-trace.log")
        self.peer("203").call("799", offer=False).expect_final(8)
        self.peer("202").call("799", offer=False).expect_final(8)

        def text():
            try:
                with open(file, errors="replace") as trace:
                    return trace.read()
            except FileNotFoundError:
                return ""
        wait_until(lambda: "SIP/2.0 404" in text(), 5, "the trace")
        self.assertIn("INVITE sip:799@", text())
        self.assertRegex(text(), r'Authorization: Digest username="203", .*\(blanked\)')
        self.assertNotIn("response=", text())
        self.assertNotIn('username="202"', text())
        self.assertEqual(self.layby("trace", "off")[0], 0)
        size = os.path.getsize(file)
        self.peer("203").call("799", offer=False).expect_final(8)
        self.assertEqual(os.path.getsize(file), size)

    def test_the_level_is_changed_while_the_server_runs(self):
        self.assertEqual(self.layby("log", "debug")[0], 0)
        self.addCleanup(self.layby, "log", "info")
        self.peer("203").call("799", offer=False).expect_final(8)
        wait_until(lambda: "user 203 calls 799" in self.server.log(), 5, "a detail")


if __name__ == "__main__":
    unittest.main()
