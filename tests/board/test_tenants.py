"""The board of a tenant, below /t/NAME: its lots, its people, and nobody else's."""
import unittest

from board import BoardTest, card
from browser import Page
from harness.processes import wait_until
from harness.server import MAIN_LOT, users_toml
from harness.sip_peer import SipPeer

ACME = "acme.example"
TENANT = f'[[tenant]]\nname = "acme"\ndomain = "{ACME}"\nfile = "acme.toml"\n'
FILES = {"acme.toml": users_toml(("201", "202", "203"), "acme-secret-9") + MAIN_LOT.replace('"main"', '"front"')}


class ATenant(BoardTest):
    office = {"users": ("201", "202"), "lots": MAIN_LOT, "more": TENANT, "files": FILES}

    def parked_there(self):
        return [call for lot in self.server.ask("GET", "/t/acme/api/v1/lots")[1]["lots"] for call in lot["parked"]]

    def acmes(self, user):
        phone = SipPeer(self.server.port("tcp"), user, "acme-secret-9", domain=ACME, transport="tcp")
        return self.close_later(phone).registered()

    def park(self):
        there, here = self.peers_talk(self.acmes("201"), self.acmes("202"))
        self.assertEqual(here.refer("700").status, 202)
        here.bye()
        wait_until(self.parked_there, 5, "the caller")
        return there

    def logged_in(self, name, role):
        """The tenant's board, before somebody new who has that role."""
        password = f"the word of {name}"
        made = self.server.ask("PUT", f"/t/acme/api/v1/accounts/{name}", {"role": role, "password": password})
        self.assertEqual(made[0], 201, made)
        page = Page(self.browser, "tenant", f"http://127.0.0.1:{self.server.api_port}/t/acme")
        self.addCleanup(lambda: self.assertEqual(page.close(), []))
        page.wait(".door form")
        self.sign_in(page, name, password)
        page.wait(".live:not(.lost)")
        return page

    def test_who_logs_in_there_sees_and_acts_on_what_is_there(self):
        page = self.logged_in("ann", "supervisor")
        page.wait(".lot")
        waiting = self.park()
        page.wait(card(701))
        self.assertEqual(self.server.parked(), {})
        paths = page.run("return (await page.context().cookies()).map((one) => one.path)")
        self.assertEqual(paths, ["/t/acme/"], "no other page has it")
        self.assertEqual(self.server.ask("POST", "/t/acme/api/v1/lots/front/slots/701/release")[0], 200)
        waiting.expect_bye()

    def test_its_admin_finds_no_page_of_the_servers(self):
        page = self.logged_in("root", "admin")
        names = page.run("return page.locator('nav a').allInnerTexts()")
        self.assertIn("Server", names)
        self.assertNotIn("Configuration", names)
        page.run("await page.locator('nav a', {hasText: 'Server'}).click()")
        page.wait("#audit")
        self.assertEqual((page.count("#configuration"), page.count("#bans"), page.count("p[role=status]")), (0, 0, 0))

    def test_the_server_shows_nothing_of_it(self):
        waiting = self.park()
        board = self.board()
        self.assertEqual(board.count(".call"), 0)
        self.assertEqual(self.server.ask("POST", "/t/acme/api/v1/lots/front/slots/701/release")[0], 200)
        waiting.expect_bye()


if __name__ == "__main__":
    unittest.main()
