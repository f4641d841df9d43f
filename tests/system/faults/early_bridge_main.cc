// The negative control of the bridge's kill test: a bridge process that takes each message into a
// queue of its own and lets its PUBACK leave at once, as a program with Paho's start_consuming()
// does. Never installed, never run by people.
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "broker/base/worker_process.h"
#include "broker/links/frame_io.h"
#include "broker/links/paho_session.h"

namespace {

using namespace varde::links;

// Hands the messages over one at a time, as the broker wants them.
class Queue {
 public:
  void put(frame::FromBridge message) {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(std::move(message));
    changed_.notify_all();
  }
  void committed() {
    const std::scoped_lock lock(mutex_);
    in_work_ = false;
    changed_.notify_all();
  }
  [[noreturn]] void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !in_work_ && !waiting_.empty(); });
      in_work_ = true;
      const frame::FromBridge message = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      tell(message);
    }
  }
  void tell(const frame::FromBridge& message) {
    const std::scoped_lock lock(writing_);
    if (!write_frame(varde::kWorkerSocket, message)) ::_exit(0);
  }

 private:
  std::mutex writing_;
  std::mutex mutex_;  // Guards the two below.
  std::condition_variable changed_;
  std::deque<frame::FromBridge> waiting_;
  bool in_work_ = false;
};

PahoEvents events_to(Queue& queue) {
  PahoEvents events;
  events.up = [&queue](bool session_present) {
    frame::FromBridge out;
    out.mutable_up()->set_session_present(session_present);
    queue.tell(out);
  };
  events.down = [](const std::string&) { ::_exit(0); };
  events.arrived = [&queue](const ArrivedMessage& in) {
    frame::FromBridge out;
    out.mutable_arrived()->set_topic(in.topic.data(), in.topic.size());
    out.mutable_arrived()->set_payload(in.payload.data(), in.payload.size());
    out.mutable_arrived()->set_payload_size(in.payload.size());
    out.mutable_arrived()->set_retained(in.retained);
    queue.put(out);  // And PUBACK leaves.
  };
  events.published = [](std::uint64_t, const std::string&) {};
  return events;
}

}  // namespace

int main() {
  frame::ToBridge in;
  if (!read_frame(varde::kWorkerSocket, in) || !in.has_configure()) return 0;
  auto& queue = *new Queue;  // Never destroyed: the threads use it until the process ends.
  PahoSession session(in.configure(), events_to(queue));
  frame::FromBridge ready;
  ready.mutable_ready();
  queue.tell(ready);
  std::thread([&queue] { queue.run(); }).detach();
  session.connect();
  while (read_frame(varde::kWorkerSocket, in)) {
    if (in.has_committed()) queue.committed();
  }
  ::_exit(0);
}
