"""The page on which an admin changes the server's settings."""
import os
import pathlib
import time

from board import BoardTest
from harness.processes import wait_until
from harness.server import PASSWORD

TEXT = "textarea"
SAVE = "button:has-text('Save and reload')"


class Configuration(BoardTest):
    office = {"users": ("201", "202", "203"), "lots": BoardTest.office["lots"]}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.server.reload_with, self.server.text)

    def open(self, **how):
        board = self.board(where="", **how)
        board.click("nav a:has-text('Configuration')")
        board.wait(TEXT)
        board.wait("[role=status]:has-text('Nothing is wrong.')")
        return board

    def replace(self, board, before, after):
        """As somebody does it who types: the text is selected, and other text takes its place."""
        board.run("await page.evaluate((what) => { const area = document.querySelector('textarea'); area.focus();"
                  "const at = area.value.indexOf(what); area.setSelectionRange(at, at + what.length); }, " + repr(before) + ");"
                  "await page.keyboard.insertText(" + repr(after) + ")")

    def value(self, board):
        return board.ask("document.querySelector('textarea').value")

    def on_disk(self):
        return pathlib.Path(self.server.config).read_text()

    def test_shows_the_file_without_its_secrets_and_what_is_wrong_as_one_types(self):
        board = self.open()
        self.assertIn('password = "(unchanged secret 1)"', self.value(board))
        self.assertNotIn(PASSWORD, self.value(board))
        self.assertTrue(board.ask(f"document.querySelector('{SAVE.split(':')[0]}.strong').disabled"))
        self.replace(board, "recall = ", "recal = ")
        board.wait("[role=status]:has-text('1 error')")
        line = self.server.text[:self.server.text.index("recall = ")].count("\n") + 1
        board.wait(f".problems button:has-text('Line {line}'):has-text('recal is not a setting; did you mean \"recall\"?')")
        self.assertEqual(board.violations(), [])
        self.assertEqual(board.count(".gutter i"), 1)
        board.press("Tab", "Enter")  # the text gives the focus on, to the error, which leads to its line
        chosen = board.ask("document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)")
        self.assertTrue(chosen.startswith('recal = "10m"') or chosen.startswith("recal = "), chosen)
        self.replace(board, "recal = ", "recall = ")
        board.wait("[role=status]:has-text('Nothing is wrong.')")
        board.wait_gone(".problems")

    def test_saves_and_reloads_while_a_caller_waits(self):
        there = self.peers_park(self.peer("202"), self.peer("201"))
        board = self.open()
        self.replace(board, 'display = "Ann Lee"', 'display = "Ann Moss"')
        board.wait("summary:has-text('Show what changes (1)')")
        board.run("await page.locator('summary').first().focus()")
        board.press("Enter")
        board.wait("details[open] li:has-text('user 201'):has-text('\"Ann Lee\" → \"Ann Moss\"')")
        self.assertEqual(board.violations(), [])
        board.click(SAVE)
        board.wait(".outcome-line.good:has-text('Saved and in effect.')")
        self.assertIn('display = "Ann Moss"', self.on_disk())
        self.assertIn(f'password = "{PASSWORD}"', self.on_disk())
        self.assertNotIn("(unchanged secret", self.on_disk())
        board.wait("p:has-text('office.toml.old')")
        board.wait("summary:has-text('Show what changes (0)')")
        self.assertEqual(len(self.server.parked()), 1)
        board.click("nav a:has-text('Lots')")
        board.wait(".call:has-text('Bob Ray')")
        there.bye()

    def test_says_that_the_file_was_changed_elsewhere(self):
        board = self.open()
        self.server.write(self.server.text.replace("Bob Ray", "Bob Rey"))
        board.wait("textarea")
        wait_until(lambda: "Bob Rey" in self.value(board), 25, "the page to read the file again")
        self.replace(board, "Ann Lee", "Ann Moss")
        board.wait("summary:has-text('Show what changes (2)')")
        self.server.write(self.server.text.replace("Bob Ray", "Bob Roy"))
        self.replace(board, "Ann Moss", "Ann Mose")
        board.wait(".banner[role=alert]:has-text('changed on the server meanwhile')")
        self.assertTrue(board.ask("document.querySelector('button.strong').disabled"))
        self.assertEqual(board.violations(), [])
        self.assertIn("Ann Mose", self.value(board))
        board.click("button:has-text('Read it again')")
        board.wait_gone(".banner[role=alert]")
        wait_until(lambda: "Bob Roy" in self.value(board) and "Ann Lee" in self.value(board), 10, "the new text")

    def test_keeps_what_was_written_while_one_looks_elsewhere(self):
        board = self.open()
        self.replace(board, "Ann Lee", "Ann Moss")
        board.click("nav a:has-text('Lots')")
        board.wait(".lot")
        board.click("nav a:has-text('Configuration')")
        board.wait(TEXT)
        self.assertIn("Ann Moss", self.value(board))
        board.click("button:has-text('Discard what I wrote')")
        wait_until(lambda: "Ann Lee" in self.value(board), 5, "the text of the file")

    def test_fits_a_phone_and_the_dark(self):
        for name, options in (("phone", {"viewport": {"width": 375, "height": 812}}),
                              ("dark", {"viewport": {"width": 1280, "height": 800}, "colorScheme": "dark"}),
                              ("light", {"viewport": {"width": 1280, "height": 800}})):
            board = self.open(name=name, options=options)
            self.replace(board, "recall = ", "recal = ")
            board.wait(".problems button")
            if os.environ.get("PICTURES"):
                time.sleep(0.5)
                board.run(f"await page.screenshot({{ path: '{os.environ['PICTURES']}/configuration-{name}.png', fullPage: true }})")
            board.ask("window.scrollTo(0, 0)")  # a first link that is out of sight is taken for one that skips to the text
            self.assertEqual(board.violations(), [], name)
            self.assertLessEqual(board.ask("document.documentElement.scrollWidth"), options["viewport"]["width"], name)
            self.replace(board, "recal = ", "recall = ")
            board.wait("summary")

    def test_speaks_five_languages(self):
        for language, said in (("de", "Nichts ist falsch."), ("es", "No hay errores."), ("fr", "Rien n’est faux."), ("it", "Non c’è nulla di sbagliato.")):
            board = self.board(name=language, where="", language=language)
            board.run("await page.evaluate(() => { location.hash = '#configuration&' + location.hash.slice(1).split('&').at(-1); })")
            board.wait(f"[role=status]:has-text('{said}')", 10)

    def test_is_there_for_admins_alone(self):
        self.account("cleo", "supervisor", "203")
        page = self.door()
        self.sign_in(page, "cleo", "the word of cleo")
        page.wait(".lot")
        self.assertEqual(page.count("nav a:has-text('Configuration')"), 0)
        page.run("await page.evaluate(() => { location.hash = '#configuration'; })")
        page.wait("[role=alert]:has-text('it needs more rights')")
        self.assertEqual(page.count(TEXT), 0)

    def test_is_gone_when_its_writer_has_signed_out(self):
        for name, role in (("ada", "admin"), ("bea", "admin"), ("cleo", "supervisor")):
            self.account(name, role)
        page = self.door()
        self.sign_in(page, "ada", "the word of ada")
        page.click("nav a:has-text('Configuration')")
        page.wait("[role=status]:has-text('Nothing is wrong.')")
        self.replace(page, "(unchanged secret 1)", "a new word of Ann")
        page.wait("summary:has-text('(1)')")
        for name in ("cleo", "bea"):
            page.click("button[aria-label='Settings']")
            page.click("button:has-text('Sign out')")
            self.sign_in(page, name, f"the word of {name}")
            page.wait("[role=alert]:has-text('it needs more rights')" if name == "cleo" else "[role=status]:has-text('Nothing is wrong.')")
            self.assertNotIn("a new word of Ann", page.run("return await page.evaluate(() => document.body.innerHTML + (document.querySelector('textarea')?.value ?? ''))"))
