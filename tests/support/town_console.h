// An operator's console in the town: shows what the browser would, and notes what stood where when.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tools/varde/console_client.h"

namespace varde::test {

// What stands on a console.
struct Rows {
  std::size_t all = 0;     // Alarms in the queue, and incidents.
  std::size_t things = 0;  // Those of them that are no call for help.
  std::size_t incidents = 0;
  std::size_t folded = 0;  // Open alarms that stand under an incident: no rows.

  // Each for itself the greater of the two.
  void keep_most(const Rows& other);
};

// Thread safety: one thread; the stream's own thread beside it.
class TownConsole {
 public:
  // Logs in, opens the stream, begins the shift. Throws cli::CannotError.
  TownConsole(std::uint16_t api_port, const std::string& user, const std::string& password);

  // When the call with this key first stood at the top: nothing but calls for help above it.
  // The epoch of the clock: not yet.
  [[nodiscard]] std::chrono::steady_clock::time_point at_top(const std::string& boot,
                                                             std::uint64_t sequence) const;
  // How many of the calls with this boot have.
  [[nodiscard]] std::size_t calls_at_top(const std::string& boot) const;

  // What stands there now, and the most since `forget_rows`.
  [[nodiscard]] Rows rows() const;
  [[nodiscard]] Rows most_rows() const;  // Each for itself.
  void forget_rows();

  // A call stood below something that is none, in any moment so far.
  [[nodiscard]] bool call_was_below() const;

  // What a new console would be shown: GET /api/v1/alarms.
  [[nodiscard]] Rows rows_by_request();

  // Takes each alarm of its queue and says that a talk was enough.
  void answer_all();

 private:
  struct Row {
    // As the queue is ordered: docs/reference/api.md.
    std::int64_t priority = 0;
    std::int64_t respond_by = 0;
    std::int64_t raised_at = 0;
    bool is_call = false;
    std::string boot;
    std::uint64_t sequence = 0;
  };
  using Key = std::pair<std::string, std::uint64_t>;

  void take(const v1::StreamMessage& message);
  void put(const v1::AlarmView& alarm);
  void put(const v1::IncidentView& incident);
  void look(std::chrono::steady_clock::time_point now);
  [[nodiscard]] std::vector<const Row*> in_order() const;
  [[nodiscard]] Rows count() const;
  [[nodiscard]] static Row row_of(const v1::AlarmView& alarm);

  mutable std::mutex mutex_;  // Guards all but client_.
  std::map<std::uint64_t, Row> alarms_;
  std::map<std::uint64_t, Row> incidents_;
  std::map<std::uint64_t, std::size_t> members_;  // Of incidents.
  std::map<Key, std::chrono::steady_clock::time_point> at_top_;
  Rows most_;
  bool call_was_below_ = false;
  cli::ConsoleClient client_;  // Last: its thread uses the others.
};

}  // namespace varde::test
