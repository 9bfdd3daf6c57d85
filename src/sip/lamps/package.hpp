// The event packages in which lamps are told. Plain values; any thread.
#pragma once

namespace layby::sip {

enum class Package { dialog, call_info, message_summary };

}  // namespace layby::sip
