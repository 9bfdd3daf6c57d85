#include "console/provisioning_text.hpp"

#include "console/json_parts.hpp"

namespace layby::console {

std::string kinds_of_phones_json(const std::vector<provision::Phone>& phones) {
    const auto one = [](const provision::Phone& phone) {
        return Json{{"name", phone.name}, {"title", phone.title}};
    };
    return text({{"phones", list(phones, one)}});
}

std::string cards_json(const std::vector<CardHolder>& holders, const std::vector<std::string>& languages) {
    const auto one = [](const CardHolder& holder) {
        return Json{{"user", holder.user}, {"phone", or_null(holder.phone)}};
    };
    return text({{"cards", list(holders, one)}, {"languages", languages}});
}

std::string written_json(const std::string& phone, const provision::Wanted& wanted,
                         const std::vector<provision::File>& files) {
    const auto one = [](const provision::File& file) {
        return Json{{"name", file.name}, {"text", file.text}};
    };
    return text({{"phone", phone},
                 {"user", wanted.user},
                 {"host", wanted.host},
                 {"port", wanted.port},
                 {"transport", name_of(wanted.transport)},
                 {"with_password", !wanted.password.empty()},
                 {"files", list(files, one)}});
}

}  // namespace layby::console
