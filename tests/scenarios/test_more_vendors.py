"""More desk phones, and phones in BroadSoft mode, played: see vendors.py."""
import unittest

import vendors
from harness.lamps import Lamp, dialogs, parts, states


class Cisco(vendors.Stories):
    """SPA and MPP: star codes of its own, `fnc=prk` with `;orbit=`, holds by 0.0.0.0, and doesn't know UPDATE."""
    office = vendors.Stories.office | {"more": '[codes]\npark = "*38"\nretrieve = "*39"\n'}
    agent = "Cisco/SPA525G2-7.6.2"
    allow = "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, REFER"
    park_code, retrieve_code = "*38", "*39"

    def hold(self, call):
        self.assertEqual(call.reinvite(direction="", connection="0.0.0.0").status, 200)

    def press_in_call(self, call, slot):
        self.assertEqual(call.refer(f"<sip:park@{self.host};orbit={slot}>").status, 202)

    def press_lit(self, phone, slot):
        return self.orbit(phone, slot)

    def complete(self, there, consultation):
        """Its Refer-To is the Contact of the consultation, and the from-tag comes first."""
        named = f"{consultation.call_id}%3Bfrom-tag%3D{consultation.local_tag}%3Bto-tag%3D{consultation.remote_tag}"
        return there.refer(f"<{consultation.target}?Replaces={named.replace('@', '%40')}>")

    def test_unpark_code_retrieves(self):
        here = self.parked("704")
        self.has_the_caller(self.cleo.call("*39704"), here)


class Grandstream(vendors.Stories):
    """Monitored Call Park: a blind transfer to the slot; softkeys with codes; or BLF with a pickup prefix."""
    agent = "Grandstream GXP2170 1.0.11.64"
    allow = "INVITE, ACK, OPTIONS, CANCEL, BYE, SUBSCRIBE, NOTIFY, INFO, REFER, UPDATE, MESSAGE"

    def test_softkey_ucallpark_retrieves_by_code(self):
        here = self.parked()
        self.has_the_caller(self.cleo.call("*88701"), here)

    def test_blf_call_pickup_prefix_retrieves(self):
        here = self.parked()
        self.has_the_caller(self.cleo.call("**701"), here)

    def test_eventlist_blf_has_every_slot_in_one_subscription(self):
        lamp = self.close_later(Lamp(self.cleo, "700", fields=["Supported: eventlist", vendors.EVENT_LIST]))
        self.assertEqual(len(parts(lamp.next())), 21)


class Fanvil(vendors.Stories):
    """Has a lamp state of its own for "parked", and shows who waits."""
    agent = "Fanvil X6U 2.4.10"
    says_not_listening = True

    def test_lamp_of_the_lot_has_every_call_each_time(self):
        lamp = self.close_later(Lamp(self.cleo, "700", fields=self.watch_fields))
        lamp.next()
        first = self.parked("701")
        second = self.parked_too("702")
        while (told := lamp.next().body) and len(dialogs(told)) < 2:
            pass
        self.assertIn('state="full"', told)
        self.assertEqual(states(told), ["confirmed", "confirmed"])
        first.bye()
        second.bye()

    def parked_too(self, slot):
        there, here = self.peers_talk(self.ann, self.cleo)
        self.press_in_call(there, slot)
        there.bye()
        self.server.wait_parked(slot)
        return here


class Mitel(vendors.Stories):
    """Aastra and Mitel 68xx: key types "park" (a blind transfer) and "pickup" (a call of code and slot)."""
    agent = "Mitel-6869-SIP/5.1.0.1024"

    def press_lit(self, phone, slot):
        return phone.call(f"*88{slot}")


class BroadSoft(vendors.Stories):
    """Any phone in BroadSoft mode: codes, and `call-info` in place of a lamp for each slot."""
    agent, has_lamps = "VTech VSP736 1.1.4", False
    test_key_parks_and_its_lamp_shows_who_waits = None
    test_lit_key_retrieves_and_its_lamp_goes_out = None

    def press_lit(self, phone, slot):
        return phone.call(f"*88{slot}")

    def notice(self, phone, event="call-info"):
        return self.close_later(Lamp(phone, phone.user, event=event, fields=[
            "Accept: application/x-broadworks-callpark-info+xml"]))

    def parked_for(self, user):
        there, here = self.talking()
        self.hold(there)
        code = self.ann.connect(f"*68{user}", speak=False)
        there.expect_bye(10)
        code.bye()
        return here

    def test_call_info_shows_the_call_parked_for_the_phone_which_takes_it_by_the_code_alone(self):
        for event in ("call-info", "x-broadworks-callpark-info"):
            notice = self.notice(self.cleo, event)
            idle = notice.next()
            self.assertEqual(idle.get("content-type"), "application/x-broadworks-callpark-info+xml")
            self.assertIn('<x-broadworks-callpark-info xmlns="http://schema.broadsoft.com/callpark">', idle.body)
            self.assertIn("<callpark/>", idle.body)
            here = self.parked_for("203")
            self.assertRegex(notice.next().body, r'<callpark><parked><identity display="Bob Ray">sip:202@[^<]+</identity></parked>')
            self.has_the_caller(self.cleo.call("*88"), here)
            self.assertIn("<callpark/>", notice.next().body)
            notice.close()

    def test_code_and_extension_retrieve_from_any_phone(self):
        here = self.parked_for("201")
        self.has_the_caller(self.cleo.call("*88201"), here)


if __name__ == "__main__":
    unittest.main()
