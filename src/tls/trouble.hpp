// What is wrong with a certificate and its key, as far as one can see before anybody connects. Reads files;
// any thread.
#pragma once
#include <chrono>
#include <string>

namespace layby::tls {

// Each is a sentence about the file, or empty when nothing is wrong.
std::string trouble_with_chain(const std::string& chain_file);
/// The chain is good.
std::string trouble_with_key(const std::string& chain_file, const std::string& key_file);
/// It is over, soon will be, or has not begun. The chain is good.
std::string trouble_with_time(const std::string& chain_file, std::chrono::system_clock::time_point now);
/// The nearest that the clock can tell: a certificate may be good until the year 9999, the clock ends in
/// 2262.
std::chrono::system_clock::time_point within_clock(std::chrono::sys_seconds when);

}  // namespace layby::tls
