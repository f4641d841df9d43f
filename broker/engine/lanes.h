// Where inputs wait to be decided: an urgent and a bulk lane, bounded, urgent always served first.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "broker/core/input.h"
#include "broker/engine/engine.h"

namespace varde::engine {

using CommandCallback = std::function<void(CommandAnswer)>;
using DurableCallback = std::function<void(LogPosition)>;

// Who hears of it once the outcome is durable.
using Completion = std::variant<std::unique_ptr<Receipt>, CommandCallback, DurableCallback>;

struct Work {
  core::Input input;
  Completion completion;
  std::vector<eventlog::LinkRecord> records;  // Written in the same commit.
};

// Thread safety: all functions, any thread.
class Lanes {
 public:
  explicit Lanes(const Limits& limits) : limits_(limits) {}

  // Puts `work` at the end of its lane, waiting for room. False, with nothing taken, once closed.
  [[nodiscard]] bool push(Lane lane, std::size_t bytes, Work& work);

  // The same without waiting: false also if there is no room.
  [[nodiscard]] bool try_push(Lane lane, std::size_t bytes, Work& work);

  // Puts an input of the broker itself before both lanes. Taken also when closed: what ends an
  // effect or a console may come late.
  void push_own(Work work);

  // The next to be decided: the broker's own, then urgent, then bulk.
  [[nodiscard]] std::optional<Work> pop();

  // From now on `push` and `try_push` take nothing.
  void close();

  [[nodiscard]] bool closed() const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t waiting(Lane lane) const;

 private:
  struct Waiting {
    Work work;
    std::size_t bytes = 0;
  };
  struct Queue {
    std::deque<Waiting> waiting;
    std::size_t bytes = 0;
  };

  [[nodiscard]] Queue& queue(Lane lane) { return queues_[static_cast<std::size_t>(lane)]; }
  [[nodiscard]] bool has_room(Lane lane, std::size_t bytes);
  void put(Lane lane, std::size_t bytes, Work& work);

  const Limits limits_;
  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable room_;
  std::array<Queue, 2> queues_;
  std::deque<Work> own_;
  bool closed_ = false;
};

}  // namespace varde::engine
