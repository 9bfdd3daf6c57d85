// One client's connection: reads requests one after the other, hands each to the API, writes the answer.
// Keeps itself alive while something is under way. Console thread.
#pragma once
#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <set>

#include "console/event_stream.hpp"
#include "console/site.hpp"

namespace layby::console {

class Connection;

/// Who is connected. Shared with the connections: the last of them may die with a reply that is out, after
/// the server.
struct Crowd {
    std::set<Connection*> here;
    std::size_t large{};  ///< how many may bring a large body just now
    bool ending{};        ///< each connection ends with the answer that it waits for

    void end();
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    struct Room {
        const Sites& sites;
        const Limits& limits;
    };
    Connection(Socket socket, Visitor visitor, const Room& room, std::shared_ptr<Crowd> crowd);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void read();
    /// The server ends: who waits for an answer is told so, an answer under way gets out.
    void end();

  private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Message = boost::beast::http::response<boost::beast::http::string_body>;

    void on_head(boost::beast::error_code error);
    /// How large the body may be is known by what is asked; false: it is too large.
    bool takes_body();
    void read_body();
    void on_request(boost::beast::error_code error);
    void refuse_malformed(boost::beast::error_code error);
    void ask();
    void wait_for_answer(std::chrono::milliseconds most);
    void answer(std::uint64_t question, const Answer& answer);
    void write_later(const Answer& answer);
    void listen(const Listen& wanted);
    void open_socket(const Listen& wanted);
    bool speaks_early();
    void hand_over(const Answer::Phone& phone);
    void write(const Answer& answer, bool keep_alive);
    void on_written(boost::beast::error_code error, bool keep_alive);
    void close();
    void discard();

    boost::beast::basic_stream<boost::asio::generic::stream_protocol> stream_;
    Visitor visitor_;
    boost::asio::steady_timer patience_;  ///< until the desk must have answered
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::optional<Message> message_;
    std::string interim_;
    std::array<char, 4096> discarded_;
    const Room& room_;
    const Limits& limits_;
    std::shared_ptr<Crowd> crowd_;
    bool writing_{};
    Site* site_{};              ///< that the last request has asked
    bool large_{};              ///< counted in the crowd
    std::uint64_t question_{};  ///< odd while one is unanswered: an answer to an older one is dropped
};

}  // namespace layby::console
