// The way to the API, without HTTP: the desk itself.
#include "console/http_server.hpp"
#include "simulation/machine/machine.hpp"

namespace layby::console {

struct HttpServer::Inside {};

HttpServer::HttpServer(Doors, Desk desk, Limits) { simulation::machine().parts.desk = std::move(desk); }
HttpServer::~HttpServer() { finish(); }
void HttpServer::finish() { simulation::machine().parts.desk.reset(); }
std::uint16_t HttpServer::port() const { return 0; }
std::vector<std::string> HttpServer::sockets() const { return {}; }

}  // namespace layby::console
