// INVITEs that were given up: a 2xx may still come, and is ended (RFC 3261 section 13.2.2.4). As many as were
// given up within 64*T1. Owned by the stack; signalling thread.
#pragma once
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "words/time.hpp"

namespace layby::sip {

class LateAnswers {
  public:
    void expect(const std::string& call_id, Instant now);
    bool expected(const std::string& call_id, Instant now) const;

  private:
    std::unordered_map<std::string, Instant> until_;  ///< by Call-ID
    std::deque<std::pair<Instant, std::string>> oldest_first_;
};

}  // namespace layby::sip
