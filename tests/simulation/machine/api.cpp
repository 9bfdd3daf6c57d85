// The way to the API, without HTTP: the desk itself, and the copy that the console keeps.
#include "console/http_server.hpp"
#include "simulation/machine/machine.hpp"

namespace layby::console {

struct HttpServer::Inside {};

HttpServer::HttpServer(Doors, Desk desk, Limits, std::vector<TenantDoor>) {
    auto& parts = simulation::machine().parts;
    const auto inbox = parts.inbox = std::make_shared<Inbox>();
    const auto ask = [inbox, everything = desk.everything] {
        everything([inbox](Anew all) { inbox->put(std::move(all)); });
    };
    parts.feed = std::make_unique<Feed>(*inbox, ask, desk.now);
    parts.feed->catch_up();
    parts.desk = std::move(desk);
}
HttpServer::~HttpServer() { finish(); }
void HttpServer::tell(News news, const std::string&) {
    simulation::machine().parts.inbox->put(std::move(news));
}
void HttpServer::use(tls::Context) {}
void HttpServer::use(AllRights, const std::string&) {}
void HttpServer::settle() {}  // an answer is there as soon as it is given
void HttpServer::finish() {
    auto& parts = simulation::machine().parts;
    parts.desk.reset();
    parts.feed.reset();
}
std::uint16_t HttpServer::port() const { return 0; }
std::vector<std::string> HttpServer::sockets() const { return {}; }

}  // namespace layby::console
