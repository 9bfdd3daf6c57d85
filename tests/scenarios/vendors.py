"""A kind of desk phone, as a part that is played: what its keys send, and the stories that every kind has to live.

The parts are in test_vendors.py and test_more_vendors.py. Each sends the messages that its vendor documents, or that are
known of it; it is not the phone. A story that a kind of phone can't live is taken out there with `= None`.
"""
import time

from harness import audio
from harness.lamps import Lamp, dialogs, identity, states
from harness.office import MAIN_LOT
from harness.sip_message import display_in
from harness.sip_peer import Call
from parking import ParkingTest

QUICK_LOT = MAIN_LOT.replace('"main"', '"quick"').replace("700", "800").replace("701-720", "801-802").replace('"10m"', '"1s"')
DIALOG_INFO = "Accept: application/dialog-info+xml"
EVENT_LIST = "Accept: application/dialog-info+xml, application/rlmi+xml, multipart/related"


class Vendor(ParkingTest):
    """Ann (201) has called Bob (202) and parks him; Cleo (203) has the lamp and takes him. All have this kind of phone."""
    office = {"users": ("201", "202", "203"), "lots": MAIN_LOT + QUICK_LOT}
    agent, allow = "", "INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY, SUBSCRIBE, MESSAGE, UPDATE, PRACK, INFO"
    park_code, retrieve_code = "*68", "*88"
    has_lamps, parked_lamp, says_not_listening = True, "confirmed", False
    watch_fields = (DIALOG_INFO,)

    def phone_of(self, user):
        phone = self.peer(user, agent=self.agent, allow=self.allow)
        if "UPDATE" not in self.allow:
            phone.answers_alone.discard("UPDATE")
        return phone

    def setUp(self):
        super().setUp()
        self.ann, self.bob, self.cleo = (self.phone_of(user) for user in ("201", "202", "203"))
        self.host = self.ann.server_address

    # -- what the vendors do in different ways
    def target(self, number):
        """The Refer-To of its transfer key."""
        return f"<sip:{number}@{self.host}>"

    def hold(self, call):
        self.assertEqual(call.reinvite(direction="sendonly").status, 200)

    def dialled_with_a_code(self):
        return self.park_code

    def complete(self, there, consultation):
        """Its attended transfer."""
        return there.refer_to_consultation(consultation)

    def press_in_call(self, call, slot):
        """Its park key during a call."""
        self.assertEqual(call.refer(self.target(slot)).status, 202)

    def press_lit(self, phone, slot):
        """The same key when it is lit: the call that it makes."""
        return phone.call(slot)

    def watched(self, slot):
        """The Request-URI of the key's SUBSCRIBE."""
        return f"sip:{slot}@{self.host}"

    # -- what happens again and again
    def lamp(self, slot):
        lamp = self.close_later(Lamp(self.cleo, slot, uri=self.watched(slot), fields=self.watch_fields))
        self.assertEqual(lamp.answer.status, 200, lamp.answer.text)
        self.assertEqual(states(lamp.next().body), ["terminated"])
        return lamp

    def talking(self):
        return self.peers_talk(self.ann, self.bob)

    def parked(self, slot="701"):
        there, here = self.talking()
        self.press_in_call(there, slot)
        there.bye()
        self.server.wait_parked(slot)
        return here

    def orbit(self, phone, slot):
        call = Call(phone, number="park")
        call.target += f";orbit={slot}"
        call.invite()
        return call

    def has_the_caller(self, call, here):
        """The call that was just made is answered, shows who waited, and both hear each other."""
        answer = call.expect_answer()
        self.shows(answer, "202", "Bob Ray")
        call.ack()
        call.speak()
        self.hear_each_other_now(call, here)
        self.end(call, here)

    def shows(self, message, number, name):
        for field in ("p-asserted-identity", "remote-party-id"):
            self.assertIn(f"sip:{number}@", message.get(field), message.text)
            self.assertIn(name, message.get(field))

    def shows_waiting(self, document, slot="701"):
        self.assertEqual(len(dialogs(document)), 1)
        self.assertEqual(identity(document, "remote")[0], "Bob Ray")
        self.assertIn("sip:202@", identity(document, "remote")[1])
        self.assertEqual(identity(document, "local")[0], f"Parked {slot}")
        self.assertIn(f"sip:{slot}@", identity(document, "local")[1])
        self.assertEqual("+sip.rendering" in document, self.says_not_listening)

    def hear_slot(self, call, slot, since):
        call.rtp.wait_to_hear(lambda sound: slot in audio.digits_spoken(sound), 12, slot, since)

    def is_told(self, call, word):
        """Its display is changed by UPDATE if it allows that, else by a re-INVITE."""
        method = "UPDATE" if "UPDATE" in self.allow else "INVITE"
        told = call.expect(lambda m: m.method == method and not m.is_response and word in m.get("p-asserted-identity"), 8,
                           f"{method} that shows {word}")
        self.assertIn(word, told.get("remote-party-id"))


class Stories(Vendor):
    """The same for every kind of phone."""

    def test_transfer_to_the_lot_parks_and_the_slot_is_spoken(self):
        there, here = self.talking()
        asked = time.monotonic()
        self.assertEqual(there.refer(self.target("700")).status, 202)
        self.hear_slot(there, "701", asked)
        self.assertEqual(self.notifies(there)[-1], 200)
        there.bye()
        self.assertTrue(self.server.wait_parked("701")["parker_told"])
        here.bye()

    def test_transfer_to_a_slot_parks_there(self):
        there, here = self.talking()
        self.assertEqual(there.refer(self.target("705")).status, 202)
        there.bye()
        self.server.wait_parked("705")
        here.bye()

    def test_attended_transfer_parks_in_the_slot_that_was_heard(self):
        there, here = self.talking()
        self.hold(there)
        consultation = self.consult(self.ann)
        self.hear_slot(consultation, "701", 0)
        self.assertEqual(self.complete(there, consultation).status, 202)
        there.bye()
        self.server.wait_parked("701", phase="waiting")
        if not consultation.has_request("BYE"):
            consultation.bye()
        here.bye()

    def test_code_parks_the_call_on_hold_and_says_the_slot(self):
        there, here = self.talking()
        self.hold(there)
        asked = time.monotonic()
        code = self.ann.connect(self.dialled_with_a_code(), speak=False)
        self.hear_slot(code, "701", asked)
        self.server.wait_parked("701")
        there.expect_bye(10)
        code.expect_bye(10)
        here.bye()

    def test_key_parks_and_its_lamp_shows_who_waits(self):
        lamp = self.lamp("702")
        there, here = self.talking()
        self.press_in_call(there, "702")
        lit = lamp.wait(self.parked_lamp).body
        self.shows_waiting(lit, "702")
        there.bye()
        here.bye()
        lamp.wait("terminated")

    def test_lit_key_retrieves_and_its_lamp_goes_out(self):
        lamp = self.lamp("701")
        here = self.parked()
        lamp.wait(self.parked_lamp)
        self.has_the_caller(self.press_lit(self.cleo, "701"), here)
        lamp.wait("terminated")

    def test_dialling_the_slot_retrieves(self):
        here = self.parked("703")
        self.has_the_caller(self.cleo.call("703"), here)

    def test_recall_rings_shows_who_waits_and_the_lamp_flashes(self):
        lamp = self.lamp("801") if self.has_lamps else None
        here = self.parked("801")
        ring = self.ann.expect_call(8)
        self.assertEqual(display_in(ring.incoming.get("from")), "Recall 801 · Bob Ray")
        self.shows(ring.incoming, "202", "Bob Ray")
        self.assertIn("info=park-recall", ring.incoming.get("alert-info"))
        if lamp:
            lamp.wait("early")
        ring.ring()
        ring.answer()
        ring.confirmed()
        if lamp:
            lamp.wait("terminated")
        self.hear_each_other_now(ring, here)
        self.end(ring, here)

    def test_display_shows_the_slot_then_each_whom_it_talks_to(self):
        there, here = self.talking()
        self.press_in_call(there, "701")
        self.is_told(there, "Parked 701")
        there.bye()
        self.server.wait_parked("701")
        call = self.press_lit(self.cleo, "701")
        answer = call.expect_answer()
        shown = [m for m in call.history if m.is_response and m.cseq == call.invite_cseq and m.status > 100]
        for response in shown:
            self.shows(response, "202", "Bob Ray")
        self.assertIn(answer, shown)
        call.ack()
        self.is_told(here, "Cleo Fox")
        self.end(call, here)
        if "UPDATE" not in self.allow:
            self.assertFalse([m for m in there.history + here.history if m.method == "UPDATE"])
