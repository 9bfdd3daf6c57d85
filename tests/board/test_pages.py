"""The pages of the board beside the lots: what was, figures, phones, the server."""
import base64
import datetime
import gzip
import json
import subprocess
import tempfile
import time
import unittest
import urllib.request

from board import BoardTest
from harness.lamps import Lamp
from harness.processes import wait_until
from harness.server import PASSWORD
from harness.sip_peer import SipPeer


def downloaded(board, button="button.csv", encoding="utf8"):
    """The file that the page makes."""
    return board.run(f"const [file] = await Promise.all([page.waitForEvent('download'), page.click({json.dumps(button)})]);"
                     "const parts = []; for await (const part of await file.createReadStream()) parts.push(part);"
                     f"return Buffer.concat(parts).toString('{encoding}')")


class TheHistory(BoardTest):
    def parked_and_gone(self, caller, parker):
        """`parker` parks `caller`, who hangs up."""
        there = self.peers_park(caller, parker)
        slot = next(iter(self.server.parked()))
        there.bye()
        self.server.wait_empty(slot)

    def open(self, board):
        board.click("nav a:has-text('History')")
        board.wait(".history tr.entry")

    def test_tells_what_became_of_a_caller_step_by_step(self):
        bob, ann, cleo = self.peer("202"), self.peer("201"), self.peer("203")
        there = self.peers_park(bob, ann)
        board = self.board()
        board.click(".call button.take")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait(".empty")
        here.bye()
        there.expect_bye()
        self.open(board)
        entry = "tr.entry:has-text('Bob Ray'):has-text('taken'):has-text('701'):has-text('Cleo Fox')"
        board.click(f"{entry} .opener")
        board.wait(".steps li.good:has-text('Taken by Cleo Fox')")
        steps = board.text(".steps")
        for said in ("Talks to Ann Lee", "Parked by Ann Lee · by transfer · 701", "Talks to Cleo Fox", "No longer waiting: taken · Cleo Fox"):
            self.assertIn(said, steps)
        self.assertRegex(steps, r"\d:\d\d:\d\d( am| pm)?\s+\+0:0\d")
        self.assertEqual(board.violations(), [])
        board.run("await page.locator('.opener').first().focus()")
        board.press("Enter")
        board.wait_gone(".steps")

    def test_shows_the_sip_messages_of_a_caller_to_a_supervisor(self):
        self.parked_and_gone(self.peer("202"), self.peer("201"))
        board = self.board()
        for look in ("light", "dark"):
            board.run(f"await page.emulateMedia({{ colorScheme: '{look}' }})")
            self.open(board)
            board.click("tr.entry:has-text('Bob Ray') .opener")
            board.click("button:has-text('SIP messages')")
            board.wait(".ladder li:has-text('REFER')")
            self.assertEqual(board.violations(), [])
            board.click(".ladder li:has-text('202 Accepted (REFER)') button")
            board.wait(".ladder pre:has-text('SIP/2.0 202 Accepted')")
            self.assertEqual(board.violations(), [])
            board.click("tr.entry:has-text('Bob Ray') .opener")
        board.run("await page.setViewportSize({ width: 375, height: 700 })")
        board.click("tr.entry:has-text('Bob Ray') .opener")
        board.run("await page.getByRole('button', { name: 'SIP messages' }).focus()")
        board.press("Enter")
        board.wait(".ladder li")
        board.press("Tab", "Tab", "Tab", "Enter")  # past the file and the ladder itself
        board.wait(".ladder pre")
        self.assertEqual(board.violations(), [])
        wide = board.run("return page.evaluate(() => document.documentElement.scrollWidth)")
        self.assertLessEqual(wide, 375)
        text = downloaded(board, "button:has-text('Save for Wireshark')", "latin1")
        self.assertEqual(text[:4], "\xd4\xc3\xb2\xa1")
        self.assertIn("REFER sip:", text)
        self.assertNotIn("response=", text)

    def test_shows_no_sip_messages_to_an_agent(self):
        self.parked_and_gone(self.peer("202"), self.peer("201"))
        self.account("ann", "agent", "201")
        page = self.door()
        self.sign_in(page, "ann", "the word of ann")
        page.wait(".lot")
        self.open(page)
        page.click("tr.entry:has-text('Bob Ray') .opener")
        page.wait(".steps")
        page.wait_gone(".sip")

    def test_is_filtered_and_saved(self):
        bob, eve, ann = self.peer("202"), self.peer("205"), self.peer("201")
        self.parked_and_gone(bob, ann)
        self.parked_and_gone(eve, ann)
        board = self.board()
        self.open(board)
        board.wait("tr.entry:has-text('Eve Sun'):has-text('hung up while waiting')")
        board.run("await page.getByLabel('Number').fill('202')")
        board.wait_gone("tr.entry:has-text('Eve Sun')")
        board.wait("tr.entry:has-text('Bob Ray')")
        text = downloaded(board)
        lines = text.strip().split("\r\n")
        self.assertTrue(lines[0].endswith("id,lot,slot,caller_name,caller_number,parker_user,parker_name,parker_number,outcome,"
                                          "taker_name,taker_number,parked_at,ended_at,lasted_s"), lines[0])
        self.assertTrue(lines[1:] and all(",202," in line for line in lines[1:]), text)
        board.run("await page.locator('.filters select').nth(1).selectOption({ label: 'taken by recall' })")
        board.wait("[role=status]:has-text('No call fits these filters.')")
        board.click("button:has-text('Clear filters')")
        board.run("await page.locator('.filters select').nth(0).selectOption('main')")
        board.wait("tr.entry:has-text('Eve Sun')")
        board.run("await page.getByLabel('To', { exact: true }).fill('2020-01-01')")
        board.wait("[role=status]:has-text('No call fits these filters.')")
        board.run("await page.getByLabel('To', { exact: true }).fill('')")
        board.wait("tr.entry:has-text('Eve Sun')")
        board.press("Escape", "/")
        board.run("await page.keyboard.type('bob')")
        board.wait_gone("tr.entry:has-text('Eve Sun')")

    def test_shows_nothing_of_another_filter_though_somebody_comes_before_its_answer(self):
        bob, eve, ann = self.peer("202"), self.peer("205"), self.peer("201")
        self.parked_and_gone(eve, ann)
        self.parked_and_gone(bob, ann)
        board = self.board()
        self.open(board)
        board.wait("tr.entry:has-text('Eve Sun')")
        board.run("page.held = new Promise((is_held) => page.route(/history\\?.*number=202/, async (route) => {"
                  "  await new Promise((go) => { page.go = go; is_held(); }); await route.continue(); }, { times: 1 }))")
        board.run("await page.getByLabel('Number').fill('202'); await page.held")
        there = self.peers_park(eve, ann)
        board.wait_gone("tr.entry:has-text('Eve Sun')")
        board.wait("tr.entry:has-text('Bob Ray')")
        board.run("page.go()")
        there.bye()

    def test_has_the_calls_that_were_never_parked(self):
        ann, bob = self.peer("201"), self.peer("202")
        there, here = self.peers_talk(ann, bob)
        there.bye()
        here.expect_bye()
        self.assertEqual(ann.call("299").expect_final(9).status, 404)
        board = self.board()
        board.click("nav a:has-text('History')")
        board.click("button:has-text('All calls')")
        board.wait("tr.entry.answered:has-text('Ann Lee'):has-text('Bob Ray')")
        board.click("tr.entry.refused:has-text('299') .opener")
        board.wait(".steps li:has-text('The call ends · 404')")
        self.assertEqual(board.violations(), [])

    def test_goes_on_with_older_ones(self):
        ann, bob = self.peer("201"), self.peer("202")
        for _ in range(51):  # each is two calls: Ann's with us, and ours with Bob
            there, here = self.peers_talk(ann, bob)
            there.bye()
            here.expect_bye()
        board = self.board()
        board.click("nav a:has-text('History')")
        board.click("button:has-text('All calls')")
        wait_until(lambda: board.count("tr.entry") == 100, 5, "the first hundred")
        board.click("button:has-text('Show older calls')")
        wait_until(lambda: board.count("tr.entry") > 100, 5, "older ones")
        self.assertEqual(board.count("tr.entry"), len(self.server.ask("GET", "/api/v1/calls/history?limit=200")[1]["calls"]))

    def test_of_a_caller_is_a_click_away(self):
        bob, ann = self.peer("202"), self.peer("201")
        self.parked_and_gone(bob, ann)
        there = self.peers_park(bob, ann)
        eve = self.peer("205")
        before, after = self.peers_talk(eve, ann)
        board = self.board()
        board.click(".call button.more")
        board.click("dialog a:has-text('Earlier calls')")
        board.wait("tr.entry:has-text('Bob Ray')")
        self.assertEqual(board.count("dialog"), 0)
        self.assertEqual(board.ask("[...document.querySelectorAll('.filters input.number')].map((one) => one.value).join()"), "202")
        self.assertEqual(board.count("tr.entry:has-text('Eve Sun')"), 0)
        before.bye()
        after.expect_bye()
        there.bye()
        wait_until(lambda: not self.server.parked(), 5, "nobody to wait")


class TheReports(BoardTest):
    def past(self, id, outcome, waited, lot="main", parker="201"):
        party = {"name": "Bob Ray", "number": "202", "anonymous": False}
        return {"id": id, "lot": lot, "slot": 701, "caller": party, "parker": {**party, "user": parker}, "outcome": outcome, "taker": None,
                "parked_at": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()), "ended_at": "2026-01-01T00:00:00.000Z", "lasted_s": waited}

    def test_count_what_the_history_has(self):
        bob, ann, cleo = self.peer("202"), self.peer("201"), self.peer("203")
        self.peers_park(bob, ann).bye()
        self.server.wait_empty(701)
        there = self.peers_park(bob, ann)
        board = self.board()
        board.click(".call button.take")
        here = self.take_call(cleo)
        here.confirmed()
        board.wait(".empty")
        here.bye()
        there.expect_bye()
        board.click("nav a:has-text('Reports')")
        board.wait(".figures .total:has-text('50%')")
        self.assertRegex(board.text(".figures .total"), r"All\s+2\s+1\s+0\s+0%\s+1\s+50%\s+0\s+0:0\d")
        board.wait(".chart rect.taken")
        board.wait(".chart rect.abandoned")
        self.assertEqual(board.violations(), [])
        board.click("button:has-text('Person')")
        board.wait(".figures tbody th:has-text('Ann Lee')")
        board.run("await page.emulateMedia({ media: 'print' })")
        self.assertEqual(board.count("aside"), 0)
        self.assertEqual(board.ask("['header', '.filters'].map((one) => getComputedStyle(document.querySelector(one)).display).join()"), "none,none")

    def test_say_how_long_callers_waited_at_most(self):
        past = [self.past(20 - i, "abandoned" if i < 2 else "recalled" if i < 3 else "retrieved", 10.0 * (i + 1)) for i in range(10)]
        past += [self.past(9, "given up", 900.0), self.past(8, "retrieved", 5.0, lot="other", parker="203")]
        board = self.board()
        board.run(f"await page.route('**/api/v1/history?*', (route) => route.fulfill({{ json: {json.dumps({'history': past})} }}))")
        board.click("nav a:has-text('Reports')")
        board.click("button:has-text('Lot')")
        board.wait(".figures tbody tr:has-text('main')")
        self.assertEqual(board.text(".figures tbody tr:has-text('main')").split(),
                         ["main", "10", "7", "1", "10%", "2", "20%", "0", "0:50", "1:30", "1:40", "1:40"])
        text = downloaded(board)
        self.assertEqual(text.strip().split("\r\n"), ["\ufefflot,parked,taken,recalled,abandoned,other,median_s,p90_s,p95_s,longest_s",
                                                       '"main",10,7,1,2,0,50,90,100,100', '"other",1,1,0,0,0,5,5,5,5'])


class ThePhones(BoardTest):
    def test_are_listed_with_their_addresses_and_told_how_to_make_a_park_key(self):
        ann = self.peer("201")
        board = self.board()
        board.click("nav a:has-text('Phones')")
        board.wait("tr:has-text('Ann Lee'):has-text('TCP'):has-text('free')")
        contact = self.server.registrations()[0]["contact"]
        self.assertIn(board.text("tr:has-text('Ann Lee') td:nth-child(4)"), contact)
        self.assertRegex(board.text("tr:has-text('Ann Lee') td.n"), r"^\d+:\d\d$")
        board.run("await page.locator('.keys-page select').first().selectOption('Snom')")
        board.run("await page.locator('.keys-page input[type=number]').fill('705'); await page.keyboard.press('Tab')")
        board.wait("pre:has-text('orbit 705')")
        self.assertEqual(board.violations(), [])
        board.run("await page.context().grantPermissions(['clipboard-read', 'clipboard-write']); await page.click('.lines button')")
        board.wait(".toast:has-text('Copied.')")
        self.assertIn("orbit 705", board.ask("navigator.clipboard.readText()"))
        ann.register(expires=0)
        board.wait_gone("tr:has-text('Ann Lee')")

    def test_get_all_their_settings_as_a_file(self):
        board = self.board()
        board.click("nav a:has-text('Phones')")
        board.wait("section:has(#ready-settings)")
        board.run("await page.fill('section:has(#ready-settings) input[list]', '201'); await page.selectOption('section:has(#ready-settings) select', 'snom')")
        button = "section:has(#ready-settings) button"
        text = downloaded(board, button)
        self.assertIn('<user_pass idx="1" perm="RW">PASSWORD-OF-201</user_pass>', text)
        self.assertIn("orbit 705", text)
        board.run("await page.check('section:has(#ready-settings) input[type=checkbox]')")
        self.assertIn('<user_pass idx="1" perm="RW">let-me-in</user_pass>', downloaded(board, button))
        board.run("await page.fill('section:has(#ready-settings) input[list]', '210')")
        board.click(button)
        board.wait(".toast:has-text('There is no such user.')")
        self.assertEqual(board.violations(), [])

    def test_have_lamps_of_which_is_said_whether_they_know(self):
        cleo = self.peer("203")
        cleo.answers_alone.discard("NOTIFY")
        lamp = self.close_later(Lamp(cleo, "701", user_agent="Yealink SIP-T46U 108.86.0.20"))
        board = self.board()
        board.click("nav a:has-text('Phones')")
        row = "tr:has-text('Cleo Fox'):has-text('slot 701'):has-text('yealink')"
        board.wait(f"{row}:has-text('off'):has-text('not confirmed yet')")
        lamp.next()
        board.wait(f"{row}:has-text('off') .st.on:has-text('confirmed')", 8)
        there = self.peers_park(self.peer("202"), self.peer("201"))
        lamp.wait("confirmed")
        board.wait(f"{row}:has-text('lit') .st.on:has-text('confirmed')", 8)
        self.assertEqual(board.violations(), [])
        there.bye()
        lamp.wait("terminated")


class PhonesOnDesks(BoardTest):
    office = {**BoardTest.office, "more": """
[[phone]]
mac = "00:15:65:AB:CD:EF"
model = "yealink"
user = "201"
"""}

    def test_are_invited_by_a_button_and_what_is_shown_is_what_the_phone_needs(self):
        board = self.board()
        board.click("nav a:has-text('Phones')")
        row = "section:has(#desk-phones) tr:has-text('00:15:65:ab:cd:ef')"
        board.wait(f"{row}:has-text('201'):has-text('not invited')")
        board.click(f"{row} button:has-text('Invite phone')")
        board.wait(f"{row}:has-text('invited until')")
        lines = board.text("section:has(#desk-phones) pre").split("\n")
        url = next(line for line in lines if "/provision/layby_" in line)
        self.assertEqual(lines[-2:], ["001565abcdef", url.split("/")[-2]])
        with urllib.request.urlopen(url + "001565abcdef.cfg") as answer:  # on this machine also without TLS
            self.assertIn("account.1.password = let-me-in", answer.read().decode())
        board.click("nav a:has-text('Server')")
        board.click("nav a:has-text('Phones')")
        board.wait(f"{row}:has-text('has fetched its settings')")
        board.click(f"{row} button:has-text('Invite phone')")
        board.wait(f"{row}:has-text('invited until')")
        board.click(f"{row} button:has-text('Withdraw')")
        board.wait(f"{row}:has-text('not invited')")
        board.wait_gone("section:has(#desk-phones) pre")
        self.assertEqual(board.violations(), [])

    def test_have_key_cards_in_the_language_that_is_chosen(self):
        board = self.board()
        board.click("nav a:has-text('Phones')")
        board.wait("section:has(#key-card)")
        board.run("await page.fill('section:has(#key-card) input[list]', '201'); "
                  "await page.selectOption('section:has(#key-card) select >> nth=1', 'de')")
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(base64.b64decode(downloaded(board, "section:has(#key-card) button", "base64")))
            file.flush()
            text = subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, text=True, check=True).stdout
        for part in ("Ann Lee", "Nebenstelle 201 · Yealink", "Anrufer parken", "* 7 2"):
            self.assertIn(part, text)
        board.run("await page.fill('section:has(#key-card) input[list]', '210')")
        board.click("section:has(#key-card) button")
        board.wait(".toast:has-text('There is no such user.')")
        self.assertEqual(board.violations(), [])


class TheServer(BoardTest):
    office = {**BoardTest.office, "sip": "ban_after = 3", "more": """
[[trunk]]
name = "provider"
host = "127.0.0.2"
max_calls = 4

[[trunk]]
name = "partner"
addresses = ["127.0.0.3"]
"""}

    def test_shows_how_each_trunk_is(self):
        board = self.board()
        board.click("nav a:has-text('Server')")
        for row in ("provider", "127.0.0.2", "0 / 4"):
            board.wait(f".trunks tr:has-text('up') td:has-text('{row}')")
        board.wait(".trunks tr:has-text('partner') td:has-text('calls us')")
        self.assertEqual(board.violations(), [])

    def test_shows_calls_of_a_trunk_as_they_come_and_go(self):
        board = self.board()
        board.click("nav a:has-text('Server')")
        board.wait(".trunks tr:has-text('partner')")
        partner, ann = self.peer("partner", transport="udp", register=False, password="", ip="127.0.0.3"), self.peer("201")
        there = partner.call("201")
        ring = ann.expect_call()
        ring.ring()
        board.wait(".trunks tr:has-text('partner') td.n:has-text('1')", 2)
        there.cancel()
        ann.respond(ring.expect_request("CANCEL"), 200, "OK")
        ann.respond(ring.incoming, 487, "Request Terminated", ring.local_tag)
        board.wait_gone(".trunks tr:has-text('partner') td.n:has-text('1')", 2)
        self.assertEqual(board.violations(), [])

    def reload(self, board):
        board.click("button:has-text('Read it again')")
        board.click("button:has-text('Read it') >> nth=-1")

    def test_reads_its_configuration_again_or_says_in_which_line_it_is_wrong(self):
        self.addCleanup(lambda: self.server.write(self.server.text))
        board = self.board()
        board.click("nav a:has-text('Server')")
        board.wait(".sums")
        self.assertEqual(board.violations(), [])
        self.server.write(self.server.text + '\n[[lot]]\nname = "annex"\npark = "750"\nslots = "751-755"\n')
        self.assertEqual(len(self.server.lots()), 1)
        self.reload(board)
        board.wait(".good:has-text('The configuration was read and is in effect.')")
        self.assertEqual(len(self.server.lots()), 2)
        line = self.server.text.count("\n") + 3
        self.server.write(self.server.text + '\n[[lot]]\nnam = "annex"\npark = "750"\nslots = "751-755"\n')
        self.reload(board)
        board.wait(f".problems li:has-text('office.toml, line {line}:')")
        self.assertEqual(len(self.server.lots()), 2)
        self.assertEqual(board.violations(), [])
        board.wait("td:has-text('POST /api/v1/reload')")

    def test_says_who_is_shut_out_and_hears_them_again(self):
        eve = self.close_later(SipPeer(self.server.port(), "201", "guess", ip="127.0.0.66"))
        for _ in range(3):
            eve.register()
        board = self.board()
        board.click("nav a:has-text('Server')")
        board.wait(".bans tr:has-text('127.0.0.66')")
        self.assertEqual(board.violations(), [])
        board.click("button:has-text('Hear 127.0.0.66 again')")
        board.wait(".bans:has-text('Nobody.')")
        eve.password = PASSWORD
        self.assertEqual(eve.register().status, 200)

    def test_is_shown_to_who_may_run_it_alone(self):
        self.account("cleo", "supervisor", "203")
        page = self.door()
        self.sign_in(page, "cleo", "the word of cleo")
        page.wait(".lot")
        self.assertEqual(page.count("nav a"), 5)


class TheHours(BoardTest):
    in_a_month = datetime.date.today() + datetime.timedelta(days=30)
    office = {**BoardTest.office, "more": f"""
[[hours]]
name = "office"
open = ["mon-sun 00:00-24:00"]
closed = ["{in_a_month}"]

[[group]]
number = "600"
users = ["203"]
then = "202"
hours = "office"
closed_to = "202"
"""}

    def hours(self):
        return self.server.ask("GET", "/api/v1/hours")[1]["hours"][0]

    def test_are_closed_by_hand_and_go_by_the_clock_again(self):
        self.account("cleo", "agent", "203")
        board = self.door()
        self.sign_in(board, "cleo", "the word of cleo")
        board.wait(".lot")
        board.click("header button[aria-label='Settings']")
        board.wait("dialog .hours label:has-text('office open')")
        board.run("await page.locator('.hours select').selectOption('closed')")
        board.wait("dialog .hours label:has-text('office closed · by hand')")
        self.assertEqual((self.hours()["set"], self.hours()["set_until"]), ("closed", None))
        board.click("dialog .hours label:has-text('only until')")
        board.wait("dialog .hours label:has-text('by hand until')")
        self.assertEqual(self.hours()["set_until"], self.hours()["clock_changes_at"])
        self.assertEqual(board.violations(), [])
        board.run("await page.locator('.hours select').selectOption('clock')")
        board.wait("dialog .hours label:has-text('office open')")
        self.assertEqual(self.hours()["set"], "clock")


class TheFirstLook(BoardTest):
    def test_is_small(self):
        files = [urllib.request.urlopen(f"http://127.0.0.1:{self.server.api_port}{path}", timeout=5).read()
                 for path in ("/", "/svelte.js", "/board.js", "/board.css")]
        self.assertLess(sum(len(gzip.compress(one, 9)) for one in files), 60_000)

    def test_loads_the_rest_quietly_so_that_it_is_there_without_the_server(self):
        board = self.board()
        wait_until(lambda: board.ask("performance.getEntriesByType('resource').some((one) => one.name.endsWith('/pages.js'))"), 5, "the pages")
        board.run("await page.context().setOffline(true)")
        board.wait(".banner.lost")
        board.click("nav a:has-text('Phones')")
        board.wait("main h2:has-text('Phones')")
        board.run("await page.context().setOffline(false)")
        board.wait_gone(".banner.lost")


if __name__ == "__main__":
    unittest.main()
