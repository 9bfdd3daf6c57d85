"""The phone in the board of somebody at home, behind another router, who moves to another network in a call."""
import unittest

from board import BoardTest, card
from browser import Browser, Page
from browser_phone import BrowserPhone
from harness import audio
from harness.certificates import Authority
from networks_office import OFFICE, NetworksTest, PlacedServer

CONSOLE = "7080"
BOARD = f"https://{OFFICE}:{CONSOLE}"
PHONE_LATER, HOME_LATER = "192.168.178.21", "203.0.113.78"


class AtHome(NetworksTest):
    """The browser and the office are in networks of their own; what is between them translates addresses."""

    @classmethod
    def placed_server(cls):
        cls.office_router.forward("tcp", CONSOLE, "192.168.10.2")
        authority = cls.made(Authority())
        certificate, key = authority.issue(f"IP:{OFFICE}")
        return PlacedServer(cls.server_place, console=f'listen = "0.0.0.0:{CONSOLE}"\ncertificate = "{certificate}"\nkey = "{key}"')

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.home_place:
            cls.browser = cls.made(Browser(audio.voice_of("202")))

    account, sign_in = BoardTest.account, BoardTest.sign_in

    def setUp(self):
        super().setUp()
        self.account("bob", "agent", "202")
        self.page = Page(self.browser, self.id(), BOARD, options={"ignoreHTTPSErrors": True})
        self.addCleanup(self.page.close)
        BrowserPhone.give_ears(self.page)
        self.page.run("await page.reload()")
        self.sign_in(self.page, "bob", "the word of bob")
        self.page.wait(".lot")
        self.bob = BrowserPhone(self.page, "202")
        self.ann = self.inside_phone("201")

    def talks(self):
        self.bob.use().dial("201")
        self.ann.expect("CALL_INCOMING")
        self.ann.answer()
        self.bob.is_up("Ann Lee")
        self.hear_each_other(self.bob, self.ann)

    def comes_back(self):
        """The sound has found another way, and the phone can be reached."""
        self.page.wait(".phone .line.lost, .phone .line.connecting", 30, "attached")
        self.bob.ready(40)
        self.hear_each_other(self.bob, self.ann, 40)
        self.ann.hang_up()
        self.bob.is_idle()
        self.ann.dial("202")
        self.bob.rings("Ann Lee")
        self.bob.press("Answer")
        self.hear_each_other(self.bob, self.ann)
        self.ends()

    def ends(self):
        self.bob.press("Hang up")
        self.ann.expect("CALL_CLOSED")
        self.bob.is_idle()

    def test_calls_parks_and_retrieves(self):
        self.talks()
        self.bob.press("Park")
        self.page.wait(f"{card(701)} .who:has-text('Ann Lee')")
        self.bob.is_idle()
        self.wait_for_music(self.ann)
        self.page.click(f"{card(701)} button.take")
        self.bob.is_up("Ann Lee")
        self.hear_each_other(self.bob, self.ann)
        self.ends()

    def test_the_call_goes_on_from_another_address_of_the_machine(self):
        self.talks()
        self.move_machine(PHONE_LATER)
        self.comes_back()

    def test_the_call_goes_on_when_the_router_has_another_address(self):
        self.talks()
        self.home_router.move_to(HOME_LATER)
        self.comes_back()

    def move_machine(self, ip):
        self.home_place.ip("address", "flush", "dev", "eth0")
        self.home_place.ip("address", "add", f"{ip}/24", "dev", "eth0")
        self.home_place.route("192.168.178.1")


if __name__ == "__main__":
    unittest.main()
