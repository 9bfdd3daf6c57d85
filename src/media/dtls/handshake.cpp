#include "media/dtls/handshake.hpp"

#include <openssl/err.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <utility>

#include "media/dtls/fingerprint.hpp"
#include "media/srtp/session_keys.hpp"

namespace layby::media {
namespace {

// What was said and not answered is said again after this, and then each time after twice as long.
constexpr unsigned first_repeat_us = 250'000, last_repeat_us = 4'000'000;

unsigned next_repeat(SSL*, unsigned before_us) {
    return before_us == 0 ? first_repeat_us : std::min(2 * before_us, last_repeat_us);
}

std::optional<SrtpCipher> cipher_of(const SRTP_PROTECTION_PROFILE* profile) {
    if (profile == nullptr) return {};
    switch (profile->id) {
        case SRTP_AES128_CM_SHA1_80:
            return SrtpCipher::cm_128_80;
        case SRTP_AES128_CM_SHA1_32:
            return SrtpCipher::cm_128_32;
        case SRTP_AEAD_AES_128_GCM:
            return SrtpCipher::gcm_128;
        case SRTP_AEAD_AES_256_GCM:
            return SrtpCipher::gcm_256;
        default:
            return {};
    }
}

SrtpKey key_from(SrtpCipher cipher, const std::uint8_t* master, const std::uint8_t* salt) {
    Wiped<SrtpKey::most_bytes> bytes;
    std::copy_n(master, master_key_bytes(cipher), bytes.begin());
    std::copy_n(salt, master_salt_bytes(cipher), bytes.begin() + master_key_bytes(cipher));
    return {cipher, bytes};
}

}  // namespace

std::unique_ptr<Handshake> Handshake::make(const Identity& identity, Side side) {
    std::unique_ptr<Handshake> made(new Handshake);
    made->connection_ = identity.connection();
    SSL* connection = made->connection_.get();
    if (connection == nullptr || !made->datagrams_.attach(connection)) return {};
    DTLS_set_timer_cb(connection, next_repeat);
    if (side == Side::server)
        SSL_set_accept_state(connection);
    else
        SSL_set_connect_state(connection);
    if (side == Side::client) made->go_on();
    return made;
}

bool Handshake::hear_with_cookie(Bytes hello, CookieOf cookie) {
    SSL* connection = connection_.get();
    cookie_ = std::move(cookie);
    ask_for_cookie(connection, cookie_);
    const std::unique_ptr<BIO_ADDR, void (*)(BIO_ADDR*)> nowhere_known(BIO_ADDR_new(), BIO_ADDR_free);
    datagrams_.in = hello;
    ERR_clear_error();
    const bool shown = DTLSv1_listen(connection, nowhere_known.get()) == 1;
    datagrams_.in = {};
    return shown;
}

Handshake::State Handshake::hear(Bytes datagram) {
    if (state_ == State::failed) return state_;
    datagrams_.in = datagram;
    go_on();
    datagrams_.in = {};
    return state_;
}

Handshake::State Handshake::repeat() {
    ERR_clear_error();
    if (state_ == State::going_on && DTLSv1_handle_timeout(connection_.get()) < 0) return fail();
    return state_;
}

std::optional<Duration> Handshake::repeat_in() const {
    timeval left{};
    if (state_ != State::going_on || DTLSv1_get_timeout(connection_.get(), &left) != 1) return {};
    return std::chrono::seconds{left.tv_sec} + std::chrono::microseconds{left.tv_usec};
}

std::vector<Datagram> Handshake::say() { return std::exchange(datagrams_.out, {}); }

/// What comes after the handshake is read as well: OpenSSL says its last words again when the peer has missed
/// them.
Handshake::State Handshake::go_on() {
    SSL* connection = connection_.get();
    ERR_clear_error();
    std::array<char, 64> nobody_reads_it{};
    const bool shaking = state_ == State::going_on;
    const int result =
        shaking ? SSL_do_handshake(connection)
                : SSL_read(connection, nobody_reads_it.data(), static_cast<int>(nobody_reads_it.size()));
    if (!shaking) return state_;
    if (result == 1) return state_ = State::over;
    const int reason = SSL_get_error(connection, result);
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE ? state_ : fail();
}

Handshake::State Handshake::fail() {
    const auto code = ERR_get_error();
    const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    why_ = reason != nullptr ? reason : "the peer has given up";
    ERR_clear_error();
    return state_ = State::failed;
}

std::optional<Fingerprint> Handshake::peer(DigestName hash) const {
    const X509* certificate = SSL_get0_peer_certificate(connection_.get());
    if (certificate == nullptr) return {};
    return fingerprint_of(*certificate, hash);
}

std::optional<SrtpKeys> Handshake::keys() const {
    constexpr std::string_view label = "EXTRACTOR-dtls_srtp";
    SSL* connection = connection_.get();
    const auto cipher = cipher_of(SSL_get_selected_srtp_profile(connection));
    if (!cipher) return {};
    const std::size_t key = master_key_bytes(*cipher), salt = master_salt_bytes(*cipher);
    Wiped<2 * SrtpKey::most_bytes> made;  // the client's key, the server's, and the salts in this order
    if (SSL_export_keying_material(connection, made.data(), 2 * (key + salt), label.data(), label.size(),
                                   nullptr, 0, 0) != 1)
        return {};
    const auto clients = key_from(*cipher, made.data(), made.data() + 2 * key);
    const auto servers = key_from(*cipher, made.data() + key, made.data() + 2 * key + salt);
    if (SSL_is_server(connection) != 0) return SrtpKeys{servers, clients};
    return SrtpKeys{clients, servers};
}

}  // namespace layby::media
