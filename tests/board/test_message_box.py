"""Messages on the board: a caller is asked for one by dragging it there, and the words are listened to where they are listed."""
import glob
import os
import unittest

from board import card
from harness import audio
from harness.processes import wait_until
from test_live import LiveTest


class Messages(LiveTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.text = cls.server.text.replace('name = "203"\n', 'name = "203"\nmessage_box = true\nmessages_most = 1\n')
        cls.server.restart()

    def tearDown(self):
        for number in ("201", "202"):
            self.server.ask("POST", "/api/v1/history/erase", {"number": number})
        super().tearDown()

    def recording(self):
        files = glob.glob(os.path.join(self.server.state, "messages", "*.wav"))
        return audio.read_wav(files[0]) if len(files) == 1 else audio.from_pcm(b"")

    def parked(self):
        """Bob, with Ann having parked him."""
        bob, ann = self.phone("202"), self.phone("201")
        self.talk(bob, ann)
        ann.transfer("700")
        self.server.wait_parked("701", phase="waiting")
        self.wait_for_music(bob)
        return bob

    def cleos(self):
        """The board of Cleo, whose box it is."""
        self.account("cleo", "agent", "203")
        page = self.door()
        self.sign_in(page, "cleo", "the word of cleo")
        page.wait(".lot")
        return page

    def test_a_caller_is_dragged_to_a_message_box_and_heard_there(self):
        bob, board = self.parked(), self.cleos()
        self.drag(board, card(701), "aside .row:has-text('Cleo Fox')", "[data-drop='box 203']")
        board.wait(".toast:has-text('Bob Ray is asked to leave a message for Cleo Fox.')")
        wait_until(lambda: audio.hears_voice(self.recording(), "202") >= 3, 40, "the voice in the recording")
        self.assertEqual(self.server.slot("701")["for_user"], "203")
        bob.press("#")
        bob.expect("CALL_CLOSED", 20)
        board.click("nav a:has-text('Call back')")
        board.wait("[data-message] h3:has-text('Bob Ray')", 10)
        board.wait("[data-message].soon .due:has-text('unheard')")
        self.assertEqual(board.violations(), [])
        board.click("[data-message] button:has-text('Listen')")
        board.wait("[data-message] button[aria-pressed='true']")
        board.wait_gone("[data-message].soon")
        board.wait_gone("[data-message] button[aria-pressed='true']", 60)  # it has been played to its end
        self.assertTrue(self.messages()[0]["heard"])
        board.click("[data-message] button:has-text('Delete')")
        board.wait_gone("[data-message]")
        self.assertEqual(self.messages(), [])

    def asks(self, board, user):
        board.run(f"await page.getByLabel('Ask for a message for').fill('{user}'); await page.keyboard.press('Enter')")

    def messages(self):
        return self.server.ask("GET", "/api/v1/messages")[1]["messages"]

    def test_a_caller_is_asked_by_the_keyboard_and_refusals_are_said_in_words(self):
        bob, board = self.parked(), self.cleos()
        board.run(f"await page.locator(\"{card(701)} button.more\").first().click()")
        board.wait("dialog form.send")
        self.assertEqual(board.violations(), [])
        self.asks(board, "201")
        board.wait(".toast.bad:has-text('That person has no message box.')")
        self.asks(board, "203")  # whose phone is not there
        board.wait_gone("dialog")
        wait_until(lambda: audio.hears_voice(self.recording(), "202") >= 1, 40, "the voice in the recording")
        bob.press("*")  # he would rather wait
        self.wait_for_music(bob, 20)
        bob.hang_up()
        board.wait(".empty")


if __name__ == "__main__":
    unittest.main()
