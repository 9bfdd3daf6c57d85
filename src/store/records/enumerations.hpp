// The last word of every enumeration that is written: what is read may not be beyond it. Their numbers stand
// in files: a new word is added at the end of its enumeration. For this folder only.
#pragma once
#include "calls/kept_calls.hpp"
#include "sip/dialog_keeper.hpp"

namespace layby::store {

template <class Enumeration>
struct Last;

template <auto word>
struct LastIs {
    static constexpr auto value = word;
};

template <>
struct Last<Transport> : LastIs<Transport::wss> {};
template <>
struct Last<calls::Doing> : LastIs<calls::Doing::confirming> {};
template <>
struct Last<calls::Origin::Kind> : LastIs<calls::Origin::Kind::trunk> {};
template <>
struct Last<Codec> : LastIs<Codec::opus> {};
template <>
struct Last<SrtpCipher> : LastIs<SrtpCipher::gcm_256> {};
template <>
struct Last<DigestName> : LastIs<DigestName::sha_512> {};
template <>
struct Last<DtlsSetup> : LastIs<DtlsSetup::passive> {};
template <>
struct Last<Direction> : LastIs<Direction::inactive> {};
template <>
struct Last<calls::Ring::Purpose> : LastIs<calls::Ring::Purpose::ordered> {};
template <>
struct Last<calls::Park::Way> : LastIs<calls::Park::Way::ordered> {};
template <>
struct Last<calls::OutboundCall::To> : LastIs<calls::OutboundCall::To::referred> {};
template <>
struct Last<parking::Phase> : LastIs<parking::Phase::retrieving> {};
template <>
struct Last<parking::Telling> : LastIs<parking::Telling::told> {};
template <>
struct Last<parking::RingReason> : LastIs<parking::RingReason::asked_for> {};
template <>
struct Last<parking::Outcome> : LastIs<parking::Outcome::message> {};
template <>
struct Last<parking::AfterFailure> : LastIs<parking::AfterFailure::ring_next> {};
template <>
struct Last<calls::Task::State> : LastIs<calls::Task::State::dropped> {};
template <>
struct Last<calls::Task::Why> : LastIs<calls::Task::Why::asked> {};
template <>
struct Last<calls::Task::How> : LastIs<calls::Task::How::called_again> {};
template <>
struct Last<calls::Dictation> : LastIs<calls::Dictation::interrupted> {};
template <>
struct Last<calls::Message::State> : LastIs<calls::Message::State::heard> {};
template <>
struct Last<sip::Package> : LastIs<sip::Package::message_summary> {};
template <>
struct Last<sip::Topic::Kind> : LastIs<sip::Topic::Kind::hours> {};

}  // namespace layby::store
