#include "layby/client.hpp"

#include <fmt/format.h>

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cctype>
#include <optional>
#include <vector>

namespace layby::app {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;

namespace {

/// More than the server has with files to read.
constexpr auto much_patience = std::chrono::seconds(35);
/// A server that is there says something on the live feed more often than that.
constexpr auto signs_of_life = std::chrono::seconds(40);

using Protocol = asio::generic::stream_protocol;
using Endpoints = std::vector<Protocol::endpoint>;
using Message = http::request<http::string_body>;

using Plain = beast::basic_stream<Protocol>;
using Secure = ssl::stream<Plain&>;

/// Whom we believe to be the server.
ssl::context trusting(const std::string& ca) {
    ssl::context out(ssl::context::tls_client);
    beast::error_code error;
    ca.empty() ? out.set_default_verify_paths(error) : out.load_verify_file(ca, error);
    if (error) throw BadAddress(fmt::format("--ca: {} has no certificate in PEM", ca));
    SSL_CTX_set_min_proto_version(out.native_handle(), TLS1_2_VERSION);
    return out;
}

/// One connection for one question. Each step runs the loop until that step is done or late.
class Conversation {
  public:
    explicit Conversation(std::chrono::seconds patience) : patience_(patience) {}

    beast::error_code connect(const Endpoints& all) {
        beast::error_code error = asio::error::host_not_found;
        for (const auto& one : all) {
            stream_.expires_after(patience_);
            stream_.async_connect(one, [&](beast::error_code result) { error = result; });
            if (!finish(error)) break;
            stream_.close();
        }
        return error;
    }

    /// TLS from now on, with this host and nobody else (RFC 6125).
    beast::error_code secure(const std::string& host, const std::string& ca) {
        beast::error_code error;
        tls_.emplace(trusting(ca));
        secure_.emplace(stream_, *tls_);
        secure_->set_verify_mode(ssl::verify_peer);
        secure_->set_verify_callback(ssl::host_name_verification(host));
        asio::ip::make_address(host, error);
        if (error) name_host(host);
        stream_.expires_after(patience_);
        secure_->async_handshake(ssl::stream_base::client, [&](beast::error_code result) { error = result; });
        return finish(error);
    }

    Endpoints resolve(const std::string& host, const std::string& port, beast::error_code& error) {
        const auto found = asio::ip::tcp::resolver(io_).resolve(host, port, error);
        Endpoints out;
        for (const auto& one : found) out.emplace_back(one.endpoint());
        return out;
    }

    beast::error_code ask(const Message& question, http::response<http::string_body>& answer) {
        beast::error_code error;
        beast::flat_buffer buffer;
        put(question, error, [&](auto& stream) {
            http::async_read(stream, buffer, answer,
                             [&](beast::error_code read, std::size_t) { error = read; });
        });
        return finish(error);
    }

    /// The head of the answer, and its body unless that is a stream of events.
    beast::error_code begin(const Message& question, http::response_parser<http::string_body>& answer) {
        beast::error_code error;
        put(question, error, [&](auto& stream) {
            http::async_read_header(stream, buffer_, answer,
                                    [&](beast::error_code read, std::size_t) { error = read; });
        });
        if (finish(error) || answer.get().result() == http::status::ok) return error;
        with_stream([&](auto& stream) {
            http::async_read(stream, buffer_, answer,
                             [&](beast::error_code read, std::size_t) { error = read; });
        });
        return finish(error);
    }

    /// Until `take` has had enough, or nothing more comes.
    void read_all(const std::function<bool(std::string_view)>& take,
                  const std::function<void()>& each_second) {
        const auto rest = buffer_.data();
        if (!take({static_cast<const char*>(rest.data()), rest.size()})) return;
        tick(each_second);
        read_some(take);
        io_.restart();
        io_.run();
    }

  private:
    /// What SSL_set_tlsext_host_name() is, which casts in the old style.
    void name_host(const std::string& host) {
        SSL_ctrl(secure_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(host.c_str()));
    }

    template <class Use>
    void with_stream(Use use) {
        secure_ ? use(*secure_) : use(stream_);
    }

    /// Writes the question, and goes on when it has left.
    template <class Then>
    void put(const Message& question, beast::error_code& error, Then then) {
        stream_.expires_after(patience_);
        with_stream([&](auto& stream) {
            http::async_write(stream, question, [&error, &stream, then](beast::error_code sent, std::size_t) {
                error = sent;
                if (!sent) then(stream);
            });
        });
    }

    void read_some(const std::function<bool(std::string_view)>& take) {
        stream_.expires_after(signs_of_life);
        with_stream([&](auto& stream) {
            stream.async_read_some(asio::buffer(some_),
                                   [this, &take](beast::error_code error, std::size_t size) {
                                       if (error || !take({some_.data(), size})) return io_.stop();
                                       read_some(take);
                                   });
        });
    }

    void tick(const std::function<void()>& each_second) {
        second_.expires_after(std::chrono::seconds(1));
        second_.async_wait([this, &each_second](beast::error_code error) {
            if (error) return;
            each_second();
            tick(each_second);
        });
    }

    /// By reference: the steps write to it while the loop runs.
    beast::error_code finish(const beast::error_code& error) {
        io_.restart();
        io_.run();
        return error;
    }

    const std::chrono::seconds patience_;
    asio::io_context io_{1};
    Plain stream_{io_};
    std::optional<ssl::context> tls_;
    std::optional<Secure> secure_;
    beast::flat_buffer buffer_;
    std::array<char, 16 * 1024> some_;
    asio::steady_timer second_{io_};
};

std::string why(const beast::error_code& error) {
    if (error.category() == asio::error::get_ssl_category())
        return fmt::format(
            "its certificate is not trusted, or it speaks no TLS ({}); --ca names the authority "
            "that it is from",
            error.message());
    if (error == http::error::end_of_stream || error == asio::error::connection_reset)
        return "it has hung up; perhaps it speaks TLS: https://…";
    if (error == asio::error::connection_refused || error.value() == ENOENT) return "is it running?";
    if (error == asio::error::access_denied) return "this account may not use it; try sudo";
    if (error == beast::error::timeout) return "it is too busy or hangs";
    return error.message();
}

Message message(http::verb verb, const std::string& path, const std::string& json) {
    Message out(verb, path, 11);
    out.set(http::field::connection, "close");
    if (verb == http::verb::get) return out;
    out.set(http::field::content_type, "application/json");
    out.body() = json;
    out.prepare_payload();
    return out;
}

/// Without "unix:"; empty when it isn't one.
std::string socket_path(const std::string& api) {
    constexpr std::string_view scheme = "unix:";
    if (api.starts_with(scheme)) return api.substr(scheme.size());
    const bool url = api.find("://") != std::string::npos;
    return !url && api.find('/') != std::string::npos ? api : std::string{};
}

constexpr std::string_view https = "https://";

/// "http://127.0.0.1:7080/" as "127.0.0.1:7080".
std::string without_url(std::string api) {
    for (const std::string_view scheme : {std::string_view("http://"), https}) {
        if (!api.starts_with(scheme)) continue;
        api.erase(0, scheme.size());
        api.resize(std::min(api.find('/'), api.size()));
        const bool has_port = api.find(':') != std::string::npos && !api.ends_with(']');
        return scheme == https && !has_port ? api + ":443" : api;
    }
    return api;
}

beast::error_code open(const Client::Address& at, Conversation& conversation) {
    beast::error_code error;
    if (at.socket.size() >= sizeof(sockaddr_un::sun_path)) return asio::error::name_too_long;
    if (!at.socket.empty())
        return conversation.connect({Protocol::endpoint(asio::local::stream_protocol::endpoint(at.socket))});
    const auto found = conversation.resolve(at.host, at.port, error);
    if (!error) error = conversation.connect(found);
    return error || !at.tls ? error : conversation.secure(at.host, at.ca);
}

void address(const Client::Address& at, Message& question) {
    question.target(at.base + std::string(question.target()));
    question.set(http::field::host, at.socket.empty() ? at.shown : "localhost");
    if (!at.token.empty()) question.set(http::field::authorization, "Bearer " + at.token);
}

[[noreturn]] void no_answer(const Client::Address& at, const beast::error_code& error) {
    throw NoServer(fmt::format("no Layby server answers at {}: {}", at.shown, why(error)));
}

Reply send(const Client::Address& at, Message question) {
    address(at, question);
    Conversation conversation(at.patience);
    http::response<http::string_body> answer;
    auto error = open(at, conversation);
    if (!error) error = conversation.ask(question, answer);
    if (error) no_answer(at, error);
    return {static_cast<int>(answer.result_int()), answer.body()};
}

}  // namespace

Client::Client(const std::string& api, std::string token, std::string ca) {
    at_ = {without_url(api), socket_path(api),       {},           {},
           std::move(token), api.starts_with(https), std::move(ca)};
    if (!at_.socket.empty()) return;
    const auto colon = at_.shown.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == at_.shown.size()) {
        throw BadAddress(
            fmt::format("--api: \"{}\" is neither an address like 127.0.0.1:7080 nor a socket's path", api));
    }
    at_.host = at_.shown.substr(0, colon);
    at_.port = at_.shown.substr(colon + 1);
    if (at_.host.front() == '[' && at_.host.back() == ']') at_.host = at_.host.substr(1, at_.host.size() - 2);
}

Client Client::patient() const {
    auto out = *this;
    out.at_.patience = much_patience;
    return out;
}

Client Client::of_tenant(const std::string& tenant) const {
    auto out = *this;
    if (!tenant.empty()) out.at_.base = "/t/" + encoded(tenant);
    return out;
}

Reply Client::get(const std::string& path, const std::string& accept) const {
    auto question = message(http::verb::get, path, {});
    if (!accept.empty()) question.set(http::field::accept, accept);
    return send(at_, std::move(question));
}

Reply Client::post(const std::string& path, const std::string& json) const {
    return send(at_, message(http::verb::post, path, json));
}

Reply Client::put(const std::string& path, const std::string& json) const {
    return send(at_, message(http::verb::put, path, json));
}

Reply Client::patch(const std::string& path, const std::string& json) const {
    return send(at_, message(http::verb::patch, path, json));
}

Reply Client::remove(const std::string& path) const {
    return send(at_, message(http::verb::delete_, path, {}));
}

Reply Client::listen(const std::string& path, const std::string& last_id,
                     const std::function<bool(const ServerEvent&)>& on_event,
                     const std::function<void()>& each_second) const {
    auto question = message(http::verb::get, path, {});
    address(at_, question);
    if (!last_id.empty()) question.set("Last-Event-ID", last_id);
    Conversation conversation(at_.patience);
    http::response_parser<http::string_body> answer;
    auto error = open(at_, conversation);
    if (!error) error = conversation.begin(question, answer);
    if (error) no_answer(at_, error);
    const Reply reply{static_cast<int>(answer.get().result_int()), answer.get().body()};
    if (reply.status != 200) return reply;
    EventSource source;
    bool more = true;
    const auto take = [&](std::string_view bytes) {
        source.take(bytes, [&](const ServerEvent& event) { more = more && on_event(event); });
        return more;
    };
    conversation.read_all(take, each_second);
    return reply;
}

bool Client::answers() const {
    Conversation conversation(at_.patience);
    return !open(at_, conversation);
}

std::string encoded(const std::string& segment) {
    std::string out;
    for (const unsigned char c : segment) {
        const bool plain = std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '~';
        out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    }
    return out;
}

std::string with_query(std::string path, const Query& query) {
    char before = '?';
    for (const auto& [name, value] : query) {
        if (value.empty()) continue;
        path += std::exchange(before, '&') + (name + ('=' + encoded(value)));
    }
    return path;
}

}  // namespace layby::app
