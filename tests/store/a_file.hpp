// A store's file in a directory of its own, and what goes into it.
#pragma once
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "store/store.hpp"

namespace layby::store {

using namespace std::chrono_literals;

struct AFile : testing::Test {
    std::filesystem::path dir, file;

    AFile() {
        std::string name = testing::TempDir() + "layby-store-XXXXXX";
        if (!mkdtemp(name.data())) ADD_FAILURE() << "no directory can be made";
        dir = name;
        file = dir / "layby.db";
    }
    ~AFile() override { std::filesystem::remove_all(dir); }

    /// Runs SQL on the file as another program would.
    void meanwhile(const std::string& sql) const {
        sqlite3* other = nullptr;
        EXPECT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(other, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(other);
        sqlite3_close(other);
    }
};

inline sip::KeptRegistration phone(std::uint64_t device, const std::string& user = "201") {
    sip::KeptRegistration out;
    out.id = {device};
    out.user = user;
    out.contact = "sip:" + user + "@192.0.2.7:5060;ob";
    out.instance = "<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";
    out.reg_id = 1;
    out.call_id = "abc@192.0.2.7";
    out.cseq = 4'000'000'000U;
    out.q = 0.5;
    out.path = {"<sip:edge.example;lr>", "<sip:inner.example;lr>"};
    out.user_agent = "Phone/1.0 \xC3\xA9 'x'";
    out.source = {"2001:db8::7", 65535};
    out.transport = Transport::tcp;
    out.expires = sip::WallTime{1'900'000'000'123ms};
    return out;
}

inline calls::PastPark park(std::uint32_t slot, parking::Outcome outcome = parking::Outcome::retrieved) {
    return {.lot = "main",
            .slot = {slot},
            .caller = {"Ann Lee", "5551234", false},
            .parker = {.user = "201", .leg = {}, .shown = {"Bob Ray", "201", false}},
            .outcome = outcome,
            .by = {"Cleo Fox", "203", false},
            .lasted = 42s};
}

/// The registrations that a store found when it was opened.
inline std::vector<sip::KeptRegistration> phones_in(Store& store) {
    return store.take_restored().registrations;
}

/// The history as somebody gets it who waits for it.
inline std::vector<HistoryEntry> history_of(Store& store, std::size_t limit = 100) {
    auto out = std::make_shared<Store::Entries>();
    store.history({.limit = limit}, [out](Store::Entries entries) { *out = std::move(entries); });
    store.drain();
    EXPECT_TRUE(out->has_value()) << "the history can't be read";
    return out->value_or(std::vector<HistoryEntry>{});
}

}  // namespace layby::store
