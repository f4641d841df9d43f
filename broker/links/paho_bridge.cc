#include "broker/links/paho_bridge.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "adapters/host/device_notice.h"
#include "broker/links/bridge_plan.h"
#include "broker/links/bridge_session.h"
#include "broker/links/response_outbox.h"

namespace varde::links {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

// How long a process may take to say whether it can work at all; it connects to nothing before.
constexpr auto kStartTime = 10s;

constexpr auto kExpiryCheck = 1s;

constexpr const char* kNotYet = "not connected yet";

constexpr std::size_t kResponse = 0;  // As plan_sessions orders them.

// Application acks that the external broker has not confirmed; beyond, none is sent.
constexpr std::size_t kMostAcks = 1'024;

}  // namespace

class PahoBridge::Impl {
 public:
  Impl(engine::Engine& engine, const Clock& clock, BridgeOptions options)
      : engine_(engine),
        clock_(clock),
        options_(std::move(options)),
        expiry_timer_(*io_),
        outbox_({[this](const core::Effect& effect) { send(effect); },
                 [this](core::ConcludeEffect conclude) { engine_.post(std::move(conclude)); }}) {}
  ~Impl() { stop(); }

  void start() {
    auto plans = plan_sessions(options_);
    members_.resize(plans.size());
    std::vector<std::future<std::string>> started;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      auto answer = std::make_shared<std::promise<std::string>>();
      started.push_back(answer->get_future());
      members_[i].name = plans[i].name;
      members_[i].was_up = options_.had_session;
      members_[i].session = std::make_unique<BridgeSession>(
          io_, engine_, clock_, std::move(plans[i]),
          SessionHooks{
              [answer](const std::string& unable) { answer->set_value(unable); },
              [this, i](bool present) { member_up(i, present); },
              [this, i](const std::string& reason) { member_down(i, reason); },
              [this](std::uint64_t id, const std::string& failure) { published(id, failure); },
              [this](const frame::Publish& ack) { acknowledge(ack); }});
    }
    running_ = true;
    asio::post(*io_, [this] {
      for (auto& member : members_) member.session->start();
      check_expiry();
    });
    thread_ = std::thread([this] { io_->run(); });
    for (auto& answer : started) {
      std::string unable = "the bridge process does not answer";
      if (answer.wait_for(kStartTime) == std::future_status::ready) unable = answer.get();
      if (!unable.empty()) {
        stop();
        throw std::runtime_error("link " + options_.name.str() + ": " + unable);
      }
    }
  }

  void stop() {
    if (!running_.exchange(false)) return;
    asio::post(*io_, [this] {
      for (auto& member : members_) member.session->stop();
      expiry_timer_.cancel();
      work_.reset();  // The thread ends when every handler has run; none is left holding a session.
    });
    thread_.join();
  }

  void run_effect(const core::Effect& effect) {
    if (!running_) return;  // The engine asks again after the restart.
    if (++posted_ > ResponseOutbox::kLargest) {
      --posted_;
      engine_.post(core::ConcludeEffect{effect.id, core::EffectOutcome::Failed,
                                        "too many notices are waiting"});
      return;
    }
    asio::post(*io_, [this, effect] {
      --posted_;
      outbox_.add(effect, clock_.now());
    });
  }

  [[nodiscard]] BridgeStatus status() const {
    const std::scoped_lock lock(mutex_);
    return status_;
  }

  void publish(const adapters::Publish& publish, std::optional<Instant> expires_at) {
    if (!running_) return;
    frame::Publish said;
    said.set_topic(publish.topic);
    said.set_payload(publish.payload);
    said.set_retain(publish.retain);
    if (expires_at) said.set_expires_in_s(seconds_until(*expires_at));
    asio::post(*io_, [this, said] { say(said); });
  }

 private:
  struct Member {
    std::string name;
    std::unique_ptr<BridgeSession> session;
    bool up = false;
    bool was_up = false;  // Ever, as far as is known.
    bool forgotten = false;
    std::string reason;  // Why it is not up; empty: nothing has gone wrong yet.
  };

  void member_up(std::size_t index, bool session_present) {
    Member& member = members_[index];
    // Only what held messages can have lost some.
    member.forgotten = index != kResponse && member.was_up && !session_present;
    member.up = member.was_up = true;
    if (member.forgotten) {
      spdlog::warn("link {}: the external broker had forgotten session {}", options_.name.str(),
                   member.name);
    }
    if (index == kResponse) outbox_.open(clock_.now());
    tell_engine();
  }

  void member_down(std::size_t index, const std::string& reason) {
    members_[index].up = members_[index].forgotten = false;
    members_[index].reason = reason;
    if (index == kResponse) {
      outbox_.close();
      acks_under_way_ = 0;
    }
    tell_engine();
  }

  [[nodiscard]] BridgeStatus join() const {
    bool up = true;
    for (const auto& member : members_) {
      up = up && member.up;
      if (!member.up && !member.reason.empty()) {
        return {false, "session " + member.name + ": " + member.reason, false};
      }
    }
    if (!up) return {false, kNotYet, false};
    const bool forgotten =
        std::any_of(members_.begin(), members_.end(), [](const auto& m) { return m.forgotten; });
    return {true,
            forgotten
                ? "the external broker had forgotten the session: messages sent meanwhile may "
                  "be lost"
                : "connected",
            forgotten};
  }

  void published(std::uint64_t id, const std::string& failure) {
    if (id != 0) return outbox_.published(id, failure, clock_.now());
    if (acks_under_way_ > 0) acks_under_way_ -= 1;
  }

  // An application ack; best effort: who does not hear sends its message again.
  void acknowledge(const frame::Publish& ack) {
    if (!members_[kResponse].up || acks_under_way_ >= kMostAcks) return;
    acks_under_way_ += 1;
    members_[kResponse].session->publish(ack);
  }

  void say(const frame::Publish& said) {
    if (!members_[kResponse].up) {
      spdlog::warn("link {}: what an adapter wanted said on {} was not", options_.name.str(),
                   said.topic());
      return;
    }
    members_[kResponse].session->publish(said);
  }

  void tell_engine() {
    BridgeStatus now = join();
    {
      const std::scoped_lock lock(mutex_);
      if (now.up == status_.up && now.detail == status_.detail) return;
      status_ = now;
    }
    if (now.up) {
      spdlog::info("link {}: {}", options_.name.str(), now.detail);
    } else {
      spdlog::warn("link {}: {}", options_.name.str(), now.detail);
    }
    engine_.post(core::ChangeLink{options_.name, now.up, std::move(now.detail), now.forgotten});
    if (!now.up) return;
    for (auto& member : members_) member.forgotten = false;  // It is told.
  }

  // At least one: none would be an expiry of its own.
  [[nodiscard]] std::uint32_t seconds_until(Instant at) const {
    const auto left = std::chrono::ceil<std::chrono::seconds>(at - clock_.now());
    return static_cast<std::uint32_t>(std::max<std::int64_t>(1, left.count()));
  }

  void send(const core::Effect& effect) {
    const adapters::DeviceNotice notice = adapters::device_notice(effect);
    frame::Publish out;
    out.set_id(effect.id.value());
    out.set_topic(notice.topic);
    out.set_payload(notice.payload);
    out.set_expires_in_s(seconds_until(effect.expires_at));
    members_[kResponse].session->publish(out);
  }

  void check_expiry() {
    if (!running_) return;
    outbox_.expire(clock_.now());
    expiry_timer_.expires_after(kExpiryCheck);
    expiry_timer_.async_wait([this](error_code error) {
      if (!error) check_expiry();
    });
  }

  engine::Engine& engine_;
  const Clock& clock_;
  const BridgeOptions options_;
  const std::shared_ptr<asio::io_context> io_ = std::make_shared<asio::io_context>(1);
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_->get_executor()};
  asio::steady_timer expiry_timer_;
  std::size_t acks_under_way_ = 0;  // These four on the io thread only.
  ResponseOutbox outbox_;
  std::vector<Member> members_;         // Filled before it starts.
  std::atomic<std::size_t> posted_{0};  // Effects on their way to the io thread.
  std::atomic<bool> running_{false};
  mutable std::mutex mutex_;             // Guards status_.
  BridgeStatus status_{false, kNotYet};  // As the core has it after a start.
  std::thread thread_;
};

PahoBridge::PahoBridge(engine::Engine& engine, const Clock& clock, BridgeOptions options)
    : impl_(std::make_unique<Impl>(engine, clock, std::move(options))) {}
PahoBridge::~PahoBridge() = default;
void PahoBridge::start() { impl_->start(); }
void PahoBridge::stop() { impl_->stop(); }
void PahoBridge::run_effect(const core::Effect& effect) { impl_->run_effect(effect); }
void PahoBridge::publish(const adapters::Publish& publish, std::optional<Instant> expires_at) {
  impl_->publish(publish, expires_at);
}
BridgeStatus PahoBridge::status() const { return impl_->status(); }

}  // namespace varde::links
