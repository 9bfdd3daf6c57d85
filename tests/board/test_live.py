"""What the board does with calls that go on: by dragging, by keys, and back again."""
import json
import unittest

from board import BoardTest, card
from harness.processes import wait_until

# Where an element is, once it is there.
MIDDLE = ("const middle = async (what) => { const one = page.locator(what).first(); await one.waitFor(); await one.scrollIntoViewIfNeeded();"
          " const box = await one.boundingBox(); return [box.x + box.width / 2, box.y + Math.min(box.height / 2, 30)]; };")
WATCH = ("await page.evaluate(() => { window.wentBack = false; new MutationObserver(() => { if (document.querySelector('.ghost.back')) window.wentBack = true; })"
         ".observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] }); });")


class LiveTest(BoardTest):
    def drag(self, board, what, *onto):
        """With the mouse, as a hand does: a little first, then there. What is shown on the way alone comes after where it is."""
        board.run(MIDDLE + WATCH + f"const [x, y] = await middle({json.dumps(what)}); await page.mouse.move(x, y); await page.mouse.down();"
                  "await page.mouse.move(x + 9, y + 4); await page.waitForSelector('.ghost');"
                  f"for (const there of {json.dumps(onto)}) {{ const [a, b] = await middle(there); await page.mouse.move(a, b, {{ steps: 6 }});"
                  "await page.waitForSelector('.over'); } await page.mouse.up()")

    def drag_by_finger(self, board, what, onto):
        board.run(MIDDLE + "const cdp = await page.context().newCDPSession(page);"
                  "const touch = (type, ...at) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at.length ? [{ x: at[0], y: at[1] }] : [] });"
                  f"const [x, y] = await middle({json.dumps(what)}); await touch('touchStart', x, y); await touch('touchMove', x + 4, y + 12);"
                  "await touch('touchMove', x + 4, y + 24); await page.waitForSelector('.ghost');"
                  f"const [a, b] = await middle({json.dumps(onto)}); await touch('touchMove', (a + x) / 2, (b + y) / 2); await touch('touchMove', a, b);"
                  "await page.waitForSelector('.over'); await touch('touchEnd')")

    def end(self, *dialogs):
        """The first hangs up, the others hear of it."""
        dialogs[0].bye()
        for other in dialogs[1:]:
            other.expect_bye()


class ALiveCall(LiveTest):
    def test_is_dragged_into_a_slot_and_the_other_party_is_free(self):
        bob, ann = self.peer("202"), self.peer("201")
        there, here = self.peers_talk(bob, ann)
        board = self.board()
        board.run("await page.locator('aside .row button.more').focus()")  # which loses it as the hand goes down
        self.drag(board, "aside .row:has-text('Bob Ray')", "[data-drop='slot 705 main']")
        board.wait(f"{card(705)} .who:has-text('Bob Ray')")
        self.assertEqual(self.server.wait_parked(705)["parker"]["user"], "201")
        board.wait(".toast:has-text('Bob Ray is parked in slot 705.')")
        here.expect_bye(20)
        there.bye()
        board.wait(".empty")

    def test_is_dragged_onto_a_lot_by_a_finger(self):
        bob, ann = self.peer("202"), self.peer("201")
        there, here = self.peers_talk(bob, ann)
        board = self.board("finger", options={"viewport": {"width": 700, "height": 900}, "hasTouch": True})
        self.drag_by_finger(board, "aside .row:has-text('Bob Ray') .av", ".lot h2 b:has-text('main')")
        board.wait(f"{card(701)} .who:has-text('Bob Ray')")
        here.expect_bye(20)
        there.bye()
        board.wait(".empty")

    def test_goes_back_with_the_reason_when_the_slot_is_taken(self):
        bob, ann, cleo, eve = self.peer("202"), self.peer("201"), self.peer("203"), self.peer("205")
        waits = self.peers_park(eve, ann)
        there, here = self.peers_talk(bob, cleo)
        board = self.board(phone="204")
        board.wait(card(701))
        self.drag(board, "aside .row:has-text('Bob Ray')", card(701))
        board.wait(".toast.bad:has-text('Eve Sun waits in slot 701 already.')")
        self.assertTrue(board.ask("window.wentBack"))
        board.wait_gone(".ghost")
        self.assertEqual(len(self.server.parked()), 1)
        self.end(there, here)
        waits.bye()
        board.wait(".empty")

    def test_is_parked_in_a_chosen_slot_without_a_mouse(self):
        bob, ann = self.peer("202"), self.peer("201")
        there, here = self.peers_talk(bob, ann)
        board = self.board()
        board.run("await page.locator('aside .row button.more').focus()")
        board.press("Enter")
        board.wait("dialog form.park")
        self.assertEqual(board.violations(), [])
        board.run("await page.locator('form.park select').nth(0).selectOption({ label: 'Bob Ray' });"
                  "await page.locator('form.park select').nth(1).selectOption({ label: '709' }); await page.locator('form.park button').focus()")
        board.press("Enter")
        board.wait(f"{card(709)} .who:has-text('Bob Ray')")
        board.wait_gone("dialog")
        here.expect_bye(20)
        there.bye()
        board.wait(".empty")

    def test_is_sent_to_another_number_and_back_when_nobody_is_there(self):
        bob, ann, cleo = self.peer("202"), self.peer("201"), self.peer("203")
        there, here = self.peers_talk(bob, ann)
        board = self.board()
        board.click("aside .row button.more")
        board.run("await page.locator('form.park select').nth(0).selectOption({ label: 'Bob Ray' }); await page.fill('form.send input', '799');"
                  "await page.keyboard.press('Enter')")
        board.wait(".toast.bad:has-text('There is no such number.')")
        board.run("await page.fill('form.send input', '203'); await page.keyboard.press('Enter')")
        board.wait(".toast:has-text('Cleo Fox rings.')")
        board.wait_gone("dialog")
        now = self.take_call(cleo)
        here.expect_bye()
        now.confirmed()
        self.assertEqual({one["party"]["number"] for one in self.server.calls()}, {"202", "203"})
        self.end(there, now)

    def test_is_ended_only_after_a_second_question_and_not_by_everybody(self):
        there, here = self.peers_talk(self.peer("202"), self.peer("201"))
        self.account("cleo", "agent", "203")
        agent = self.door()
        self.sign_in(agent, "cleo", "the word of cleo")
        agent.click("aside .row button.more")
        agent.wait("dialog form.park")
        self.assertEqual(agent.count("dialog .quiet-danger"), 0)
        board = self.board()
        board.click("aside .row button.more")
        board.click("dialog button.quiet-danger")
        self.assertEqual(len(self.server.calls()), 2)
        board.click("dialog button.danger")
        there.expect_bye()
        here.expect_bye()
        board.wait(".toast:has-text('has been ended')")

    def test_that_cannot_be_parked_goes_on_and_the_board_says_so(self):
        there, here = self.peers_talk(self.peer("202"), self.peer("201"))
        board = self.board()
        board.run("await page.route('**/park', (route) => route.continue({ postData: JSON.stringify({ lot: 'main', slot: 799 }) }))")
        board.click("aside button:has-text('Park')")
        board.wait(".toast.bad")
        self.assertEqual(self.server.parked(), {})
        self.end(there, here)

    def test_comes_back_to_who_parked_it_by_mistake(self):
        bob, ann = self.peer("202"), self.peer("201")
        there, here = self.peers_talk(bob, ann)
        board = self.board(phone="201")
        board.wait("aside button:has-text('Park')")
        board.press("p")
        board.wait(".toast button:has-text('Back to Ann Lee')")
        here.expect_bye(20)
        board.press("u")
        again = self.take_call(ann)
        again.confirmed()
        board.wait(".empty")
        self.end(again, there)

    def test_does_not_come_back_out_of_a_later_park_of_somebody_else(self):
        bob, ann, cleo = self.peer("202"), self.peer("201"), self.peer("203")
        there, here = self.peers_talk(bob, ann)
        board = self.board(phone="201")
        board.wait("aside button:has-text('Park')")
        board.press("p")
        board.wait(".toast button:has-text('Back to Ann Lee')")
        first = self.server.wait_parked(701)["park"]
        self.assertEqual(self.server.ask("POST", "/api/v1/lots/main/slots/701/retrieve", {"user": "203"})[0], 202)
        other = self.take_call(cleo)
        other.confirmed()
        board.wait(".empty")
        self.assertEqual(other.refer("700").status, 202)
        other.bye()
        board.wait(f"{card(701)} .who:has-text('parked by Cleo Fox')")
        self.assertNotEqual(self.server.wait_parked(701)["park"], first)
        board.press("u")
        board.wait(".toast.bad:has-text('No longer waiting')")
        self.assertEqual(self.server.slot(701)["phase"], "waiting")
        here.expect_bye(20)
        there.bye()
        board.wait(".empty")

    def test_that_is_to_be_parked_twice_is_let_go_by_the_hand_that_dragged_it(self):
        bob, ann = self.peer("202"), self.peer("201")
        there, here = self.peers_talk(bob, ann)
        board = self.board(phone="201")
        board.run("const both = []; await page.route('**/park', (route) => { both.push(route); if (both.length === 2) both.forEach((one) => one.continue()); })")
        self.drag(board, "aside .row:has-text('Bob Ray')", "[data-drop='slot 705 main']")
        board.wait(".ghost.waits")
        board.press("p")
        board.wait(".call .who:has-text('Bob Ray')")
        board.wait_gone(".ghost")
        here.expect_bye(20)
        there.bye()
        board.wait(".empty")


class AParkedCall(LiveTest):
    def test_is_dragged_to_a_person_whose_phone_rings(self):
        bob, ann, cleo = self.peer("202"), self.peer("201"), self.peer("203")
        there = self.peers_park(bob, ann)
        board = self.board(phone="205")
        self.drag(board, f"{card(701)} .slot", "[data-drop='person 203']")
        board.wait(f"{card(701)} .next:has-text('Cleo Fox is on it')")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait(".empty")
        self.end(here, there)

    def test_stays_when_another_finger_drags_somebody_else(self):
        bob, ann, cleo, eve = self.peer("202"), self.peer("201"), self.peer("203"), self.peer("205")
        there, waits = self.peers_park(bob, ann), self.peers_park(eve, ann)
        board = self.board(phone="205")
        board.wait(card(702))
        board.wait("[data-drop='person 203']")
        board.ask("(() => { const middle = (what) => { const box = document.querySelector(what).getBoundingClientRect(); return [box.x + 20, box.y + 20]; };"
                  "const finger = (id, type, [x, y]) => document.elementFromPoint(x, y).dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: id, pointerType: 'touch', clientX: x, clientY: y }));"
                  "const [bob, eve, cleo] = ['[data-drop=\"slot 701 main\"] .slot', '[data-drop=\"slot 702 main\"] .slot', '[data-drop=\"person 203\"]'].map(middle);"
                  "finger(1, 'pointerdown', bob); finger(2, 'pointerdown', eve); finger(1, 'pointermove', cleo); finger(2, 'pointermove', cleo);"
                  "finger(1, 'pointermove', cleo); finger(1, 'pointerup', cleo); finger(2, 'pointerup', cleo); })()")
        board.wait(f"{card(701)} .next:has-text('Cleo Fox is on it')")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait_gone(".ghost")
        self.assertEqual(self.server.slot(702)["phase"], "waiting")
        self.end(here, there)
        waits.bye()
        board.wait(".empty")

    def test_goes_back_with_the_reason_when_the_caller_has_gone_meanwhile(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        self.peer("203")
        board = self.board(phone="205")
        board.wait(card(701))
        board.run("page.held = new Promise((let_go) => page.route('**/retrieve', async (route) => {"
                  "  await new Promise((go) => { page.go = go; let_go(); }); await route.continue(); }))")
        self.drag(board, f"{card(701)} .slot", "[data-drop='person 203']")
        board.run("await page.held")
        there.bye()
        self.server.wait_empty(701)
        board.run("page.go()")
        board.wait(".toast.bad:has-text('Nobody waits in this slot any more.')")
        self.assertTrue(board.ask("window.wentBack"))

    def test_stays_where_it_is_when_dropped_nowhere_or_escaped(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.board()
        board.wait(card(701))
        grab = MIDDLE + f"const [x, y] = await middle({json.dumps(card(701) + ' .slot')}); await page.mouse.move(x, y); await page.mouse.down();" \
            "await page.mouse.move(x + 30, y + 90); await page.waitForSelector('.ghost');"
        board.run(grab + "await page.mouse.up()")
        board.wait_gone(".ghost")
        board.run(grab + "await page.keyboard.press('Escape')")
        board.wait_gone(".ghost")
        board.run("await page.mouse.up()")
        self.assertEqual((self.server.slot(701)["phase"], board.count(".toast")), ("waiting", 0))
        there.bye()
        board.wait(".empty")

    def test_is_claimed_by_a_key_seen_by_all_and_given_back(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        self.peer("203")
        board, other = self.board(), self.board("other", phone="205")
        board.wait(card(701))
        board.press("1", "c")
        other.wait(f"{card(701)} .who:has-text('for Cleo Fox')")
        board.wait(f"{card(701)} .who:has-text('for you')")
        board.press("u")
        wait_until(lambda: self.server.slot(701)["for_user"] == "", 3, "nobody's")
        other.wait(f"{card(701)} .who:not(:has-text('for Cleo Fox'))")
        there.bye()
        board.wait(".empty")

    def test_has_its_old_note_back_unless_somebody_else_has_written(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        self.server.ask("PATCH", "/api/v1/lots/main/slots/701", {"note": "First"})
        board = self.board()
        board.wait(f"{card(701)} .note")

        def write(note):
            board.press("1", "n")
            board.wait("dialog")
            board.run(f"await page.getByLabel('Note').fill({json.dumps(note)})")
            board.press("Enter")
            board.wait(f"{card(701)} .note:has-text('{note}')")
        write("Second")
        board.click(".toast button:has-text('Undo')")
        board.wait(f"{card(701)} .note:has-text('First')")
        write("Third")
        self.server.ask("PATCH", "/api/v1/lots/main/slots/701", {"note": "Of somebody else"})
        board.wait(f"{card(701)} .note:has-text('Of somebody else')")
        board.press("u")
        board.wait(".toast.bad:has-text('Somebody has changed it since then.')")
        self.assertEqual(self.server.slot(701)["note"], "Of somebody else")
        there.bye()
        board.wait(".empty")


class WithSoftphones(LiveTest):
    transport = "udp"

    def test_a_call_is_dragged_into_a_slot_and_from_there_to_a_phone_that_hears_it(self):
        ann, bob, cleo = self.phone("201"), self.phone("202"), self.phone("203")
        self.talk(bob, ann)
        board = self.board(phone="205")
        self.drag(board, "aside .row:has-text('Bob Ray')", "[data-drop='slot 703 main']")
        self.server.wait_parked("703")
        ann.expect("CALL_CLOSED", 20)
        self.wait_for_music(bob)
        self.drag(board, f"{card(703)} .slot", "[data-drop='person 203']")
        cleo.expect("CALL_INCOMING")
        cleo.answer()
        cleo.expect("CALL_ESTABLISHED")
        self.hear_each_other(cleo, bob)
        board.wait_gone(card(703))
        cleo.hang_up()
        bob.expect("CALL_CLOSED")


if __name__ == "__main__":
    unittest.main()
