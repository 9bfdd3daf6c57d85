// The file: opened, made, recognised as ours, and brought up to date step by step. Before the loop starts.
#pragma once
#include <filesystem>

#include "store/tables/restoring.hpp"

namespace layby::store {

constexpr std::int64_t ours = 0x4c617962;  ///< application_id: "Layb"

/// Opens or makes it, in the present format. Throws DatabaseError or std::runtime_error.
Database make_file(const std::filesystem::path& file);

/// The same, and takes up what it holds. Throws std::runtime_error with a sentence for the admin; a file that
/// is refused stays as it is.
Opened open_file(const std::filesystem::path& file, const Moment& now, const Seal* seal = nullptr,
                 const std::vector<std::string>& tenants = {});

}  // namespace layby::store
