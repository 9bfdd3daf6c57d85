// The log: one line per fact worth telling an admin, on standard error. Any thread; never blocks on a disk.
// Secrets (passwords, digest responses, PINs, keys) are never passed to it.
#pragma once
#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layby::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

/// What belongs to a line, by name: "caller", "slot", "call_id". Those without a value are left out.
struct Field {
    const char* name;
    std::string value;
};
/// A sentence with its fields, at level info: `parked in slot 701  lot=main caller="Ann Lee"`.
void event(std::string_view sentence, const std::vector<Field>& fields);
void warning(std::string_view sentence, const std::vector<Field>& fields);

/// As long as it lives, events and warnings of this thread say whose they are; empty: nobody's in particular.
class AboutTenant {
  public:
    explicit AboutTenant(const std::string& tenant);  ///< `tenant` outlives it
    ~AboutTenant();
    AboutTenant(const AboutTenant&) = delete;
    AboutTenant& operator=(const AboutTenant&) = delete;

  private:
    const std::string* before_;
};

/// "no calls", "1 call", "3 calls"
std::string counted(std::size_t count, std::string_view what);
/// What a peer said, as one line can have it: no control characters, not longer than a line.
std::string printable(std::string_view text);

enum class Format { text, json };
/// Local time with its zone, level, sentence, fields; as text, or as one JSON object per line.
std::unique_ptr<spdlog::formatter> formatter(Format format);

/// "debug", "info", "warn" or "error"; none: another word.
std::optional<spdlog::level::level_enum> level_of(std::string_view word);

}  // namespace layby::log
