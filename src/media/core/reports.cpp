// RTCP of a leg: our reports every 5 s or so, and what the peer reports.
#include <fmt/format.h>

#include "media/core/core.hpp"

namespace layby::media {

/// To where the peer's reports come from; before there are any, to where it asked for them, or beside the
/// address that it was found at.
SocketAddress Core::report_address(const Leg& leg) const {
    if (leg.rtcp_mux) return leg.remote();
    if (leg.rtcp_heard) return *leg.rtcp_heard;
    if (!leg.latch.moved()) return leg.rtcp_signalled;
    const SocketAddress& remote = leg.latch.remote();
    return remote.with_port(static_cast<std::uint16_t>(remote.port() + 1));
}

std::uint64_t Core::ntp(Instant now) const {
    const auto us = static_cast<std::uint64_t>(now.time_since_epoch().count());
    return setup_.ntp_zero + ((us / 1'000'000) << 32) + (((us % 1'000'000) << 32) / 1'000'000);
}

/// Since 1900.
Duration Core::wall(Instant now) const {
    const std::uint64_t part = (setup_.ntp_zero & 0xffffffff) * 1'000'000 >> 32;
    return std::chrono::seconds{setup_.ntp_zero >> 32} + Duration{part} + now.time_since_epoch();
}

void Core::send_report(Leg& leg, Instant now, bool bye) {
    catch_up(leg);
    // RFC 3550 section 6.2: 5 s, times 0.5 to 1.5 so that reports never fall into step.
    leg.report_due = now + std::chrono::milliseconds{2500 + random() % 5000};
    RtcpToSend rtcp{leg.out.ssrc(), {}, {}, {}, bye};
    if (leg.out.packets() != leg.packets_reported)
        rtcp.sender = SenderInfo{ntp(now), leg.out.timestamp_at(now), leg.out.packets(), leg.out.octets()};
    leg.packets_reported = leg.out.packets();
    if (leg.reception.any()) rtcp.block = leg.reception.report(now);
    std::array<char, 16> cname{};
    fmt::format_to_n(cname.data(), cname.size(), "{:016x}", leg.cname);
    rtcp.cname = {cname.data(), cname.size()};
    if (leg.muted || !leg.has_reports()) return;
    const std::size_t length = write_rtcp(rtcp, out_.room().first<max_rtcp_bytes>());
    leave(leg, Channel::rtcp, report_address(leg), length);
}

void Core::rtcp(Place place, const SocketAddress& from, Bytes bytes, Instant now) {
    Leg* leg = at(place);
    if (leg == nullptr) return;
    const bool beside_audio = from.same_host(leg->remote());
    if (!leg->negotiated || !leg->has_reports()) return refuse();
    const bool checked = leg->checks && (leg->secured || leg->checks->knows(from));
    if (!(beside_audio || from == leg->rtcp_signalled || leg->latch.is_home(from) || checked))
        return refuse();
    const auto packet = opened(*leg, Channel::rtcp, from, bytes);
    const auto heard = packet ? read_rtcp(*packet, leg->out.ssrc()) : std::nullopt;
    if (!heard) return refuse();
    if (beside_audio) leg->unproved = leg->muted = false;
    leg->rtcp_heard = from;
    renew_consent(*leg, from, now);
    if (heard->report_middle && leg->reception.is(heard->ssrc))
        leg->reception.report_heard(*heard->report_middle, now);
    if (!heard->about_us) return;
    leg->quality.fraction_lost = heard->about_us->fraction_lost;
    leg->quality.jitter = heard->about_us->jitter;
    if (heard->about_us->last_report == 0) return;
    const auto middle = static_cast<std::uint32_t>(ntp(now) >> 16);
    const std::uint32_t trip = middle - heard->about_us->last_report - heard->about_us->since_last_report;
    if (trip < 0x10000000U)
        leg->quality.round_trip = Duration{static_cast<std::int64_t>(trip) * 1'000'000 / 65536};
}

}  // namespace layby::media
