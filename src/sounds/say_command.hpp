// How the program is called that speaks where there are no recordings. Plain values, any thread.
#pragma once
#include <string>
#include <vector>

#include "words/time.hpp"

namespace layby::sounds {

struct SayCommand {
    /// The program and its arguments, in which `{language}` is the language's code.
    std::vector<std::string> arguments{"espeak-ng", "-v", "{language}", "--stdin", "--stdout"};
    Duration within{10s};  ///< a sentence that takes longer is given up
    bool operator==(const SayCommand&) const = default;
};

}  // namespace layby::sounds
