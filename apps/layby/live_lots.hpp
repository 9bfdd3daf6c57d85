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

    /// A line for people on each thing that has happened in a lot; also what has happened before a snapshot
    /// that isn't the first.
    std::vector<std::string> take(const ServerEvent& event);

    /// As the API answers for all lots or, with a name, for one: with ages. Null: there is no such lot.
    nlohmann::ordered_json lots(Wall now, const std::string& only = {}) const;

  private:
    using Json = nlohmann::ordered_json;
    using Slots = std::map<std::uint64_t, Json>;
    using Lines = std::vector<std::string>;
    Lines begin(const Json& snapshot);
    Lines parked(const Json& park);
    Lines unparked(const Json& park);
    const Json* at(const Json& park) const;  ///< what is known of this very call; null: nothing

    std::vector<Json> shapes_;
    std::map<std::string, Slots> slots_;  ///< by lot
};

}  // namespace layby::app
