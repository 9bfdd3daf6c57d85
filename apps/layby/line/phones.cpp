// Commands about telephones.
#include <fmt/format.h>

#include "layby/line/command_line.hpp"

namespace layby::app {

void CommandLine::add_provision() {
    auto* command =
        add_remote("provision", "print ready settings for a phone: account, park keys with lamps, codes",
                   [this](const Client& c) { return provision_phone(c); });
    command->add_option("phone", provisioned.phone,
                        "its kind, such as yealink; left out: which ones there are");
    command->add_option("user", provisioned.user, "whose it is");
    command->add_flag("--with-passwords", provisioned.with_password,
                      "with the user's password, instead of a marker in its place");
    command->add_option("--host", provisioned.host, "what the phone calls the server: a name or an address");
    command->add_option("--transport", provisioned.transport, "how it registers")
        ->check(CLI::IsMember({"udp", "tcp", "tls"}));
    command->add_option("--lot", provisioned.lot, "keys for this lot alone");
    command->add_option("--keys", provisioned.keys, "so many slots of each lot get a key; left out: all")
        ->check(CLI::Range(1, 1000));
    auto* into = command->add_option("--into", provisioned.into,
                                     "write the files into this directory, for your own account alone");
    command->add_flag("--json", provisioned.json, "as the API says it")->excludes(into);
}

ExitCode CommandLine::provision_phone(const Client& client) {
    if (!provisioned.phone.empty() && provisioned.user.empty()) {
        fmt::print(stderr, "layby: whose phone? layby provision {} USER\n", provisioned.phone);
        return bad_input;
    }
    return provision(client, provisioned);
}

}  // namespace layby::app
