#include "adapters/host/codec/codec_pool.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "adapters/host/codec/codec_pool_worker.h"
#include "broker/base/worker_process.h"

namespace varde::adapters {
namespace {

namespace asio = boost::asio;

}  // namespace

class CodecPool::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, CodecPoolOptions options) : io_(io), options_(std::move(options)) {
    if (options_.program.empty()) options_.program = program_beside_own("varde-codec");
    lane(CodecLane::Urgent).make_workers(io_, options_, options_.urgent_workers);
    lane(CodecLane::Bulk).make_workers(io_, options_, options_.bulk_workers);
  }

  void start() {
    for (Lane& each : lanes_) {
      for (const auto& worker : each.workers) worker->start();
    }
  }

  void stop() {
    stopped_ = true;
    for (Lane& each : lanes_) {
      for (const auto& worker : each.workers) worker->stop();
      each.counts->waiting = 0;
    }
  }

  bool call(CodecLane which, CodecCall call, Handler handler) {
    Lane& to = lane(which);
    if (stopped_) return false;
    if (++to.counts->waiting > options_.queue) {
      --to.counts->waiting;
      ++to.counts->refused;
      return false;
    }
    asio::post(io_, [self = shared_from_this(), &to,
                     job = CodecJob{std::move(call), std::move(handler)}]() mutable {
      if (self->stopped_) return;
      to.worker_for(job.call).enqueue(std::move(job));
    });
    return true;
  }

  void withdraw(const std::shared_ptr<const Codec>& codec) {
    for (Lane& each : lanes_) {
      for (const auto& worker : each.workers) worker->withdraw(codec);
    }
  }

  [[nodiscard]] CodecCounters counters(CodecLane which) const {
    const LaneCounts& counts = *lanes_[static_cast<std::size_t>(which)].counts;
    return {counts.calls,
            counts.faults,
            counts.killed,
            counts.crashed,
            counts.refused,
            counts.waiting,
            std::chrono::microseconds(counts.busy_us)};
  }

 private:
  struct Lane {
    void make_workers(asio::io_context& io, const CodecPoolOptions& options, std::size_t number) {
      for (std::size_t i = 0; i < std::max<std::size_t>(number, 1); ++i) {
        workers.push_back(
            std::make_shared<CodecPoolWorker>(io, options.program, options.time_limit, counts));
      }
    }

    CodecPoolWorker& worker_for(const CodecCall& call) {
      if (call.order) return *workers[*call.order % workers.size()];
      return **std::ranges::min_element(workers, {}, [](const auto& each) { return each->load(); });
    }

    std::shared_ptr<LaneCounts> counts = std::make_shared<LaneCounts>();
    std::vector<std::shared_ptr<CodecPoolWorker>> workers;
  };

  Lane& lane(CodecLane which) { return lanes_[static_cast<std::size_t>(which)]; }

  asio::io_context& io_;
  CodecPoolOptions options_;
  std::array<Lane, kCodecLanes> lanes_;
  std::atomic<bool> stopped_{false};
};

CodecPool::CodecPool(asio::io_context& io, CodecPoolOptions options)
    : impl_(std::make_shared<Impl>(io, std::move(options))) {}
CodecPool::~CodecPool() { impl_->stop(); }
void CodecPool::start() { impl_->start(); }
void CodecPool::stop() { impl_->stop(); }
void CodecPool::withdraw(const std::shared_ptr<const Codec>& codec) { impl_->withdraw(codec); }
bool CodecPool::call(CodecLane lane, CodecCall call, Handler handler) {
  return impl_->call(lane, std::move(call), std::move(handler));
}
CodecCounters CodecPool::counters(CodecLane lane) const { return impl_->counters(lane); }

}  // namespace varde::adapters
