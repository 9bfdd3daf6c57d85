"""The phone in the board: Chromium calls, is called, parks and retrieves, with real phones on the other side."""
import unittest

from board import BoardTest, card
from browser_phone import BrowserPhone
from harness import audio
from harness.processes import wait_until
from harness.server import HASTY_LOT

PARK_KEYS = "*72"


class PhoneTest(BoardTest):
    transport = "udp"

    def setUp(self):
        super().setUp()
        self.account("cleo", "agent", self.reader)
        self.page = self.door()
        BrowserPhone.give_ears(self.page)
        self.page.run("await page.reload()")
        self.sign_in(self.page, "cleo", "the word of cleo")
        self.page.wait(".lot")
        self.cleo = BrowserPhone(self.page, self.reader)

    def talks_to(self, caller, name="Bob Ray"):
        """The phone is switched on, called, and answered."""
        self.cleo.use()
        caller.dial(self.cleo.user)
        self.cleo.rings(name)
        self.cleo.press("Answer")
        caller.expect("CALL_ESTABLISHED")
        self.cleo.is_up(name)
        return caller

    def calls(self, callee, name="Bob Ray"):
        self.cleo.use().dial(callee.user)
        callee.expect("CALL_INCOMING")
        callee.answer()
        self.cleo.is_up(name)
        return callee


class ACaller(PhoneTest):
    def test_is_answered_parked_by_a_button_and_taken_back_by_a_click(self):
        bob = self.talks_to(self.phone("202"))
        self.hear_each_other(self.cleo, bob)
        self.cleo.press("Park")
        self.page.wait(f"{card(701)} .who:has-text('Bob Ray')")
        self.wait_for_music(bob)
        self.cleo.is_idle()
        self.page.click(f"{card(701)} button.take")
        self.cleo.is_up("Bob Ray")
        self.hear_each_other(self.cleo, bob)
        self.cleo.press("Hang up")
        bob.expect("CALL_CLOSED")
        self.cleo.is_idle()

    def test_who_was_parked_by_a_desk_phone_is_retrieved_by_dialling_the_slot(self):
        ann, bob = self.phone("201"), self.phone("202")
        self.cleo.use()
        self.talk(bob, ann)
        ann.transfer("700")
        ann.expect("CALL_CLOSED", 20)
        self.wait_for_music(bob)
        self.cleo.dial("701")
        self.cleo.is_up("Bob Ray")
        self.hear_each_other(self.cleo, bob)
        bob.hang_up()
        self.cleo.is_idle()

    def test_waits_on_hold_with_music_and_comes_back(self):
        bob = self.calls(self.phone("202"))
        self.hear_each_other(self.cleo, bob)
        self.page.press("h")
        self.page.wait(".phone .talk.held:has-text('on hold')")
        self.wait_for_music(bob)
        self.page.press("h")
        self.page.wait(".phone .talk:not(.held)")
        self.hear_each_other(self.cleo, bob)
        self.cleo.press("Mute")
        start = len(bob.heard())
        bob.wait_to_hear(lambda sound: len(sound) - start > 2 * audio.RATE and audio.level(sound[-audio.RATE:]) < 0.003, 8, "silence")
        self.cleo.press("Unmute")
        self.hears(bob, self.cleo)
        self.cleo.press("Hang up")
        bob.expect("CALL_CLOSED")

    def test_is_parked_by_the_keypad(self):
        bob = self.calls(self.phone("202"))
        self.hear_each_other(self.cleo, bob)
        self.cleo.press("Keypad")
        for key in PARK_KEYS:
            self.page.click(f".phone .pad button:text-is('{key}')")
        self.page.wait(f"{card(701)} .who:has-text('Bob Ray')")
        self.wait_for_music(bob)
        bob.hang_up()
        self.page.wait_gone(card(701))
        self.cleo.is_idle()


class AForgottenCaller(PhoneTest):
    office = {**PhoneTest.office, "lots": PhoneTest.office["lots"] + HASTY_LOT}

    def test_rings_again_whom_nobody_takes(self):
        bob = self.talks_to(self.phone("202"))
        self.cleo.transfer("800", "Transfer now")
        self.server.wait_parked("801")
        self.wait_for_music(bob)
        self.cleo.rings("Bob Ray", 20)
        self.cleo.press("Answer")
        self.cleo.is_up("Bob Ray")
        self.hear_each_other(self.cleo, bob)
        bob.hang_up()
        self.cleo.is_idle()


class SomebodyElse(PhoneTest):
    def test_gets_the_caller_at_once(self):
        bob, dan = self.phone("202"), self.phone("204")
        self.cleo.use()
        bob.dial(self.cleo.user)
        self.cleo.rings("Bob Ray")
        self.page.press("a")
        bob.expect("CALL_ESTABLISHED")
        self.cleo.transfer("204", "Transfer now")
        dan.expect("CALL_INCOMING")
        dan.answer()
        dan.expect("CALL_ESTABLISHED")
        self.hear_each_other(bob, dan)
        self.cleo.is_idle()
        bob.hang_up()
        dan.expect("CALL_CLOSED")

    def test_is_asked_first_and_gets_the_caller_then(self):
        bob, dan = self.talks_to(self.phone("202")), self.phone("204")
        self.cleo.transfer("204", "Ask first")
        dan.expect("CALL_INCOMING")
        dan.answer()
        self.cleo.is_up("Dan Wu")
        self.hear_each_other(self.cleo, dan)
        self.cleo.press("Connect Bob Ray with Dan Wu")
        self.cleo.is_idle()
        self.hear_each_other(bob, dan)
        bob.hang_up()
        dan.expect("CALL_CLOSED")

    def test_who_is_not_there_is_told_in_words(self):
        self.cleo.use().dial("205")
        self.page.wait(".toast.bad:has-text('can’t be reached')")
        self.cleo.is_idle()
        self.cleo.dial("299")
        self.page.wait(".phone .talk:has-text('no such number')")
        self.page.wait(".toast.bad:has-text('Nobody has the number 299')", 15)
        self.cleo.is_idle()


class TheServer(PhoneTest):
    def test_dies_and_the_call_goes_on(self):
        bob = self.talks_to(self.phone("202"))
        self.hear_each_other(self.cleo, bob)
        self.server.kill()
        self.page.wait(".phone .line.lost, .phone .line.connecting", 5, "attached")
        self.server.start()
        self.cleo.ready()
        self.hear_each_other(self.cleo, bob)
        self.cleo.press("Park")
        self.page.wait(f"{card(701)} .who:has-text('Bob Ray')", 10)
        self.cleo.is_idle()
        self.wait_for_music(bob)
        self.server.kill()
        self.server.start()
        self.cleo.ready()
        self.page.wait(f"{card(701)} button.take:not([aria-disabled])", 15)
        self.page.click(f"{card(701)} button.take")
        self.cleo.is_up("Bob Ray")
        self.hear_each_other(self.cleo, bob)
        bob.hang_up()
        self.cleo.is_idle()

    def test_is_out_of_reach_for_ten_seconds_and_the_call_goes_on(self):
        bob = self.talks_to(self.phone("202"))
        self.page.run("await page.context().setOffline(true)")
        self.page.run("await page.waitForTimeout(10_000)")
        self.page.run("await page.context().setOffline(false)")
        self.cleo.ready(20)
        self.hear_each_other(self.cleo, bob)
        self.cleo.press("Hang up")
        bob.expect("CALL_CLOSED")


class TwoWindows(PhoneTest):
    def test_of_a_browser_are_one_phone_and_the_second_takes_over(self):
        self.cleo.use()
        first = self.server.registrations()
        self.page.run("const other = await page.context().newPage(); await other.goto(page.url()); globalThis.otherWindow = other;"
                      "await other.waitForSelector('.phone .line.elsewhere', { state: 'attached' })")
        self.assertEqual(len(self.server.registrations()), 1)
        self.page.run("await page.goto(new URL('/api/v1/version', page.url()).href); await globalThis.otherWindow.waitForSelector('.phone .line.ready', { state: 'attached' })")
        second = self.server.registrations()
        self.assertEqual((len(first), len(second)), (1, 1), "it is the same device")
        self.page.run("await globalThis.otherWindow.close()")


class WhoSignsOut(PhoneTest):
    def test_is_not_called_here_any_more_nor_is_who_signs_in_next(self):
        self.account("dan", "agent", "204")
        self.cleo.use()
        self.page.click("header button[aria-label='Settings']")
        self.page.click("dialog button:has-text('Sign out')")
        self.page.wait(".door form")
        wait_until(lambda: not self.server.registrations(), 5, "the phone to be gone")
        self.sign_in(self.page, "dan", "the word of dan")
        self.page.wait(".lot")
        self.page.click("header button.handset")
        self.page.wait(".phone button.main:has-text('Use this browser as my phone')")
        self.assertEqual(self.server.registrations(), [])


class WhoHasNoPhone(PhoneTest):
    def test_is_told_why(self):
        self.account("eva", "agent")
        page = self.door("other")
        self.sign_in(page, "eva", "the word of eva")
        page.wait(".lot")
        page.click("header button.handset")
        page.wait(".phone:has-text('Your account has no phone number')")
        self.assertEqual(page.violations(), [])

    def test_is_told_when_the_browser_keeps_its_microphone(self):
        self.page.run("await page.addInitScript(() => { navigator.mediaDevices.getUserMedia = () => "
                      "Promise.reject(new DOMException('no', 'NotAllowedError')); }); await page.reload()")
        self.page.wait(".lot")
        self.cleo.use().dial("202")
        self.page.wait(".toast.bad:has-text('The browser doesn’t lend its microphone')")
        self.cleo.is_idle()


class EveryScreen(PhoneTest):
    def test_has_room_for_the_phone_and_nothing_that_keeps_anybody_out(self):
        bob = self.phone("202")
        self.cleo.use()
        bob.dial(self.cleo.user)
        self.cleo.rings("Bob Ray")
        self.assertEqual(self.page.violations(), [])
        self.cleo.press("Answer")
        self.cleo.is_up("Bob Ray")
        self.cleo.press("Transfer")
        self.page.click(".phone > header button[aria-label='Sound']")
        for look in ("light", "dark"):
            for width in (1360, 375):
                self.page.run(f"await page.emulateMedia({{ colorScheme: '{look}' }}); await page.setViewportSize({{ width: {width}, height: 760 }});"
                              "await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition)"
                              ".map((one) => one.finished)))")
                self.assertEqual(self.page.violations(), [], (look, width))
                self.assertLessEqual(self.page.ask("document.documentElement.scrollWidth"), width)
        bob.hang_up()
        self.cleo.is_idle()


if __name__ == "__main__":
    unittest.main()
