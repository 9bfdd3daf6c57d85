"""Another program takes the server's place, the server is left to its next start, or ends once it is empty."""
import os
import signal
import subprocess
import time
import unittest

from harness import audio
from harness.lamps import Lamp
from harness.processes import free_port, scratch, wait_until
from harness.server import layby
from parking import MortalServer, ParkingTest


class Commands:
    """What an admin types beside a server."""

    def layby(self, *words):
        """The exit code, and everything that it said."""
        done = subprocess.run([layby(), *words, "--state", self.server.state], capture_output=True, text=True,
                              timeout=30)
        return done.returncode, done.stdout + done.stderr

    def starts(self):
        return self.server.counter("runtime", "starts_total")

    def parked_call(self):
        """Bob waits in 701."""
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.park_blind(there)
        return here

    def taken_out(self, here):
        taken = self.peer("203").connect("701")
        self.hear_each_other_now(taken, here)
        self.end(taken, here)

    def ended(self, status=0):
        """The server has ended by itself; it is started again."""
        self.assertEqual(self.server.process.wait(10), status, self.server.log())
        self.assertNotIn("callers are parked again", self.server.log().rpartition("draining: no new calls")[2])
        self.server.stop()
        self.server.start()


class FixedPlace(Commands, MortalServer):
    """A server that is in the same place after each start, its API too."""
    office = {"users": ("201", "202", "203", "204")}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.text = cls.server.text.replace('[console]\nlisten = "127.0.0.1:0"', f'[console]\nlisten = "127.0.0.1:{free_port()}"')
        cls.server.restart()


class Upgrade(FixedPlace):
    def upgraded(self):
        code, said = self.layby("upgrade")
        self.assertEqual(code, 0, said)
        return said

    def test_a_parked_caller_hears_music_on_and_is_retrieved(self):
        here = self.parked_call()
        here.rtp.wait_to_hear(lambda sound: audio.hears_music(sound[-8000:]) > 0.8, 6, "music")
        before, process, starts = here.rtp.packets[-1], self.server.process.pid, self.starts()
        start = time.monotonic()
        self.assertIn("has taken over; 1 caller is parked", self.upgraded())
        self.assertEqual(self.starts(), starts + 1)
        self.assertTrue(self.server.process.running(), "the same process")
        here.rtp.wait_to_hear(lambda sound: len(sound) > 8000 and audio.hears_music(sound[-8000:]) > 0.8, 6, "music", time.monotonic())
        self.assertLess(here.rtp.longest_gap(start), 2.0, "in seconds; on a quiet machine it is some 0.2")
        after = here.rtp.packets[-1]
        self.assertEqual((after.source, after.ssrc), (before.source, before.ssrc), "the same stream from the same port")
        self.assertEqual(self.server.process.pid, process)
        self.taken_out(here)

    def test_two_who_talk_hear_each_other_on(self):
        there, here = self.peers_talk(self.peer("201"), self.peer("202"))
        self.upgraded()
        self.hear_each_other_now(there, here)
        self.stays_up(there, here)
        self.end(here, there)

    def test_changes_of_the_listen_addresses_take_effect(self):
        good, other = self.server.text, free_port()
        listen = f'listen = ["udp:127.0.0.1:{self.server.ports["udp"]}", '
        self.assertIn(listen, good)
        self.server.write(good.replace(listen, listen + f'"udp:127.0.0.1:{other}", '))
        self.upgraded()
        self.assertIn(f"udp:127.0.0.1:{other}", self.server.log())
        self.server.write(good)
        self.upgraded()

    def test_a_configuration_with_errors_keeps_the_old_program(self):
        here, starts = self.parked_call(), self.starts()
        self.server.write(self.server.text + "\n[[lot]]\nslotz = 3\n")
        code, said = self.layby("upgrade")
        self.server.write(self.server.text)
        self.assertEqual(code, 1)
        self.assertIn("slotz", said)
        self.assertIn("goes on as it is", said)
        self.assertEqual(self.starts(), starts)
        self.taken_out(here)


class Replaced(FixedPlace):
    """The server was started by a link, and the link leads to another program later."""

    @classmethod
    def setUpClass(cls):
        cls.directory = scratch("programs")
        cls.link, cls.program = os.path.join(cls.directory, "layby"), layby()
        cls.lead_to(cls.program)
        os.environ["LAYBY"], before = cls.link, os.environ.get("LAYBY")
        cls.addClassCleanup(lambda: os.environ.pop("LAYBY") if before is None else os.environ.update(LAYBY=before))
        super().setUpClass()

    @classmethod
    def lead_to(cls, program):
        if os.path.lexists(cls.link):
            os.unlink(cls.link)
        os.symlink(program, cls.link)

    def test_a_program_that_fails_its_check_never_takes_over(self):
        here, starts = self.parked_call(), self.starts()
        self.lead_to("/bin/false")
        status, answer = self.server.ask("POST", "/api/v1/upgrade")
        self.assertEqual((status, answer["code"]), (409, "cannot_upgrade"))
        self.assertIn("ended with 1", answer["problems"][0])
        self.lead_to(os.path.join(self.directory, "nothing"))
        self.assertIn("No such file", self.server.ask("POST", "/api/v1/upgrade")[1]["problems"][0])
        self.lead_to(self.program)
        self.assertEqual(self.starts(), starts)
        self.taken_out(here)

    def test_a_program_that_passes_the_check_and_then_is_gone_leaves_the_old_one_at_work(self):
        here, starts = self.parked_call(), self.starts()
        once = os.path.join(self.directory, "once")
        with open(once, "w") as file:
            file.write(f"#!/bin/sh\nrm {once}\nexit 0\n")
        os.chmod(once, 0o755)
        self.lead_to(once)
        failures = lambda: self.server.log().count("error upgrade: ")  # noqa: E731
        before = failures()  # of the test before
        self.assertEqual(self.server.ask("POST", "/api/v1/upgrade")[0], 202)
        wait_until(lambda: failures() > before, 5, "the reason in the log")
        self.lead_to(self.program)
        self.assertEqual(self.starts(), starts)
        self.taken_out(here)


class NeedsAPlace(Commands, ParkingTest):
    def test_a_server_at_any_port_is_not_replaced(self):
        code, said = self.layby("upgrade")
        self.assertEqual(code, 1)
        self.assertIn("port 0", said)


class Left(FixedPlace):
    def test_a_signal_ends_the_server_and_the_next_start_goes_on(self):
        here = self.parked_call()
        self.server.process.popen.send_signal(signal.SIGUSR1)
        self.ended()
        self.assertEqual(self.server.slot(701)["caller"]["name"], "Bob Ray")
        self.stays_up(here)
        self.taken_out(here)


class Drain(FixedPlace):
    def test_the_server_ends_with_its_last_call(self):
        here = self.parked_call()
        code, said = self.layby("drain")
        self.assertEqual((code, said.startswith("Draining: no new calls.")), (0, True), said)
        self.peer("204").call("203").expect_refusal(503)
        self.peer("204").call("700").expect_refusal(503)
        self.assertEqual(self.server.counter("runtime", "draining"), 1)
        self.taken_out(here)
        self.ended()

    def test_an_empty_server_ends_at_once(self):
        self.assertEqual(self.layby("drain")[0], 0)
        self.ended()

    def test_at_the_deadline_the_rest_is_left_to_the_next_start(self):
        here = self.parked_call()
        self.assertEqual(self.layby("drain", "--within", "1s")[0], 0)
        self.ended()
        self.stays_up(here)
        self.taken_out(here)

    def test_it_can_be_called_off(self):
        here = self.parked_call()
        self.layby("drain", "--within", "1s")
        self.assertIn("cancelled", self.layby("drain", "--cancel")[1])
        there, other = self.peers_talk(self.peer("203"), self.peer("204"))
        self.stays_up(here, there, seconds=1.5)
        self.park_blind(there, "702")
        other.bye()
        self.taken_out(here)

    def test_there_may_be_none_to_call_off(self):
        code, said = self.layby("drain", "--cancel")
        self.assertEqual((code, "was not draining" in said), (0, True), said)

    def test_an_end_that_has_begun_is_not_called_off(self):
        lamp = Lamp(self.peer("203"), "701")  # whose end is not answered: the server waits a moment for that
        lamp.next()
        self.assertEqual(self.layby("drain")[0], 0)
        code, said = self.layby("drain", "--cancel")
        self.assertEqual((code, "already ending" in said), (1, True), said)
        self.ended()

    def test_no_time_is_no_deadline(self):
        here = self.parked_call()
        code, said = self.layby("drain", "--within", "0s")
        self.assertEqual((code, "at the latest" in said), (0, False), said)
        self.stays_up(here)
        self.layby("drain", "--cancel")
        self.taken_out(here)

    def test_a_deadline_that_is_none_is_refused(self):
        code, said = self.layby("drain", "--within", "soon")
        self.assertEqual((code, "soon" in said), (2, True))
        self.assertEqual(self.server.ask("POST", "/api/v1/drain", {"within_s": -1})[0], 400)
        self.assertEqual(self.server.counter("runtime", "draining"), 0)


if __name__ == "__main__":
    unittest.main()
