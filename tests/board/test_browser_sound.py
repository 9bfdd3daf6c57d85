"""What Chromium says and hears through the server: its handshake and its checks are its own, only the SIP is spoken by the test."""
import unittest

from board import BoardTest
from harness import audio
from harness.processes import wait_until
from web_sound import WebSound


class BrowserSound(BoardTest):
    def setUp(self):
        super().setUp()
        self.address = f"http://127.0.0.1:{self.server.api_port}/"

    def web(self, user):
        sound = WebSound(self.browser, f"sound-{user}", self.address, user)
        self.addCleanup(sound.close)
        return sound

    def calls(self, web, number):
        """The browser's call; `answer` is to be called when the other one has answered."""
        call = self.one(web.user).call(number, body=web.offer())

        def answer():
            web.take_answer(call.expect_answer(10).body)
            call.ack()
            wait_until(lambda: web.state() == "connected", 10, lambda: f"the browser to be connected; it is {web.state()}")
        return call, answer

    def hears(self, web, check, what, seconds=12):
        start = len(web.heard())
        web.wait_to_hear(lambda sound: check(sound[start:][-6 * audio.RATE:]), seconds, what)

    def hears_music(self, web):
        self.hears(web, lambda sound: len(sound) > 2 * audio.RATE and audio.hears_music(sound[-2 * audio.RATE:]) >= 0.6, "music")

    def hears_voice(self, web, user):
        self.hears(web, lambda sound: audio.hears_voice(sound, user) >= 3, f"the voice of {user}")

    def talks_to_a_phone(self, web):
        ann = self.phone("202")
        call, answer = self.calls(web, "202")
        ann.expect("CALL_INCOMING")
        ann.answer()
        answer()
        return call, ann

    def ends(self, call, other):
        call.send("BYE")
        other.expect("CALL_CLOSED")

    def test_calls_is_parked_and_retrieved(self):
        web = self.web("201")
        call, ann = self.talks_to_a_phone(web)
        self.hears_voice(web, "202")
        ann.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 4, 12, "the browser")
        ann.transfer("700")
        self.server.wait_parked("701")
        self.hears_music(web)
        bob = self.phone("203")
        bob.dial("701")
        self.hears_voice(web, "203")
        bob.wait_to_hear(lambda sound: audio.hears_voice(sound, "201") >= 4, 12, "the browser")
        self.ends(call, bob)

    def test_takes_other_credentials_when_its_network_has_changed(self):
        web = self.web("201")
        call, ann = self.talks_to_a_phone(web)
        self.hears_voice(web, "202")
        before = web.stats("transport")[0]["dtlsState"], web.stats("transport")[0]["selectedCandidatePairId"]
        web.take_answer(call.reinvite(body=web.offer(restart=True)).body)
        wait_until(lambda: web.stats("transport")[0]["selectedCandidatePairId"] != before[1], 10, "another pair of addresses")
        self.assertEqual(web.stats("transport")[0]["dtlsState"], before[0])
        self.hears_voice(web, "202")
        self.ends(call, ann)

    def test_hears_music_again_after_a_crash_without_another_handshake(self):
        """Over UDP, as a connection would end with the process, and the call with it."""
        self.transport = "udp"
        web = self.web("201")
        call, ann = self.talks_to_a_phone(web)
        ann.transfer("700")
        self.server.wait_parked("701")
        self.hears_music(web)
        wait_until(lambda: self.server.counter("store", "queued") == 0, 5, "everything to be written")
        self.server.kill()
        self.server.start()
        self.hears_music(web)
        self.assertEqual(web.stats("transport")[0]["dtlsState"], "connected")
        call.send("BYE")

    def test_reports_come_on_the_port_of_its_sound(self):
        web = self.web("201")
        call, ann = self.talks_to_a_phone(web)
        wait_until(lambda: any("roundTripTime" in one for one in web.stats("remote-inbound-rtp")), 20, "a report of ours")
        self.ends(call, ann)


if __name__ == "__main__":
    unittest.main()
