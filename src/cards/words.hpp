// What stands on a card, in each language. "{}" is filled in. Any thread.
#pragma once
#include <string>
#include <vector>

namespace layby::cards {

struct Words {
    const char* language;
    const char *transfer, *hold, *number;  ///< keys, and what somebody puts in
    const char *parking, *parking_in;      ///< titles; with the lot where there are several
    const char *park_key, *slot_key;
    const char *by_hand, *in_call, *on_hold, *on_hold_in;
    const char* retrieving;
    const char *dial_slot, *lit_key, *for_me, *longest, *longest_in;
    const char* for_somebody;
    const char *park_for, *retrieve_for;
    const char* ringing;
    const char* pick_up;
    const char* own_calls;
    const char *do_not_disturb, *not_disturbed_on, *not_disturbed_off;
    const char *always, *always_off, *busy, *no_answer, *unregistered, *forwards_off;
    const char* office;
    const char* hours;
    const char *say_number, *reminded, *recalled;
    const char *seconds, *minutes;
    const char* extension;
};

/// English where there is no such language.
const Words& words_of(const std::string& language);
const std::vector<Words>& all_words();

}  // namespace layby::cards
