#include "tests/sim/sim_operator.h"

#include <iterator>

namespace varde::test::sim {

using namespace std::chrono_literals;

namespace {

constexpr auto kAskAgain = 4s;
constexpr int kTries = 5;

}  // namespace

SimOperator::SimOperator(WorldClock& clock, Network& network, SimBroker& broker, Draw& draw,
                         const std::string& name)
    : clock_(clock), network_(network), broker_(broker), draw_(draw) {
  actor_.user = UserId(name);
  actor_.session = SessionId("console-of-" + name);
  actor_.role = core::Role::Operator;
}

void SimOperator::connect() {
  present_ = true;
  broker_.post(core::ConnectConsole{actor_.session, actor_.user, actor_.role, {}});
}

// The broker hears of it when the connection is missed.
void SimOperator::vanish() {
  present_ = false;
  clock_.after(draw_.time(0ms, 3s), [this] {
    if (!present_) broker_.post(core::LoseConsole{actor_.session});
  });
}

void SimOperator::act() {
  const auto& open = broker_.state().alarms.open();
  if (!present_) return;
  if (open.empty()) return ask({}, core::ClaimNext{});
  const auto nth = static_cast<std::ptrdiff_t>(draw_.number(0, open.size() - 1));
  const core::Alarm& alarm = std::next(open.begin(), nth)->second;
  switch (draw_.number(0, 13)) {
    case 0: return ask(alarm.id, core::Claim{});
    case 1: return ask(alarm.id, core::Release{});
    case 2: return ask(alarm.id, core::Acknowledge{});
    case 3: return ask(alarm.id, core::AddNote{"sett på"});
    case 4: return ask(alarm.id, core::Dispatch{"hjemmesykepleien", {}});
    case 5:
    case 6:
    case 7: return ask(alarm.id, core::Resolve{core::Outcome::Assisted, {}});
    case 8: return ask(alarm.id, core::Shelve{"venter", std::chrono::minutes(2)});
    case 9: return ask(alarm.id, core::OfferClaim{UserId(draw_.chance(0.5) ? "kari" : "ola")});
    case 10: return ask(alarm.id, core::AcceptClaim{});
    case 11: return ask({}, core::BeginShift{});
    case 12:
      return ask({},
                 core::BeginException{core::ExceptionKind::OnTest,
                                      {MunicipalityId("nordlia"), DeviceId("smoke-1"), {}, {}, {}},
                                      "kontroll",
                                      std::chrono::minutes(1)});
    default: return ask({}, core::ClaimNext{});
  }
}

void SimOperator::ask(AlarmId alarm, core::Act act) {
  const std::string key = actor_.user.str() + "-" + std::to_string(++asked_);
  send({actor_, key, alarm, std::move(act)}, kTries);
}

void SimOperator::send(const core::Command& command, int tries) {
  if (tries == 0 || answered_[command.key]) return;
  network_.carry([this, command] {
    broker_.command(command, [this, key = command.key](const engine::CommandAnswer& answer) {
      network_.carry([this, key, done = answer.has_value()] {
        if (done && !answered_[key]) done_[key] += 1;
        answered_[key] = true;
      });
    });
  });
  clock_.after(kAskAgain, [this, command, tries] { send(command, tries - 1); });
}

}  // namespace varde::test::sim
