"""Who is to be called back, on the board: two real phones are connected by a click, and by the keyboard alone."""
import os
import unittest

from board import BoardTest
from harness.processes import wait_until

TASK = ".tasks li[data-task]"


class CallBack(BoardTest):
    def tearDown(self):
        self.server.erase_tasks()
        super().tearDown()

    def given_up(self, caller, parker):
        """`parker` parks `caller`, who hangs up."""
        there = self.peers_park(caller, parker)
        slot = next(iter(self.server.parked()))
        there.bye()
        self.server.wait_empty(slot)

    def page(self, **how):
        board = self.board(**how)
        board.click("nav a:has-text('Call back')")
        board.wait("section.tasks")
        return board

    def state(self, state):
        wait_until(lambda: [one["state"] for one in self.server.tasks()] == [state], 5, state)

    def test_a_click_connects_the_readers_phone_with_who_gave_up(self):
        bob, ann, cleo = self.phone("202"), self.phone("201"), self.phone("203")
        self.talk(bob, ann)
        self.parks(ann)
        board = self.board()
        bob.hang_up()
        board.wait("nav a:has-text('Call back') span:has-text('1')")
        board.click("nav a:has-text('Call back')")
        board.wait(f"{TASK}:has-text('Bob Ray'):has-text('hung up while waiting'):has-text('main 701'):has-text('parked by Ann Lee')")
        board.click("button[aria-label='Call: Bob Ray']")
        cleo.expect("CALL_INCOMING")
        board.wait(f"{TASK}:has-text('minded by Cleo Fox')")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        bob.expect("CALL_INCOMING")
        bob.answer()
        bob.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        board.wait("text=Nobody is to be called back.")
        self.assertEqual(board.count("nav a span"), 0)
        board.click("text=also those that are over")
        board.wait(".over li:has-text('Bob Ray'):has-text('called back')")
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_it_is_taken_noted_closed_and_opened_again_by_keys_alone(self):
        self.given_up(self.peer("202"), self.peer("201"))
        board = self.page()
        board.wait(TASK)
        board.press("ArrowDown", "t")
        board.wait(f"{TASK}:has-text('minded by Cleo Fox')")
        board.press("n")
        board.wait("#task-note")
        board.run("await page.keyboard.type('only after lunch'); await page.keyboard.press('Enter')")
        board.wait(".said:has-text('only after lunch')")
        board.press("g")
        board.wait("button[aria-label='I mind it: Bob Ray']")
        self.state("open")
        board.press("x")
        board.wait("text=Nobody is to be called back.")
        self.state("done")
        board.press("u")
        board.wait(f"{TASK}:has-text('only after lunch')")
        self.state("open")

    def test_two_boards_do_not_take_one_task(self):
        self.given_up(self.peer("202"), self.peer("201"))
        self.account("dan", "agent", "204")
        mine, other = self.page(), self.door("other")
        self.sign_in(other, "dan", "the word of dan")
        other.click("nav a:has-text('Call back')")
        other.wait(TASK)
        mine.click("button[aria-label='I mind it: Bob Ray']")
        other.wait(f"{TASK}:has-text('minded by Cleo Fox')")
        self.assertEqual(other.count(f"{TASK} button"), 0, "it is another's")
        self.assertGreater(mine.count(f"{TASK} button"), 3, "a supervisor sees to all")

    def test_fits_a_phone_and_the_dark(self):
        self.given_up(self.peer("202"), self.peer("201"))
        for name, options in (("phone", {"viewport": {"width": 375, "height": 812}}),
                              ("dark", {"viewport": {"width": 1280, "height": 800}, "colorScheme": "dark"}),
                              ("light", {"viewport": {"width": 1280, "height": 800}})):
            board = self.page(name=name, options=options)
            board.wait(TASK)
            if os.environ.get("PICTURES"):
                board.run(f"await page.screenshot({{ path: '{os.environ['PICTURES']}/tasks-{name}.png', fullPage: true }})")
            self.assertEqual(board.violations(), [], name)
            self.assertLessEqual(board.ask("document.documentElement.scrollWidth"), options["viewport"]["width"], name)

    def test_speaks_five_languages(self):
        for language, page, said in (("de", "Rückrufe", "Niemand ist zurückzurufen."), ("fr", "À rappeler", "Personne n’est à rappeler."),
                                     ("es", "Devolver", "No hay nadie a quien devolver la llamada."),
                                     ("it", "Da richiamare", "Non c’è nessuno da richiamare.")):
            board = self.board(name=language, language=language)
            board.click(f"nav a:has-text('{page}')")
            board.wait(f"text={said}")


if __name__ == "__main__":
    unittest.main()
