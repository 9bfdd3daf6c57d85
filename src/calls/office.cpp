#include "calls/office.hpp"

namespace layby::calls {

bool is_pin(std::string_view text) {
    return !text.empty() && text.size() <= 16 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace layby::calls
