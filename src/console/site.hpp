// What the console has for one tenant: the copy of what its boards show, the live feed, and its API. Tenants
// see nothing of each other. Where the settings have no tenants there is one site, without a name. Owned by
// the server; console thread, but for tell().
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "console/api/api.hpp"
#include "console/event_stream.hpp"
#include "console/feeds.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class Site {
  public:
    /// The workers outlive it.
    Site(const std::string& tenant, std::shared_ptr<boost::asio::io_context> io, Workers& workers, Gate gate,
         const Doors& doors, Desk desk);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    /// Asks for everything that is shown.
    void begin() { feeds_.catch_up(); }
    void tell(News news);  ///< signalling thread
    void use(const AllRights& rights);
    void look_over();
    void end();

    Api& api() { return api_; }
    const std::shared_ptr<Listeners>& listeners() const { return listeners_; }

  private:
    std::function<void()> asker(const Desk& desk);
    void on_news();
    void pass_on();

    std::shared_ptr<boost::asio::io_context> io_;
    std::shared_ptr<Listeners> listeners_{std::make_shared<Listeners>()};  ///< to its feed alone
    std::shared_ptr<Inbox> inbox_{std::make_shared<Inbox>()};  ///< shared with a question that is out
    Feeds feeds_;
    Api api_;
    boost::asio::steady_timer pause_;  ///< news that come one by one are passed on together
    bool pausing_{};
};

/// Hands jobs to the console thread as long as there is one; may outlive the server.
Post poster(const std::shared_ptr<boost::asio::io_context>& io);

/// All of them, by tenant.
using Sites = std::map<std::string, std::unique_ptr<Site>>;

/// Whose a request is: "/t/acme/api/v1/lots" asks acme for "/api/v1/lots".
struct Addressed {
    Site* site{};      ///< null: there is no such tenant
    std::string base;  ///< "/t/acme"; empty: nobody's in particular
    std::string target;
};
Addressed addressed(const Sites& sites, const std::string& target);

}  // namespace layby::console
