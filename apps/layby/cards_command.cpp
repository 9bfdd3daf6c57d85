#include "layby/cards_command.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "layby/commands.hpp"

namespace layby::app {
namespace {

bool keep_pdf(const std::filesystem::path& file, const std::string& pdf) {
    std::ofstream stream(file, std::ios::binary);
    stream << pdf << std::flush;
    if (!stream) fmt::print(stderr, "layby: {} can't be written\n", file.string());
    return static_cast<bool>(stream);
}

}  // namespace

ExitCode print_cards(const Client& client, const CardsWanted& wanted) {
    auto users = wanted.users;
    if (users.empty()) {
        const auto all = client.get("/api/v1/cards");
        if (all.status != 200) return refused(all);
        const auto holders = nlohmann::json::parse(all.body);
        for (const auto& one : holders.at("cards")) users.push_back(one.at("user").get<std::string>());
    }
    for (const auto& user : users) {
        const auto path = with_query("/api/v1/users/" + encoded(user) + "/card",
                                     {{"language", wanted.language}, {"phone", wanted.phone}});
        const auto card = client.get(path);
        if (card.status != 200) return refused(card);
        const auto file = wanted.into / fmt::format("card-{}.pdf", user);
        if (!keep_pdf(file, card.body)) return failed;
        fmt::print("{}\n", file.string());
    }
    return done;
}

}  // namespace layby::app
