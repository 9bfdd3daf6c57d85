// What is written of the switchboard's and the lots' values: their lists of fields (see archive.hpp). A test
// counts that none is missing. For this folder only.
#pragma once
#include "calls/kept_calls.hpp"
#include "store/records/archive.hpp"

namespace layby::store {

// -- words
void fields(auto& archive, Is<Address> auto& endpoint) { archive("ip", endpoint.ip)("port", endpoint.port); }
void fields(auto& archive, Is<Party> auto& party) {
    archive("name", party.name)("number", party.number)("anonymous", party.anonymous);
}
void fields(auto& archive, Is<calls::Origin> auto& origin) {
    archive("kind", origin.kind)("name", origin.name)("device", origin.device);
}
void fields(auto& archive, Is<calls::Refused> auto& refused) {
    archive("status", refused.status)("reason", refused.reason);
}

// -- audio
void fields(auto& archive, Is<CodecChoice> auto& choice) {
    archive("codec", choice.codec)("payload_type", choice.payload_type);
}
void fields(auto& archive, Is<CryptoLine> auto& line) { archive("tag", line.tag)("key", line.key); }
void fields(auto& archive, Is<SrtpKeys> auto& keys) { archive("ours", keys.ours)("theirs", keys.theirs); }
void fields(auto& archive, Is<Fingerprint> auto& print) {
    archive("hash", print.hash)("digest", print.digest);
}
void fields(auto& archive, Is<DtlsDescription> auto& dtls) {
    archive("fingerprint", dtls.fingerprint)("setup", dtls.setup);
}
void fields(auto& archive, Is<IceCredentials> auto& ice) {
    archive("fragment", ice.fragment)("password", ice.password);
}
void fields(auto& archive, Is<calls::DtlsPeer> auto& peer) {
    archive("fingerprint", peer.fingerprint)("we_begin", peer.we_begin);
}
void fields(auto& archive, Is<calls::IceAgreed> auto& ice) {
    archive("ours", ice.ours)("theirs", ice.theirs);
}
void fields(auto& archive, Is<MediaDescription> auto& media) {
    archive("rtp", media.rtp)("rtcp", media.rtcp)("codecs", media.codecs)("direction", media.direction);
    archive("digits_8k", media.digits_8k)("digits_48k", media.digits_48k)("max_ptime", media.max_ptime);
    archive("crypto", media.crypto)("encrypted_only", media.encrypted_only);
    archive("dtls", media.dtls)("ice", media.ice)("rtcp_mux", media.rtcp_mux)("mid", media.mid);
}
void fields(auto& archive, Is<calls::LegAudio> auto& audio) {
    archive("remote", audio.remote)("remote_rtcp", audio.remote_rtcp);
    archive("send", audio.send)("receive", audio.receive);
    archive("send_digits", audio.send_digits)("receive_digits", audio.receive_digits);
    archive("peer_listens", audio.peer_listens)("peer_speaks", audio.peer_speaks);
    archive("max_ptime", audio.max_ptime);
    archive("peer_ip", audio.peer_ip)("proved", audio.proved)("found", audio.found);
    archive("keys", audio.keys)("dtls", audio.dtls)("ice", audio.ice)("rtcp_mux", audio.rtcp_mux);
}

// -- a leg
/// What was keyed is a secret: who is asked for a PIN begins anew.
void fields(auto& archive, Is<calls::PinEntry> auto& pin) {
    archive("lot", pin.lot)("slot", pin.slot)("park", pin.park)("wrong", pin.wrong);
}
void fields(auto& archive, Is<calls::LastSlot> auto& last) { archive("lot", last.lot)("slot", last.slot); }

void fields(auto& archive, Is<calls::RefusedPark> auto& refused) {
    archive("lot", refused.lot)("at", refused.at);
}

void fields(auto& archive, Is<calls::Account> auto& account) {
    archive("kind", account.kind)("name", account.name);
}
void fields(auto& archive, Is<calls::Leg> auto& leg) {
    archive("id", leg.id)("inbound", leg.inbound)("answered", leg.answered)("confirmed", leg.confirmed);
    archive("gone", leg.gone)("rang", leg.rang)("refer_open", leg.refer_open)("doing", leg.doing);
    archive("from", leg.from)("party", leg.party)("number", leg.number)("payer", leg.payer)("since",
                                                                                            leg.since);
    archive("answered_at", leg.answered_at)("met", leg.met)("ordered_by", leg.ordered_by)("task", leg.task);
    archive("call_id", leg.call_id)("near_ip", leg.near_ip)("transport", leg.transport)(
        "peer_ip", leg.peer_ip)("local", leg.local)("audio", leg.audio);
    archive("theirs", leg.theirs)("ours", leg.ours)("offered", leg.offered);
    archive("with", leg.with)("ring", leg.ring)("transfer", leg.transfer)("park", leg.park);
    archive("taking", leg.taking)("prompt", leg.prompt)("pin", leg.pin)("parked_last", leg.parked_last);
    archive("refusal", leg.refusal)("refused_park", leg.refused_park)("keys_by_info", leg.keys_by_info);
    archive("identities", leg.identities)("hash_until", leg.hash_until)("asked_pin", leg.asked_keys);
    archive("keyed", leg.keyed)("held", leg.held)("held_since", leg.held_since);
    archive("message", leg.message)("dictation", leg.dictation);
    archive("keyed_timer", leg.keyed_timer)("hold_timer", leg.hold_timer)("timer", leg.timer);
}

// -- what legs are in
void fields(auto& archive, Is<calls::Ends> auto& ends) {
    archive("no_answer", ends.no_answer)("busy", ends.busy)("unregistered", ends.unregistered);
}
void fields(auto& archive, Is<calls::Ring> auto& ring) {
    archive("id", ring.id)("purpose", ring.purpose)("waiting", ring.waiting)("transfer", ring.transfer);
    archive("park", ring.park)("attempt", ring.attempt)("lot", ring.lot)("slot", ring.slot);
    archive("caller", ring.caller)("shown_name", ring.shown_name)("alert_info", ring.alert_info);
    archive("referred_by", ring.referred_by)("auto_answer", ring.auto_answer)("like", ring.like);
    archive("not_on", ring.not_on)("shown", ring.shown)("payer", ring.payer);
    archive("branches", ring.branches)("trunks_left", ring.trunks_left)("number", ring.number);
    archive("best", ring.best)("hops", ring.hops)("early", ring.early)("give_up", ring.give_up);
    archive("ends", ring.ends)("said_no", ring.said_no)("group", ring.group)("step", ring.step);
    archive("members_left", ring.members_left)("until", ring.until)("called", ring.called);
    archive("wished", ring.wished)("undisturbed", ring.undisturbed)("despite", ring.despite);
    archive("forwarded_by", ring.forwarded_by)("forwarded_why", ring.forwarded_why);
    archive("wanted", ring.wanted)("ordered_by", ring.ordered_by)("task", ring.task);
}
void fields(auto& archive, Is<calls::Rescue> auto& rescue) {
    archive("lot", rescue.lot)("since", rescue.since);
}
void fields(auto& archive, Is<calls::Transfer> auto& transfer) {
    archive("id", transfer.id)("transferor", transfer.transferor)("transferee", transfer.transferee);
    archive("user", transfer.user)("rung_back", transfer.rung_back)("again", transfer.again);
    archive("rescue", transfer.rescue);
}

// -- a parked call
void fields(auto& archive, Is<parking::Parker> auto& parker) {
    archive("user", parker.user)("leg", parker.leg)("shown", parker.shown)("trunk", parker.trunk);
}
void fields(auto& archive, Is<parking::Retriever> auto& retriever) {
    archive("leg", retriever.leg)("user", retriever.user)("shown", retriever.shown);
}
void fields(auto& archive, Is<parking::Release> auto& release) {
    archive("slot", release.slot)("at", release.at)("parker", release.parker)("turn", release.turn);
}
void fields(auto& archive, Is<parking::ParkedCall> auto& call) {
    archive("park", call.park)("slot", call.slot)("phase", call.phase)("telling", call.telling);
    archive("parker", call.parker)("for_user", call.for_user)("parkee", call.parkee)("caller", call.caller);
    archive("since", call.since)("before", call.before);
    archive("lapse", call.lapse)("reminder", call.reminder)("recall", call.recall);
    archive("max_wait", call.max_wait)("ring_out", call.ring_out)("patience_over", call.patience_over);
    archive("note", call.note);
    archive("attempt", call.attempt)("reason", call.reason)("step", call.step)("rung", call.rung);
    archive("taker", call.taker)("if_confirmed", call.if_confirmed)("if_failed", call.if_failed);
}
void fields(auto& archive, Is<calls::PinLock> auto& lock) {
    archive("wrong", lock.wrong)("until", lock.until);
}
void fields(auto& archive, Is<calls::Park> auto& park) {
    archive("id", park.id)("lot", park.lot)("slot", park.slot)("way", park.way)("heard", park.heard);
    archive("parkee", park.parkee)("parker", park.parker)("caller", park.caller)("granted", park.granted);
    archive("asker", park.asker)("referral", park.referral)("main", park.main)("say_who", park.say_who);
    archive("for_user", park.for_user)("whose", park.whose)("recall", park.recall);
    archive("reminder", park.reminder)("ordered", park.ordered)("music", park.music)(
        "overflowed", park.overflowed)("pin", park.pin)("pin_lock", park.pin_lock);
    archive("say_slot", park.say_slot)("telling", park.telling)("called", park.called);
}
void fields(auto& archive, Is<calls::KeptPark> auto& kept) { archive("park", kept.park)("call", kept.call); }
void fields(auto& archive, Is<calls::KeptRelease> auto& kept) {
    archive("lot", kept.lot)("release", kept.release);
}

// -- what users want done with their calls
void fields(auto& archive, Is<calls::Forwards> auto& forwards) {
    archive("always", forwards.always)("otherwise", forwards.otherwise)("after", forwards.after);
}
void fields(auto& archive, Is<calls::Presence> auto& presence) {
    archive("user", presence.user)("do_not_disturb", presence.do_not_disturb)("forwards", presence.forwards);
}

// -- which hours were set by hand
void fields(auto& archive, Is<calls::HandSet> auto& set) {
    archive("hours", set.hours)("open", set.open)("until", set.until);
}

// -- who is to be called back
void fields(auto& archive, Is<calls::Task> auto& task) {
    archive("id", task.id)("version", task.version)("state", task.state)("why", task.why);
    archive("caller", task.caller)("lot", task.lot)("slot", task.slot)("parker", task.parker);
    archive("for_user", task.for_user)("trunk", task.trunk)("dialled", task.dialled);
    archive("first", task.first)("last", task.last)("count", task.count)("waited", task.waited);
    archive("due", task.due)("tries", task.tries)("note", task.note);
    archive("who", task.who)("how", task.how)("changed", task.changed);
}

// -- what callers have said
void fields(auto& archive, Is<calls::Message> auto& message) {
    archive("id", message.id)("state", message.state)("box", message.box)("caller", message.caller);
    archive("call", message.call)("park", message.park)("lot", message.lot)("slot", message.slot);
    archive("parker", message.parker)("for_user", message.for_user)("parked", message.parked);
    archive("at", message.at)("length", message.length);
}

}  // namespace layby::store
