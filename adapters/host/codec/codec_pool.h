// The worker processes that run codecs, as the broker uses them: calls are queued and answered
// without ever blocking.
//
// Two lanes, each with workers of its own, so that a slow codec of a weather station never delays a
// help button. A worker makes one call at a time. One that does not answer within the time limit
// is killed, its call answered as TimeLimit; one that ends by itself answers as Crashed; either is
// replaced, after a growing wait if its predecessor died before it had answered anything. Calls in
// the queue wait for it. A worker loads an adapter's scripts at their first call and forgets them
// when the last `shared_ptr` to the Codec has gone.
//
// Thread safety: `call` and `counters` from any thread; the rest, and every handler, on the thread
// of the io_context.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "adapters/host/codec/codec.h"

namespace boost::asio {
class io_context;
}

namespace varde::adapters {

enum class CodecLane : std::uint8_t { Urgent, Bulk };
inline constexpr std::size_t kCodecLanes = 2;

struct CodecPoolOptions {
  std::filesystem::path program;  // Empty: `varde-codec` beside the running program.
  std::size_t urgent_workers = 1;
  std::size_t bulk_workers = 1;
  std::size_t queue = 4096;  // Calls of one lane that wait or are under way.

  // From handing a call to a worker to its answer. A worker that had no processor for most of it
  // is given up to four times as long: a busy machine is not the codec's fault.
  std::chrono::milliseconds time_limit{250};
};

// Since the pool was made; of one lane.
struct CodecCounters {
  std::uint64_t calls = 0;    // Answered, faults included.
  std::uint64_t faults = 0;   // Of all kinds.
  std::uint64_t killed = 0;   // Workers, at the time limit.
  std::uint64_t crashed = 0;  // Workers that ended by themselves.
  std::uint64_t refused = 0;  // Calls, by a full queue.
  std::size_t waiting = 0;    // Calls that wait or are under way, now.

  // That workers had calls for, from handing one over to its end, loading included.
  std::chrono::microseconds busy{0};
};

class CodecPool {
 public:
  using Handler = std::function<void(CodecAnswer)>;

  CodecPool(boost::asio::io_context& io, CodecPoolOptions options);

  // As stop().
  ~CodecPool();

  // Starts the workers. A worker that cannot be started is tried again; its calls are answered as
  // Unavailable until one could.
  void start();

  // Kills the workers. Calls that wait or are under way are dropped, their handlers destroyed
  // without being called; later ones are refused.
  void stop();

  // Queues the call; its handler is called once, later, never from within. False: the lane is full
  // or the pool stopped, and the handler is not kept. Calls made before start() wait for it.
  [[nodiscard]] bool call(CodecLane lane, CodecCall call, Handler handler);

  // Answers the calls of `codec` that wait, in both lanes, as Withdrawn: a codec that takes its
  // whole time at each call must not hold up the lane once it is known for it. A call under way
  // goes on.
  void withdraw(const std::shared_ptr<const Codec>& codec);

  [[nodiscard]] CodecCounters counters(CodecLane lane) const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace varde::adapters
