// The API: which resource a request names, and who may ask for it. Knows nothing of sockets. Lives on the
// console thread; the desk answers from another one.
#pragma once
#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "console/access/entrance.hpp"
#include "console/access/hasher.hpp"
#include "console/access/invitations.hpp"
#include "console/access/keys.hpp"
#include "console/api/accounts.hpp"
#include "console/api/calling.hpp"
#include "console/api/cards.hpp"
#include "console/api/fetching.hpp"
#include "console/api/hours.hpp"
#include "console/api/inviting.hpp"
#include "console/api/journal.hpp"
#include "console/api/messages.hpp"
#include "console/api/orders.hpp"
#include "console/api/people.hpp"
#include "console/api/phone.hpp"
#include "console/api/presence.hpp"
#include "console/api/provisioning.hpp"
#include "console/api/records.hpp"
#include "console/api/repeats.hpp"
#include "console/api/route.hpp"
#include "console/api/server.hpp"
#include "console/api/session.hpp"
#include "console/api/settings_file.hpp"
#include "console/api/shown.hpp"
#include "console/api/tasks.hpp"
#include "console/api/tokens.hpp"
#include "console/api/traces.hpp"
#include "console/api/webhooks.hpp"
#include "console/exchange.hpp"
#include "console/feeds.hpp"
#include "console/http_server.hpp"
#include "console/worker.hpp"

namespace layby::console {

/// What an API is for: a tenant's has nothing of the server that all tenants share.
enum class Reaches { server, tenant };

class Api {
  public:
    /// `gate`: where it listens. `workers` outlive it. `post` runs a job on the console thread soon; it may
    /// be called from any thread, and does nothing once the server is gone.
    Api(Desk desk, Gate gate, const Doors& doors, Feeds& feeds, Workers& workers, Post post, Reaches reaches);
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    /// Answers now or later, once.
    void handle(const Request& request, Answered answered);
    /// Whether what is asked there may be large. Of a stranger, too: who asks isn't known before all is
    /// there.
    bool takes_much(const std::string& method, const std::string& target) const;
    /// Whether files are read before that is answered.
    bool is_slow(const Request& request) const;
    /// A connection that an answer has made a phone's.
    void take_over(edge::HandedOver browser) const { desk_.browser(std::move(browser)); }
    /// Whoever listens by what opens the API no more is cut off.
    void when_over(Listening listening) { keys_.when_over(std::move(listening)); }
    /// From now on. True: they have changed.
    bool use(const AllRights& rights) { return entrance_.use(rights); }
    /// The feed may have become ready: whoever waits for that is answered.
    void feed_moved() { shown_.feed_moved(); }
    /// Sessions that nobody uses end, old SIP messages go; for now and then.
    void look_over();

  private:
    std::vector<const Route*> routes_at(const Path& path) const;
    const Route* route_of(const std::string& method, const std::string& target) const;
    /// Who asks; or why this request isn't looked at.
    std::variant<Guest, Answer> let_in(const Request& request, const std::vector<const Route*>& here);
    void answer(const Request& request, Answered answered);
    void dispatch(const Asked& asked, const std::vector<const Route*>& here, Answered answered);

    const Desk desk_;
    Keys keys_;
    Invitations invitations_;
    Hasher hasher_;
    Entrance entrance_;
    Journal journal_;
    Repeats repeats_;
    ShownResources shown_;
    OrderResources orders_;
    CallingResources calling_;
    TaskResources tasks_;
    MessageResources messages_;
    PeopleResources people_;
    PresenceResources presence_;
    HoursResources hours_;
    RecordResources records_;
    ServerResources server_;
    TokenResources tokens_;
    AccountResources accounts_;
    SessionResources session_;
    WebhookResources webhooks_;
    TraceResources traces_;
    PhoneResources phone_;
    ProvisioningResources provisioning_;
    InvitingResources inviting_;
    FetchingResources fetching_;
    CardResources cards_;
    SettingsFileResources settings_file_;
    Routes routes_;
};

}  // namespace layby::console
