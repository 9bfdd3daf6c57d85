// Who sent a caller here, as a request says: Referred-By (RFC 3892), Diversion (RFC 5806), History-Info
// (RFC 7044). Only names and numbers are of use: PBXs put any host there, e.g. a phone's own. Whether to
// believe it isn't decided here. Pure; any thread; safe on any bytes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "words/party.hpp"

namespace layby::sip {

/// The values of each header as they were written, in their order.
struct SentHeaders {
    std::string referred_by;
    std::vector<std::string> diversion, history_info;
};

/// None: nobody, or nobody who can be named.
std::optional<Party> referred_by(const SentHeaders& headers);
/// Who diverted the call last, other than the dialled number itself.
std::optional<Party> diverted_by(const SentHeaders& headers, const std::string& dialled);

}  // namespace layby::sip
