#include "broker/links/bridge_worker.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>

#include "adapters/host/canonical.h"
#include "broker/links/frame_io.h"
#include "broker/links/paho_session.h"
#include "broker/links/paho_version.h"

namespace varde::links {
namespace {

[[noreturn]] void end() { ::_exit(0); }

// Thread safety: all of it.
class Parent {
 public:
  explicit Parent(int socket) : socket_(socket) {}

  // A parent that cannot be told is gone, and this process with it.
  void tell(const frame::FromBridge& message) {
    const std::scoped_lock lock(writing_);
    if (!write_frame(socket_, message)) end();
  }

  // Tells of a message and returns when the parent has it on disk.
  void hand_over(const frame::FromBridge& message) {
    std::unique_lock lock(mutex_);
    const std::uint64_t before = committed_;
    tell(message);
    changed_.wait(lock, [&] { return committed_ != before; });
  }

  void commit() {
    const std::scoped_lock lock(mutex_);
    ++committed_;
    changed_.notify_all();
  }

  [[noreturn]] void tell_last(const frame::FromBridge& message) {
    tell(message);
    end();
  }

 private:
  const int socket_;
  std::mutex writing_;
  std::mutex mutex_;  // Guards committed_.
  std::condition_variable changed_;
  std::uint64_t committed_ = 0;
};

frame::FromBridge unable(const std::string& reason) {
  frame::FromBridge out;
  out.mutable_unable()->set_reason(reason);
  return out;
}

PahoEvents events_to(Parent& parent) {
  PahoEvents events;
  events.up = [&parent](bool session_present) {
    frame::FromBridge out;
    out.mutable_up()->set_session_present(session_present);
    parent.tell(out);
  };
  events.down = [&parent](const std::string& reason) {
    frame::FromBridge out;
    out.mutable_down()->set_reason(reason);
    parent.tell_last(out);
  };
  events.arrived = [&parent](const ArrivedMessage& in) {
    frame::FromBridge out;
    auto* message = out.mutable_arrived();
    message->set_topic(in.topic.data(), in.topic.size());
    message->set_payload(in.payload.data(), std::min(in.payload.size(), adapters::kLargestStored));
    message->set_payload_size(in.payload.size());
    message->set_retained(in.retained);
    message->set_response_topic(in.response_topic);
    if (in.correlation_data) message->set_correlation_data(*in.correlation_data);
    parent.hand_over(out);
  };
  events.published = [&parent](std::uint64_t id, const std::string& failure) {
    frame::FromBridge out;
    out.mutable_published()->set_id(id);
    out.mutable_published()->set_failure(failure);
    parent.tell(out);
  };
  return events;
}

void run(int socket, Parent& parent) {
  if (const auto version = paho_c_version(); !acknowledges_after_callback(version)) {
    parent.tell_last(unable("Paho C " + version +
                            " acknowledges a message before it is stored; 1.3.10 is the oldest "
                            "that Varde can use"));
  }
  frame::ToBridge in;
  if (!read_frame(socket, in) || !in.has_configure()) end();
  PahoSession session(in.configure(), events_to(parent));
  frame::FromBridge ready;
  ready.mutable_ready();
  parent.tell(ready);
  session.connect();
  while (read_frame(socket, in)) {
    if (in.has_committed()) parent.commit();
    if (in.has_publish()) session.publish(in.publish());
  }
  end();
}

}  // namespace

void run_bridge_worker(int socket) {
  // Never destroyed: Paho's threads use it until the process ends.
  auto& parent = *new Parent(socket);
  try {
    run(socket, parent);
  } catch (const std::exception& error) {
    parent.tell_last(unable(error.what()));
  }
  end();
}

}  // namespace varde::links
