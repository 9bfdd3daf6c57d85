// The program that takes this one's place: the file that was started, as it is on the disk by then. After an
// update of the package that is the new version.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace layby::app {

class Successor {
  public:
    /// The command line of this process. Call it at the start: the file may be replaced later.
    explicit Successor(std::vector<std::string> command_line);

    /// Lets it check this configuration; what it complains of, or why it can't be run. Empty: it would start.
    /// Takes up to 10 s; any thread but the signalling one.
    std::vector<std::string> try_out(const std::filesystem::path& config) const;

    /// This process becomes the program, with the same command line and process id. Every socket and file
    /// closes, every other thread ends. Returns only when it can't be done: why.
    std::string take_over() const;

  private:
    std::string file_;
    std::vector<std::string> command_line_;
};

}  // namespace layby::app
