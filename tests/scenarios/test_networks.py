"""Phones beside the server and behind a router elsewhere, with real address translation between them."""
import pathlib
import re
import time
import unittest

from harness import audio
from harness.bad_link import BadLink, Harm
from harness.networks import Place
from harness.processes import discard, scratch, stays, wait_until
from harness.server import MAIN_LOT
from harness.stun import StunServer
from networks_office import DESK, HOME, LAYBY, OFFICE, SIP, NetworksTest, PlacedServer

STUN, ABROAD, OFFICE_LATER = "203.0.113.3", "203.0.113.50", "203.0.113.10"
FAR, FAR_ROUTER = "192.168.179.20", "192.168.179.1"
SOON_RECALLED = MAIN_LOT.replace('recall = "10m"', 'recall = "6s"')


def addresses_in(messages):
    """Where they say that we are: (hosts of Contact, hosts of SDP)."""
    contacts = {host for text in messages for host in re.findall(r"(?m)^Contact: <sip:[^@>]*@([^:;>]+)", text)}
    lines = {ip for text in messages for ip in re.findall(r"(?m)^c=IN IP4 (\S+)\r?$", text)}
    return contacts, lines


class TwoNetworks(NetworksTest):
    """Each phone is told the address that it can reach."""

    @classmethod
    def placed_server(cls):
        return PlacedServer(cls.server_place, lots=SOON_RECALLED)

    def test_each_phone_is_told_the_address_that_it_can_reach_and_they_hear_each_other(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        self.talk(desk, home)
        self.assertEqual(addresses_in(self.server.sent_to(DESK)), ({LAYBY}, {LAYBY}))
        self.assertEqual(addresses_in(self.server.sent_to(HOME)), ({OFFICE}, {OFFICE}))
        home.hang_up()
        desk.expect("CALL_CLOSED")

    def test_a_phone_behind_nat_parks_retrieves_and_is_rung_back(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        self.talk(desk, home)
        home.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(desk)
        home.dial("701")
        home.expect("CALL_ESTABLISHED")
        self.hear_each_other(home, desk)
        home.transfer("700")
        self.server.wait_parked("701")
        home.expect("CALL_INCOMING", 15)  # nobody has retrieved
        home.answer()
        home.expect("CALL_ESTABLISHED")
        self.hear_each_other(home, desk)
        desk.hang_up()
        home.expect("CALL_CLOSED")

    def test_a_phone_behind_nat_is_parked_and_the_office_retrieves(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        self.talk(home, desk)
        desk.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(home)
        desk.dial("701")
        desk.expect("CALL_ESTABLISHED")
        self.hear_each_other(home, desk)
        desk.hang_up()
        home.expect("CALL_CLOSED")


class AMovingNat(NetworksTest):
    """The router at home gives its phone other ports, or has another address itself."""

    def test_its_stream_is_followed_in_a_conversation_while_parked_and_after(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        self.talk(home, desk)
        self.home_router.forget()
        self.hear_each_other(home, desk)
        desk.transfer("700")
        self.server.wait_parked("701")
        self.wait_for_music(home)
        self.home_router.forget()
        self.wait_for_music(home)
        desk.dial("701")
        desk.expect("CALL_ESTABLISHED")
        self.hear_each_other(home, desk)
        self.home_router.forget()
        self.hear_each_other(home, desk)
        home.hang_up()
        desk.expect("CALL_CLOSED")

    def test_what_the_server_asks_in_a_call_reaches_the_port_that_the_phone_has_registered_from_since(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202", expires=60)
        self.talk(home, desk)
        before = self.source_of("202")
        self.home_router.forget()
        wait_until(lambda: self.source_of("202") != before, 70, "the phone to register from another port")
        desk.hang_up()
        home.expect("CALL_CLOSED")

    def test_another_address_of_the_router_is_followed(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202", expires=60)
        self.talk(home, desk)
        before = self.source_of("202")
        self.home_router.move_to("203.0.113.78")
        self.addCleanup(self.home_router.move_to, HOME)
        self.hear_each_other(home, desk)
        wait_until(lambda: self.source_of("202") != before, 70, "the phone to register from another address")
        desk.hang_up()
        home.expect("CALL_CLOSED")

    def source_of(self, user):
        """Where its last REGISTER came from."""
        messages = self.server.ask("GET", f"/api/v1/trace?limit=1000&user={user}")[1]["messages"]
        return [one["remote"] for one in messages if one["direction"] == "received" and one["text"].startswith("REGISTER ")][-1]


class AForgetfulNat(NetworksTest):
    """A router that forgets after ten silent seconds whom it has let out."""

    @classmethod
    def home(cls):
        return {"forgets": 10}

    @classmethod
    def placed_server(cls):
        return PlacedServer(cls.server_place, sip='keep_alive_every = "5s"')

    def test_the_way_to_a_silent_phone_stays_open(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        wait_until(lambda: self.server.counter("sip", "keep_alives_total") >= 5, 40, "keep-alives")
        self.talk(desk, home)
        desk.hang_up()
        home.expect("CALL_CLOSED")

    def test_who_answers_no_longer_is_marked_and_its_caller_waits_on(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202", expires=60)
        third = self.inside_phone("203")
        before = self.server.counter("sip", "keep_alives_total")
        self.talk(third, home)
        home.transfer("700")
        self.server.wait_parked("701")
        wait_until(lambda: self.server.counter("sip", "keep_alives_total") >= before + 2, 20, "keep-alives")
        home.pull_the_plug()
        self.assertNotIn("(doesn't answer)", self.command("phones"))
        marked = lambda: [one for one in self.server.registrations() if one["user"] == "202" and not one["answers"]]
        wait_until(marked, 40, lambda: f"202 to be marked: {self.server.registrations()}")
        self.assertIn("(doesn't answer)", self.command("phones"))
        self.assertTrue(all(one["answers"] for one in self.server.registrations() if one["user"] != "202"))
        self.wait_for_music(third)
        desk.dial("701")
        desk.expect("CALL_ESTABLISHED")
        self.hear_each_other(desk, third)
        desk.hang_up()
        third.expect("CALL_CLOSED")
        gone = lambda: all(one["user"] != "202" for one in self.server.registrations())
        wait_until(gone, 65, "the registration of 202 to end")


class WithoutKeepAlive(AForgetfulNat):
    """The proof that the router does forget: without keep-alives the phone can't be reached."""

    @classmethod
    def placed_server(cls):
        return PlacedServer(cls.server_place, sip='keep_alive = "off"')

    def test_the_way_to_a_silent_phone_stays_open(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        time.sleep(12)  # the router's memory is what is tested
        desk.dial("202")
        stays(lambda: not home.seen("CALL_INCOMING"), 5, "the phone was reached")
        desk.hang_up()
        desk.expect("CALL_CLOSED")

    test_who_answers_no_longer_is_marked_and_its_caller_waits_on = None


class ABadLine(NetworksTest):
    """Between a phone and its router at home: of a hundred packets two are lost, two come twice and three late, the others up to
    30 ms later than they should. In both directions."""

    harm = Harm(loss=0.02, delay=0.02, jitter=0.03, reordered=0.03, doubled=0.02)

    def setUp(self):
        super().setUp()
        self.far = self.close_later(Place("far"))
        self.link = self.close_later(BadLink(self.far, FAR, self.home_router.place, FAR_ROUTER, self.harm))
        self.far.route(FAR_ROUTER)

    def test_voices_are_heard_and_calls_are_parked_and_retrieved_over_it(self):
        desk, far = self.inside_phone("201"), self._phone(self.far, FAR, "202", f"{OFFICE}:{SIP}")
        self.talk(desk, far)
        far.transfer("700")
        self.server.wait_parked("701", 20)
        self.wait_for_music(desk)
        far.dial("701")
        far.expect("CALL_ESTABLISHED", 20)
        self.hear_each_other(desk, far)
        desk.transfer("700")
        self.server.wait_parked("701", 20)
        self.hears_music(far)
        desk.dial("701")
        desk.expect("CALL_ESTABLISHED")
        self.hear_each_other(desk, far)
        desk.hang_up()
        far.expect("CALL_CLOSED", 40)
        self.assertGreater(self.link.counts["lost"], 20)
        self.assertGreater(self.link.counts["doubled"], 20)

    def hear_each_other(self, one, other, seconds=40):
        """Not each word gets through whole."""
        starts = {phone: len(phone.heard()) for phone in (one, other)}
        for listener, speaker in ((one, other), (other, one)):
            listener.wait_to_hear(lambda sound: audio.hears_voice(sound[starts[listener]:], speaker.user) >= 6, seconds, f"the voice of {speaker.user}")

    def hears_music(self, phone):
        """With gaps where packets were lost."""
        start = len(phone.heard())
        phone.wait_to_hear(lambda sound: len(sound) > start + 2 * audio.RATE and audio.hears_music(sound[-2 * audio.RATE:]) >= 0.5, 15, "music")


class AReload(NetworksTest):
    """Rules are changed while the server runs."""

    def test_a_reload_tells_calls_that_are_up_where_we_are_now(self):
        desk, home = self.inside_phone("201"), self.outside_phone("202")
        self.talk(home, desk)
        self.office_router.place.ip("address", "add", f"{OFFICE_LATER}/24", "dev", self.office_router.outside)
        config = pathlib.Path(self.server.config)
        config.write_text(config.read_text().replace(f'address = "{OFFICE}"', f'address = "{OFFICE_LATER}"'))
        self.command("reload")
        told = lambda: OFFICE_LATER in addresses_in(self.server.sent_to(HOME))[1]
        wait_until(told, 10, "the phone to be told")
        self.hear_each_other(home, desk)
        self.assertEqual(addresses_in(self.server.sent_to(DESK)), ({LAYBY}, {LAYBY}))
        self.assertIn(f"network outside: told {OFFICE_LATER}\n", self.command("status"))
        desk.hang_up()
        home.expect("CALL_CLOSED")


class AnAddressByStun(NetworksTest):
    """Nobody has told the server as whom it is seen; a STUN server does, and notices when that changes."""

    networks = f'[[network]]\nname = "outside"\naddress = "stun:{STUN}"\nlook_up_every = "5s"\n'

    @classmethod
    def placed_server(cls):
        cls.prepare()
        return PlacedServer(cls.server_place, networks=cls.networks)

    @classmethod
    def prepare(cls):
        with cls.made(cls.world.host("stun", STUN)):
            cls.stun = cls.made(StunServer(STUN))

    def setUp(self):
        super().setUp()
        self.abroad = self.close_later(self.world.host("abroad", ABROAD))

    def moves(self):
        self.office_router.move_to(OFFICE_LATER)
        self.addCleanup(self.returns)

    def returns(self):
        self.office_router.move_to(OFFICE)
        self.is_seen_at(OFFICE)

    def is_seen_at(self, ip, seconds=30):
        wait_until(lambda: self.server.ask("GET", "/api/v1/status")[1]["networks"][0]["addresses"] == [ip], seconds,
                   lambda: f"us to be seen at {ip}:\n{self.server.log()[-1500:]}")

    def test_a_change_is_told_in_calls_that_are_up(self):
        self.is_seen_at(OFFICE)
        desk = self.inside_phone("201")
        abroad = self._phone(self.abroad, ABROAD, "202", f"{OFFICE}:{SIP}")
        self.talk(abroad, desk)
        self.assertEqual(addresses_in(self.server.sent_to(ABROAD)), ({OFFICE}, {OFFICE}))
        self.moves()
        self.is_seen_at(OFFICE_LATER)
        told = lambda: OFFICE_LATER in addresses_in(self.server.sent_to(ABROAD))[1]
        wait_until(told, 10, "the phone to be told where we are now")
        self.hear_each_other(abroad, desk)
        self.assertIn(f"network outside: told {OFFICE_LATER}\n", self.command("status"))
        self.assertIn(f"we are seen there at {OFFICE_LATER}, no longer at {OFFICE}", self.server.log())
        self.assertEqual(addresses_in(self.server.sent_to(DESK)), ({LAYBY}, {LAYBY}))
        abroad.hang_up()  # to where we are now
        desk.expect("CALL_CLOSED")

    def test_what_is_known_outlives_a_kill(self):
        self.is_seen_at(OFFICE)
        self.silence(True)
        self.server.kill()
        self.server.start()
        self.addCleanup(self.silence, False)
        self.assertEqual(self.server.ask("GET", "/api/v1/status")[1]["networks"][0]["addresses"], [OFFICE])

    def silence(self, on):
        self.stun.silent = on


class AnAddressByName(AnAddressByStun):
    """The same by a name that is looked up; here in the machine's own list."""

    networks = '[[network]]\nname = "outside"\naddress = "park.dyn.example.com"\nlook_up_every = "5s"\n'

    @classmethod
    def prepare(cls):
        cls.dir = scratch("hosts")
        cls.addClassCleanup(discard, cls.dir)
        cls.hosts = pathlib.Path(cls.dir, "hosts")
        cls.name_is(OFFICE)

    @classmethod
    def name_is(cls, ip):
        cls.hosts.write_text(f"127.0.0.1 localhost\n{ip} park.dyn.example.com\n" if ip else "127.0.0.1 localhost\n")

    @classmethod
    def placed_server(cls):
        cls.prepare()
        mount = f'mount --bind {cls.hosts} /etc/hosts && exec "$@"'
        return PlacedServer(cls.server_place, networks=cls.networks, command=["unshare", "-m", "sh", "-c", mount, "sh"])

    def moves(self):
        super().moves()
        self.name_is(OFFICE_LATER)

    def returns(self):
        self.name_is(OFFICE)
        super().returns()

    def silence(self, on):
        self.name_is(None if on else OFFICE)


if __name__ == "__main__":
    unittest.main()
