// An order on its way from the signalling thread to the media thread: a job that may own sockets.
#pragma once
#include <memory>
#include <utility>

namespace layby::media {

template <class... Args>
class Order {
  public:
    template <class Job>
    explicit Order(Job job) : job_(std::make_unique<Holding<Job>>(std::move(job))) {}
    void carry_out(Args... args) { job_->run(args...); }

  private:
    struct Any {
        virtual ~Any() = default;
        virtual void run(Args... args) = 0;
    };
    template <class Job>
    struct Holding final : Any {
        explicit Holding(Job its_job) : job(std::move(its_job)) {}
        void run(Args... args) override { job(args...); }
        Job job;
    };
    std::unique_ptr<Any> job_;
};

}  // namespace layby::media
