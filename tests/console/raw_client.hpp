// A client that sends exactly the bytes it is told to, over a real loopback socket: also what no HTTP library
// would send. Reads give up after 5 s.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fake_desk.hpp"

namespace layby::console {

struct Reply {
    int status{};
    std::map<std::string, std::string> fields;  ///< names in lower case
    std::string body;

    nlohmann::json json() const { return nlohmann::json::parse(body); }
    std::string code() const { return json().at("code"); }
};

/// The field that opens the API.
inline std::string token_field(const std::string& token = the_token) {
    return "Authorization: Bearer " + token + "\r\n";
}

class RawClient {
  public:
    /// At a socket's path.
    explicit RawClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        path.copy(to.sun_path, sizeof to.sun_path - 1);
        const timeval patience{5, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
            throw std::runtime_error("connect failed");
        }
    }
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{5, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
            throw std::runtime_error("connect failed");
        }
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// The next reply; `head`: to a HEAD request, which has no body. Throws when none comes.
    Reply reply(bool head = false) {
        while (bytes_.find("\r\n\r\n") == std::string::npos) receive();
        const auto end = bytes_.find("\r\n\r\n");
        Reply out = parsed(bytes_.substr(0, end + 2));
        bytes_.erase(0, end + 4);
        const std::size_t length = head ? 0 : std::stoul(out.fields.at("content-length"));
        while (bytes_.size() < length) receive();
        out.body = bytes_.substr(0, length);
        bytes_.erase(0, length);
        return out;
    }

    Reply ask(std::string_view bytes) {
        send(bytes);
        auto answer = reply();
        note(bytes, answer);
        return answer;
    }
    Reply get(const std::string& path) {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + token_field(token) + "\r\n");
    }
    std::string token = the_token;
    /// `fields`: as they are sent, each with its end of line.
    Reply post(const std::string& path, const std::string& body, const std::string& fields = {},
               const std::string& type = "application/json") {
        return with_body("POST", path, body, fields, type);
    }
    Reply put(const std::string& path, const std::string& body, const std::string& fields = {},
              const std::string& type = "application/json") {
        return with_body("PUT", path, body, fields, type);
    }
    Reply with_body(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& fields, const std::string& type) {
        return ask(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + token_field(token) + fields +
                   "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
                   "\r\n\r\n" + body);
    }

    /// Without a token, on a connection that stays.
    Reply bare(const std::string& method, const std::string& path, const std::string& body = {},
               const std::string& fields = {}, const std::string& type = "application/json") {
        return ask(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "Content-Type: " +
                   type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }

    /// Everything up to these bytes, which have to come. They and what is before them are read then.
    std::string until(const std::string& bytes) {
        std::size_t begin = 0, at{};
        while ((at = bytes_.find(bytes, begin)) == std::string::npos) {
            begin = bytes_.size() - std::min(bytes_.size(), bytes.size());
            receive();
        }
        const auto end = at + bytes.size();
        const auto out = bytes_.substr(0, end);
        bytes_.erase(0, end);
        return out;
    }
    /// True when the server closes, after whatever it still sends.
    bool ends() {
        char some[4096];
        ssize_t count{};
        while ((count = ::recv(socket_, some, sizeof some, 0)) > 0) continue;
        return count == 0 || errno == ECONNRESET;
    }

    /// True when the server closes without another byte.
    bool closed() {
        if (!bytes_.empty()) return false;
        char byte{};
        return ::recv(socket_, &byte, 1, 0) == 0;
    }

  private:
    /// For test_contract.py, which compares all answers with openapi.yaml.
    static void note(std::string_view question, const Reply& answer) {
        const char* file = std::getenv("LAYBY_EXCHANGES");
        if (!file) return;
        const auto type = answer.fields.find("content-type");
        const nlohmann::json line{{"question", question.substr(0, question.find('\r'))},
                                  {"status", answer.status},
                                  {"type", type == answer.fields.end() ? "" : type->second},
                                  {"body", answer.body}};
        std::ofstream(file, std::ios::app)
            << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }

    void receive() {
        char some[64 * 1024];
        const auto count = ::recv(socket_, some, sizeof some, 0);
        if (count <= 0) throw std::runtime_error("no reply; so far: " + bytes_);
        bytes_.append(some, static_cast<std::size_t>(count));
    }

    static Reply parsed(const std::string& head) {
        Reply out;
        out.status = std::stoi(head.substr(9, 3));
        for (auto at = head.find("\r\n") + 2; at < head.size();) {
            const auto end = head.find("\r\n", at);
            const auto colon = head.find(':', at);
            auto name = head.substr(at, colon - at);
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
            out.fields[name] = head.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        return out;
    }

    int socket_;
    std::string bytes_;
};

}  // namespace layby::console
