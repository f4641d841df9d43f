// A shift of 24 hours with 4,000 devices: decided once, stored, read again, and decided again from
// what the log holds. The alarms must be the same, byte by byte. Prints how long the replay took.
#include <chrono>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include "adapters/host/canonical.h"
#include "broker/base/overload.h"
#include "broker/core/decide.h"
#include "broker/wire/events.h"
#include "broker/wire/names.h"
#include "tests/sim/world_clock.h"

namespace varde::test::sim {
namespace {

using namespace std::chrono_literals;

constexpr int kDevices = 4'000;
constexpr auto kShift = 24h;
constexpr const char* kLink = "mqtt";

core::ApplyRegister centre() {
  core::ApplyRegister wanted;
  wanted.municipalities = {{MunicipalityId("nordlia"), "Nordlia"}};
  for (int i = 0; i < kDevices; ++i) {
    core::Position position;
    position.id = PositionId("home-" + std::to_string(i));
    position.municipality = MunicipalityId("nordlia");
    position.site = "Vegen " + std::to_string(i);
    wanted.positions.push_back(position);
    core::Device device;
    device.ref = {position.municipality, DeviceId("device-" + std::to_string(i))};
    device.position = position.id;
    device.type = "safety alarm";
    device.supervision.heard_within = 3h;
    wanted.devices.push_back(device);
  }
  return wanted;
}

core::RawMessage raw(int device, core::SignalKind kind, std::uint64_t sequence, Instant at) {
  core::RawMessage made;
  made.link = LinkId(kLink);
  made.topic = "varde/v1/nordlia/device-" + std::to_string(device) + "/signal";
  made.payload =
      "{\"kind\":\"" + std::string(wire::name(kind)) +
      "\",\"state\":\"active\",\"boot\":\"b1\",\"sequence\":" + std::to_string(sequence) + "}";
  made.payload_size = made.payload.size();
  made.received_at = at;
  return made;
}

// A core with the facts that it made.
class Centre {
 public:
  core::Decision give(const core::Input& input, Instant now) {
    pass(now);
    return decide(input, now);
  }

  // All ticks until `until`, at the very times at which the core wants them.
  void pass(Instant until) {
    for (auto next = core::next_wakeup(state_); next && *next <= until;
         next = core::next_wakeup(state_)) {
      decide(core::Tick{}, std::max(*next, state_.log_end_at));
    }
  }

  [[nodiscard]] const core::State& state() const { return state_; }
  [[nodiscard]] const std::vector<core::Event>& facts() const { return facts_; }

 private:
  core::Decision decide(const core::Input& input, Instant now) {
    auto decision = core::decide(state_, input, std::max(now, state_.log_end_at));
    if (decision.has_error()) return {};
    for (const core::Event& event : decision->events) {
      core::fold(state_, event);
      facts_.push_back(event);
    }
    return *std::move(decision);
  }

  core::State state_;
  std::vector<core::Event> facts_;
};

core::Actor kari() {
  core::Actor actor;
  actor.user = UserId("kari");
  actor.session = SessionId("console-of-kari");
  actor.role = core::Role::Operator;
  return actor;
}

void begin(Centre& centre_of, Instant at) {
  centre_of.give(core::StartBroker{"shift", {LinkId(kLink)}}, at);
  centre_of.give(centre(), at);
  centre_of.give(core::ChangeLink{LinkId(kLink), true, "connected"}, at);
  centre_of.give(core::ConnectConsole{kari().session, kari().user, kari().role, {}}, at);
}

// Each device speaks each hour; now and then one calls, falls or loses its power; an operator
// works.
Centre live(Instant began) {
  Draw draw(1);
  Centre shift;
  begin(shift, began);
  std::vector<std::uint64_t> said(kDevices, 0);
  const Duration between = Duration(1h) / kDevices;
  for (Instant now = began; now < began + kShift; now += between) {
    const int device = static_cast<int>((now - began) / between % kDevices);
    core::SignalKind kind = core::SignalKind::Heartbeat;
    if (draw.chance(0.002)) kind = core::SignalKind::HelpCall;
    if (draw.chance(0.002)) kind = core::SignalKind::Fall;
    if (draw.chance(0.002)) kind = core::SignalKind::MainsLost;
    if (draw.chance(0.002)) kind = core::SignalKind::MainsRestored;
    const auto sequence = ++said[static_cast<std::size_t>(device)];
    shift.give(adapters::decode_canonical(raw(device, kind, sequence, now)), now);
    if (!draw.chance(0.01)) continue;
    if (shift.state().alarms.queue().empty()) continue;
    const AlarmId next = shift.state().alarms.queue().begin()->id;
    shift.give(core::Command{kari(), {}, next, core::Claim{}}, now + 1ms);
    shift.give(core::Command{kari(), {}, next, core::Resolve{core::Outcome::Assisted, {}}},
               now + 2ms);
  }
  shift.pass(began + kShift);
  return shift;
}

// What made the fact, where something from outside did; the ticks come by themselves.
std::optional<core::Input> input_of(const core::Event& fact) {
  using Maybe = std::optional<core::Input>;
  return std::visit(
      Overload{
          [](const core::MessageReceived& received) -> Maybe {
            return adapters::decode_canonical(received.raw);
          },
          [](const core::AlarmClaimed& claimed) -> Maybe {
            return core::Command{kari(), {}, claimed.alarm, core::Claim{}};
          },
          [](const core::AlarmResolved& resolved) -> Maybe {
            if (resolved.user.empty()) return std::nullopt;
            return core::Command{kari(), {}, resolved.alarm, core::Resolve{resolved.outcome, {}}};
          },
          [](const auto&) -> Maybe { return std::nullopt; },
      },
      fact.body);
}

std::string stored(const core::Event& fact) {
  v1::Event form;
  wire::to_proto(fact, form);
  return form.SerializeAsString();
}

bool is_about_alarm(const core::Event& fact) { return !core::alarm_of(fact.body).none(); }

}  // namespace

int run() {
  const Instant began(std::chrono::sys_days{std::chrono::year(2026) / 3 / 28} + 7h);
  std::vector<std::string> log;  // As it is on disk.
  const Centre lived = live(began);
  for (const core::Event& fact : lived.facts()) log.push_back(stored(fact));

  const auto replay_began = std::chrono::steady_clock::now();
  Centre again;
  begin(again, began);
  std::uint64_t messages = 0;
  std::vector<std::string> wanted;
  for (const std::string& record : log) {
    v1::Event form;
    if (!form.ParseFromString(record)) return 2;
    const auto fact = wire::from_proto(form);
    if (fact.has_error()) return 2;
    if (is_about_alarm(*fact)) wanted.push_back(record);
    const auto input = input_of(*fact);
    if (!input) continue;
    ++messages;
    again.give(*input, fact->at);
  }
  again.pass(began + kShift);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - replay_began;

  std::vector<std::string> got;
  for (const core::Event& fact : again.facts()) {
    if (is_about_alarm(fact)) got.push_back(stored(fact));
  }
  std::cout << "a shift of 24 h, " << kDevices << " devices: " << log.size() << " facts, "
            << wanted.size() << " about alarms; " << messages << " inputs decided again in "
            << took.count() << " s: " << (got == wanted ? "the same" : "NOT THE SAME") << "\n";
  return got == wanted && !wanted.empty() ? 0 : 1;
}

}  // namespace varde::test::sim

int main() { return varde::test::sim::run(); }
