#include "store/tables/renewal.hpp"

#include <fmt/chrono.h>

#include "store/tables/schema.hpp"

namespace layby::store {
namespace {

namespace fs = std::filesystem;

fs::path with(const fs::path& file, const std::string& suffix) { return file.string() + suffix; }

void remove_all_of(const fs::path& file) {
    for (const auto* part : {"", "-wal", "-shm"}) fs::remove(with(file, part));
}

void move_if_there(const fs::path& from, const fs::path& to) {
    if (fs::exists(from)) fs::rename(from, to);
}

}  // namespace

fs::path unfinished(const fs::path& file) { return with(file, ".new"); }

void finish_replacing(const fs::path& file) {
    if (!fs::exists(file)) move_if_there(unfinished(file), file);
}

void make_new(const fs::path& path, const Origins& origins, Live& live, const Moment& now) {
    remove_all_of(unfinished(path));
    File file(make_file(unfinished(path)));
    Transaction transaction(file.database);
    file.meta.put(origins);
    file.meta.put_anchor(now);
    live.change_all();
    live.write(file.records);
    transaction.commit();
}

/// The damaged file's log goes first: beside the new file it would be taken for that one's.
fs::path replace(const fs::path& file, sip::WallTime now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    const auto aside = with(file, fmt::format(".damaged-{:%Y%m%dT%H%M%SZ}", seconds));
    move_if_there(with(file, "-wal"), with(aside, "-wal"));
    fs::remove(with(file, "-shm"));
    fs::rename(file, aside);
    fs::rename(unfinished(file), file);
    return aside;
}

}  // namespace layby::store
