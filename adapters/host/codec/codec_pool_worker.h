// One worker process of a pool, one after another, and the calls that wait for it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/host/codec/codec.h"
#include "adapters/host/codec/codec_protocol.h"
#include "adapters/host/codec/codec_watch.h"
#include "broker/base/frame_io.h"
#include "broker/base/worker_process.h"

namespace varde::adapters {

// Of one lane; any thread reads them.
struct LaneCounts {
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> faults{0};
  std::atomic<std::uint64_t> killed{0};
  std::atomic<std::uint64_t> crashed{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::size_t> waiting{0};
  std::atomic<std::int64_t> busy_us{0};
};

struct CodecJob {
  CodecCall call;
  std::function<void(CodecAnswer)> handler;
};

// Thread safety: all of it on the thread of the io_context.
class CodecPoolWorker : public std::enable_shared_from_this<CodecPoolWorker> {
 public:
  CodecPoolWorker(boost::asio::io_context& io, std::filesystem::path program,
                  std::chrono::milliseconds limit, std::shared_ptr<LaneCounts> counts);

  void start();
  void stop();
  void enqueue(CodecJob job);
  void withdraw(const std::shared_ptr<const Codec>& codec);

  // Calls that wait or are under way.
  [[nodiscard]] std::size_t load() const { return queue_.size() + (job_ ? 1 : 0); }

 private:
  enum class Step : std::uint8_t { Idle, Loading, Calling };

  // A handler of a process that has been replaced since must do nothing.
  template <class Handler>
  auto of_this_life(Handler handler);

  void next();
  void load_or_call();
  void send(std::string frames);
  void receive();
  void receive_body();
  void received(WorkerAnswer answer);
  void watch();
  void late();
  void crashed();
  void settle(CodecJob job, CodecAnswer answer);
  void settle_waiting();
  CodecJob take_job();
  std::string end_process();
  void start_later();

  boost::asio::io_context& io_;
  const std::filesystem::path program_;
  const std::chrono::milliseconds limit_;
  const std::shared_ptr<LaneCounts> counts_;
  boost::asio::steady_timer timer_;  // For the answer, or for the next start.

  std::optional<WorkerProcess> process_;
  std::optional<boost::asio::local::stream_protocol::socket> socket_;
  std::uint64_t life_ = 0;   // Counts processes, and their ends.
  unsigned failures_ = 0;    // Processes in a row that ended before they had answered.
  bool answered_ = false;    // This process has.
  std::string unavailable_;  // Why no process can be had; empty: one can, or may.
  LoadedCodecs loaded_;

  std::deque<CodecJob> queue_;
  Step step_ = Step::Idle;
  std::optional<CodecJob> job_;  // Under way.
  std::chrono::steady_clock::time_point job_since_;
  std::uint64_t handle_ = 0;  // Being loaded.
  std::optional<CodecWatch> watch_;
  FrameLength length_{};
  std::string body_;
};

}  // namespace varde::adapters
