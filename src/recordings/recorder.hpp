// Writes what callers say into files, a WAV for each message, on a thread of its own: a disk that stalls
// holds up neither sound nor calls. What waits is bounded by the longest message of each caller who speaks.
// Asked on any thread; tells on its own, and `tell` must only queue.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <semaphore>
#include <set>
#include <thread>
#include <variant>
#include <vector>

#include "calls/facts.hpp"
#include "media/recordings.hpp"
#include "recordings/wav_file.hpp"
#include "runtime/mailbox.hpp"

namespace layby::recordings {

class Recorder final : public media::Recordings {
  public:
    using Tell = std::function<void(calls::Fact)>;
    /// What the disk keeps free for the calls, whose state lies on it as well.
    static constexpr std::uintmax_t spared = 64 << 20;

    /// The folder is made when it is missing. Empty: nothing can be recorded, and there is no thread.
    Recorder(std::filesystem::path folder, Tell tell, std::uintmax_t keep_free = spared);
    ~Recorder() override;  ///< writes what it was given first
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    void begin(MessageId message) override;
    void add(MessageId message, std::vector<std::int16_t> samples) override;
    void end(MessageId message) override;
    void drop(MessageId message) override;
    /// Files of no message are removed, a week after they were written: a record may be unreadable for a
    /// while, and its sound must not be gone by then.
    void forget_others(std::set<MessageId> known);

  private:
    struct Begin {
        MessageId message;
    };
    struct Add {
        MessageId message;
        std::vector<std::int16_t> samples;
    };
    struct End {
        MessageId message;
    };
    struct Drop {
        MessageId message;
    };
    struct ForgetOthers {
        std::set<MessageId> known;
    };
    struct Stop {};
    using Job = std::variant<Begin, Add, End, Drop, ForgetOthers, Stop>;

    void put(Job job);
    void run();
    void carry_out(const Begin& job);
    void carry_out(const Add& job);
    void carry_out(const End& job);
    void carry_out(const Drop& job);
    void carry_out(const ForgetOthers& job);
    void carry_out(const Stop&) { stopped_ = true; }
    void fail(MessageId message, int why);
    void tell_ended(MessageId message, std::uint64_t samples, bool kept);

    const std::filesystem::path folder_;
    const std::uintmax_t keep_free_;
    Tell tell_;
    runtime::Mailbox<Job> jobs_;
    std::counting_semaphore<> waiting_{0};
    std::map<MessageId, WavFile> open_;
    bool stopped_{};
    std::thread thread_;
};

/// Where a message lies in that folder.
std::filesystem::path file_of(const std::filesystem::path& folder, MessageId message);

}  // namespace layby::recordings
