// `layby cards`: key cards as PDF files. As the commands in commands.hpp.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

struct CardsWanted {
    std::vector<std::string> users{};     ///< none: all
    std::string phone{}, language{"en"};  ///< no phone: as the settings say, else any
    std::filesystem::path into{"."};
};

/// A file for each user, such as card-201.pdf.
ExitCode print_cards(const Client& client, const CardsWanted& wanted);

}  // namespace layby::app
