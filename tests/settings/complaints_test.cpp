// Each mistake with its exact line and words.
#include <gmock/gmock.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Mistake {
    const char* toml;
    const char* complaint;
};

class EveryMistake : public testing::TestWithParam<Mistake> {};

TEST_P(EveryMistake, IsToldOnceWithItsLine) {
    EXPECT_THAT(complaints(GetParam().toml), ElementsAre(GetParam().complaint)) << GetParam().toml;
}

INSTANTIATE_TEST_SUITE_P(
    Overflow, EveryMistake,
    testing::Values(Mistake{"[[lot]]\noverflow = \"mian\"\n",
                            "office.toml:2: lot main: overflow: there is no lot \"mian\"; did you mean "
                            "\"main\"?"},
                    Mistake{"[[lot]]\noverflow = \"main\"\n",
                            "office.toml:2: lot main: overflow: a full lot can't overflow into itself"}));

INSTANTIATE_TEST_SUITE_P(
    Groups, EveryMistake,
    testing::Values(
        Mistake{"[[group]]\nusers = [\"201\"]\n[[user]]\nname = \"201\"\n",
                "office.toml:1: group: number is missing; expected a number such as \"600\""},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"600\"\nusers = [\"201\", \"2O2\"]\n",
                "office.toml:5: group 600: users: there is no user \"2O2\"; did you mean \"201\"?"},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"600\"\nusers = [\n\"201\",\n\"201\"]\n",
                "office.toml:7: group 600: users has \"201\" twice"},
        Mistake{"[[group]]\nnumber = \"600\"\nusers = []\n",
                "office.toml:3: group 600: users is a list; expected 1 to 100 users"},
        Mistake{"[[user]]\nname = \"600\"\n[[group]]\nnumber = \"600\"\nusers = [\"600\"]\n",
                "office.toml:4: group 600: ambiguous with user 600 (line 2)"},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"701\"\nusers = [\"201\"]\n",
                "office.toml:4: group 701: ambiguous with lot main: slots 701-720 (the default)"},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"600\"\nusers = [\"201\"]\nring = \"all\"\n",
                "office.toml:6: group 600: ring is \"all\"; expected \"together\", \"in turn\" or \"longest "
                "idle\""},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"600\"\nusers = [\"201\"]\nstep = \"5s\"\n",
                "office.toml:6: group 600: step is of no use where all ring together"},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"600\"\nusers = [\"201\"]\nthen = \"209\"\n",
                "office.toml:6: group 600: then \"209\" leads nowhere; expected a user, a group, or a number "
                "that a route_out takes"},
        Mistake{"[[user]]\nname = \"201\"\n[[group]]\nnumber = \"600\"\nmembers = [\"201\"]\n",
                "office.toml:5: group 600: members is not a setting; did you mean \"users\"?"}));

INSTANTIATE_TEST_SUITE_P(
    WaysOn, EveryMistake,
    testing::Values(
        Mistake{"[[user]]\nname = \"201\"\nbusy = \"700\"\n",
                "office.toml:3: user 201: busy \"700\" is lot main: park number 700; expected a user, a "
                "group, or a number that a route_out takes"},
        Mistake{"[[user]]\nname = \"201\"\nno_answer = \"201\"\n",
                "office.toml:3: user 201: no_answer \"201\" leads in a circle: 201 → 201"},
        Mistake{"[[user]]\nname = \"201\"\nunregistered = \"600\"\n[[group]]\nnumber = \"600\"\n"
                "users = [\"201\"]\nthen = \"201\"\n",
                "office.toml:7: group 600: then \"201\" leads in a circle: 201 → 600 → 201"}));

INSTANTIATE_TEST_SUITE_P(
    Digests, EveryMistake,
    testing::Values(
        Mistake{"[sip]\nauth = \"sha\"\n",
                "office.toml:2: sip: auth is \"sha\"; expected \"both\" or \"md5\""},
        Mistake{
            "[[user]]\nname = \"201\"\nauth = 5\n",
            "office.toml:3: user 201: auth is 5 (a number); expected text in quotes: \"both\" or \"md5\""}));

INSTANTIATE_TEST_SUITE_P(ForeignCalls, EveryMistake,
                         testing::Values(Mistake{
                             "[sip]\npark_foreign_calls = \"all\"\n",
                             "office.toml:2: sip: park_foreign_calls is \"all\"; expected \"no\", \"known\" "
                             "or \"any\""}));

INSTANTIATE_TEST_SUITE_P(
    General, EveryMistake,
    testing::Values(
        Mistake{"[[user]\nname",
                "office.toml:1: not TOML: Error while parsing table header: expected ']', saw '\\n'"},
        Mistake{"\n[spi]\n", "office.toml:2: spi is not a setting; did you mean \"sip\"?"},
        Mistake{"colour = 1", "office.toml:1: colour is not a setting"},
        Mistake{"sip = 5", "office.toml:1: sip is 5 (a number); expected a section [sip]"},
        Mistake{"[user]\nname = \"201\"",
                "office.toml:1: user is not a list of tables; begin each user with [[user]]"},
        Mistake{"user = [1]", "office.toml:1: user is not a list of tables; begin each user with [[user]]"},
        Mistake{"operator = \"203\"",
                "office.toml:1: operator \"203\" leads nowhere; expected a user, a group, or a number that a "
                "route_out takes"}));

INSTANTIATE_TEST_SUITE_P(
    Networks, EveryMistake,
    testing::Values(
        Mistake{"[[network]]\naddress = \"203.0.113.9\"",
                "office.toml:1: network: name is missing; expected letters, digits and . _ - + *, such as "
                "\"outside\""},
        Mistake{"[[network]]\nname = \"outside\"\naddress = \"203.0.113\"",
                "office.toml:3: network outside: address is \"203.0.113\"; expected our address there, such "
                "as \"203.0.113.9\", a name such as "
                "\"park.example.com\", or \"stun:stun.example.com\""},
        Mistake{"[[network]]\nname = \"outside\"\naddress = \"stun:\"",
                "office.toml:3: network outside: address is \"stun:\"; expected our address there, such as "
                "\"203.0.113.9\", a name such as "
                "\"park.example.com\", or \"stun:stun.example.com\""},
        Mistake{"[[network]]\nname = \"outside\"\naddress = \"stun:stun.example.com:99999\"",
                "office.toml:3: network outside: address is \"stun:stun.example.com:99999\"; expected our "
                "address there, such as \"203.0.113.9\", a name such as "
                "\"park.example.com\", or \"stun:stun.example.com\""},
        Mistake{
            "[[network]]\nname = \"outside\"\nfrom = [\"10.0.0.0/33\"]",
            "office.toml:3: network outside: from has \"10.0.0.0/33\"; expected an IP address or a network "
            "such as \"198.51.100.0/24\""},
        Mistake{"[[network]]\nname = \"outside\"\nfrom = []",
                "office.toml:3: network outside: from is empty; leave it out for everybody outside"},
        Mistake{"[[network]]\nname = \"outside\"\nkeep_alive = \"yes\"",
                "office.toml:3: network outside: keep_alive is \"yes\"; expected \"options\", \"crlf\" or "
                "\"off\""},
        Mistake{
            "[[network]]\nname = \"outside\"\nkeep_alive_every = \"1s\"",
            "office.toml:3: network outside: keep_alive_every is \"1s\"; expected a time from 5s to 10m such "
            "as \"90s\" or \"1h30m\""},
        Mistake{"[[network]]\nname = \"outside\"\nqualify = \"yes\"",
                "office.toml:3: network outside: qualify is not a setting; did you mean \"keep_alive\"?"},
        Mistake{"[[network]]\nname = \"outside\"\nexternhost = \"park.example.com\"",
                "office.toml:3: network outside: externhost is not a setting; did you mean \"address\"?"},
        Mistake{"[[network]]\nname = \"outside\"\naddress = \"203.0.113.9\"\n[[network]]\nname = "
                "\"outside\"\nfrom = "
                "[\"10.0.0.0/8\"]",
                "office.toml:5: network outside: there is another network of this name"},
        Mistake{
            "[[network]]\nname = \"outside\"\n[[network]]\nname = \"rest\"",
            "office.toml:3: network rest: network outside has no \"from\", either; only one can be everybody "
            "outside"},
        Mistake{"[[network]]\nname = \"a\"\nfrom = [\"10.0.0.0/8\"]\n[[network]]\nname = \"b\"\nfrom = "
                "[\"10.1.2.3/8\"]",
                "office.toml:6: network b: 10.1.2.3/8 is also in network a; a phone there must be in one of "
                "them"},
        Mistake{
            "[sip]\npublic_ip = \"203.0.113.9\"\n[[network]]\nname = \"outside\"\naddress = \"203.0.113.10\"",
            "office.toml:5: network outside: address and [sip] public_ip both say as whom everybody outside "
            "sees us; one of them is enough"}));

INSTANTIATE_TEST_SUITE_P(
    Sip, EveryMistake,
    testing::Values(
        Mistake{"[sip]\nlisten = \"udp:0.0.0.0:5060\"",
                "office.toml:2: sip: listen is \"udp:0.0.0.0:5060\"; expected a list such as "
                "[\"udp:0.0.0.0:5060\", \"tcp:0.0.0.0:5060\"]"},
        Mistake{"[sip]\nlisten = []", "office.toml:2: sip: listen is a list; expected at least one address"},
        Mistake{"[sip]\nlisten = [\n \"udp:0.0.0.0:5060\",\n \"udp:0.0.0.0:99999\"]",
                "office.toml:4: sip: listen has \"udp:0.0.0.0:99999\"; expected \"udp:0.0.0.0:5060\", "
                "\"tcp:[::]:5060\", \"tls:0.0.0.0:5061\" or \"wss:0.0.0.0:7443\""},
        Mistake{"[sip]\nlisten = [\n \"udp:0.0.0.0:5060\",\n \"udp:0.0.0.0:5060\"]",
                "office.toml:4: sip: listen has \"udp:0.0.0.0:5060\" twice"},
        Mistake{"[sip]\nlisten = [\"udp:[::]:10002\"]",
                "office.toml:2: sip: listen \"udp:[::]:10002\" lies within media ports 10000-19999"},
        Mistake{"[sip]\npublic_ip = \"office.example\"",
                "office.toml:2: sip: public_ip is \"office.example\"; expected an IP address"},
        Mistake{"[sip]\ndomain = \"a b\"",
                "office.toml:2: sip: domain is \"a b\"; expected a domain name such as \"office.example\""},
        Mistake{
            "[sip]\nresolvers = [\"dns.example\"]",
            "office.toml:2: sip: resolvers has \"dns.example\"; expected an IP address, or one with :port"},
        Mistake{"[sip]\nlamp_profile = \"nokia\"",
                "office.toml:2: sip: lamp_profile is \"nokia\"; expected \"auto\", \"default\", \"yealink\", "
                "\"poly\", \"obi\", \"snom\", \"grandstream\", \"fanvil\", \"cisco\" or \"mitel\""},
        Mistake{"[sip]\nsession_expires = \"60s\"",
                "office.toml:2: sip: session_expires is \"60s\"; expected a time from 1m30s to 24h such as "
                "\"90s\" or \"1h30m\""},
        Mistake{"[sip]\nsession_expires = 1800",
                "office.toml:2: sip: session_expires is 1800 (a number); expected text in quotes: a time "
                "from 1m30s to 24h "
                "such as \"90s\" or \"1h30m\""},
        Mistake{"[sip]\nnever_ban = [\"192.0.2.0/24\", \"the office\"]",
                "office.toml:2: sip: never_ban has \"the office\"; expected an IP address or a network "
                "such as \"198.51.100.0/24\""},
        Mistake{"[sip]\nproxies = [\"kamailio\"]",
                "office.toml:2: sip: proxies has \"kamailio\"; expected an IP address or a network "
                "such as \"198.51.100.0/24\""},
        Mistake{"[sip]\nregister_min = \"2h\"",
                "office.toml:2: sip: register_min is longer than register_max"},
        Mistake{"[sip]\nmax_calls = 0",
                "office.toml:2: sip: max_calls is 0 (a number); expected a whole number from 1 to 1000000"},
        Mistake{"emergency = [\"help\"]",
                "office.toml:1: emergency has \"help\"; expected a number such as \"112\""},
        Mistake{"[[user]]\nname = \"201\"\noutside_number = \"home\"",
                "office.toml:3: user 201: outside_number is \"home\"; expected a telephone number as the "
                "provider "
                "wants it, such as \"+4930123456\""},
        Mistake{"[[trunk]]\nname = \"p\"\nhost = \"h.example\"\nfrom = \"me\"",
                "office.toml:4: trunk p: from is \"me\"; expected a telephone number as the provider wants "
                "it, such "
                "as \"+4930123456\""},
        Mistake{"[sip]\nmax_calls = -1",
                "office.toml:2: sip: max_calls is -1 (a number); expected a whole number from 1 to 1000000"},
        Mistake{"[sip]\nmax_calls = 1.5",
                "office.toml:2: sip: max_calls is a number with a fraction; expected a whole number from 1 "
                "to 1000000"},
        Mistake{"[sip]\nlissten = []",
                "office.toml:2: sip: lissten is not a setting; did you mean \"listen\"?"}));

INSTANTIATE_TEST_SUITE_P(
    MediaSoundsConsole, EveryMistake,
    testing::Values(
        Mistake{"[media]\nports = \"80-90\"",
                "office.toml:2: media: ports is \"80-90\"; expected a range of at least two ports from 1024 "
                "to 65535, such as \"10000-19999\""},
        Mistake{"[media]\nports = \"60000-70000\"",
                "office.toml:2: media: ports is \"60000-70000\"; expected a range of at least two ports from "
                "1024 to 65535, such as \"10000-19999\""},
        Mistake{"[media]\nlost_after = \"0s\"",
                "office.toml:2: media: lost_after is \"0s\"; expected a time from 5s to 1h such as \"90s\" "
                "or \"1h30m\""},
        Mistake{"[media]\nrealtime = \"yes\"",
                "office.toml:2: media: realtime is \"yes\"; expected true or false"},
        Mistake{"[media]\nway = \"raw\"",
                "office.toml:2: media: way is \"raw\"; expected \"best\", \"sieved\" or \"sockets\""},
        Mistake{"[sounds]\nstart = \"song\"",
                "office.toml:2: sounds: start is \"song\"; expected \"radio\" or \"track\""},
        Mistake{"[sounds]\nlanguage = \"xx\"",
                "office.toml:2: sounds: language is \"xx\"; expected \"en\", \"es\", \"fr\", \"it\", "
                "\"ru\", \"de\", \"nl\", \"pl\" or \"pt\""},
        Mistake{"[sounds]\nlanguage = \"German\"",
                "office.toml:2: sounds: language is \"German\"; expected \"en\", \"es\", \"fr\", \"it\", "
                "\"ru\", \"de\", \"nl\", \"pl\" or \"pt\"; did you mean \"de\"?"},
        Mistake{"[[user]]\nname = \"201\"\nlanguage = \"es-MX\"",
                "office.toml:3: user 201: language is \"es-MX\"; expected \"en\", \"es\", \"fr\", \"it\", "
                "\"ru\", \"de\", \"nl\", \"pl\" or \"pt\"; did you mean \"es\"?"},
        Mistake{"[[lot]]\nlanguage = \"italiano\"",
                "office.toml:2: lot main: language is \"italiano\"; expected \"en\", \"es\", \"fr\", \"it\", "
                "\"ru\", \"de\", \"nl\", \"pl\" or \"pt\"; did you mean \"it\"?"},
        Mistake{
            "[sounds]\nsay_command = \"espeak-ng\"",
            "office.toml:2: sounds: say_command is \"espeak-ng\"; expected a list such as [\"espeak-ng\", "
            "\"-v\", \"{language}\"]"},
        Mistake{"[sounds]\nsay_command = []",
                "office.toml:2: sounds: say_command is a list; expected a program and its arguments, such as "
                "[\"espeak-ng\", \"-v\", \"{language}\"]"},
        Mistake{
            "[sounds]\nsay_within = \"2m\"",
            "office.toml:2: sounds: say_within is \"2m\"; expected a time from 1s to 1m such as \"90s\" or "
            "\"1h30m\""},
        Mistake{"[sounds]\nmusic = \"/srv\"",
                "office.toml:2: sounds: music is \"/srv\"; expected a section [sounds.music] with lines such "
                "as default = \"/srv/music\""},
        Mistake{
            "[sounds.music]\nsales = 5",
            "office.toml:2: sounds: music sales is 5 (a number); expected a WAV file or a folder of them"},
        Mistake{"[sounds]\nhold_music = \"jazz\"", "office.toml:2: sounds: there is no music \"jazz\""},
        Mistake{"[store]\nwhen_failing = \"stop\"",
                "office.toml:2: store: when_failing is \"stop\"; expected \"continue\" or \"refuse\""},
        Mistake{
            "[history]\nentries = 5",
            "office.toml:2: history: entries is 5 (a number); expected a whole number from 1000 to 10000000"},
        Mistake{"[trace]\nkeep = \"10s\"",
                "office.toml:2: trace: keep is \"10s\"; expected a time from 1m to 24h such as \"90s\" or "
                "\"1h30m\", or \"0s\" for off"},
        Mistake{"[trace]\nmegabytes = 0",
                "office.toml:2: trace: megabytes is 0 (a number); expected a whole number from 1 to 256"},
        Mistake{"[console]\nlisten = \"7080\"",
                "office.toml:2: console: listen is \"7080\"; expected an address such as \"127.0.0.1:7080\""},
        Mistake{"[console]\nsocket_group = \"staff\"",
                "office.toml:2: console: socket_group is of no use without socket"},
        Mistake{"[console]\npublic_url = \"https://park.example.com\"",
                "office.toml:2: console: public_url is of no use without trusted_proxies"},
        Mistake{"[console]\nproxy_names_users = true",
                "office.toml:2: console: proxy_names_users is of no use without trusted_proxies"},
        Mistake{
            "[console]\ntrusted_proxies = [\"127.0.0.1\"]\npublic_url = \"https://park.example.com/board\"",
            "office.toml:3: console: public_url is \"https://park.example.com/board\"; expected an address "
            "such as "
            "\"https://park.example.com\", without a path"},
        Mistake{"[console]\nlisten = \"0.0.0.0:5060\"",
                "office.toml:2: console: listen is the address of sip listen \"tcp:0.0.0.0:5060\""}));

INSTANTIATE_TEST_SUITE_P(
    Users, EveryMistake,
    testing::Values(
        Mistake{
            "[[user]]\ndisplay = \"Ann\"",
            "office.toml:1: user: name is missing; expected letters, digits and . _ - + *, such as \"201\""},
        Mistake{"[[user]]\nname = 201",
                "office.toml:2: user: name is 201 (a number); expected text in quotes: letters, digits and . "
                "_ - + *, such "
                "as \"201\""},
        Mistake{"[[user]]\nname = \"ann lee\"",
                "office.toml:2: user: name is \"ann lee\"; expected letters, digits and . _ - + *, such as "
                "\"201\""},
        Mistake{"[[user]]\nname = \"201\"\n[[user]]\nname = \"201\"",
                "office.toml:4: user 201: this user is already defined in line 2"},
        Mistake{"[[user]]\nname = \"201\"\nring_for = \"0s\"",
                "office.toml:3: user 201: ring_for is \"0s\"; expected a time from 1s to 10m such as "
                "\"90s\" or \"1h30m\""},
        Mistake{"[[user]]\nname = \"201\"\nmay_prak = true",
                "office.toml:3: user 201: may_prak is not a setting; did you mean \"may_park\"?"},
        Mistake{"[[user]]\nname = \"705\"",
                "office.toml:2: user 705: ambiguous with lot main: slots 701-720 (the default)"},
        Mistake{"[[user]]\nname = \"700\"",
                "office.toml:2: user 700: ambiguous with lot main: park number 700 (the default)"}));

INSTANTIATE_TEST_SUITE_P(
    Trunks, EveryMistake,
    testing::Values(
        Mistake{"[[trunk]]\nname = \"pstn\"",
                "office.toml:1: trunk pstn: has neither host (for outgoing calls) nor addresses, user or "
                "peer_certificate (for "
                "incoming calls)"},
        Mistake{"[[trunk]]\nhost = \"sip.example\"",
                "office.toml:1: trunk: name is missing; expected letters, digits and . _ - + *, such as "
                "\"provider\""},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example:5060\"",
                "office.toml:3: trunk pstn: host is \"sip.example:5060\"; expected a host name or an IP "
                "address (the port is a setting of its own)"},
        Mistake{
            "[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\nport = 70000",
            "office.toml:4: trunk pstn: port is 70000 (a number); expected a whole number from 1 to 65535"},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\ntransport = \"sctp\"",
                "office.toml:4: trunk pstn: transport is \"sctp\"; expected \"udp\", \"tcp\" or \"tls\""},
        Mistake{
            "[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\nca = \"/no/such.pem\"",
            "office.toml:4: trunk pstn: ca is for TLS: it needs transport = \"tls\", or peer_certificate for "
            "calls from the trunk"},
        Mistake{
            "[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\ntransport = \"tls\"\nca = \"/no/such.pem\"",
            "office.toml:5: trunk pstn: ca: /no/such.pem can't be read: No such file or directory"},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\ntransport = \"tls\"\ncertificate = "
                "\"a.pem\"",
                "office.toml:5: trunk pstn: certificate and key belong together; one is missing"},
        Mistake{
            "[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\ntransport = \"tls\"\nverify = "
            "false\npeer_certificate = \"sip.example\"",
            "office.toml:5: trunk pstn: verify = false and peer_certificate exclude each other: what isn't "
            "verified proves nothing"},
        Mistake{
            "[[trunk]]\nname = \"a\"\npeer_certificate = \"sip.example\"\n[[trunk]]\nname = "
            "\"b\"\npeer_certificate = \"SIP.example\"",
            "office.toml:6: trunk b: peer_certificate SIP.example also belongs to trunk a; who shows it must "
            "be one trunk"},
        Mistake{"[[trunk]]\nname = \"pstn\"\naddresses = [\n\"192.0.2.1\",\n\"192.0.2.0/40\"]",
                "office.toml:5: trunk pstn: addresses has \"192.0.2.0/40\"; expected an IP address or a "
                "network such as \"198.51.100.0/24\""},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\nphones = [\"here\"]",
                "office.toml:4: trunk pstn: phones has \"here\"; expected an IP address or a network such as "
                "\"198.51.100.0/24\""},
        Mistake{"[[trunk]]\nname = \"pstn\"\naddresses = [\"192.0.2.1\"]\nphones = [\"192.0.2.0/24\"]",
                "office.toml:4: trunk pstn: phones are reached through the trunk, which needs host"},
        Mistake{
            "[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\ntell_parker = \"fax\"",
            "office.toml:4: trunk pstn: tell_parker is \"fax\"; expected \"no\", \"message\", \"call\" or "
            "\"message, call\""},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\nregister = true",
                "office.toml:4: trunk pstn: register needs host, user and password"},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\nuser = \"u\"",
                "office.toml:4: trunk pstn: user and password belong together; one is missing"},
        Mistake{"[[trunk]]\nname = \"a\"\naddresses = [\"192.0.2.9/24\"]\n[[trunk]]\nname = \"b\"\naddresses "
                "= [\"192.0.2.0/24\"]",
                "office.toml:6: trunk b: address 192.0.2.0/24 also belongs to trunk a; a call from there "
                "must belong to one trunk"}));

INSTANTIATE_TEST_SUITE_P(
    Lots, EveryMistake,
    testing::Values(
        Mistake{"[[lot]]\nslots = \"0701-0720\"",
                "office.toml:2: lot main: slots is \"0701-0720\"; expected a range such as \"701-720\", "
                "without leading zeros"},
        Mistake{"[[lot]]\nslots = \"1000-900000\"",
                "office.toml:2: lot main: slots is \"1000-900000\"; expected at most 100000 slots"},
        Mistake{"[[lot]]\nreminder = 60",
                "office.toml:2: lot main: reminder is 60 (a number); expected text in quotes: a time from 1s "
                "to 24h such as "
                "\"90s\" or \"1h30m\", or \"0s\" for off"},
        Mistake{"[[lot]]\nrecal = \"60s\"",
                "office.toml:2: lot main: recal is not a setting; did you mean \"recall\"?"},
        Mistake{"[[lot]]\nmax_wait = \"200h\"",
                "office.toml:2: lot main: max_wait is \"200h\"; expected a time from 1s to 168h such as "
                "\"90s\" or \"1h30m\", or \"0s\" for off"},
        Mistake{
            "[[lot]]\ncall_back_within = \"10s\"",
            "office.toml:2: lot main: call_back_within is \"10s\"; expected a time from 1m to 720h such as "
            "\"90s\" or \"1h30m\""},
        Mistake{"[[user]]\nname = \"201\"\nmessage_longest = \"1s\"",
                "office.toml:3: user 201: message_longest is \"1s\"; expected a time from 10s to 15m such as "
                "\"90s\" or \"1h30m\""},
        Mistake{
            "[[user]]\nname = \"201\"\nmessages_most = 0",
            "office.toml:3: user 201: messages_most is 0 (a number); expected a whole number from 1 to 1000"},
        Mistake{"[[lot]]\noffer_message = 1",
                "office.toml:2: lot main: offer_message is 1 (a number); expected true or false"},
        Mistake{"[[lot]]\noffer_every = \"1s\"",
                "office.toml:2: lot main: offer_every is \"1s\"; expected a time from 10s to 1h such as "
                "\"90s\" or \"1h30m\""},
        Mistake{
            "[[lot]]\noffer_operator = \"999\"",
            "office.toml:2: lot main: offer_operator \"999\" leads nowhere; expected a user, a group, or a "
            "number that a route_out takes"},
        Mistake{
            "[[lot]]\noffer_operator = \"701\"",
            "office.toml:2: lot main: offer_operator \"701\" is lot main: slots 701-720; expected a user, a "
            "group, or a number that a route_out takes"},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\ncall_back_tasks = \"yes\"",
                "office.toml:4: trunk pstn: call_back_tasks is \"yes\"; expected true or false"},
        Mistake{"[[lot]]\nchoice = \"any\"",
                "office.toml:2: lot main: choice is \"any\"; expected \"least recently used\", \"first\", "
                "\"next\" or \"random\""},
        Mistake{"[[lot]]\nwhen_taken = true",
                "office.toml:2: lot main: when_taken is true; expected text in quotes: \"refuse\" or \"next "
                "free\""},
        Mistake{"[[lot]]\nannouncement = \"song\"",
                "office.toml:2: lot main: announcement is \"song\"; expected \"digits\", \"number\", "
                "\"sentence\", \"tone\" or \"silent\""},
        Mistake{"[[lot]]\nladder = []",
                "office.toml:2: lot main: ladder is a list; expected at least one step such as \"parker "
                "30s\", \"user:202 20s\" or \"number:0123 30s\""},
        Mistake{"[[lot]]\nladder = [\n\"parker 30s\",\n\"202 20s\"]",
                "office.toml:4: lot main: ladder has \"202 20s\"; expected \"parker 30s\", \"user:202 20s\" "
                "or \"number:0123 30s\", each from 1s to 10m"},
        Mistake{"[[user]]\nname = \"201\"\n[[lot]]\nladder = [\n\"parker 30s\",\n\"user:207 20s\"]",
                "office.toml:6: lot main: ladder: there is no user \"207\"; did you mean \"201\"?"},
        Mistake{
            "[[lot]]\nladder = [\"number:0123 20s\"]",
            "office.toml:2: lot main: ladder: number \"0123\" leads nowhere; expected a user, a group, or a "
            "number that a route_out takes"},
        Mistake{"[[lot]]\nfallback = \"999\"",
                "office.toml:2: lot main: fallback \"999\" leads nowhere; expected a user, a group, or a "
                "number that "
                "a route_out takes"},
        Mistake{"[[lot]]\nfallback = \"705\"",
                "office.toml:2: lot main: fallback \"705\" is lot main: slots 701-720; expected a user, a "
                "group, or a "
                "number that a route_out takes"},
        Mistake{"[sounds.music]\njazz = \"/srv\"\n[[lot]]\nmusic = \"jaz\"",
                "office.toml:4: lot main: there is no music \"jaz\"; did you mean \"jazz\"?"},
        Mistake{"[[lot]]\npark = \"710\"",
                "office.toml:2: lot main: park number 710: ambiguous with lot main: slots 701-720 (line 1)"},
        Mistake{"[[lot]]\nname = \"a\"\npark = \"600\"\nslots = \"601-620\"\n[[lot]]\nname = \"b\"\npark = "
                "\"800\"\nslots = \"620-640\"",
                "office.toml:8: lot b: slots 620-640: ambiguous with lot a: slots 601-620 (line 4)"},
        Mistake{"[[lot]]\nname = \"a\"\n[[lot]]\nname = \"a\"\npark = \"800\"\nslots = \"801-802\"",
                "office.toml:4: lot a: this lot is already defined in line 2"},
        Mistake{
            "[[lot]]\nname = \"a\"\npark_prefix = \"*7\"\nslots = \"701-720\"\n[[lot]]\nname = \"b\"\npark = "
            "\"800\"\npark_prefix = \"*\"\nslots = \"7000-7999\"",
            "office.toml:8: lot b: park_prefix * and slot: ambiguous with lot a: park_prefix *7 and slot "
            "(line 3)"}));

INSTANTIATE_TEST_SUITE_P(
    Codes, EveryMistake,
    testing::Values(
        Mistake{"[codes]\npark = \"68\"",
                "office.toml:2: codes: park is \"68\"; expected * or # and more such as \"*68\", or \"\" for "
                "off"},
        Mistake{"[codes]\nin_call_park = \"*\"",
                "office.toml:2: codes: in_call_park is \"*\"; expected * or # and more such as \"*68\", or "
                "\"\" for off"},
        Mistake{"[codes]\nretreive = \"*88\"",
                "office.toml:2: codes: retreive is not a setting; did you mean \"retrieve\"?"},
        Mistake{"[codes]\nlongest = \"*88\"",
                "office.toml:2: codes: longest *88: ambiguous with codes: retrieve *88 (line 1)"},
        Mistake{"[codes]\nretrieve = \"*68\"",
                "office.toml:2: codes: retrieve *68: ambiguous with codes: park *68 (line 1)"},
        Mistake{"[codes]\npickup = \"*86\"",
                "office.toml:2: codes: pickup *86: ambiguous with codes: longest *86 (line 1)"},
        Mistake{"[codes]\nforward_alway = \"*21\"",
                "office.toml:2: codes: forward_alway is not a setting; did you mean \"forward_always\"?"},
        Mistake{"[codes]\nforward_busy = \"67\"",
                "office.toml:2: codes: forward_busy is \"67\"; expected * or # and more such as \"*68\", or "
                "\"\" for off"},
        Mistake{"[codes]\ndo_not_disturb_on = \"*68\"",
                "office.toml:2: codes: do_not_disturb_on *68: ambiguous with codes: park *68 (line 1)"},
        Mistake{"[codes]\nforward_busy = \"*21\"\nforward_always = \"*21\"",
                "office.toml:3: codes: forward_always *21: ambiguous with codes: forward_busy *21 (line 2)"},
        Mistake{"[codes]\nforward_busy = \"*21\"\npickup = \"#21\"",
                "office.toml:3: codes: pickup #21: ambiguous with codes: forward_busy #21 (line 2)"},
        Mistake{"[codes]\ndo_not_disturb = \"*78\"\n[[lot]]\npark_prefix = \"*7\"\nslots = \"8-9\"",
                "office.toml:4: lot main: park_prefix *7 and slot: ambiguous with codes: do_not_disturb *78 "
                "(line 2)"},
        Mistake{"[sounds]\nspoken_refusals = \"no\"",
                "office.toml:2: sounds: spoken_refusals is \"no\"; expected true or false"},
        Mistake{"[[lot]]\nlongest = \"*68\"",
                "office.toml:2: lot main: longest *68: ambiguous with codes: park *68 (the default)"},
        Mistake{"[[lot]]\nlongest = \"705\"",
                "office.toml:2: lot main: longest 705: ambiguous with lot main: slots 701-720 (line 1)"},
        Mistake{"[[lot]]\npin = \"12a4\"",
                "office.toml:2: lot main: pin is not right; expected 1 to 16 digits"},
        Mistake{"park_after_hold = \"2s\"",
                "office.toml:1: park_after_hold is \"2s\"; expected a time from 5s to 24h such as \"90s\" or "
                "\"1h30m\", or \"0s\" for off"}));

INSTANTIATE_TEST_SUITE_P(
    Routes, EveryMistake,
    testing::Values(
        Mistake{"[[route_out]]\nnumbers = \"0.\"",
                "office.toml:1: route_out: trunks is missing; expected a list such as [\"provider\"]"},
        Mistake{"[[route_out]]\nnumbers = \"0.\"\ntrunks = [\"pstn\"]",
                "office.toml:3: route_out: there is no trunk \"pstn\""},
        Mistake{"[[trunk]]\nname = \"in\"\naddresses = [\"192.0.2.1\"]\n[[route_out]]\nnumbers = "
                "\"0.\"\ntrunks = [\"in\"]",
                "office.toml:6: route_out: trunk in has no host, so it can't be called"},
        Mistake{"[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\n[[route_out]]\nnumbers = \"0x\"\ntrunks "
                "= [\"pstn\"]",
                "office.toml:5: route_out: numbers is \"0x\"; expected a pattern of digits, X, Z, N, [1-5] "
                "and at the end . or !, such as \"0Z.\""},
        Mistake{
            "[[trunk]]\nname = \"pstn\"\nhost = \"sip.example\"\n[[route_in]]\ntrunk = \"pstn\"\nnumbers = "
            "\".\"\nto = \"299\"",
            "office.toml:7: route_in: to \"299\" leads nowhere; expected a user, a group, a park number or a "
            "slot"},
        Mistake{"[[route_in]]\ntrunk = \"pstn\"\nnumbers = \".\"",
                "office.toml:2: route_in: there is no trunk \"pstn\""}));

TEST(Complaints, AllOfThemAreToldInTheOrderOfTheFile) {
    EXPECT_THAT(
        complaints(
            "[sip]\nmax_calls = 0\n[media]\nports = \"1-2\"\n[[user]]\nname = \"\"\n[[lot]]\nrecall = 1\n"),
        ElementsAre(HasSubstr("office.toml:2: sip: max_calls"), HasSubstr("office.toml:4: media: ports"),
                    HasSubstr("office.toml:6: user: name"), HasSubstr("office.toml:8: lot main: recall")));
}

TEST(Complaints, ALineThatNeverEndsIsRefused) {
    const std::string nested = "a" + std::string(100'000, '.') + "b = 1";
    EXPECT_THAT(complaints("\n" + nested),
                ElementsAre("office.toml:2: longer than 4000 characters; break the line"));
}

TEST(Complaints, DeepNestingIsReadOrRefusedButNeverFatal) {
    std::string dotted = "a";
    for (int i = 0; i < 1900; ++i) dotted += ".a";
    EXPECT_THAT(complaints(dotted + " = 1"), ElementsAre("office.toml:1: a is not a setting"));
    EXPECT_THAT(complaints("a = " + std::string(1900, '[')),
                ElementsAre(HasSubstr("office.toml:1: not TOML")));
}

TEST(Complaints, AFileOfAbsurdSizeIsRefused) {
    EXPECT_THAT(complaints(std::string(5 << 20, '\n')),
                ElementsAre("office.toml: larger than 4 MB; expected a settings file"));
}

class EverySecret : public testing::TestWithParam<const char*> {};

TEST_P(EverySecret, IsNeverRepeated) {
    const auto told = complaints(GetParam());
    EXPECT_THAT(told, testing::Not(IsEmpty()));
    for (const auto& line : told) EXPECT_THAT(line, testing::Not(HasSubstr("geheim"))) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Passwords, EverySecret,
                         testing::Values("[[user]]\nname = \"201\"\npassword = \"geheim\\u0007\"",
                                         "[[user]]\nname = \"201\"\npassword = geheim",
                                         "[[user]]\nname = \"201\"\npassword = \"geheim",
                                         "[[user]]\nname = \"201\"\npassword = [\"geheim\"]",
                                         "[[user]]\nname = \"201\"\npasword = \"geheim\"",
                                         "[[user]]\nname = \"201\"\npassword = truegeheim",
                                         "[[user]]\nname = \"201\"\npassword = \"a\" geheim",
                                         "[[user]]\nname = \"201\"\npassword = 2026-01-01geheim",
                                         "[[user]]\nname = \"201\"\npassword = { geheim = 1 }",
                                         "[[lot]]\npin = \"geheim\"",
                                         "[[trunk]]\nname = \"t\"\npassword = \"geheim\"",
                                         "[[user]]\nname = \"201\"\npassword = \"\"\"\ngeheim"));

TEST(Goodness, AWholeOfficeIsReadAsItStands) {
    const Settings settings = good(R"(
operator = "202"
[sip]
listen = ["udp:127.0.0.1:5070", "tcp:[::1]:5070"]
resolvers = ["192.0.2.53", "[2001:db8::1]:53"]
[sounds]
hold_music = "jazz"
language = "es"
say_command = ["bin/say", "--voice", "{language}"]
say_within = "5s"
[sounds.music]
jazz = "music/jazz.wav"
[[user]]
name = "201"
password = "a good long one"
[[user]]
name = "202"
may_park = false
language = "de"
[[trunk]]
name = "pstn"
host = "sip.example"
user = "me"
password = "it"
register = true
language = "fr"
[[lot]]
name = "sales"
language = "it"
park = "600"
slots = "601-699"
choice = "first"
when_taken = "next free"
announcement = "sentence"
ladder = ["parker 10s", "user:202 20s", "number:0301234 30s"]
fallback = "0309999"
music = "jazz"
[[route_out]]
numbers = "0Z."
trunks = ["pstn"]
strip = 1
prepend = "+49"
[[route_in]]
trunk = "pstn"
numbers = "."
to = "201"
language = "ru"
)");
    EXPECT_EQ(settings.office.language, "es");
    EXPECT_EQ(settings.office.users.at(1).language, "de");
    EXPECT_EQ(settings.office.trunks.at(0).language, "fr");
    EXPECT_EQ(settings.office.lots.at(0).language, "it");
    EXPECT_EQ(settings.office.routes_in.at(0).language, "ru");
    EXPECT_EQ(settings.sounds.say_command, (std::vector<std::string>{"bin/say", "--voice", "{language}"}));
    EXPECT_EQ(settings.sounds.say_within, 5s);
    EXPECT_EQ(settings.sip.listen.at(1).ip, "::1");
    EXPECT_EQ(settings.sounds.music.at(1).second, "music/jazz.wav");
    EXPECT_EQ(settings.office.music, "jazz");
    EXPECT_EQ(settings.secrets.at(0).password, "a good long one");
    EXPECT_FALSE(settings.office.users.at(1).may_park);
    EXPECT_TRUE(settings.lines.at(0).register_with_provider);
    const auto& lot = settings.office.lots.at(0);
    EXPECT_EQ(lot.rules.choice, parking::SlotChoice::first);
    EXPECT_EQ(lot.rules.when_taken, parking::WhenTaken::next_free);
    EXPECT_EQ(lot.announcement, calls::Announcement::sentence);
    EXPECT_EQ(lot.rules.ladder.size(), 3u);
    EXPECT_EQ(lot.rules.fallback, "0309999");
    EXPECT_EQ(settings.office.routes_out.at(0).prepend, "+49");
    EXPECT_EQ(settings.office.routes_in.at(0).number, "201");
}

TEST(Goodness, CodesAreReadAndMayBeOff) {
    const Settings settings = good(two_users + R"(
[codes]
park = "#7"
retrieve = ""
in_call_park = "##"
pickup = "*97"
[sounds]
spoken_refusals = false
[[lot]]
longest = "*5"
pin = "0042"
)");
    EXPECT_EQ(settings.office.codes.park, "#7");
    EXPECT_EQ(settings.office.codes.retrieve, "");
    EXPECT_EQ(settings.office.codes.longest, "*86");
    EXPECT_EQ(settings.office.codes.in_call_park, "##");
    EXPECT_EQ(settings.office.codes.pickup, "*97");
    EXPECT_FALSE(settings.office.spoken_refusals);
    EXPECT_EQ(settings.office.lots.at(0).longest, "*5");
    EXPECT_EQ(settings.office.lots.at(0).pin, "0042");
    EXPECT_EQ(settings.office.park_after_hold, Duration{});
}

TEST(Goodness, FilesAreNamedFromTheFolderOfTheSettings) {
    const Read read = read_text("[sounds]\nown_dir = \"own\"\n[sounds.music]\ndefault = \"/srv/music\"\n",
                                "/etc/layby/office.toml");
    const auto& sounds = std::get<Settings>(read).sounds;
    EXPECT_EQ(sounds.own_dir, "/etc/layby/own");
    EXPECT_EQ(sounds.music.at(0).second, "/srv/music");
    EXPECT_EQ(sounds.music.size(), 1u);
}

TEST(Goodness, ATrunkMayHaveAnAddressWithinTheNetworkOfAnother) {
    EXPECT_THAT(complaints("[[trunk]]\nname = \"a\"\naddresses = [\"192.0.2.0/24\"]\n[[trunk]]\nname = "
                           "\"b\"\naddresses = [\"192.0.2.9\"]"),
                IsEmpty());
}

TEST(Goodness, ParkPrefixesThatCantBeMixedUpAreFine) {
    EXPECT_THAT(complaints("[[lot]]\nname = \"a\"\npark_prefix = \"*7\"\n[[lot]]\nname = \"b\"\npark = "
                           "\"800\"\npark_prefix = \"*7\"\nslots = \"801-820\""),
                IsEmpty());
}

}  // namespace
}  // namespace layby::settings
