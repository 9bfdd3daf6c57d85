#include "layby/kept_file.hpp"

#include <stdexcept>

#include "runtime/log.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

/// Throws std::runtime_error with a sentence for the admin.
std::string kept_or_replaced(const KeptFile& kept) {
    const auto text = settings::read_private(kept.file);
    if (text && kept.is_good(*text)) return *text;
    if (text) log::error("{} is no {} and is replaced: {}", kept.file.string(), kept.what, kept.loss);
    auto made = kept.make();
    settings::write_private(kept.file, made);
    return made;
}

}  // namespace

std::string kept_or_made(const KeptFile& kept) {
    try {
        return kept_or_replaced(kept);
    } catch (const std::runtime_error& error) {
        log::error("{}: until the next start there is another {}, which isn't kept: {}", error.what(),
                   kept.what, kept.loss);
        return kept.make();
    }
}

}  // namespace layby::app
