// The program: finds the command, carries it out, and says in its exit code what came of it.
#include <fmt/format.h>

#include "layby/find_server.hpp"
#include "layby/line/command_line.hpp"

namespace {

using namespace layby::app;

ExitCode complain(const std::exception& error, ExitCode code) {
    fmt::print(stderr, "layby: {}\n", error.what());
    return code;
}

ExitCode act(const CommandLine& line) try { return line.act(); } catch (const NoServer& error) {
    return complain(error, no_server);
} catch (const BadAddress& error) {
    return complain(error, bad_input);
} catch (const std::exception& error) {
    return complain(error, failed);
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line;
    line.words.assign(argv, argv + argc);
    if (const auto code = line.answer_before(line.words)) return *code;
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.app.exit(error) == 0 ? done : bad_input;
    }
    return act(line);
}
