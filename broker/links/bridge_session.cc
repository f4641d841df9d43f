#include "broker/links/bridge_session.h"

#include <spdlog/spdlog.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "broker/base/worker_process.h"
#include "broker/links/backoff.h"
#include "broker/links/frame_io.h"

namespace varde::links {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto kFirstRetry = 500ms;
constexpr auto kLargestRetry = 15s;

// A lane with 32,768 messages is full: how soon to look again.
constexpr auto kLaneFullRetry = 5ms;

// Storage is low: how soon to offer the message again.
constexpr auto kStorageLowRetry = 500ms;

// A device that has not heard by then has sent its message again.
constexpr std::uint32_t kAckExpiryS = 60;

// Beyond its own connect time-out, what a process may take to say whether it is connected.
constexpr auto kConnectGrace = 10s;

// Carries the engine's answer from the writer thread to the session's.
class SessionReceipt final : public engine::Receipt {
 public:
  using Outcome = std::variant<engine::Stored, engine::FieldRefusal>;
  using Settled = std::function<void(const Outcome&)>;
  SessionReceipt(std::shared_ptr<asio::io_context> io, std::shared_ptr<void> turn, Settled settled)
      : io_(std::move(io)), turn_(std::move(turn)), settled_(std::move(settled)) {}

 private:
  void on_durable(const engine::Stored& stored) override { settle(stored); }
  void on_refused(engine::FieldRefusal why) override { settle(why); }
  void settle(const Outcome& outcome) {
    asio::post(*io_, [settled = std::move(settled_), outcome] { settled(outcome); });
  }

  std::shared_ptr<asio::io_context> io_;
  std::shared_ptr<void> turn_;  // Of the device, until this is gone.
  Settled settled_;
};

}  // namespace

class BridgeSession::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(std::shared_ptr<asio::io_context> io, engine::Engine& engine, const Clock& clock,
       SessionPlan plan, SessionHooks hooks)
      : io_(std::move(io)),
        engine_(engine),
        clock_(clock),
        plan_(std::move(plan)),
        hooks_(std::move(hooks)),
        backoff_(kFirstRetry, kLargestRetry, plan_.seed),
        timer_(*io_),
        submit_timer_(*io_) {}

  void start() {
    auto process = WorkerProcess::start(plan_.program);
    if (!process) {
      tell_started(process.error());
      down(process.error());
      return;
    }
    ++life_;
    process_ = *std::move(process);
    socket_.emplace(*io_, stream_protocol(), process_->release_socket());
    up_ = false;
    frame::ToBridge configure;
    *configure.mutable_configure() = plan_.configure;
    send(configure);
    read_length();
    wait_for_connection();
  }

  void stop() {
    stopping_ = true;
    ++life_;
    timer_.cancel();
    submit_timer_.cancel();
    socket_.reset();
    process_.reset();
  }

  void send(const frame::ToBridge& message) {
    if (!socket_) return;
    writing_.push_back(to_frame(message));
    if (writing_.size() == 1) write_next();
  }

 private:
  // A handler of a process that has been replaced since must do nothing.
  template <class Handler>
  auto of_this_life(Handler handler) {
    return [self = shared_from_this(), life = life_, handler](auto&&... arguments) {
      if (self->life_ == life) handler(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  void write_next() {
    asio::async_write(*socket_, asio::buffer(writing_.front()),
                      of_this_life([this](error_code error, std::size_t) {
                        if (error) return;  // The read that is always under way tells.
                        writing_.pop_front();
                        if (!writing_.empty()) write_next();
                      }));
  }

  void read_length() {
    asio::async_read(*socket_, asio::buffer(length_),
                     of_this_life([this](error_code error, std::size_t) {
                       if (error) return ended();
                       const std::uint32_t length = to_length(length_);
                       if (length > kLargestFrame) return ended();
                       body_.resize(length);
                       read_body();
                     }));
  }

  void read_body() {
    asio::async_read(*socket_, asio::buffer(body_),
                     of_this_life([this](error_code error, std::size_t) {
                       frame::FromBridge message;
                       if (error || !message.ParseFromString(body_)) return ended();
                       const auto life = life_;
                       handle(std::move(message));
                       if (life == life_) read_length();
                     }));
  }

  void handle(frame::FromBridge message) {
    switch (message.body_case()) {
      case frame::FromBridge::kReady: return tell_started("");
      case frame::FromBridge::kUnable:
        reason_ = message.unable().reason();
        return tell_started(reason_);
      case frame::FromBridge::kUp:
        up_ = true;
        timer_.cancel();
        backoff_.reset();
        return hooks_.up(message.up().session_present());
      case frame::FromBridge::kDown: reason_ = message.down().reason(); return;
      case frame::FromBridge::kArrived: return take(std::move(*message.mutable_arrived()));
      case frame::FromBridge::kPublished:
        return hooks_.published(message.published().id(), message.published().failure());
      case frame::FromBridge::BODY_NOT_SET: return;
    }
  }

  void tell_started(const std::string& unable) {
    if (auto started = std::exchange(hooks_.started, {})) started(unable);
  }

  void wait_for_connection() {
    timer_.expires_after(std::chrono::seconds(plan_.configure.connect_timeout_s()) + kConnectGrace);
    timer_.async_wait(of_this_life([this](error_code error) {
      if (error) return;
      reason_ = "the external broker does not answer";
      ended();
    }));
  }

  // The process is gone, or must go.
  void ended() {
    ++life_;
    timer_.cancel();
    submit_timer_.cancel();
    socket_.reset();
    writing_.clear();
    arrived_.reset();
    const std::string how = process_->end();
    process_.reset();
    if (reason_.empty()) reason_ = "the bridge process ended (" + how + ")";
    const std::string why = std::exchange(reason_, "");
    tell_started(why);
    down(why);
  }

  void down(const std::string& reason) {
    if (stopping_) return;
    hooks_.down(reason);
    timer_.expires_after(backoff_.next());
    timer_.async_wait(of_this_life([this](error_code error) {
      if (!error) start();
    }));
  }

  void take(frame::Arrived arrived) {
    if (arrived_) return ended();  // Two at a time is no process of this build.
    arrived_ = std::move(arrived);
    arrived_at_ = clock_.now();
    // A backlog may come before the subscription is confirmed, and wait for storage: the external
    // broker does answer.
    if (!up_) timer_.cancel();
    backoff_.reset();  // Whoever delivers is well, though the subscription be confirmed later.
    submit();
  }

  void submit() {
    core::RawMessage raw;
    raw.link = plan_.link;
    raw.topic = arrived_->topic();
    raw.payload = arrived_->payload();
    raw.payload_size = arrived_->payload_size();
    raw.received_at = arrived_at_;
    raw.retained = arrived_->retained();
    // Weak: the adapters may hold it longer than anybody holds the session.
    auto done = [io = io_, self = weak_from_this(), life = life_](adapters::Decoded decoded) {
      asio::post(*io, [self, life, decoded = std::move(decoded)]() mutable {
        const auto session = self.lock();
        if (session && session->life_ == life) session->submit(std::move(decoded));
      });
    };
    auto answer = plan_.decoding->decode(raw, std::move(done));
    if (auto* decoded = std::get_if<adapters::Decoded>(&answer)) return submit(std::move(*decoded));
    if (std::holds_alternative<adapters::NoRoomToDecode>(answer)) submit_after(kLaneFullRetry);
  }

  void submit(adapters::Decoded decoded) {
    engine::Submission submission;
    submission.message = std::move(decoded.message);
    // Weak: the engine may hold the receipt longer than anybody holds the session.
    auto answer = [self = weak_from_this(), life = life_](const SessionReceipt::Outcome& outcome) {
      const auto session = self.lock();
      if (session && session->life_ == life) session->settled(outcome);
    };
    submission.receipt =
        std::make_unique<SessionReceipt>(io_, std::move(decoded.turn), std::move(answer));
    if (!engine_.try_submit(submission)) submit_after(kLaneFullRetry);
  }

  void settled(const SessionReceipt::Outcome& outcome) {
    if (const auto* stored = std::get_if<engine::Stored>(&outcome)) {
      waits_for_storage_ = false;
      acknowledge_to_application(*stored);
      arrived_.reset();
      frame::ToBridge committed;
      committed.mutable_committed();
      send(committed);
      if (!up_) wait_for_connection();
      return;
    }
    // Stopping: never answered, so that the external broker keeps it.
    if (std::get<engine::FieldRefusal>(outcome) != engine::FieldRefusal::StorageLow) return;
    if (!std::exchange(waits_for_storage_, true)) {
      spdlog::warn("link {}: session {} waits: storage is low", plan_.link.str(), plan_.name);
    }
    submit_after(kStorageLowRetry);
  }

  // Only to the device's own topics, or it could have Varde write to others.
  void acknowledge_to_application(const engine::Stored& stored) {
    const std::string& topic = arrived_->response_topic();
    const auto device = adapters::parse_signal_topic(arrived_->topic());
    if (topic.empty() || !device || topic != adapters::ack_topic(*device)) return;
    frame::Publish ack;
    ack.set_topic(topic);
    ack.set_payload(adapters::encode_stored_notice(stored.position, stored.alarm, stored.known));
    ack.set_expires_in_s(kAckExpiryS);
    if (arrived_->has_correlation_data()) ack.set_correlation_data(arrived_->correlation_data());
    hooks_.acknowledge(ack);
  }

  void submit_after(std::chrono::milliseconds wait) {
    submit_timer_.expires_after(wait);
    submit_timer_.async_wait(of_this_life([this](error_code error) {
      if (!error) submit();
    }));
  }

  const std::shared_ptr<asio::io_context> io_;
  engine::Engine& engine_;
  const Clock& clock_;
  const SessionPlan plan_;
  SessionHooks hooks_;
  Backoff backoff_;
  asio::steady_timer timer_;         // For the connection, or for the next attempt.
  asio::steady_timer submit_timer_;  // For room.
  bool stopping_ = false;
  bool up_ = false;         // This process has said that it is connected and subscribed.
  std::uint64_t life_ = 0;  // Counts processes, and their ends.
  std::optional<WorkerProcess> process_;
  std::optional<stream_protocol::socket> socket_;
  std::string reason_;  // Why the process says that it will end.
  FrameLength length_{};
  std::string body_;
  std::deque<std::string> writing_;
  std::optional<frame::Arrived> arrived_;  // Not yet on disk.
  Instant arrived_at_;
  bool waits_for_storage_ = false;
};

BridgeSession::BridgeSession(std::shared_ptr<asio::io_context> io, engine::Engine& engine,
                             const Clock& clock, SessionPlan plan, SessionHooks hooks)
    : impl_(std::make_shared<Impl>(std::move(io), engine, clock, std::move(plan),
                                   std::move(hooks))) {}
BridgeSession::~BridgeSession() = default;
void BridgeSession::start() { impl_->start(); }
void BridgeSession::stop() { impl_->stop(); }
void BridgeSession::publish(const frame::Publish& message) {
  frame::ToBridge out;
  *out.mutable_publish() = message;
  impl_->send(out);
}

}  // namespace varde::links
