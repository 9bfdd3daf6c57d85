// The outside lines: for each TrunkAccount its servers (looked up beforehand, so that a call never waits for
// DNS), which of them answer, its registration with the provider, and the credentials for its challenges.
// Owned by the endpoint, signalling thread.
//
// A call by a trunk:
//   auto line = lines.find(name); if (!line) or line->servers(now) is empty: CallFailed 503
//   for each server in turn: NewRequest{.method = "INVITE", .uri = line->uri_for(number),
//       .next_hop = server.uri(), .from = from_value(caller, line->from_host()), .to = "<" + uri + ">", …}
//     no response at all within line->answer_within(), or a final 408/503 made by the stack, or a 503 of the
//     server:
//       line->unanswered(server, now), and the next server; after the last one CallFailed 503
//     any response: line->answered(server).
//     401/407, once: auto proof = line->authorize(sip, "INVITE", uri); if so the same request with *proof (a
//     header
//       line) added, the same Call-ID and From tag, and the next CSeq.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sip/options.hpp"
#include "sip/stack/resolver.hpp"
#include "sip/stack/stack.hpp"
#include "sip/trunks/outside_identity.hpp"
#include "sip/trunks/provider_registration.hpp"
#include "sip/trunks/trunk_view.hpp"

namespace layby::sip {

class TrunkLine {
  public:
    /// `changed`: near_ip() may be another.
    using Changed = std::function<void(const std::string& trunk)>;
    TrunkLine(Stack& stack, Resolver& resolver, const OutsideBook& book, TrunkAccount account,
              Changed changed);
    ~TrunkLine();

    /// The servers to try in turn, those that answered lately first; empty: inbound only, or not resolved
    /// (yet).
    std::vector<Server> servers(Instant now) const;
    void answered(const Server& server);
    /// Tried last for the next 30 s, or until it answers: it is asked every 5 s whether it is back.
    void unanswered(const Server& server, Instant now);
    std::string uri_for(const std::string& number) const;  ///< "sip:15551234@sip.example.net"
    std::string from_host() const;
    /// As whom it is shown a party; `dialled` as in OutsideBook.
    OutsideParty shown(const Party& party, const std::string& dialled) const {
        return book_.shown(party, account_.shown, dialled);
    }
    /// After a reload.
    void show_as(const ShownOutside& rules) { account_.shown = rules; }
    void prove_by(const tls::Peer& peer);
    bool has_own_number() const { return !account_.shown.own.empty(); }
    Duration answer_within() const { return account_.answer_within; }

    /// The header line that answers a 401 or 407; none: no challenge in it that we can answer, or we already
    /// did. `proved` is what the challenged request had sent (empty at first).
    std::optional<std::string> authorize(const sip_t& challenged, const std::string& method,
                                         const std::string& uri, const std::string& proved = {}) const;

    /// Our address towards it; none when it has no server, every server is silent, or its registration, if it
    /// needs one, was refused.
    std::optional<std::string> near_ip(Instant now) const;
    bool registered(Instant now) const;
    /// The connection to it, over TLS: whatever it is sent goes over that one. Null: there is none.
    Flow flow() const;
    /// That has come or gone.
    void connection_changed();
    /// It has sent something over TLS, over a connection that it may have opened itself.
    void came(const Flow& over) { came_over_ = over; }
    /// Over which it can be told something within a call: that connection or, if it is kept none, the last
    /// one by which it came. Null: there is none.
    Flow way_to() const;
    void follow_outlook();  ///< its provider may see us elsewhere: then it is told so
    /// It has left the settings, but has calls: they end as they would have, and nobody begins another.
    void retire();
    const TrunkAccount& account() const { return account_; }
    TrunkView view(Instant now) const;
    bool is_at(const std::string& host) const;  ///< its name, or the address of one of its servers

  private:
    struct Registering;
    struct Silence {
        Server server;
        Instant until;
    };

    bool over_tls() const { return account_.transport == Transport::tls; }
    void resolve();
    void keep_connected();
    void resolved(const Resolver::Found& found);
    void changed() const { changed_(account_.name); }
    void note_failure(std::string what);
    std::optional<TrunkView::Connection> connection_view() const;
    void silence_over();
    void probe();
    std::unique_ptr<Outgoing> probe(const Server& server);
    bool silent(const Server& server, Instant now) const;

    Stack& stack_;
    Resolver& resolver_;
    const OutsideBook& book_;
    TrunkAccount account_;
    Changed changed_;
    std::vector<Server> servers_;
    std::vector<Silence> silences_;
    Flow came_over_;
    Flow told_;  ///< the connection that was there at last
    std::optional<Instant> complained_;
    std::optional<TrunkView::Failure> failure_;
    std::unique_ptr<Resolver::Lookup> lookup_;
    Timer again_, probe_again_, heard_again_;
    std::vector<std::unique_ptr<Outgoing>> probes_;
    std::unique_ptr<Registering> registering_;
};

class TrunkLines {
  public:
    /// `changed` is told of each line whose near_ip() may be another.
    TrunkLines(Stack& stack, const Options& options, TrunkLine::Changed changed);
    ~TrunkLines();

    TrunkLine* find(const std::string& name);
    const TrunkLine* find(const std::string& name) const;
    /// For calls that there are: also one that has left the settings since.
    TrunkLine* in_calls(const std::string& name);
    const TrunkLine* in_calls(const std::string& name) const;
    /// The line whose host, or one of whose servers, is this.
    const TrunkLine* at_host(const std::string& host) const;
    std::size_t registered(Instant now) const;
    std::vector<TrunkView> view(Instant now) const;  ///< in the order of the settings
    /// Lines whose account didn't change stay as they are, registration included. `has_calls`: the
    /// connections of one that is gone stay until its calls are over.
    using HasCalls = std::function<bool(const std::string& trunk)>;
    void reload(const Options& options, const HasCalls& has_calls);
    void follow_outlook();

  private:
    struct Retired {
        std::unique_ptr<TrunkLine> line;
        bool quiet{};  ///< its calls were over at the last look
    };
    void retire(std::unique_ptr<TrunkLine> line, const HasCalls& has_calls);
    void look_later(HasCalls has_calls);
    void let_go(const HasCalls& has_calls);

    Stack& stack_;
    Resolver resolver_;
    OutsideBook book_;
    TrunkLine::Changed changed_;
    std::vector<std::unique_ptr<TrunkLine>> lines_;
    std::vector<Retired> retired_;  ///< gone, with calls
    Timer letting_go_;
};

}  // namespace layby::sip
