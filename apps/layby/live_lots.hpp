// The lots as `layby watch` knows them: what the live feed has told, put together. Pure.
#pragma once
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "layby/event_source.hpp"

namespace layby::app {

class LiveLots {
  public:
    using Wall = std::chrono::system_clock::time_point;

    /// A line for people on what has happened; empty when it isn't about a lot.
    std::string take(const ServerEvent& event);

    /// As the API answers for all lots or, with a name, for one: with ages. Null: there is no such lot.
    nlohmann::ordered_json lots(Wall now, const std::string& only = {}) const;

  private:
    using Json = nlohmann::ordered_json;
    using Slots = std::map<std::uint64_t, Json>;
    void begin(const Json& snapshot);
    std::string parked(const Json& park);
    std::string unparked(const Json& park);

    std::vector<Json> shapes_;
    std::map<std::string, Slots> slots_;  ///< by lot
};

}  // namespace layby::app
