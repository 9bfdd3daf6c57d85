// Webhooks and what they were told, as JSON text. Pure functions.
#pragma once
#include <string>
#include <vector>

#include "console/http_server.hpp"

namespace layby::console {

std::string webhooks_json(const std::vector<WebhookView>& webhooks);
std::string webhook_tries_json(const std::vector<WebhookTry>& tries);

}  // namespace layby::console
