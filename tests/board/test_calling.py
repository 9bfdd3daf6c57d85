"""Click to call on the board: the reader's phone rings, and calls whom was clicked at."""
import unittest

from board import BoardTest


class CallingSomebody(BoardTest):
    def connected(self, caller, callee):
        """The reader's phone rings, is answered, and calls; both hear each other."""
        caller.expect("CALL_INCOMING")
        caller.answer()
        caller.expect("CALL_ESTABLISHED")
        callee.expect("CALL_INCOMING")
        callee.answer()
        callee.expect("CALL_ESTABLISHED")
        self.hear_each_other(caller, callee)
        caller.hang_up()
        callee.expect("CALL_CLOSED")

    def test_a_click_on_a_person_connects_two_phones_that_hear_each_other(self):
        cleo, ann = self.phone("203"), self.phone("201")
        board = self.board()
        board.wait(".row:has-text('Cleo Fox')")
        self.assertEqual(board.count(".row:has-text('Cleo Fox') button.icon"), 0, "nobody calls oneself")
        board.click("aside button[aria-label='Call Ann Lee']")
        board.wait(".toast:has-text('Your phone rings')")
        board.wait(".row:has-text('Cleo Fox') .st:has-text('ringing')")
        self.connected(cleo, ann)
        entry = self.server.ask("GET", "/api/v1/calls/history?limit=5")[1]["calls"]
        self.assertTrue(any(one["user"] == "203" and one["dialled"] == "201" and one["ordered_by"] for one in entry))

    def test_a_key_and_a_number_do_so_too_and_the_history_calls_again(self):
        cleo, ann = self.phone("203"), self.phone("201")
        board = self.board()
        board.wait(".row:has-text('Ann Lee')")
        board.press("d")
        board.wait("dialog:has-text('The phone of Cleo Fox rings first')")
        board.run("await page.keyboard.type('201'); await page.keyboard.press('Enter')")
        board.wait_gone("dialog")
        self.connected(cleo, ann)
        board.click("nav a:has-text('History')")
        board.click("button:has-text('All calls')")
        board.click("tr.entry:has(td:nth-child(2):has-text('Cleo Fox')) button.opener")
        board.wait(".story:has-text('Ordered by')")
        board.click(".story button:has-text('Call Ann Lee')")
        self.connected(cleo, ann)

    def test_a_phone_that_is_off_is_told(self):
        self.phone("201")
        board = self.board(phone="204")
        board.click("aside button[aria-label='Call Ann Lee']")
        board.wait(".toast.bad:has-text('That phone is not registered, so it cannot ring.')")

    def test_who_has_no_phone_calls_nobody(self):
        self.account("fay", "agent")
        self.account("ann", "agent", "203")
        self.phone("201")
        for name, buttons in (("fay", 0), ("ann", 1)):
            page = self.door(name)
            self.sign_in(page, name, f"the word of {name}")
            page.wait(".row:has-text('Ann Lee')")
            self.assertEqual(page.count("aside button[aria-label='Call Ann Lee']"), buttons, name)


if __name__ == "__main__":
    unittest.main()
