// Headers, statuses and addresses between sofia's structs and strings.
#include <arpa/inet.h>
#include <openssl/rand.h>

#include <array>
#include <cctype>

#include "sip/stack/stack.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {

std::string header(std::string_view name, std::string_view value) {
    std::string line;
    line.reserve(name.size() + value.size() + 4);
    line.append(name).append(": ");
    for (const char c : value) line.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
    return line.append("\r\n");
}

std::string text_of(const void* any_header) {
    if (!any_header) return {};
    // sip_header_as_string() cuts headers with long parameter lists (Authorization) at 128 bytes or so. No
    // header of a message of at most 64 kB needs more than this.
    static std::array<char, 1 << 17> buffer;
    const auto length =
        sip_header_field_e(buffer.data(), buffer.size(), static_cast<const sip_header_t*>(any_header), 0);
    if (length <= 0 || static_cast<std::size_t>(length) >= buffer.size()) return {};
    return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string text_of(const url_t& url) {
    Home home;
    return str(url_as_string(home, &url));
}

std::string header_text(const sip_t& sip, std::string_view name) {
    for (const msg_header_t* at = sip.sip_unknown ? reinterpret_cast<const msg_header_t*>(sip.sip_unknown)
                                                  : nullptr;
         at; at = at->sh_next) {
        const auto* unknown = reinterpret_cast<const sip_unknown_t*>(at);
        if (unknown->un_name && su_casenmatch(unknown->un_name, name.data(), name.size()) &&
            unknown->un_name[name.size()] == '\0')
            return str(unknown->un_value);
    }
    const msg_hclass_t* known = nullptr;
    const std::string wanted(name);
    if (auto* reference = msg_find_hclass(sip_default_mclass(), wanted.c_str(), nullptr))
        known = reference->hr_class;
    if (!known) return {};
    auto** found = msg_hclass_offset(sip_default_mclass(), reinterpret_cast<const msg_pub_t*>(&sip), known);
    return found && *found ? text_of(*found) : std::string{};
}

std::string token(std::size_t length) {
    static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";  // 32: five bits each
    std::string text(length, 'a');
    RAND_bytes(reinterpret_cast<unsigned char*>(text.data()), static_cast<int>(length));
    for (char& c : text) c = alphabet[static_cast<unsigned char>(c) % alphabet.size()];
    return text;
}

std::string phrase_of(int status) {
    const char* phrase = sip_status_phrase(status);
    return phrase ? phrase : "Unknown";
}

std::string status_phrase(int status, std::string_view words) {
    constexpr std::size_t longest = 80;
    constexpr std::string_view allowed = "-_.!~*'();/?:@&=+$, ";  // beside letters and digits
    std::string phrase;
    for (const char c : printable_utf8(words)) {
        const bool ascii = static_cast<unsigned char>(c) < 0x80;
        const bool plain = !ascii || std::isalnum(static_cast<unsigned char>(c)) != 0;
        phrase.push_back(plain || allowed.find(c) != std::string_view::npos ? c : '\'');
    }
    if (phrase.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(phrase[end]) & 0xC0) == 0x80)
            --end;  // not within a letter
        phrase.resize(end);
    }
    return phrase.find_first_not_of(' ') == std::string::npos ? phrase_of(status) : phrase;
}

Address endpoint_of(const su_sockaddr_t& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    su_inet_ntop(address.su_family, SU_ADDR(&address), text.data(), text.size());
    return {text.data(), ntohs(address.su_port)};
}

}  // namespace layby::sip
