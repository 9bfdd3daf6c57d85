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
    auto* invite = command->add_flag("--invite", invited.invite,
                                     "let a desk phone of the settings fetch its own, once; with --mac");
    auto* withdraw = command->add_flag("--withdraw", invited.withdraw, "end its invitation; with --mac");
    auto* list = command->add_flag("--phones", invited.list, "show desk phones and their invitations");
    invite->excludes(withdraw)->excludes(list);
    withdraw->excludes(list);
    command->add_option("--mac", invited.mac, "the MAC address on the phone's label");
    command->add_option("--within", invited.within,
                        "for so long an invitation is good, such as 2h; left out: a day");
    command->add_option("--transport", provisioned.transport, "how it registers")
        ->check(CLI::IsMember({"udp", "tcp", "tls"}));
    command->add_option("--lot", provisioned.lot, "keys for this lot alone");
    command->add_option("--keys", provisioned.keys, "so many slots of each lot get a key; left out: all")
        ->check(CLI::Range(1, 1000));
    auto* into = command->add_option("--into", provisioned.into,
                                     "write the files into this directory, for your own account alone");
    command->add_flag("--json", provisioned.json, "as the API says it")->excludes(into);
}

void CommandLine::add_cards() {
    auto* command = add_remote("cards", "print key cards: what is pressed to park, to take callers out, …",
                               [this](const Client& c) { return print_cards(c, printed); });
    command->add_option("users", printed.users, "whose; left out: a card for each user");
    command->add_option("--phone", printed.phone,
                        "the kind of phone, such as yealink; left out: as the settings say, else any");
    command->add_option("--language", printed.language, "of the card")
        ->check(CLI::IsMember({"en", "de", "es", "fr", "it"}));
    command->add_option("--into", printed.into, "write the PDF files into this directory")
        ->check(CLI::ExistingDirectory);
}

ExitCode CommandLine::provision_phone(const Client& client) {
    if (invited.invite || invited.withdraw || invited.list) return invite_or_show(client);
    if (!provisioned.phone.empty() && provisioned.user.empty()) {
        fmt::print(stderr, "layby: whose phone? layby provision {} USER\n", provisioned.phone);
        return bad_input;
    }
    return provision(client, provisioned);
}

ExitCode CommandLine::invite_or_show(const Client& client) {
    invited.json = provisioned.json;
    invited.host = provisioned.host;
    if (invited.list) return show_desk_phones(client, invited.json);
    if (invited.mac.empty()) {
        fmt::print(stderr, "layby: which phone? layby provision {} --mac 00:15:65:12:34:56\n",
                   invited.invite ? "--invite" : "--withdraw");
        return bad_input;
    }
    return invited.invite ? invite_phone(client, invited) : withdraw_invitation(client, invited);
}

}  // namespace layby::app
