// The SIP trace: whole messages as they come and go, for an admin who looks for a fault. Off it costs
// nothing; on, secrets are blanked before anybody sees the text. Signalling thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace layby::sip {

struct Trace {
    std::function<void(std::string)> write;  ///< takes a message with its heading; must not block
    std::string number;                      ///< only messages that name this user or number; empty: all
};

/// Puts messages together out of what the stack prints of them, piece by piece.
class TraceReader {
  public:
    explicit TraceReader(Trace trace) : trace_(std::move(trace)) {}
    void take(std::string_view piece);

  private:
    void begin(std::string_view heading);
    void finish();

    Trace trace_;
    bool inside_{};
    std::string heading_, text_;
};

/// A message as it may be shown: without digest responses, SRTP keys, PINs and keyed digits.
std::string without_secrets(std::string_view message);

}  // namespace layby::sip
