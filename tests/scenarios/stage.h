// Where a scenario happens: the core, a clock that only the script moves, and what was said to the
// outside. Each sentence of the language is one function here.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broker/core/decide.h"
#include "tests/scenarios/script.h"

namespace varde::test {

// Thrown where a scenario does not go as it is written: what was expected, and what was seen.
struct NotAsExpected : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Stage {
 public:
  // `town` is the register that all scenarios share.
  Stage(const core::ApplyRegister& town, const Script& script);

  // Lets time pass until the step, does what it says, and checks what it expects.
  void run(const Step& step);

  // What must hold of every scenario at its end: the facts alone give the state that was reached,
  // and nothing was refused without being expected.
  void end() const;

 private:
  using Words = std::smatch;
  struct Sentence {
    std::regex form;
    void (Stage::*say)(const Words&);
  };
  static const std::vector<Sentence>& sentences();

  // --- What happens.
  void message(const Words& words);
  void garbage(const Words& words);
  void many(const Words& words);
  void sits_down(const Words& words);
  void leaves(const Words& words);
  void logs_out(const Words& words);
  void begins_shift(const Words& words);
  void ends_shift(const Words& words);
  void claims(const Words& words);
  void claims_next(const Words& words);
  void releases(const Words& words);
  void acknowledges(const Words& words);
  void notes(const Words& words);
  void dispatches(const Words& words);
  void resolves(const Words& words);
  void shelves(const Words& words);
  void unshelves(const Words& words);
  void offers(const Words& words);
  void accepts(const Words& words);
  void declines(const Words& words);
  void begins_exception(const Words& words);
  void ends_exception(const Words& words);
  void acknowledges_incident(const Words& words);
  void resolves_incident(const Words& words);
  void commands_device(const Words& words);
  void restarts(const Words& words);
  void is_down(const Words& words);
  void link_changes(const Words& words);
  void health_changes(const Words& words);
  void can_be_reached(const Words& words);
  void adds_homes(const Words& words);
  void installs(const Words& words);

  // --- What is to be seen.
  void expect_refused(const Words& words);
  void expect_no_alarm(const Words& words);
  void expect_not(const Words& words);
  void expect_alarm(const Words& words);
  void expect_queue(const Words& words);
  void expect_rows(const Words& words);
  void expect_told(const Words& words);
  void expect_step(const Words& words);
  void expect_incident(const Words& words);
  void expect_no_incident(const Words& words);
  void expect_flood(const Words& words);
  void expect_device_told(const Words& words);
  void expect_command(const Words& words);
  void expect_on_shift(const Words& words);
  void expect_handover(const Words& words);
  void expect_logged(const Words& words);

  // --- With what.
  core::Decision give(const core::Input& input);
  core::Decision decide(const core::Input& input);
  [[nodiscard]] core::ConcludeEffect outcome_of(const core::Effect& effect) const;
  void ask(const std::string& user, AlarmId alarm, core::Act act);
  void pass_until(Instant at);
  void restart();
  [[nodiscard]] core::Actor actor(const std::string& user) const;
  [[nodiscard]] core::FieldMessage field_message(const std::string& device) const;
  [[nodiscard]] core::Signal signal_of(const std::string& text) const;
  [[nodiscard]] core::ExceptionScope scope_of(const std::string& text) const;
  [[nodiscard]] core::DeviceRef device_named(const std::string& id) const;
  [[nodiscard]] const core::Alarm* find_alarm(const std::string& text) const;
  [[nodiscard]] const core::Alarm& alarm_named(const std::string& text) const;
  [[nodiscard]] std::string name_of(const core::Alarm& alarm) const;
  [[nodiscard]] std::string seen() const;
  void check_word(const core::Alarm& alarm, const std::string& word);
  void want(bool holds, const std::string& what) const;

  core::ApplyRegister town_;
  core::State state_;
  Instant now_;
  std::vector<core::Event> facts_;
  std::vector<core::Effect> told_;            // Requested since the last "expect told".
  std::map<EffectId, core::Effect> pending_;  // Begun, and not concluded yet.
  std::set<std::string> unreachable_;         // People and receivers.
  std::optional<core::Refusal> refused_;      // The last act was, and nobody has expected it yet.
  std::string refused_act_;
  bool down_ = false;
};

}  // namespace varde::test
