// What is written of the values of SIP: their lists of fields (see archive.hpp). A test counts that none is
// missing. For this folder only.
#pragma once
#include "sip/dialog_keeper.hpp"
#include "sip/kept_registrations.hpp"
#include "store/records/call_fields.hpp"

namespace layby::store {

void fields(auto& archive, Is<sip::KeptRegistration> auto& one) {
    archive("id", one.id)("user", one.user)("contact", one.contact)("instance", one.instance);
    archive("reg_id", one.reg_id)("call_id", one.call_id)("cseq", one.cseq)("q", one.q)("path", one.path);
    archive("user_agent", one.user_agent)("source", one.source)("transport", one.transport);
    archive("expires", one.expires);
}

// -- a dialog
void fields(auto& archive, Is<sip::MediaLine> auto& line) {
    archive("media", line.media)("protocol", line.protocol)("formats", line.formats);
}
void fields(auto& archive, Is<sip::SessionDescription> auto& session) {
    archive("audio", session.audio)("lines", session.lines)("audio_line", session.audio_line);
    archive("origin", session.origin);
}
void fields(auto& archive, Is<sip::OurSession> auto& ours) {
    archive("id", ours.id)("version", ours.version)("digest", ours.digest)("step", ours.step);
}
void fields(auto& archive, Is<sip::DialogName> auto& name) {
    archive("call_id", name.call_id)("local_tag", name.local_tag)("remote_tag", name.remote_tag);
}
void fields(auto& archive, Is<sip::DialogState> auto& dialog) {
    archive("leg", dialog.leg)("inbound", dialog.inbound)("peer", dialog.peer)("name", dialog.name);
    archive("local", dialog.local)("remote", dialog.remote);
    archive("local_cseq", dialog.local_cseq)("remote_cseq", dialog.remote_cseq);
    archive("route_set", dialog.route_set)("remote_target", dialog.remote_target);
    archive("next_hop", dialog.next_hop)("contact", dialog.contact);
    archive("peer_ip", dialog.peer_ip)("transport", dialog.transport);
    archive("allows_update", dialog.allows_update)("ours", dialog.ours);
    archive("local_media", dialog.local_media)("remote_session", dialog.remote_session);
    archive("start", dialog.start)("heard_ip", dialog.heard_ip)("told", dialog.told);
}

// -- a call
void fields(auto& archive, Is<calls::OutboundCall> auto& order) {
    archive("to", order.to)("device", order.device)("user", order.user)("trunk", order.trunk);
    archive("number", order.number)("caller", order.caller)("shown_name", order.shown_name);
    archive("alert_info", order.alert_info)("auto_answer", order.auto_answer)("offer", order.offer);
    archive("referred_by", order.referred_by)("referral", order.referral);
    archive("diverted_by", order.diverted_by)("diverted_why", order.diverted_why);
}
void fields(auto& archive, Is<sip::KeptTarget> auto& target) {
    archive("uri", target.uri)("next_hop", target.next_hop)("route_headers", target.route_headers);
    archive("peer_ip", target.peer_ip)("transport", target.transport)("server", target.server);
    archive("extra_headers", target.extra_headers)("features", target.features);
}
void fields(auto& archive, Is<sip::KeptInvite> auto& invite) {
    archive("order", invite.order)("targets", invite.targets)("target", invite.target);
    archive("branch", invite.branch)("cseq", invite.cseq)("proved", invite.proved)("min_se", invite.min_se);
}
void fields(auto& archive, Is<sip::SessionTimer> auto& timer) {
    archive("interval", timer.interval)("we_refresh", timer.we_refresh)("peer_knows", timer.peer_knows);
}
void fields(auto& archive, Is<sip::KeptTransfer> auto& transfer) {
    archive("event", transfer.event)("silent", transfer.silent)("cseq", transfer.cseq);
}
void fields(auto& archive, Is<sip::KeptCall> auto& call) {
    archive("dialog", call.dialog)("answered", call.answered)("confirmed", call.confirmed);
    archive("invite", call.invite)("timer", call.timer)("transfer", call.transfer);
    archive("transferred_before", call.transferred_before);
}

// -- a subscription
void fields(auto& archive, Is<sip::Topic> auto& topic) {
    archive("kind", topic.kind)("name", topic.name)("slot", topic.slot);
}
/// What its watcher hasn't been told yet is not kept: after a start it is told everything.
void fields(auto& archive, Is<sip::SubscriptionState> auto& watch) {
    archive("id", watch.id)("dialog", watch.dialog)("package", watch.package)("event", watch.event);
    archive("user", watch.user)("host", watch.host)("topic", watch.topic)("profile", watch.profile);
    archive("expires", watch.expires)("version", watch.version);
}

}  // namespace layby::store
