"""Asterisk or FreeSWITCH beside Layby: a peer of our own sends their messages, `examples/` is the configuration."""
import time
import unittest

from beside import Beside
from harness import audio
from harness.kamailio import ASTERISK, FREESWITCH
from harness.processes import wait_until
from harness.sip_peer import SipPeer


class BesidePbx(Beside):
    agent = ""
    ann, bob, cleo = "101", "102", "103"

    @classmethod
    def start_other_side(cls):
        """Where Layby's calls and messages for the PBX's phones arrive."""
        cls.pbx = SipPeer((cls.place.layby, 9), "pbx", ip=cls.place.proxy, port=cls.place.ports[cls.other], agent=cls.agent)
        cls.pbx.answers_alone = {"OPTIONS", "NOTIFY", "UPDATE", "MESSAGE"}
        unittest.addModuleCleanup(cls.pbx.close)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx.server = cls.server.port()

    def behind(self, user):
        """A channel of the PBX for one of its phones."""
        return self.peer(user, register=False, password="", ip=self.place.proxy, agent=self.agent)

    def identity(self, name, number):
        return f'P-Asserted-Identity: "{name}" <sip:{number}@{self.place.proxy}>'

    def parked(self, slot="701"):
        call = self.server.wait_parked(slot)
        return call["caller"]["number"], call["parker"]["number"]

    def transferred(self, number="700", referred_by=None):
        """Bob's call arrives because Ann's phone transferred it blindly."""
        sender = referred_by or f"<sip:{self.ann}@{self.place.proxy}>"
        return self.behind(self.bob).connect(number, fields=[self.identity("Bob Ray", self.bob), f"Referred-By: {sender}"])

    def consults(self):
        """Ann calls the park number and hears the slot."""
        start = time.monotonic()
        call = self.behind(self.ann).connect("700", speak=False, fields=[self.identity("Ann Lee", self.ann)])
        call.rtp.wait_to_hear(lambda sound: "701" in audio.digits_spoken(sound), 10, "the slot", start)
        return call

    def retrieved_by_cleo(self, caller, number):
        cleo = self.behind(self.cleo)
        retriever = cleo.call("701", fields=[self.identity("Cleo Fox", self.cleo)])
        self.assertIn(f"sip:{number}@", retriever.expect_answer().get("p-asserted-identity"))
        retriever.ack()
        retriever.speak()
        start = time.monotonic()
        caller.speak()
        retriever.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, caller.peer.user) >= 2, 6, "the caller", start)
        retriever.bye()
        caller.expect_bye()

    def parker_was_told(self):
        wait_until(lambda: self.server.slot("701")["parker_told"], 5, "the parker to take the message")

    def rings_late(self):
        """The PBX says 100 at once and nothing more for longer than any patience, as it does while a mobile is searched."""
        ringing = self.pbx.expect_call(15)
        self.pbx.respond(ringing.incoming, 100, "Trying")
        time.sleep(6.5)
        self.assertFalse(ringing.has_request("CANCEL"))
        return ringing


class BesideAsterisk(BesidePbx):
    example, other, agent = "beside-asterisk", ASTERISK, "Asterisk PBX 22"

    def test_a_blind_transfer_names_the_parker_by_its_phones_contact(self):
        caller = self.transferred(referred_by="<sip:101@10.88.0.14;ob>")
        self.assertEqual(self.parked(), (self.bob, self.ann))
        self.parker_was_told()
        self.retrieved_by_cleo(caller, self.bob)

    def test_a_recall_may_say_nothing_but_100_for_long(self):
        caller = self.transferred()
        self.parked()
        ringing = self.rings_late()
        self.assertIn(f"sip:{self.ann}@", ringing.incoming.uri)
        for field in ("from", "p-asserted-identity", "remote-party-id"):
            self.assertIn("Recall 701", ringing.incoming.get(field), field)
        ringing.answer()
        ringing.confirmed(speak=False)
        start = time.monotonic()
        ringing.rtp.wait_to_hear(lambda sound: audio.hears_voice(sound, self.bob) >= 2, 6, "the caller", start)
        ringing.bye()
        caller.expect_bye()

    def test_an_attended_transfer_within_the_pbx_shows_whoever_is_there_now(self):
        call = self.consults()
        cseq = call.send("INVITE", call.sdp(), fields=[self.identity("Bob Ray", self.bob)])
        self.assertEqual(call.expect_status("INVITE", cseq=cseq).status, 200)
        call.send("ACK", cseq=cseq)
        wait_until(lambda: self.parked() == (self.bob, self.ann), 5, lambda: f"Bob in the slot, parked by Ann: {self.parked()}")
        self.retrieved_by_cleo(call, self.bob)


class BesideFreeSwitch(BesidePbx):
    example, other, agent = "beside-freeswitch", FREESWITCH, "FreeSWITCH-mod_sofia/1.10.11"
    ann, bob, cleo = "1001", "1002", "1003"

    def test_a_blind_transfer_names_the_parker(self):
        caller = self.transferred()
        self.assertEqual(self.parked(), (self.bob, self.ann))
        self.parker_was_told()
        self.retrieved_by_cleo(caller, self.bob)

    def test_a_blind_transfer_to_a_slot_parks_in_it(self):
        caller = self.transferred("705")
        self.assertEqual(self.parked("705"), (self.bob, self.ann))
        caller.bye()

    def test_an_attended_transfer_within_it_is_told_by_update(self):
        call = self.consults()
        cseq = call.send("UPDATE", fields=["X-FS-Display-Name: Bob Ray", f"X-FS-Display-Number: {self.bob}",
                                           self.identity("Bob Ray", self.bob)])
        self.assertEqual(call.expect_status("UPDATE", cseq=cseq).status, 200)
        wait_until(lambda: self.parked() == (self.bob, self.ann), 5, lambda: f"Bob in the slot, parked by Ann: {self.parked()}")
        self.retrieved_by_cleo(call, self.bob)


if __name__ == "__main__":
    unittest.main()
