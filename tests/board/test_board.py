"""The board in a real browser, with a real server and real phones behind it."""
import time
import unittest

from board import BoardTest, card
from harness.processes import wait_until


class ACaller(BoardTest):
    def test_is_on_the_board_within_a_second_and_comes_to_my_phone_by_one_click(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        board = self.board()
        board.wait(".empty")
        self.talk(bob, ann)
        board.wait(".row:has-text('Bob Ray')")
        ann.transfer("700")
        self.server.wait_parked("701")
        parked = time.monotonic()
        board.wait(card(701))
        self.assertLess(time.monotonic() - parked, 1)
        self.assertIn("Bob Ray", board.text(card(701)))
        self.assertIn("parked by Ann Lee", board.text(card(701)))
        self.assertRegex(board.text(f"{card(701)} .next"), r"Reminds Ann Lee in 1:[23]\d")
        self.assertEqual(board.ask("document.title"), "(1) Layby")
        ann.expect("CALL_CLOSED", 20)
        board.click(f"{card(701)} button.take")
        cleo.expect("CALL_INCOMING")
        board.wait(f"{card(701)} .next:has-text('Cleo Fox is on it')")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        board.wait_gone(card(701))
        self.assertEqual(board.ask("document.title"), "Layby")
        cleo.hang_up()
        bob.expect("CALL_CLOSED")

    def test_who_waits_too_long_stands_out_in_words_shape_title_and_sound(self):
        board = self.board(soon=2, late=4, sound=True)
        board.run("await page.evaluate(() => { const Real = AudioContext;"
                  "window.AudioContext = class extends Real { constructor() { super(); window.chimed = true; } } })")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board.wait(".call.soon path")
        self.assertFalse(board.ask("window.chimed ?? false"))
        board.wait(".call.late rect")
        board.wait(".banner.late:has-text('1 caller has waited longer than 4 s')")
        wait_until(lambda: board.ask("document.title") == "■ (1) Layby", 2, "the title to tell")
        self.assertTrue(board.ask("window.chimed ?? false"))
        self.assertIn("Bob Ray has been waiting too long in slot 701", board.text("[aria-live=assertive]"))
        there.bye()
        board.wait_gone(".banner.late")

    def test_is_ended_only_after_a_second_question(self):
        board = self.board()
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board.click(f"{card(701)} button.more")
        board.click("dialog button.quiet-danger")
        self.assertIsNotNone(self.server.slot(701))
        board.click("dialog button.danger")
        there.expect_bye()
        board.wait(".toast:has-text('The call of Bob Ray has been ended.')")
        board.wait(".empty")

    def test_comes_to_the_phone_that_is_chosen_when_mine_is_not_known(self):
        board = self.board(phone="")
        there, eve = self.peers_park(self.peer("202"), self.peer("201")), self.peer("205")
        board.click(f"{card(701)} button.take")
        board.click("dialog .phones button:has-text('205')")
        here = self.take_call(eve)
        board.wait(".empty")
        self.assertEqual(board.ask("JSON.parse(localStorage.getItem('layby-board')).phone"), "205")
        here.confirmed()
        here.bye()
        there.expect_bye()

    def test_is_not_brought_to_a_phone_that_is_off_and_the_board_says_so(self):
        board = self.board(phone="204")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board.click(f"{card(701)} button.take")
        board.wait(".toast.bad:has-text('That phone is not registered, so it cannot ring.')")
        board.wait(f"{card(701)} button.take:has-text('Take'):not([aria-disabled])")
        there.bye()
        board.wait(".empty")


class WithSoftphones(BoardTest):
    transport = "udp"

    def test_a_click_joins_two_phones_that_hear_each_other(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        board = self.board()
        ann.transfer("700")
        board.wait(f"{card(701)} .who:has-text('Bob Ray')")
        ann.expect("CALL_CLOSED", 20)
        self.wait_for_music(bob)
        board.click(f"{card(701)} button.take")
        cleo.expect("CALL_INCOMING")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        board.wait_gone(card(701))
        cleo.hang_up()
        bob.expect("CALL_CLOSED")


    def test_a_key_sends_a_caller_to_a_phone_that_answers_when_it_likes(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        ann.transfer("700")
        self.wait_for_music(bob)
        board = self.board()
        board.wait(card(701))
        board.press("1", "t")
        board.wait("dialog .send input:focus")
        self.assertEqual(board.violations(), [])
        board.run("await page.keyboard.type('203')")
        board.press("Enter")
        board.wait(".toast:has-text('Cleo Fox rings. The caller waits until somebody answers.')")
        cleo.expect("CALL_INCOMING")
        self.assertEqual(self.server.slot(701)["caller"]["number"], "202")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        board.wait_gone(card(701))
        cleo.hang_up()
        bob.expect("CALL_CLOSED")


class WhoTalks(BoardTest):
    def test_parks_by_a_key_and_says_what_the_next_one_has_to_know(self):
        bob, cleo = self.peer("202"), self.peer("203")
        self.peer("204")
        there, here = self.peers_talk(bob, cleo)
        board = self.board()
        board.wait("aside button:has-text('Park')")
        board.press("p")
        board.wait(card(701))
        here.expect_bye(20)
        board.press("1", "n")
        board.wait("dialog")
        board.run("await page.keyboard.type('Wants the blue one')")
        board.press("Enter")
        board.wait(f"{card(701)} .note:has-text('Wants the blue one')")
        board.press("1", "f")
        board.wait("dialog select:focus")
        board.run("await page.selectOption('dialog .edit select', '204')")
        board.wait(f"{card(701)} .who:has-text('for Dan Wu')")
        self.assertEqual((self.server.slot(701)["note"], self.server.slot(701)["for_user"]), ("Wants the blue one", "204"))
        due = self.server.slot(701)["next"]["at"]
        board.press("1", "+")
        wait_until(lambda: self.server.slot(701)["next"]["at"] > due, 5, "a later reminder")
        self.assertEqual(board.violations(), [])
        there.bye()
        board.wait(".empty")


class SomebodySignsIn(BoardTest):
    def test_with_a_password_takes_a_caller_and_signs_out(self):
        self.account("cleo", "agent", "203")
        cleo = self.peer("203")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.door()
        self.assertEqual(board.violations(), [])
        self.sign_in(board, "cleo", "a wrong one")
        board.wait(".wrong:has-text('The name or the password is not right.')")
        self.sign_in(board, "cleo", "the word of cleo")
        board.wait(card(701))
        board.run("await page.reload()")
        board.click(f"{card(701)} button.more")
        board.wait("dialog .phones")
        self.assertEqual(board.count("dialog button.quiet-danger"), 0)  # to end a call one must be a supervisor
        board.press("Escape")
        board.click(f"{card(701)} button.take")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait(".empty")
        board.click("header button[aria-label='Settings']")
        board.click("dialog button:has-text('Sign out (cleo)')")
        board.wait(".door form")
        self.assertEqual(board.ask("fetch('/api/v1/lots').then((answer) => answer.status)"), 401)
        here.bye()
        there.expect_bye()

    def test_and_may_only_look_or_is_thrown_out(self):
        self.account("val", "viewer")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.door()
        self.sign_in(board, "val", "the word of val")
        board.wait(card(701))
        self.assertEqual(board.count("button.take, button.more"), 0)
        self.assertEqual(self.server.ask("DELETE", "/api/v1/accounts/val")[0], 200)
        board.wait(".door .wrong:has-text('Your session has ended. Please sign in again.')")
        there.bye()

    def test_and_wants_no_calls_or_has_them_elsewhere(self):
        self.account("cleo", "agent", "203")
        self.peer("203")
        board = self.door()
        self.sign_in(board, "cleo", "the word of cleo")
        board.wait(".lot")
        board.click("header button[aria-label='Settings']")
        board.click("dialog label:has-text('Do not disturb')")
        board.wait("dialog fieldset [role=status]:has-text('Saved.')")
        board.run("await page.getByLabel('When busy, to').fill('202'); "
                  "await page.getByLabel('Forward all calls to').fill('999'); ")
        board.click("dialog button:text-is('Save')")
        board.wait("dialog fieldset [role=status]:has-text('There is no such number.')")
        board.run("await page.getByLabel('Forward all calls to').fill('')")
        board.click("dialog button:text-is('Save')")
        board.wait("dialog fieldset [role=status]:has-text('Saved.')")
        said = self.server.ask("GET", "/api/v1/users/203/presence")[1]
        self.assertEqual((said["do_not_disturb"], said["forward"]["busy"], said["forward"]["always"]), (True, "202", None))
        board.press("Escape")
        board.wait("#people ~ ul .row:has-text('203') .st:has-text('do not disturb')")
        self.assertEqual(self.server.ask("PUT", "/api/v1/users/203/presence", {})[0], 200)
        board.wait("#people ~ ul .row:has-text('203') .st:has-text('free')")
        self.assertEqual(board.violations(), [])


class OneBrowser(BoardTest):
    def signed_in(self):
        self.account("cleo", "agent", "203")
        board = self.door()
        self.sign_in(board, "cleo", "the word of cleo")
        board.wait(".live:not(.lost)")
        return board

    def test_has_as_many_boards_as_somebody_likes_all_of_them_live(self):
        """Over HTTP it has six connections to a server, and the seventh board would wait for ever."""
        board = self.signed_in()
        board.run("for (let i = 1; i < 9; i++) { const tab = await page.context().newPage(); await tab.goto(page.url()); "
                  "await tab.waitForSelector('.live:not(.lost)'); }")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board.run(f"await Promise.all(page.context().pages().map((tab) => tab.waitForSelector({card(701)!r})))")
        there.bye()
        board.run("await Promise.all(page.context().pages().map((tab) => tab.waitForSelector('.empty')))")

    def test_is_told_by_events_where_nothing_lets_a_web_socket_through(self):
        board = self.signed_in()
        board.run("await page.addInitScript(() => { window.WebSocket = class { constructor() { setTimeout(() => this.onclose()); } close() {} }; });"
                  "await page.reload()")
        board.wait(".live:not(.lost)")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board.wait(card(701))
        there.bye()
        board.wait(".empty")


class TwoBoards(BoardTest):
    def test_that_take_at_once_have_one_winner_and_the_other_is_told_who(self):
        cleo, eve = self.peer("203"), self.peer("205")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        one, other = self.board("one"), self.board("other", phone="205")
        for board in (one, other):
            board.wait(card(701))
        held = ("new Promise((all_held) => { let waiting = []; for (const name of ['one', 'other']) pages.get(name).route('**/retrieve',"
                " (route) => { waiting.push(route); if (waiting.length === 2) { waiting.forEach((one) => one.continue()); all_held(); } }); })")
        self.browser.run("one", f"page.both = {held}; for (const name of ['one', 'other']) await pages.get(name).click('button.take'); await page.both")
        late = eve.expect_call()
        late.ring()
        here = self.take_call(cleo)
        other.wait(".toast.bad:has-text('Cleo Fox was faster: Bob Ray is no longer waiting.')")
        self.assertEqual(one.count(".toast.bad"), 0)
        here.confirmed()
        for board in (one, other):
            board.wait(".empty")
        here.bye()
        there.expect_bye()

    def test_show_who_is_on_it_and_the_slot_cannot_be_clicked(self):
        cleo = self.peer("203")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        one, other = self.board("one"), self.board("other", phone="201")
        one.click(f"{card(701)} button.take")
        call = cleo.expect_call()
        call.ring()
        other.wait(f"{card(701)} .next:has-text('Cleo Fox is on it')")
        other.wait(f"{card(701)} button.take[aria-disabled=true]")
        call.refuse(486)
        other.wait(f"{card(701)} button.take:not([aria-disabled])")
        there.bye()
        other.wait(".empty")

    def test_a_late_click_never_takes_the_caller_who_came_after(self):
        bob, ann, eve = self.peer("202"), self.peer("201"), self.peer("205")
        self.peer("203")
        first = self.peers_park(bob, ann)
        board = self.board()
        board.wait(card(701))
        board.run("page.held = new Promise((let_go) => page.route('**/retrieve', async (route) => {"
                  "  await new Promise((go) => { page.go = go; let_go(); }); await route.continue(); }))")
        board.click(f"{card(701)} button.take")
        board.run("await page.held")
        first.bye()
        self.server.wait_empty(701)
        second = self.peers_park(eve, ann)
        board.run("page.go()")
        board.wait(".toast.bad:has-text('Another caller is in this slot by now. Nothing was done.')")
        self.assertEqual(self.server.slot(701)["phase"], "waiting")
        second.bye()
        board.wait(".empty")


class TheServer(BoardTest):
    transport = "udp"  # which a restart doesn't break

    def test_may_be_killed_the_board_says_so_at_once_and_goes_on(self):
        cleo = self.peer("203")
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.board()
        board.wait(card(701))
        wait_until(lambda: self.server.counter("store", "queued") == 0, 5, "everything to be written")
        self.server.kill()
        board.wait(".banner.lost", 1)
        self.assertTrue(board.ask("document.documentElement.classList.contains('stale')"))
        board.wait(f"{card(701)} button.take[aria-disabled=true]")
        self.assertIn("As of", board.text(f"{card(701)} .next"))
        age = board.text(f"{card(701)} .age")
        time.sleep(1.2)  # a whole second must pass unseen
        self.assertEqual(board.text(f"{card(701)} .age"), age)
        self.server.start()
        board.wait_gone(".banner.lost", 8)
        board.click(f"{card(701)} button.take")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait(".empty")
        here.bye()
        there.expect_bye()

    def test_is_replaced_by_a_new_program_and_the_board_hardly_notices(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.board()
        board.wait(card(701))
        starts = self.server.counter("runtime", "starts_total")
        self.assertEqual(self.server.ask("POST", "/api/v1/upgrade")[0], 202)

        def upgraded():
            try:
                return self.server.counter("runtime", "starts_total") > starts
            except OSError:
                return False
        wait_until(upgraded, 10, "the new program")
        board.wait(".live:not(.lost) time", 8)
        board.wait(f"{card(701)} button.take:not([aria-disabled])")
        there.bye()
        board.wait(".empty")


class WhoReads(BoardTest):
    def test_hears_the_same_words_again(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.board()
        board.wait(card(701))
        board.press("1")
        board.wait("[aria-live=polite] p:has-text('Slot 701, Bob Ray.')", state="attached")
        board.run("await page.evaluate(() => document.querySelector('[aria-live=polite] p').dataset.first = 'yes')")
        board.press("Escape", "1")
        board.wait("[aria-live=polite] p:not([data-first]):has-text('Slot 701, Bob Ray.')", state="attached")
        there.bye()
        board.wait(".empty")

    def test_keeps_the_token_of_the_address_on_every_page(self):
        board = self.board()
        for page, title in (("History", "History"), ("Lots", "Nobody is waiting.")):
            board.click(f"nav a:has-text('{page}')")
            board.run("await page.reload()")
            board.wait(f"main h2:has-text('{title}')")

    def test_is_not_alarmed_while_typing_after_how_many_seconds_to_be(self):
        board = self.board(soon=60, late=120)
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board.wait(card(701))
        time.sleep(1.2)  # older than the “1” of “180”
        board.click("header button[aria-label='Settings']")
        board.run("const field = page.getByLabel('Too long after (seconds)'); await field.fill(''); await field.pressSequentially('1'); await page.waitForTimeout(1200)")
        self.assertEqual(board.count(".call.late, .banner.late"), 0)
        board.run("await page.keyboard.type('80'); await page.keyboard.press('Tab')")
        self.assertEqual(board.ask("JSON.parse(localStorage.getItem('layby-board')).late"), 180)
        board.press("Escape")
        there.bye()
        board.wait(".empty")

    def test_has_a_dialog_that_follows_the_call(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.board()
        board.click(f"{card(701)} button.more")
        board.wait("dialog .edit")
        self.assertEqual(self.server.ask("PATCH", "/api/v1/lots/main/slots/701", {"note": "From the other board", "for_user": "203"})[0], 200)
        self.peer("203")
        wait_until(lambda: board.ask("document.querySelector('dialog .edit input').value") == "From the other board", 3, "the note")
        wait_until(lambda: board.ask("document.querySelector('dialog .edit select').value") == "203", 3, "for whom")
        board.run("await page.getByLabel('Note').fill('My own')")
        self.assertEqual(self.server.ask("PATCH", "/api/v1/lots/main/slots/701", {"note": "Once more"})[0], 200)
        board.wait(f"{card(701)} .note:has-text('Once more')")
        self.assertEqual(board.ask("document.querySelector('dialog .edit input').value"), "My own")
        there.bye()
        board.wait("dialog [role=status]:has-text('No longer waiting')")
        board.press("Escape")


class WithoutAMouse(BoardTest):
    def test_everything_goes(self):
        bob, ann, cleo, eve = self.peer("202"), self.peer("201"), self.peer("203"), self.peer("205")
        first = self.peers_park(bob, ann)
        second = self.peers_park(eve, ann)
        board = self.board()
        board.wait(card(702))
        board.press("?")
        board.wait("dialog .keys")
        board.press("Escape")
        board.wait_gone("dialog")
        board.press("/")
        board.run("await page.keyboard.type('éVE')")
        board.wait_gone(card(701))
        board.press("Escape")
        board.wait(card(701))
        board.press("2")
        self.assertEqual(board.ask("document.activeElement.closest('.call').querySelector('strong').innerText.includes('702')"), True)
        self.assertNotEqual(board.ask("getComputedStyle(document.activeElement).outlineStyle"), "none")
        board.press("r")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait_gone(card(702))
        here.bye()
        second.expect_bye()
        board.press("Escape", "Enter")  # nothing is selected: the one who waits longest
        here = self.take_call(cleo)
        here.confirmed()
        board.wait(".empty")
        here.bye()
        first.expect_bye()

    def test_no_key_acts_on_a_caller_who_is_not_on_the_screen(self):
        bob, ann, cleo, eve = self.peer("202"), self.peer("201"), self.peer("203"), self.peer("205")
        first = self.peers_park(bob, ann)
        second = self.peers_park(eve, ann)
        board = self.board()
        board.run("page.orders = []; page.on('request', (one) => one.method() === 'GET' || page.orders.push(one.url()))")
        board.wait(card(702))
        board.press("1")
        board.wait("[aria-live=polite] p:has-text('Slot 701, Bob Ray.')", state="attached")
        board.click("nav a:has-text('History')")
        board.wait("main h2 b:has-text('History')")
        board.ask("document.activeElement.blur()")
        board.press("2", "Enter", "r")
        self.assertEqual((board.count(".typed"), board.run("return page.orders")), (0, []))
        self.assertNotIn("702", board.text("[aria-live=polite]"))
        board.click("nav a:has-text('Lots')")
        board.press("/")
        board.run("await page.keyboard.type('eve')")
        board.wait_gone(card(701))
        board.ask("document.activeElement.blur()")
        board.press("1")
        self.assertEqual(board.ask("document.activeElement.tagName"), "BODY")
        board.press("Enter")  # Bob waits longer, but isn't shown
        here = self.take_call(cleo)
        here.confirmed()
        board.wait_gone(card(702))
        self.assertEqual(self.server.slot(701)["phase"], "waiting")
        here.bye()
        second.expect_bye()
        first.bye()
        board.press("Escape")
        board.wait(".empty")


class EveryScreen(BoardTest):
    def test_has_room_for_the_board_and_nothing_that_keeps_anybody_out(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        screens = {"light": {}, "dark": {"colorScheme": "dark"}, "phone": {"viewport": {"width": 375, "height": 812}},
                   "wall": {"viewport": {"width": 1920, "height": 1080}}}
        for name, options in screens.items():
            with self.subTest(name):
                board = self.board(name, "?wall" if name == "wall" else "", options=options, late=2, soon=1)
                board.wait(".call.late")
                self.assertEqual(board.violations(), [])
                self.assertLessEqual(board.ask("document.documentElement.scrollWidth - innerWidth"), 0)
                if name == "wall":
                    self.assertEqual(board.count("button"), 0)
                    continue
                board.click("button.more")
                self.assertEqual(board.violations(), [])
                board.press("Escape")
                board.click("header button[aria-label='Settings']")
                board.wait("dialog .settings")
                self.assertEqual(board.violations(), [])
                self.assertLessEqual(board.ask("document.documentElement.scrollWidth - innerWidth"), 0)
                board.press("Escape")
                for page in ("History", "Reports", "Phones", "Server"):
                    board.click(f"nav a:has-text('{page}')")
                    board.wait(f"main h2 b:has-text('{page}')")
                    self.assertEqual((page, board.violations()), (page, []))
                    self.assertLessEqual(board.ask("document.documentElement.scrollWidth - innerWidth"), 0, page)
        there.bye()

    def test_speaks_the_readers_language(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        for locale, take, parked in (("de-AT", "Holen", "geparkt von Ann Lee"), ("es-ES", "Recoger", "aparcada por Ann Lee"),
                                     ("fr-FR", "Prendre", "parqué par Ann Lee"), ("it-IT", "Prendi", "parcheggiata da Ann Lee"),
                                     ("ja-JP", "Take", "parked by Ann Lee")):
            with self.subTest(locale):
                board = self.board(locale, options={"locale": locale})
                board.wait(f"{card(701)} button.take:has-text('{take}')")
                self.assertIn(parked, board.text(card(701)))
                self.assertEqual(board.ask("document.documentElement.lang"), locale[:2] if locale != "ja-JP" else "en")
                board.run("await page.setViewportSize({ width: 375, height: 812 })")
                for page in range(5):
                    board.click(f"nav a >> nth={page}")
                    board.wait("main h2")
                    self.assertLessEqual(board.ask("document.documentElement.scrollWidth - innerWidth"), 0, page)
        there.bye()


if __name__ == "__main__":
    unittest.main()
