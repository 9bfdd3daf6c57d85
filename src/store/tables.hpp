// What stands in which table: one function per order and per question. The store's thread.
#pragma once
#include <vector>

#include "store/database.hpp"
#include "store/store.hpp"

namespace layby::store {

/// A history entry on its way to the disk: its times are taken when it is ordered.
struct NewEntry {
    calls::PastPark park;
    sip::WallTime ended;
};

// registrations_table.cpp
void put(const Database& database, const sip::KeptRegistration& registration);
void put(const Database& database, calls::DeviceId forgotten);
std::vector<sip::KeptRegistration> read_registrations(const Database& database);

// history_table.cpp
void put(const Database& database, const NewEntry& entry);
void shorten_history(const Database& database, std::size_t entries);
std::vector<HistoryEntry> read_history(const Database& database, std::size_t limit);

}  // namespace layby::store
