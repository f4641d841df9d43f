// Threads for what is too slow for the io_context: passwords, and reading the log.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "broker/api/io_thread.h"

namespace varde::api {

// Thread safety: `run` from any thread.
class WorkPool {
 public:
  // Done on the thread of the io_context, after the work.
  using Then = std::function<void()>;
  // Runs on one of the pool's threads; must not throw.
  using Work = std::function<Then()>;

  // At most `bound` works wait or run at a time.
  WorkPool(IoThread io, std::size_t threads, std::size_t bound);
  ~WorkPool();  // As stop().
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  // False, with nothing done, if `bound` works are under way: the caller answers 503.
  [[nodiscard]] bool run(Work work);

  // Drops what waits, finishes what runs.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::api
