// The drivers that have to pass the conformance tests. A driver joins by a line at the end.
#pragma once
#include "a_file.hpp"

namespace layby::store {

struct Driver {
    const char* name;
    std::unique_ptr<Store> (*open)(const std::filesystem::path& file);
};

struct ADriver : AFile, testing::WithParamInterface<Driver> {
    std::unique_ptr<Store> store = GetParam().open(file);

    void reopen() {
        store.reset();
        store = GetParam().open(file);
    }
};

inline const auto drivers =
    testing::Values(Driver{"sqlite", [](const std::filesystem::path& file) { return open_sqlite(file); }});

inline std::string name_of_driver(const testing::TestParamInfo<Driver>& driver) { return driver.param.name; }

}  // namespace layby::store
