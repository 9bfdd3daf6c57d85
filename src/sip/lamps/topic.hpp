// What can be watched. A plain value; signalling thread.
#pragma once
#include <string>

#include "words/ids.hpp"

namespace layby::sip {

struct Topic {
    enum class Kind {
        slot,
        lot,             ///< all its parked calls, as dialogs of one resource
        list,            ///< its slots, each a resource of its own (RFC 4662)
        user,            ///< idle, ringing or busy
        parked_for,      ///< the calls parked for a user
        do_not_disturb,  ///< lit while a user wants no calls
        hours,           ///< lit while they are closed
    };
    Kind kind{};
    std::string name;  ///< of the lot or user; of hours, their code
    SlotNumber slot{};

    /// Names it among all topics. A list changes with its lot.
    std::string key() const {
        switch (kind) {
            case Kind::slot:
                return "slot " + slot.text();
            case Kind::lot:
            case Kind::list:
                return "lot " + name;
            case Kind::user:
                return "user " + name;
            case Kind::parked_for:
                return "for " + name;
            case Kind::do_not_disturb:
                return "undisturbed " + name;
            case Kind::hours:
                return "hours " + name;
        }
        return {};
    }
    /// What kind it is, as people read it.
    const char* kind_text() const {
        switch (kind) {
            case Kind::slot:
                return "slot";
            case Kind::lot:
                return "lot";
            case Kind::list:
                return "list";
            case Kind::user:
                return "user";
            case Kind::parked_for:
                return "parked for";
            case Kind::do_not_disturb:
                return "do not disturb";
            case Kind::hours:
                return "hours";
        }
        return "";
    }
    bool operator==(const Topic&) const = default;
};

}  // namespace layby::sip
