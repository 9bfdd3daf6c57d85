// What the console may ask, answered on the signalling thread by the parts that know.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "console/http_server.hpp"
#include "layby/closing.hpp"
#include "layby/houses.hpp"
#include "media/engine.hpp"
#include "sip/front.hpp"
#include "sip/loop.hpp"
#include "store/store.hpp"

namespace layby::app {

/// Those who know. They outlive the desk's last use.
struct Parts {
    sip::Loop& loop;
    House& house;  ///< whose desk it is
    Houses& houses;
    sip::Front& front;
    const media::Engine& engine;
    store::Store* store;  ///< of that house; none: nothing is kept
    Closing& closing;
    trace::Tape& tape;
    std::size_t rtp_ports{};           ///< that there are
    std::filesystem::path messages{};  ///< where their sound is; empty: nowhere
};

/// What may take long and is done elsewhere; the reply says what is wrong, nothing when it is done.
struct Chores {
    using Chore = std::function<void(std::function<void(std::vector<std::string>)> reply)>;
    std::function<void(std::function<void(console::Desk::Reloaded)> reply)> reload;
    Chore upgrade;
    std::function<void(std::function<void(console::SettingsFile)> reply)> settings_file{};
    std::function<void(std::optional<std::string> text, std::string version,
                       std::function<void(console::SettingsChecked)> reply)>
        check_settings{};
    std::function<void(std::string text, std::string version,
                       std::function<void(console::SettingsSaved)> reply)>
        save_settings{};
    std::function<void(console::Desk::Tracing, std::function<void(std::vector<std::string>)> reply)> trace{};
    std::function<void(std::string level, std::function<void(std::vector<std::string>)> reply)> log_level{};
    /// Writes a whole list; the reply says what is wrong, or nothing.
    template <class Entry>
    using Keeper = std::function<void(std::vector<Entry>, std::function<void(std::string)> reply)>;
    Keeper<console::Token> keep_tokens{};
    Keeper<console::Account> keep_accounts{};
    Keeper<console::Session> keep_sessions{};
    Keeper<console::Invitation> keep_invitations{};
};

/// `changed` is called after an order: the next deadline may be another one then.
console::Desk desk_for(const Parts& parts, std::function<void()> changed, Chores chores);
/// The desk of a tenant: nothing of what is the server's. Of the chores those that keep who may come in.
console::Desk tenants_desk(const Parts& parts, std::function<void()> changed, Chores chores);

}  // namespace layby::app
