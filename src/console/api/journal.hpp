// Whoever changes something leaves a line in the log and in the audit. Console thread; owned by the API.
#pragma once
#include <functional>
#include <string>

#include "console/access/access.hpp"
#include "console/exchange.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class Journal {
  public:
    /// `note`: as Desk::note; missing: there is no audit.
    explicit Journal(std::function<void(Audited)> note) : note_(std::move(note)) {}

    void write(const Request& request, const Guest& guest, int status) const;
    /// Writes when the answer is there.
    Answered with(const Request& request, const Guest& guest, Answered answered) const;

    /// `what`: in the place of the request, which has a secret in it.
    void write(const std::string& what, const Guest& guest, int status) const;

  private:
    std::function<void(Audited)> note_;
};

}  // namespace layby::console
