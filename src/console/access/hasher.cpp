#include "console/access/hasher.hpp"

#include <utility>

#include "runtime/log.hpp"

namespace layby::console {
namespace {

std::string hash_or_nothing(const std::string& password, const HashCost& cost) try {
    return password_hash(password, cost);
} catch (const std::exception& error) {
    log::error("console: {}", error.what());
    return {};
}

}  // namespace

Hasher::Hasher(HashCost cost, Worker& worker) : cost_(cost), nobody_(hash_of_nobody(cost)), worker_(worker) {}

void Hasher::check(std::string password, std::string hash, std::function<void(bool)> done) {
    worker_.ask(
        [nobody = nobody_, password = std::move(password), hash = std::move(hash)] {
            return password_fits(password, hash.empty() ? nobody : hash) && !hash.empty();
        },
        std::move(done));
}

void Hasher::hash(std::string password, std::function<void(std::string)> done) {
    worker_.ask([cost = cost_, password = std::move(password)] { return hash_or_nothing(password, cost); },
                std::move(done));
}

Answer hasher_busy() {
    auto answer = refusal(503, "busy", "too many log in just now; try again");
    answer.retry_after = std::chrono::seconds(1);
    return answer;
}

}  // namespace layby::console
