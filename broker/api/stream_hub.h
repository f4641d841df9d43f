// Keeps the consoles' streams up to date: the snapshot, the deltas and the heartbeats.
//
// Of each client it is remembered which alarms it has not been told of, not what it was to be told:
// a client that reads slowly gets fewer, larger deltas. A client holds one frame at a time, and so
// takes bounded memory however far it falls behind.
// Thread safety: one thread (the io_context's).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/api/read_model.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/input.h"

namespace varde::api {

inline constexpr std::size_t kStreams = 1'000;

// One log-in's tabs and screens; a page that opens them in a loop takes no others' places.
inline constexpr std::size_t kStreamsPerLogIn = 20;

// Beyond so many alarms not told of, the whole queue is sent where that is shorter.
inline constexpr std::size_t kAlarmsPerDelta = 1'000;

// Between two deltas to one client. A change after a quiet time leaves at once; a storm is folded.
inline constexpr auto kDeltaInterval = std::chrono::milliseconds(50);

// The same where a critical alarm changed: a call does not wait to be folded with lesser things.
inline constexpr auto kCriticalInterval = std::chrono::milliseconds(5);

enum class StreamEnd : std::uint8_t {
  LogInOver,  // Logged out, expired, or the user was changed.
  ServerStops,
};

// Where a client's frames go.
class StreamSink {
 public:
  virtual ~StreamSink() = default;

  // Sends one text frame. Not called again before StreamHub::sent, which is called later, not from
  // within.
  virtual void send(std::shared_ptr<const std::string> frame) = 0;

  // Ends the stream; the sink calls StreamHub::closed, from within or later.
  virtual void close(StreamEnd why) = 0;
};

// What a client asked for.
struct StreamRequest {
  core::Actor actor;
  std::optional<LogPosition> from;  // Resume after this,
  std::string log_id;               // if it is of this log.
};

class StreamHub {
 public:
  using Client = std::uint64_t;
  using Steady = std::chrono::steady_clock::time_point;

  struct Hooks {
    std::function<void(const core::Actor&)> present;  // The log-in's first stream opened.
    std::function<void(const SessionId&)> gone;       // Its last one closed.
    std::function<void(Steady)> flush_at;             // Call `flush` then, not when last asked for.
    std::function<Steady()> now = std::chrono::steady_clock::now;
  };

  StreamHub(const ReadModel& model, Hooks hooks, std::size_t limit = kStreams,
            std::size_t per_log_in = kStreamsPerLogIn);

  // Begins a stream and sends its first frame; none if there are as many as may be, altogether or
  // of this log-in. `sink` lives until `closed`.
  [[nodiscard]] std::optional<Client> open(const StreamRequest& request, StreamSink& sink);
  void sent(Client client);
  void closed(Client client);

  // The model has changed.
  void changed(const std::vector<AlarmId>& alarms);
  void flush();
  void heartbeat(Instant now, bool storage_low);

  // Closes the streams of all actors for which `over` is true.
  void end_if(const std::function<bool(const core::Actor&)>& over, StreamEnd why);

  [[nodiscard]] bool present(const SessionId& session) const { return sessions_.contains(session); }
  [[nodiscard]] std::size_t size() const { return clients_.size(); }

 private:
  using Frame = std::shared_ptr<const std::string>;

  struct State {
    core::Actor actor;
    StreamSink* sink = nullptr;
    LogPosition position;        // Told up to here.
    std::set<AlarmId> not_told;  // Changed since; what it is shown only.
    bool wants_snapshot = true;
    bool wants_delta = false;  // Though nothing may have changed: it resumed.
    bool wants_heartbeat = false;
    bool busy = false;      // A frame is on its way.
    bool critical = false;  // Of what it was not told, something is.
    Steady delta_from;      // The next delta, not before.
  };

  // The newest snapshot of each scope, as long as somebody still sends it.
  struct Shared {
    std::weak_ptr<const std::string> frame;
    LogPosition position;
  };

  void resume(State& client, const StreamRequest& request) const;
  void mark(State& client, const std::vector<AlarmId>& alarms) const;
  void send_next(State& client);
  [[nodiscard]] Frame next_frame(State& client);
  [[nodiscard]] Frame snapshot(State& client);
  [[nodiscard]] Frame delta(State& client);
  void flush_at(Steady at);

  const ReadModel& model_;
  const Hooks hooks_;
  const std::size_t limit_;
  const std::size_t per_log_in_;
  Client newest_ = 0;
  std::map<Client, State> clients_;
  std::map<SessionId, std::size_t> sessions_;  // Open streams of each.
  std::map<std::string, Shared> snapshots_;    // By scope.
  Frame heartbeat_;
  std::optional<Steady> flush_at_;  // When `flush` will be called.
};

}  // namespace varde::api
