// A SIP message as it comes from the network: sofia's parser, then everything that we read from a request or
// response before a call exists.
#include "../entry.hpp"
#include "sip/door/request_view.hpp"
#include "sip/registrar/register_view.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/info_digit.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/session_description.hpp"

using namespace layby;
using namespace std::chrono_literals;

namespace {

const sip::Hop hop{{"192.0.2.7", 5060}, {"192.0.2.1", 5060}, Transport::udp};

sip::Options office() {
    sip::Options options;
    options.domain = "office.example";
    options.accounts = {{"201", "secret of 201"}};
    sip::TrunkAccount trunk;
    trunk.name = "pstn";
    trunk.addresses = {"198.51.100.0/24"};
    options.trunks = {trunk};
    return options;
}

struct Message {
    explicit Message(std::string_view bytes)
        : msg{msg_make(sip_default_mclass(), 0, bytes.data(), static_cast<ssize_t>(bytes.size()))} {}
    ~Message() { msg_destroy(msg); }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;
    const sip_t* sip() const { return msg ? sip_object(msg) : nullptr; }
    msg_t* msg;
};

void read_body(const sip_t& sip) {
    if (!sip.sip_payload || !sip.sip_payload->pl_data) return;
    const std::string_view body{sip.sip_payload->pl_data, sip.sip_payload->pl_len};
    sip::read_sdp(body);
    sip::read_info_digit(body);
}

void must_fit_a_header(const std::string& value) {
    fuzz::must(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos,
               "a header value has no line end");
}

void read_identity(const sip_t& sip) {
    const auto headers = sip::identity_of(sip);
    for (const bool trusted : {false, true}) {
        const auto party = sip::party_of(headers, trusted);
        const auto shown = sip::shown(party, "office.example", sip::Role::calling, trusted);
        must_fit_a_header(shown.p_asserted_identity);
        must_fit_a_header(shown.remote_party_id);
        must_fit_a_header(sip::from_value(party, "office.example"));
    }
}

void read_register(const sip_t& sip) {
    static sip::Registrar registrar{sip::RegistrarRules{}};
    const auto request = sip::register_of(sip, "201", hop, {});
    if (!request) return;
    const auto answer = registrar.handle(*request, Instant{1h});
    fuzz::must(answer.status >= 200 && answer.status < 700, "a REGISTER gets a final answer");
    for (const auto& contact : answer.contacts) must_fit_a_header(contact);
    for (const auto* binding : registrar.devices_of("201", Instant{1h})) sip::reach(*binding);
    registrar.remove_user("201");
}

void read_request(const sip_t& sip) {
    static sip::Door door{office(), "a secret for tests"};
    const auto admission = door.admit(sip::view_of(sip, hop), Instant{1h});
    if (const auto* refusal = std::get_if<sip::Refusal>(&admission))
        for (const auto& [name, value] : refusal->headers) must_fit_a_header(value);
    read_register(sip);
    sip::read_refer_to(sip::header_text(sip, "Refer-To"));
    sip::read_replaces(sip::header_text(sip, "Replaces"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 65535) return 0;
    const Message message{fuzz::text(data, size)};
    const sip_t* sip = message.sip();
    if (!sip || (!sip->sip_request && !sip->sip_status)) return 0;
    read_identity(*sip);
    read_body(*sip);
    if (sip->sip_status) sip::challenges_in(*sip);
    // nta drops requests without these before we see them.
    if (sip->sip_request && sip->sip_from && sip->sip_to && sip->sip_call_id && sip->sip_cseq)
        read_request(*sip);
    return 0;
}
