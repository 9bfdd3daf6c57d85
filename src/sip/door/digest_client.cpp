#include <algorithm>
#include <cstdio>

#include "sip/door/digest_hash.hpp"

namespace layby::sip::digest {
namespace {

struct Choice {
    Params params;
    Algorithm algorithm{};
    bool quality{};  ///< qop=auth is offered
};

bool offers_auth(std::string_view qop) {
    while (!qop.empty()) {
        const auto end = std::min(qop.find(','), qop.size());
        auto word = qop.substr(0, end);
        while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
        while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
        if (word == "auth") return true;
        qop.remove_prefix(std::min(end + 1, qop.size()));
    }
    return false;
}

/// A challenge that asks for auth-int alone can't be answered.
std::optional<Choice> usable(const std::string& challenge) {
    auto params = parse(challenge);
    if (!params || params->nonce.empty()) return {};
    const auto algorithm = algorithm_named(params->algorithm);
    const bool quality = offers_auth(params->qop);
    if (!algorithm || (!quality && !params->qop.empty())) return {};
    return Choice{std::move(*params), *algorithm, quality};
}

std::optional<Choice> strongest(const std::vector<std::string>& challenges, bool md5_alone) {
    std::optional<Choice> best;
    for (const auto& challenge : challenges) {
        auto choice = usable(challenge);
        if (md5_alone && choice && choice->algorithm != Algorithm::md5) continue;
        if (choice &&
            (!best || (best->algorithm == Algorithm::md5 && choice->algorithm == Algorithm::sha256)))
            best = std::move(choice);
    }
    return best;
}

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string count_text(std::uint32_t count) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", count);
    return text;
}

}  // namespace

std::string response_to(const Proof& proof) {
    const auto join = [](std::initializer_list<std::string_view> parts) {
        std::string out;
        for (const auto part : parts) (out.empty() ? out : out += ':') += part;
        return out;
    };
    const auto user =
        std::string(proof.username) + ':' + std::string(proof.realm) + ':' + std::string(proof.password);
    const auto one = hash_hex(proof.algorithm, user);
    const auto two = hash_hex(proof.algorithm, std::string(proof.method) + ':' + std::string(proof.uri));
    if (proof.qop.empty()) return hash_hex(proof.algorithm, join({one, proof.nonce, two}));
    return hash_hex(proof.algorithm, join({one, proof.nonce, proof.nc, proof.cnonce, proof.qop, two}));
}

std::optional<std::string> answer(const std::vector<std::string>& challenges, const Credentials& credentials,
                                  std::string_view method, std::string_view uri, std::string_view cnonce,
                                  std::uint32_t count) {
    const auto choice = strongest(challenges, credentials.md5_alone);
    if (!choice) return {};
    const Params& asked = choice->params;
    const std::string nc = count_text(count);
    const std::string response =
        response_to({choice->algorithm, credentials.user, asked.realm, credentials.password, method, uri,
                     asked.nonce, nc, cnonce, choice->quality ? "auth" : ""});
    std::string out = "Digest username=" + quoted_text(credentials.user) +
                      ", realm=" + quoted_text(asked.realm) + ", nonce=" + quoted_text(asked.nonce) +
                      ", uri=" + quoted_text(uri) + ", response=\"" + response + '"';
    if (!asked.algorithm.empty()) out += std::string(", algorithm=") + name_of(choice->algorithm);
    if (choice->quality) out += ", qop=auth, nc=" + nc + ", cnonce=" + quoted_text(cnonce);
    if (!asked.opaque.empty()) out += ", opaque=" + quoted_text(asked.opaque);
    return out;
}

bool stale(const std::vector<std::string>& challenges) {
    return std::any_of(challenges.begin(), challenges.end(), [](const std::string& challenge) {
        const auto params = parse(challenge);
        return params && params->stale;
    });
}

}  // namespace layby::sip::digest
