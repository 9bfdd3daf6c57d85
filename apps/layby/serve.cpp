#include "layby/serve.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

#include "layby/access_files.hpp"
#include "layby/audio_certificate.hpp"
#include "layby/checking.hpp"
#include "layby/encryption.hpp"
#include "layby/housekeeper.hpp"
#include "layby/lookout.hpp"
#include "layby/seal_file.hpp"
#include "layby/secrecy.hpp"
#include "layby/server.hpp"
#include "layby/settings_file.hpp"
#include "layby/successor.hpp"
#include "layby/supervisor.hpp"
#include "layby/tracing.hpp"
#include "layby/welcome.hpp"
#include "layby/wiring.hpp"
#include "runtime/check.hpp"
#include "runtime/log.hpp"
#include "runtime/version.hpp"
#include "settings/exposure.hpp"
#include "settings/state_dir.hpp"

namespace layby::app {
namespace {

using settings::Settings;
using Problems = std::vector<std::string>;

/// The first user who has no password although passwords can't be kept.
std::optional<std::string> without_password(const Settings& settings) {
    for (const auto& secret : settings.secrets) {
        if (secret.password.empty()) return secret.user;
    }
    for (const auto& tenant : settings.tenants)
        if (const auto user = without_password(tenant.settings)) return *user + " of tenant " + tenant.name;
    return {};
}

/// Lines are written by a thread of their own, so that a terminal or disk that stalls never stalls a call; if
/// it stalls for long, the oldest lines are lost. Writes what is left at the end of its scope.
class Log {
  public:
    Log() {
        std::setvbuf(stderr, nullptr, _IOLBF, BUFSIZ);  // a line stays whole beside what else is printed
        spdlog::init_thread_pool(8192, 1, [] { pthread_setname_np(pthread_self(), "log"); });
        auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
        spdlog::set_default_logger(std::make_shared<spdlog::async_logger>(
            "layby", std::move(sink), spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest));
        spdlog::set_formatter(log::formatter(log::Format::text));
    }
    /// Those of the settings; `--verbose` says more than they do.
    static void use(const settings::Log& wanted, bool verbose) {
        spdlog::set_formatter(log::formatter(wanted.json ? log::Format::json : log::Format::text));
        spdlog::set_level(verbose ? spdlog::level::debug
                                  : log::level_of(wanted.level).value_or(spdlog::level::info));
    }
    ~Log() { spdlog::shutdown(); }
    /// Waits a moment until the lines so far are written.
    static void settle() {
        for (int i = 0; i < 100 && spdlog::thread_pool()->queue_size() > 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
};

/// Two sockets per call: more than the usual soft limit.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// In production a broken invariant costs one event, not every call. Debug builds keep aborting.
void survive_bugs() {
#ifdef NDEBUG
    runtime::on_bug([](const char* what, const char* file, int line) {
        log::error("bug, please report: {}:{}: {}", file, line, what);
    });
#endif
}

/// The configuration in effect, and how to read it again. Used on the housekeeper's thread once it runs.
struct Configuration {
    ServeOptions options;
    std::optional<settings::StateDir> state;
    Settings settings;
    std::string in_effect{};  ///< the text that was read last and is in effect
    Lookout* lookout{};       ///< once it is there

    void fill_passwords(Settings& into) {
        if (state) state->fill_passwords(into);
    }
    std::optional<std::filesystem::path> state_path() const {
        return state ? std::optional(state->path()) : std::nullopt;
    }
    console::Desk::Reloaded reload(Server& server);
};

/// Who looks into the log the next day sees what was changed.
void log_changes(const std::vector<settings::Change>& changes) {
    constexpr std::size_t most = 50;
    for (std::size_t i = 0; i < std::min(changes.size(), most); ++i)
        log::info("reload: {}", settings::sentence(changes[i]));
    if (changes.size() > most) log::info("reload: and {} more", changes.size() - most);
}

console::Desk::Reloaded Configuration::reload(Server& server) try {
    auto text = settings::text_of_file(options.config);
    if (const auto* problem = std::get_if<settings::Problem>(&text)) return {{problem->text()}, {}};
    auto& whole = std::get<std::string>(text);
    auto read = settings::read_text(whole, options.config.string());
    if (const auto* problems = std::get_if<std::vector<settings::Problem>>(&read))
        return {sentences(*problems), {}};
    auto wanted = std::get<Settings>(std::move(read));
    for (const auto& exposed : settings::exposures(wanted, options.config)) log::warn("{}", exposed);
    fill_passwords(wanted);
    if (const auto user = without_password(wanted)) return {{"user " + *user + " has no password"}, {}};
    auto waiting = needs_restart(settings, wanted);
    for (const auto& part : waiting) log::warn("[{}] has changed: this takes effect at the next start", part);
    for (const auto& warning : all_warnings(wanted)) log::warn("{}", warning);
    auto encryption = encryption_of(wanted, state_path());
    Log::use(wanted.log, options.verbose);
    const auto networks = wanted.networks;
    server.change(std::move(wanted), std::move(encryption));
    log_changes(settings::changes(in_effect, whole));
    in_effect = std::move(whole);
    if (lookout) lookout->watch(networks);  // what is known of the new ones is told then
    return {{}, std::move(waiting)};
} catch (const std::exception& error) {
    return {{error.what()}, {}};
}

console::Desk::Reloaded reload_and_log(Configuration& configuration, Server& server) {
    auto done = configuration.reload(server);
    for (const auto& problem : done.problems) log::error("reload: {}", problem);
    return done;
}

/// Why calls would be lost if another process took over now.
Problems hindrances(const Configuration& configuration, const store::Store* store) {
    if (!store) return {"the server runs without --state: its calls would be lost"};
    if (store->counters().failing) return {"the disk refuses changes: calls would be lost"};
    const auto& settings = configuration.settings;
    bool anywhere = settings.console.port == 0;
    for (const auto& listen : settings.sip.listen) anywhere |= listen.port == 0;
    if (anywhere) return {"a listen address has port 0: the next process would be at another port"};
    return {};
}

std::string all_addresses_of(const Server& server) {
    std::string out;
    for (const auto& listen : server.listening()) out += (out.empty() ? "" : " ") + text_of(listen);
    return out;
}

/// Passwords are shown once, by the first start that gets so far, and to nobody but a terminal: under systemd
/// standard output is the journal.
std::vector<settings::NewPassword> passwords_to_show(Configuration& configuration) {
    if (!configuration.state) return {};
    auto unseen = configuration.state->unseen_passwords();
    if (unseen.empty()) return {};
    configuration.state->passwords_seen();
    if (isatty(STDOUT_FILENO) != 0) return unseen;
    log::info("passwords were made for {}; layby accounts shows them", log::counted(unseen.size(), "user"));
    return {};
}

void announce(Configuration& configuration, const Server& server, const std::string& admin_password) {
    for (const auto& problem : server.sound_problems()) log::warn("{}", problem);
    if (configuration.settings.media.realtime && !server.realtime()) {
        log::info(
            "no real-time priority for media (needs CAP_SYS_NICE): sound may stutter when the machine is "
            "busy");
    }
    const auto& way = server.media_way();
    log::info("sound takes way {}{}", text_of(way.way),
              way.why_not_next.empty() ? "" : "; no faster one: " + way.why_not_next);
    log::event("layby " + std::string{runtime::version()} + " has started",
               {{"pid", std::to_string(getpid())},
                {"config", configuration.options.config.string()},
                {"listen", all_addresses_of(server)},
                {"api", host_port(configuration.settings.console.ip, server.api_port())}});
    const Started started{configuration.settings, configuration.options, passwords_to_show(configuration),
                          server.listening(),     server.api_port(),     server.api_sockets(),
                          admin_password};
    const auto text = welcome(started) + ready_line(started);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

/// What outlives the server; none without a directory for it.
std::unique_ptr<store::Store> open_store(const Configuration& configuration) {
    if (configuration.state) {
        auto options = store_options(configuration.settings.history);
        options.seal = seal_in(configuration.state->path());
        for (const auto& tenant : configuration.settings.tenants) options.tenants.push_back(tenant.name);
        return store::open_sqlite(configuration.state->path() / "layby.db", std::move(options));
    }
    log::info("no --state: registrations and the history of parked calls are forgotten at the end");
    if (configuration.settings.console.socket.empty())
        log::warn(
            "no --state and no [console] socket: commands that change something, such as layby retrieve, "
            "can't reach this server");
    return {};
}

/// Tenants that have left the settings while somebody was in a call: these calls go on, and nobody can make
/// others.
void add_left_tenants(Settings& settings, const store::Store& store) {
    for (const auto& name : store.left_tenants()) {
        log::warn("tenant {} is not in the settings any more; its calls go on", name);
        settings.tenants.push_back({name, {}, settings::without_office(settings)});
    }
}

/// While calls are read from the store: callers wait for both.
std::future<std::unique_ptr<sounds::Library>> load_sounds(const Configuration& configuration) {
    auto sources = sound_sources(configuration.settings, configuration.state_path().value_or(""));
    return std::async(std::launch::async, [sources = std::move(sources)]() mutable {
        return std::make_unique<sounds::Library>(std::move(sources));
    });
}

/// For what the key of the state directory stands besides the keys of calls.
constexpr auto phone_logins = "layby: logins of phones in browsers, 1";

std::string version_key_of(const Configuration& configuration) {
    constexpr auto purpose = "layby: versions of the settings, 1";
    return configuration.state ? seal_in(configuration.state->path()).key_for(purpose)
                               : console::new_secret();
}

/// What is in effect changes on the housekeeper's thread, where this is asked, too.
void add_settings_file(Chores& chores, Errands& errands, const SettingsFile& file, const Configuration& now) {
    chores.settings_file = [&](auto reply) { errands.ask([&file, reply] { reply(file.show()); }); };
    chores.check_settings = [&](auto text, auto version, auto reply) {
        errands.ask([&file, &now, text = std::move(text), version = std::move(version), reply] {
            reply(file.check(text, version, {now.in_effect, now.settings}));
        });
    };
    chores.save_settings = [&](auto text, auto version, auto reply) {
        errands.ask([&file, &now, text = std::move(text), version = std::move(version), reply] {
            reply(file.save(text, version, {now.in_effect, now.settings}));
        });
    };
}

/// The server goes before what looks up our addresses.
struct Untold {
    Lookout& lookout;
    ~Untold() { lookout.tell({}); }
};

/// So long a first start waits for name servers and STUN servers; later ones know from before.
constexpr auto patience_with_look_ups = std::chrono::seconds(3);

Problems upgrade(const Configuration& configuration, const Successor& successor, const store::Store* store) {
    auto problems = hindrances(configuration, store);
    if (problems.empty()) problems = successor.try_out(configuration.options.config);
    for (const auto& problem : problems) log::error("upgrade: {}", problem);
    return problems;
}

Problems trace(const console::Desk::Tracing& wanted, Tracing& tracing, Server& server) try {
    server.trace(wanted.on ? tracing.start(wanted.number) : sip::Trace{});
    log::event(wanted.on ? "SIP trace is on" : "SIP trace is off", {{"number", wanted.number}});
    return {};
} catch (const std::exception& error) {
    return {error.what()};
}

/// The signalling thread has ended, or rests; media still plays.
void flush(store::Store& store) {
    if (!store.drain())
        log::error("the disk refuses changes: the next start may not know about the last ones");
    Log::settle();
}

/// Until the end. A process that shall be replaced is gone then; if that fails, the server goes on.
void run_until_the_end(Server& server, store::Store* store, const Successor& successor) {
    for (;;) {
        const auto ending = server.run();
        if (ending == Ending::goodbye) return;
        log::info("calls are saved for the next {}", ending == Ending::left ? "start" : "program");
        flush(*store);
        if (ending == Ending::left) server.finish_answers();
        if (ending == Ending::left) std::_Exit(done);  // whoever is destroyed says goodbye
        log::error("upgrade: {}", successor.take_over());
    }
}

/// Who may come in at the tenants'.
TenantStates tenant_states(const Configuration& configuration, Errands& errands) {
    TenantStates out;
    if (!configuration.state) return out;
    for (const auto& tenant : configuration.settings.tenants) {
        auto& its = out[tenant.name];
        its.from = from_state(configuration.state->of_tenant(tenant.name));
        add_keepers(its.keepers, errands, its.from);
    }
    return out;
}

void run(Configuration& configuration) {
    const Successor successor(configuration.options.command_line);
    const auto supervisor = Supervisor::of_environment();
    Errands errands;
    auto sounds = load_sounds(configuration);
    const auto store = open_store(configuration);
    if (store) add_left_tenants(configuration.settings, *store);
    Tracing tracing(configuration.state_path());
    Server* running = nullptr;  // before the housekeeper is there to use it
    Chores chores{.reload =
                      [&](auto reply) {
                          errands.ask([&, reply] {
                              auto done = reload_and_log(configuration, *running);
                              running->then([reply, done = std::move(done)] { reply(done); });
                          });
                      },
                  .upgrade =
                      [&](auto reply) {
                          errands.ask([&, reply] {
                              const auto problems = upgrade(configuration, successor, store.get());
                              reply(problems);
                              if (!problems.empty()) return;
                              running->settle_answers();  // before the process is another
                              running->leave(Ending::replaced);
                          });
                      },
                  .trace =
                      [&](auto wanted, auto reply) {
                          errands.ask([&, wanted, reply] { reply(trace(wanted, tracing, *running)); });
                      },
                  .log_level =
                      [](const auto& level, auto reply) {
                          spdlog::set_level(log::level_of(level).value_or(spdlog::level::info));
                          reply({});
                      }};
    const SettingsFile file(configuration.options.config, version_key_of(configuration));
    add_settings_file(chores, errands, file, configuration);
    auto from = configuration.state ? from_state(configuration.state->path()) : FromState{};
    const auto first = first_account_of(from);
    if (first) from.accounts = {first->account};
    add_keepers(chores, errands, from);
    from.audio_certificate = audio_certificate_in(configuration.state_path());
    if (configuration.state) from.login_key = seal_in(configuration.state->path()).key_for(phone_logins);
    from.encryption = encryption_of(configuration.settings, configuration.state_path());
    Lookout lookout(configuration.state ? configuration.state->path() / "our-addresses" : "");
    lookout.watch(configuration.settings.networks);
    configuration.lookout = &lookout;
    from.known = lookout.known(patience_with_look_ups);
    Server server(configuration.settings, chores, store.get(), from, sounds.get(),
                  tenant_states(configuration, errands));
    running = &server;
    lookout.tell([&server](const auto& network, const auto& seen) { server.is_seen_as(network, seen); });
    const Untold untold{lookout};
    announce(configuration, server, first ? keep_first(*first, from.dir) : "");
    server.report_to(supervisor);
    server.then([&] { supervisor.tell("READY=1"); });  // once it turns
    const auto ending = [&](auto end) {
        return [&supervisor, end] {
            supervisor.tell("STOPPING=1");
            end();
        };
    };
    const Housekeeper housekeeper(errands, {.end = ending([&] { server.end(); }),
                                            .leave = ending([&] { server.leave(Ending::left); }),
                                            .reload = [&] { reload_and_log(configuration, server); }});
    run_until_the_end(server, store.get(), successor);
}

}  // namespace

ExitCode serve(const ServeOptions& options) try {
    block_signals();
    std::signal(SIGCHLD, SIG_DFL);  // whoever has started us may ignore it: we wait for our own
    const Log writer;
    auto found = read_or_say(options.config);
    if (!found) return bad_input;
    Log::use(found->settings.log, options.verbose);
    Configuration configuration{options, {}, std::move(found->settings), std::move(found->text)};
    if (options.state) configuration.state.emplace(*options.state);
    for (const auto& exposed : settings::exposures(configuration.settings, options.config))
        log::warn("{}", exposed);
    configuration.fill_passwords(configuration.settings);
    if (const auto user = without_password(configuration.settings)) {
        say_on_stderr("user " + *user +
                      " has no password: write one into the file, or name a directory with "
                      "--state in which generated ones are kept");
        return bad_input;
    }
    for (const auto& warning : settings::warnings(configuration.settings)) log::warn("{}", warning);
    for (const auto& warning : settings::machine_warnings(configuration.settings)) log::warn("{}", warning);
    if (!options.core_dumps) keep_memory_secret();
    raise_file_limit();
    survive_bugs();
    run(configuration);
    return done;
} catch (const std::exception& error) {
    say_on_stderr(error.what());
    return failed;
}

}  // namespace layby::app
