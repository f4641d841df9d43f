#include "tests/support/town_power_cut.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <string>

#include "adapters/host/canonical_encode.h"
#include "tests/support/eventually.h"
#include "tests/support/mqtt_crowd.h"
#include "tests/support/town.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Longer than the time by which a console folds changes together (50 ms).
constexpr auto kBetweenIdlePresses = 100ms;
constexpr auto kLongest = 60s;

const std::string kCut = "cut";
const std::string kMains = "mains";

std::string payload(core::SignalKind kind, const std::string& boot, std::uint64_t sequence) {
  core::Signal signal;
  signal.kind = kind;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{boot, sequence};
  signal.level = kind == core::SignalKind::MainsLost;
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}
double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

std::vector<std::string> operators(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back("operator-" + std::to_string(i));
  return names;
}

class PowerCut {
 public:
  explicit PowerCut(const PowerCutPlan& plan)
      : plan_(plan),
        chance_(plan.seed),
        town_(plan.hubs, operators(plan.consoles)),
        people_(different_hubs(plan.presses)) {}

  PowerCutReport run() {
    report_.connected_s = hubs_.connect(town_.mqtt_port(), town_.logins());
    for (const std::string& name : operators(plan_.consoles))
      consoles_.push_back(
          std::make_unique<TownConsole>(town_.varded().api_port(), name, kTownPassword));
    press_while_idle("warm");
    report_.idle_ms = press_while_idle("idle");
    go_dark();
    look_at_consoles();
    look_into_log();
    return std::move(report_);
  }

 private:
  using Message = MqttCrowd::Message;

  std::vector<std::size_t> different_hubs(std::size_t count) {
    std::vector<std::size_t> all(plan_.hubs);
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::ranges::shuffle(all, chance_);
    all.resize(count);
    return all;
  }

  [[nodiscard]] Message press(std::size_t number, const std::string& boot,
                              std::chrono::microseconds at) const {
    const std::size_t hub = people_[number];
    return {hub, at, topic(hub) + "/urgent", payload(core::SignalKind::HelpCall, boot, number)};
  }
  [[nodiscard]] std::string topic(std::size_t hub) const {
    return std::string("varde/v1/") + kTown + "/" + town_.hubs()[hub] + "/signal";
  }

  std::chrono::microseconds some_time() {
    const auto last = std::chrono::microseconds(plan_.within).count();
    return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, last)(chance_));
  }

  // Presses one after the other, has them answered, and returns how long each took to each console.
  std::vector<double> press_while_idle(const std::string& boot) {
    std::vector<Message> presses;
    for (std::size_t i = 0; i < plan_.presses; ++i)
      presses.push_back(press(i, boot, i * kBetweenIdlePresses));
    const auto times = hubs_.publish(presses);
    await_calls(boot);
    std::vector<Clock::time_point> pressed;
    for (const auto& time : times) pressed.push_back(time.published);
    auto taken = to_consoles(boot, pressed);
    consoles_.front()->answer_all();
    const auto is_empty = [](const auto& console) { return console->rows().all == 0; };
    if (!eventually([&] { return std::ranges::all_of(consoles_, is_empty); }))
      throw std::runtime_error("answered calls stay on the consoles");
    return taken;
  }

  void go_dark() {
    std::vector<Message> messages;
    for (std::size_t hub = 0; hub < plan_.hubs; ++hub)
      messages.push_back(
          {hub, some_time(), topic(hub), payload(core::SignalKind::MainsLost, kMains, hub)});
    for (std::size_t i = 0; i < plan_.presses; ++i) messages.push_back(press(i, kCut, some_time()));
    std::ranges::stable_sort(messages, {}, &Message::at);
    for (const auto& console : consoles_) console->forget_rows();
    const auto times = hubs_.publish(messages);
    await_calls(kCut);
    note_times(times);
    report_.cut_ms = to_consoles(kCut, pressed_at(messages, times));
  }

  void note_times(const std::vector<MqttCrowd::Times>& times) {
    auto last_ack = times.front().acknowledged;
    for (const auto& time : times) {
      last_ack = std::max(last_ack, time.acknowledged);
      report_.slowest_ack_ms =
          std::max(report_.slowest_ack_ms, milliseconds(time.acknowledged - time.published));
    }
    report_.published_s = seconds(times.back().published - times.front().published);
    report_.acknowledged_s = seconds(last_ack - times.front().published);
  }

  // When each person pressed.
  [[nodiscard]] std::vector<Clock::time_point> pressed_at(
      const std::vector<Message>& messages, const std::vector<MqttCrowd::Times>& times) const {
    std::vector<Clock::time_point> pressed(people_.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (!messages[i].topic.ends_with("/urgent")) continue;
      const auto person = std::ranges::find(people_, messages[i].device);
      pressed[static_cast<std::size_t>(person - people_.begin())] = times[i].published;
    }
    return pressed;
  }

  void await_calls(const std::string& boot) const {
    (void)eventually(
        [&] {
          return std::ranges::all_of(consoles_, [&](const auto& console) {
            return console->calls_at_top(boot) == plan_.presses;
          });
        },
        kLongest);
  }

  [[nodiscard]] std::vector<double> to_consoles(
      const std::string& boot, const std::vector<Clock::time_point>& pressed) const {
    std::vector<double> taken;
    for (const auto& console : consoles_) {
      for (std::size_t i = 0; i < pressed.size(); ++i) {
        const auto seen = console->at_top(boot, i);
        if (seen != Clock::time_point()) taken.push_back(milliseconds(seen - pressed[i]));
      }
    }
    return taken;
  }

  // When they show all that there is.
  void look_at_consoles() {
    const auto shows_all = [this](const auto& console) {
      const Rows rows = console->rows();
      return rows.things - rows.incidents + rows.folded == plan_.hubs;
    };
    (void)eventually([&] { return std::ranges::all_of(consoles_, shows_all); }, kLongest);
    report_.asked = consoles_.front()->rows_by_request();
    for (const auto& console : consoles_) {
      report_.most.keep_most(console->most_rows());
      report_.at_end.keep_most(console->rows());
      report_.call_was_below = report_.call_was_below || console->call_was_below();
    }
  }

  void look_into_log() {
    std::set<core::DeviceRef> dark;
    LogFollower(town_.varded().folder() / "data/log").follow([&](const auto& stored) {
      if (const auto* message = std::get_if<core::MessageReceived>(&stored.event.body)) {
        for (const core::Signal& signal : message->signals) {
          if (signal.kind == core::SignalKind::MainsLost) dark.insert(message->device);
        }
      } else if (const auto* raised = std::get_if<core::AlarmRaised>(&stored.event.body)) {
        if (raised->type == core::AlarmType::MainsLost) report_.mains_alarms += 1;
        const bool of_cut = raised->key && raised->key->boot == kCut;
        if (raised->type == core::AlarmType::HelpCall && of_cut) report_.calls += 1;
      }
    });
    report_.hubs_without_mains = dark.size();
  }

  const PowerCutPlan plan_;
  std::mt19937_64 chance_;
  Town town_;
  const std::vector<std::size_t> people_;  // Whose hubs are pressed.
  MqttCrowd hubs_;
  std::vector<std::unique_ptr<TownConsole>> consoles_;
  PowerCutReport report_;
};

}  // namespace

PowerCutReport cut_power(const PowerCutPlan& plan) { return PowerCut(plan).run(); }

}  // namespace varde::test
