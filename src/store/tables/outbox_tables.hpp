// The tables of who is told what has happened, and of the tries to do so. The store's thread.
#pragma once
#include <vector>

#include "store/outbox.hpp"
#include "store/tables/database.hpp"

namespace layby::store {

class OutboxTables {
  public:
    explicit OutboxTables(const Database& database);
    void add(const Told& told);
    /// So many tries are kept.
    void shorten(std::size_t deliveries);

  private:
    void add(const Delivery& delivery);

    Statement put_, forget_, add_, shorten_;
};

Occurrences read_occurrences(const Database& database, std::uint64_t after, std::size_t limit);
std::vector<Told> read_told(const Database& database);
std::vector<Delivery> read_deliveries(const Database& database, const std::string& webhook,
                                      std::size_t limit);

}  // namespace layby::store
