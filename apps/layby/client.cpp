#include "layby/client.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cctype>

namespace layby::app {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr auto patience = std::chrono::seconds(5);

using Message = http::request<http::string_body>;

/// One connection for one question. Each step runs the loop until that step is done or late.
class Conversation {
  public:
    beast::error_code connect(const std::string& host, const std::string& port) {
        beast::error_code error;
        const auto found = asio::ip::tcp::resolver(io_).resolve(host, port, error);
        if (error) return error;
        stream_.expires_after(patience);
        stream_.async_connect(found, [&](beast::error_code result, const auto&) { error = result; });
        return finish(error);
    }

    beast::error_code ask(const Message& question, http::response<http::string_body>& answer) {
        beast::error_code error;
        beast::flat_buffer buffer;
        stream_.expires_after(patience);
        http::async_write(stream_, question, [&](beast::error_code sent, std::size_t) {
            if (sent) {
                error = sent;
                return;
            }
            http::async_read(stream_, buffer, answer,
                             [&](beast::error_code read, std::size_t) { error = read; });
        });
        return finish(error);
    }

  private:
    beast::error_code finish(const beast::error_code& error) {
        io_.restart();
        io_.run();
        return error;
    }

    asio::io_context io_{1};
    beast::tcp_stream stream_{io_};
};

std::string why(const beast::error_code& error) {
    if (error == asio::error::connection_refused) return "is it running?";
    if (error == beast::error::timeout) return "it is too busy or hangs";
    return error.message();
}

Message message(http::verb verb, const std::string& path, const std::string& host, const std::string& json) {
    Message out(verb, path, 11);
    out.set(http::field::host, host);
    out.set(http::field::connection, "close");
    if (verb == http::verb::get) return out;
    out.set(http::field::content_type, "application/json");
    out.body() = json;
    out.prepare_payload();
    return out;
}

Reply send(const std::string& api, const std::string& host, const std::string& port,
           const Message& question) {
    Conversation conversation;
    http::response<http::string_body> answer;
    auto error = conversation.connect(host, port);
    if (!error) error = conversation.ask(question, answer);
    if (error) throw NoServer(fmt::format("no Layby server answers at {}: {}", api, why(error)));
    return {static_cast<int>(answer.result_int()), answer.body()};
}

}  // namespace

Client::Client(const std::string& api) : api_(api) {
    const auto colon = api.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == api.size()) {
        throw BadAddress(fmt::format("--api: \"{}\" is not an address like 127.0.0.1:7080", api));
    }
    host_ = api.substr(0, colon);
    port_ = api.substr(colon + 1);
    if (host_.front() == '[' && host_.back() == ']') host_ = host_.substr(1, host_.size() - 2);
}

Reply Client::get(const std::string& path) const {
    return send(api_, host_, port_, message(http::verb::get, path, api_, {}));
}

Reply Client::post(const std::string& path, const std::string& json) const {
    return send(api_, host_, port_, message(http::verb::post, path, api_, json));
}

Reply Client::put(const std::string& path, const std::string& json) const {
    return send(api_, host_, port_, message(http::verb::put, path, api_, json));
}

Reply Client::remove(const std::string& path) const {
    return send(api_, host_, port_, message(http::verb::delete_, path, api_, {}));
}

std::string encoded(const std::string& segment) {
    std::string out;
    for (const unsigned char c : segment) {
        const bool plain = std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '~';
        out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    }
    return out;
}

}  // namespace layby::app
