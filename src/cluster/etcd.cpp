#include "cluster/etcd.hpp"

#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include "cluster/etcd_text.hpp"
#include "runtime/curl.hpp"
#include "runtime/log.hpp"

namespace layby::cluster {
namespace {

constexpr std::size_t longest_answer = 64UL * 1024 * 1024;
constexpr long to_connect_ms = 500;

/// What has come back.
struct Reply {
    Trouble trouble{};
    std::string body;
};

/// A request on its way. What libcurl has pointers to lives as long as its handle.
struct Asked {
    std::string body, answer;
    std::array<char, CURL_ERROR_SIZE> error{};
    bool streams{};
    std::function<void(Reply)> done;
    std::function<void(std::string)> line;  ///< of one that streams
    runtime::CurlHandle handle;             ///< last: it is gone first
};

std::size_t take(const char* bytes, std::size_t, std::size_t size, void* way) {
    auto& answer = static_cast<Asked*>(way)->answer;
    if (answer.size() + size > longest_answer) return 0;
    answer.append(bytes, size);
    return size;
}

/// What surely has not reached etcd is not done.
Trouble trouble_of(CURLcode result, long status) {
    if (result == CURLE_COULDNT_CONNECT || result == CURLE_COULDNT_RESOLVE_HOST ||
        result == CURLE_SSL_CONNECT_ERROR || result == CURLE_PEER_FAILED_VERIFICATION)
        return Trouble::unavailable;
    return result == CURLE_OK && status == 200 ? Trouble::none : Trouble::unknown;
}

}  // namespace

struct Etcd::Inside {
    explicit Inside(EtcdOptions its_options) : options(std::move(its_options)) {
        runtime::prepare_curl();
        multi.reset(curl_multi_init());
        for (const auto* field : {"Content-Type: application/json", "Expect:"})
            runtime::add_to(fields, field);
        if (!multi || !fields || options.addresses.empty())
            throw std::runtime_error("cluster: libcurl can't be used, or there is no address of etcd");
    }
    ~Inside() {
        for (const auto& [handle, asked] : all) curl_multi_remove_handle(multi.get(), handle);
    }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

    const std::string& address() const { return options.addresses[at % options.addresses.size()]; }

    CURL* send(const std::string& url, std::string body, std::unique_ptr<Asked> asked) {
        asked->body = std::move(body);
        asked->handle.reset(curl_easy_init());
        auto* handle = asked->handle.get();
        curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(handle, CURLOPT_TCP_KEEPIDLE, 5L);
        curl_easy_setopt(handle, CURLOPT_TCP_KEEPINTVL, 2L);
        curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, to_connect_ms);
        if (!asked->streams)
            curl_easy_setopt(
                handle, CURLOPT_TIMEOUT_MS,
                static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(options.patience).count()));
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields.get());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, asked->body.c_str());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(asked->body.size()));
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, asked.get());
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, asked->error.data());
        if (!options.ca.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca.c_str());
        if (!options.certificate.empty()) {
            curl_easy_setopt(handle, CURLOPT_SSLCERT, options.certificate.c_str());
            curl_easy_setopt(handle, CURLOPT_SSLKEY, options.key.c_str());
        }
        curl_multi_add_handle(multi.get(), handle);
        all.emplace(handle, std::move(asked));
        return handle;
    }

    void ask(const char* path, std::string body, std::function<void(Reply)> done) {
        auto asked = std::make_unique<Asked>();
        asked->done = std::move(done);
        send(address() + path, std::move(body), std::move(asked));
    }

    void end(CURL* handle) {
        curl_multi_remove_handle(multi.get(), handle);
        all.erase(handle);
    }

    /// Another of the addresses is asked from now on.
    void complain(const Asked& asked, CURLcode result, long status) {
        const bool same = complaint == std::pair{result, status};
        complaint = std::pair{result, status};
        if (!same)
            log::warn("cluster: etcd at {}: {}", address(),
                      result == CURLE_OK            ? "it answers " + std::to_string(status)
                      : asked.error.front() != '\0' ? std::string(asked.error.data())
                                                    : std::string(curl_easy_strerror(result)));
        ++at;
    }

    void finish(CURL* handle, CURLcode result) {
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        curl_multi_remove_handle(multi.get(), handle);
        const auto gone = all.extract(handle);
        auto& asked = *gone.mapped();
        const auto trouble = trouble_of(result, status);
        if (trouble != Trouble::none)
            complain(asked, result, status);
        else if (!asked.streams)
            complaint.reset();
        if (handle == watching) watching = nullptr;
        if (asked.streams) tell_lines(asked);
        asked.done({trouble, std::move(asked.answer)});
    }

    /// What has come line by line. Its listener may end it.
    static bool tell_lines(Asked& asked) {
        bool any = false;
        while (true) {
            const auto end = asked.answer.find('\n');
            if (end == std::string::npos) return any;
            auto line = asked.answer.substr(0, end);
            asked.answer.erase(0, end + 1);
            any = true;
            const auto tell = asked.line;
            tell(std::move(line));
            if (!asked.line) return any;
        }
    }

    bool tell_watcher() {
        const auto found = watching ? all.find(watching) : all.end();
        return found != all.end() && tell_lines(*found->second);
    }

    /// Ends where nothing of it is used any more.
    void end_watch() {
        if (!watching) return;
        if (const auto found = all.find(watching); found != all.end()) {
            found->second->line = {};
            ended.push_back(std::exchange(watching, nullptr));
        }
    }

    void sweep() {
        for (auto* handle : std::exchange(ended, {}))
            if (all.contains(handle)) end(handle);
    }

    const EtcdOptions options;
    std::size_t at{};  ///< whom of the addresses we ask
    std::optional<std::pair<CURLcode, long>>
        complaint;  ///< the last one, so that it is not said again and again
    runtime::CurlMulti multi;
    runtime::CurlList fields;
    std::map<CURL*, std::unique_ptr<Asked>> all;
    CURL* watching{};
    std::vector<CURL*> ended;
};

Etcd::Etcd(EtcdOptions options) : inside_(std::make_unique<Inside>(std::move(options))) {}
Etcd::~Etcd() = default;

namespace {

/// The answer as it was read, or what trouble there was.
template <class Answer>
Answer answer_of(const Reply& reply, std::optional<Answer> read) {
    if (read) return std::move(*read);
    Answer out;
    out.trouble = reply.trouble == Trouble::none ? Trouble::unknown : reply.trouble;
    return out;
}

}  // namespace

void Etcd::grant(Duration lasting, std::function<void(Granted)> done) {
    inside_->ask("/v3/lease/grant", etcd::grant_text(lasting), [done = std::move(done)](const Reply& reply) {
        done(answer_of(reply, etcd::read_granted(reply.body)));
    });
}

void Etcd::keep(LeaseId lease, std::function<void(Kept)> done) {
    inside_->ask("/v3/lease/keepalive", etcd::lease_text(lease),
                 [done = std::move(done)](const Reply& reply) {
                     done(answer_of(reply, etcd::read_kept(reply.body)));
                 });
}

void Etcd::revoke(LeaseId lease, std::function<void()> done) {
    inside_->ask("/v3/lease/revoke", etcd::lease_text(lease),
                 [done = std::move(done)](const Reply&) { done(); });
}

void Etcd::announce(const std::string& key, const std::string& value, LeaseId lease,
                    std::function<void(Announced)> done) {
    inside_->ask("/v3/kv/put", etcd::announce_text(key, value, lease),
                 [done = std::move(done)](const Reply& reply) { done({reply.trouble}); });
}

void Etcd::write(const Terms& terms, std::vector<Step> steps, std::function<void(Written)> done) {
    inside_->ask("/v3/kv/txn", etcd::write_text(terms, steps),
                 [done = std::move(done), count = steps.size()](const Reply& reply) {
                     done(answer_of(reply, etcd::read_written(reply.body, count)));
                 });
}

void Etcd::list(const std::string& prefix, std::function<void(Listed)> done) {
    inside_->ask("/v3/kv/range", etcd::list_text(prefix), [done = std::move(done)](const Reply& reply) {
        done(answer_of(reply, etcd::read_listed(reply.body)));
    });
}

void Etcd::watch(const std::string& prefix, Revision from, std::function<void(Heard)> heard) {
    inside_->end_watch();
    auto asked = std::make_unique<Asked>();
    asked->streams = true;
    const auto over = std::make_shared<bool>(false);
    asked->line = [heard, over](const std::string& line) {
        auto read = etcd::read_heard(line);
        if (*over) return;
        if (!read) read = Heard{{}, 0, true, false};
        *over = read->over;
        heard(*read);
    };
    asked->done = [heard, over](const Reply&) {
        if (!std::exchange(*over, true)) heard({{}, 0, true, false});
    };
    inside_->watching =
        inside_->send(inside_->address() + "/v3/watch", etcd::watch_text(prefix, from), std::move(asked));
}

void Etcd::ask_status(std::size_t address, std::function<void(std::string)> done) {
    auto asked = std::make_unique<Asked>();
    asked->done = [done = std::move(done)](const Reply& reply) {
        done(reply.trouble == Trouble::none ? etcd::read_status(reply.body) : std::string{});
    };
    inside_->send(inside_->options.addresses.at(address) + "/v3/maintenance/status", "{}", std::move(asked));
}

void Etcd::run(std::chrono::milliseconds at_most) {
    auto* multi = inside_->multi.get();
    int running = 0;
    inside_->sweep();
    curl_multi_perform(multi, &running);
    bool any = inside_->tell_watcher();
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        any = true;
        inside_->finish(message->easy_handle, message->data.result);
    }
    inside_->sweep();
    if (!any) curl_multi_poll(multi, nullptr, 0, static_cast<int>(at_most.count()), nullptr);
}

void Etcd::wake() { curl_multi_wakeup(inside_->multi.get()); }

}  // namespace layby::cluster
