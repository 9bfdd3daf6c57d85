#include "store/dump.hpp"

#include <fmt/format.h>

#include "store/records/records.hpp"
#include "store/tables/tables.hpp"

namespace layby::store {

void dump_records(const std::filesystem::path& file, const std::function<void(const std::string&)>& print) {
    const Database database(file);
    read_records(database, [&](Row, const RecordKey& key, const std::string& bytes) {
        print(fmt::format(R"({{"kind":"{}","key":"{}","value":{}}})", name_of(key.kind), text_of(key),
                          json_text(bytes)));
    });
}

}  // namespace layby::store
