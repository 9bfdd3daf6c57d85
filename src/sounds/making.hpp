// What is still to be encoded: the loader's work, some at a time. Made on the library's thread, then used on
// the loader's.
#pragma once
#include <cstddef>
#include <string>

namespace layby::sounds {

class Shelf;

class Making {
  public:
    virtual ~Making() = default;
    /// About so many frames more; false at the end.
    virtual bool make(std::size_t frames) = 0;
    /// After the end: keeps what was made.
    virtual void keep(Shelf& shelf) const = 0;
};

}  // namespace layby::sounds
