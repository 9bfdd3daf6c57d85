#include "webhooks/post.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include "runtime/curl.hpp"
#include "runtime/version.hpp"
#include "webhooks/guard.hpp"

namespace layby::webhooks {
namespace {

constexpr auto to_connect = std::chrono::milliseconds(5'000);
/// Of an answer that nobody reads.
constexpr std::size_t longest_answer = 64 * 1024;

/// A letter on its way. What libcurl has pointers to lives as long as its handle.
struct Way {
    runtime::CurlList fields;
    std::string body;
    std::function<void(Outcome)> done;
    bool allow_private{};
    bool refused{};  ///< the address, by us
    std::size_t answered{};
    std::array<char, CURL_ERROR_SIZE> error{};
    runtime::CurlHandle handle;  ///< last: it is gone first
};

/// The address that is really connected to: a name may lead anywhere, and elsewhere at each look.
curl_socket_t open_socket(void* way, curlsocktype, curl_sockaddr* address) {
    auto& letter = *static_cast<Way*>(way);
    letter.refused = !letter.allow_private && is_inside(address->addr);
    if (letter.refused) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t throw_away(const char*, std::size_t, std::size_t size, void* way) {
    auto& answered = static_cast<Way*>(way)->answered;
    answered += size;
    return answered <= longest_answer ? size : 0;
}

template <class Value>
void set(const Way& way, CURLoption option, Value value) {
    if (curl_easy_setopt(way.handle.get(), option, value) != CURLE_OK)
        throw std::runtime_error("libcurl lacks an option");
}

void address(Way& way, const Letter& letter, std::chrono::milliseconds patience) {
    set(way, CURLOPT_URL, letter.url.c_str());
    set(way, CURLOPT_PROTOCOLS_STR, "http,https");
    set(way, CURLOPT_FOLLOWLOCATION, 0L);
    set(way, CURLOPT_PROXY, "");
    // Each letter on a connection of its own, whose address was looked at for it.
    set(way, CURLOPT_FRESH_CONNECT, 1L);
    set(way, CURLOPT_FORBID_REUSE, 1L);
    set(way, CURLOPT_NOSIGNAL, 1L);
    set(way, CURLOPT_QUICK_EXIT, 1L);
    set(way, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(way, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(way, CURLOPT_OPENSOCKETDATA, &way);
    set(way, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(to_connect, patience).count()));
    set(way, CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
}

void fill(Way& way, const Letter& letter) {
    for (const auto* field : {"Content-Type: application/json", "Expect:"})
        runtime::add_to(way.fields, field);
    runtime::add_to(way.fields, "Layby-Signature: " + letter.signature);
    runtime::add_to(way.fields, "User-Agent: layby/" + std::string(runtime::version()));
    set(way, CURLOPT_HTTPHEADER, way.fields.get());
    set(way, CURLOPT_POST, 1L);
    set(way, CURLOPT_POSTFIELDS, way.body.c_str());
    set(way, CURLOPT_POSTFIELDSIZE, static_cast<long>(way.body.size()));
    set(way, CURLOPT_WRITEFUNCTION, throw_away);
    set(way, CURLOPT_WRITEDATA, &way);
    set(way, CURLOPT_ERRORBUFFER, way.error.data());
}

std::string why(const Way& way, CURLcode result) {
    if (way.refused) return "the address is private: allow_private is not set";
    if (way.answered > longest_answer) return "the answer is too long";
    return way.error.front() != '\0' ? way.error.data() : curl_easy_strerror(result);
}

Outcome outcome_of(const Way& way, CURLcode result) {
    Outcome out;
    long status = 0;
    curl_off_t took_us = 0;
    curl_easy_getinfo(way.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(way.handle.get(), CURLINFO_TOTAL_TIME_T, &took_us);
    out.took = std::chrono::milliseconds(took_us / 1000);
    // A receipt counts however long the page behind it is.
    const bool received = status >= 200 && status < 300 && !way.refused;
    if (result == CURLE_OK || received)
        out.status = static_cast<int>(status);
    else
        out.error = why(way, result);
    return out;
}

}  // namespace

struct PostOffice::Inside {
    explicit Inside(std::chrono::milliseconds its_patience) : patience(its_patience) {
        runtime::prepare_curl();
        multi.reset(curl_multi_init());
        if (!multi) throw std::runtime_error("webhooks: libcurl can't be used");
    }
    ~Inside() {
        for (const auto& [handle, way] : ways) curl_multi_remove_handle(multi.get(), handle);
    }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

    void finish(CURL* handle, CURLcode result) {
        curl_multi_remove_handle(multi.get(), handle);
        const auto gone = ways.extract(handle);
        gone.mapped()->done(outcome_of(*gone.mapped(), result));
    }

    const std::chrono::milliseconds patience;
    runtime::CurlMulti multi;
    std::map<CURL*, std::unique_ptr<Way>> ways;
};

PostOffice::PostOffice(std::chrono::milliseconds patience) : inside_(std::make_unique<Inside>(patience)) {}

PostOffice::~PostOffice() = default;

void PostOffice::send(const Letter& letter, std::function<void(Outcome)> done) {
    auto way = std::make_unique<Way>();
    way->body = letter.body;
    way->done = std::move(done);
    way->allow_private = letter.allow_private;
    way->handle.reset(curl_easy_init());
    address(*way, letter, inside_->patience);
    fill(*way, letter);
    auto* handle = way->handle.get();
    curl_multi_add_handle(inside_->multi.get(), handle);
    inside_->ways.emplace(handle, std::move(way));
}

void PostOffice::run(std::chrono::milliseconds at_most) {
    int running = 0;
    curl_multi_perform(inside_->multi.get(), &running);
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(inside_->multi.get(), &left)) {
        any = true;
        inside_->finish(message->easy_handle, message->data.result);
    }
    if (!any) curl_multi_poll(inside_->multi.get(), nullptr, 0, static_cast<int>(at_most.count()), nullptr);
}

void PostOffice::wake() { curl_multi_wakeup(inside_->multi.get()); }

}  // namespace layby::webhooks
