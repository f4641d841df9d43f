#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Refusal;
using core::ResponseState;

// A help call at Astrid's, with kari and ola on duty.
struct HelpCall : World {
  HelpCall() {
    sit_down("kari");
    sit_down("ola");
    send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1));
    id = open().id;
  }
  [[nodiscard]] const core::Alarm& open() const { return alarm("astrid", AlarmType::HelpCall); }
  AlarmId id;
};

TEST_CASE("an alarm is claimed by one operator and refused to the next", "[core]") {
  HelpCall call;

  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  const auto second = call.ask("ola", call.id, core::Claim{});

  REQUIRE(second.has_error());
  CHECK(second.error() == Refusal::AlreadyClaimed);
  CHECK(call.open().owner == UserId("kari"));
  CHECK(call.open().response == ResponseState::Claimed);
}

TEST_CASE("a claim is not an acknowledgement", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  CHECK_FALSE(call.open().acknowledged());
}

TEST_CASE("claimed, dispatched and resolved, an alarm leaves the queue", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  REQUIRE(call.ask("kari", call.id, core::Dispatch{"night patrol", "key box 12"}).has_value());
  CHECK(call.open().response == ResponseState::Dispatched);
  CHECK(call.open().responder == "night patrol");

  REQUIRE(call.ask("kari", call.id, core::Resolve{core::Outcome::Assisted, "was up again"})
              .has_value());

  CHECK(call.queue().empty());
}

TEST_CASE("a released alarm is back in the queue and free", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());

  REQUIRE(call.ask("kari", call.id, core::Release{}).has_value());

  CHECK(call.open().response == ResponseState::Queued);
  CHECK(call.ask("ola", call.id, core::Claim{}).has_value());
}

TEST_CASE("who lost one browser takes the alarm over in the next", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  call.give(core::ConnectConsole{SessionId("second"), UserId("kari")});

  REQUIRE(call.try_give(core::Command{operator_named("kari", "second"), "", call.id, core::Claim{}})
              .has_value());

  CHECK(call.open().owner_session == SessionId("second"));
}

TEST_CASE("what only the owner may do is refused to others", "[core]") {
  HelpCall call;
  const auto attempt = GENERATE(0, 1, 2);
  const auto act = [&](const std::string& user) -> Result<core::Decision, Refusal> {
    switch (attempt) {
      case 0: return call.ask(user, call.id, core::Release{});
      case 1: return call.ask(user, call.id, core::Dispatch{"patrol", ""});
      default: return call.ask(user, call.id, core::Resolve{core::Outcome::Assisted, ""});
    }
  };
  CAPTURE(attempt);

  CHECK(act("kari").error() == Refusal::NotClaimed);
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  CHECK(act("ola").error() == Refusal::NotClaimedByYou);
  CHECK(act("kari").has_value());
}

TEST_CASE("acknowledging twice is refused", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Acknowledge{}).has_value());
  CHECK(call.ask("ola", call.id, core::Acknowledge{}).error() == Refusal::AlreadyAcknowledged);
}

TEST_CASE("an alarm that never was and one that is over are refused by name", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  REQUIRE(call.ask("kari", call.id, core::Resolve{core::Outcome::FalseAlarm, ""}).has_value());

  CHECK(call.ask("kari", call.id, core::Claim{}).error() == Refusal::AlarmResolved);
  CHECK(call.ask("kari", AlarmId(99), core::Claim{}).error() == Refusal::AlarmNotFound);
  CHECK(call.ask("kari", AlarmId(), core::Claim{}).error() == Refusal::AlarmNotFound);
}

TEST_CASE("texts are wanted where they matter and bounded everywhere", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  const std::string too_long(core::limits::kTextBytes + 1, 'x');
  const std::string longest(core::limits::kTextBytes, 'x');

  CHECK(call.ask("kari", call.id, core::AddNote{""}).error() == Refusal::TextEmpty);
  CHECK(call.ask("kari", call.id, core::AddNote{" \n"}).error() == Refusal::TextEmpty);
  CHECK(call.ask("kari", call.id, core::AddNote{too_long}).error() == Refusal::TextTooLong);
  CHECK(call.ask("kari", call.id, core::Dispatch{"", ""}).error() == Refusal::TextEmpty);
  CHECK(call.ask("kari", call.id, core::Dispatch{std::string(101, 'x'), ""}).error() ==
        Refusal::TextTooLong);
  CHECK(call.ask("kari", call.id, core::Resolve{core::Outcome::Unspecified, ""}).error() ==
        Refusal::OutcomeMissing);
  CHECK(call.ask("kari", call.id, core::Resolve{core::Outcome::Assisted, too_long}).error() ==
        Refusal::TextTooLong);
  CHECK(call.ask("kari", call.id, core::AddNote{longest}).has_value());
}

TEST_CASE("notes are counted and bounded", "[core]") {
  HelpCall call;
  for (std::uint32_t i = 0; i < core::limits::kNotesPerAlarm; ++i) {
    REQUIRE(call.ask("ola", call.id, core::AddNote{"rang, no answer"}).has_value());
  }
  CHECK(call.open().notes == core::limits::kNotesPerAlarm);
  CHECK(call.ask("ola", call.id, core::AddNote{"one more"}).error() == Refusal::TooManyNotes);
}

TEST_CASE("a repeated command with its key does nothing and answers as before", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::AddNote{"rang"}, "key-1").has_value());

  const auto again = call.ask("kari", call.id, core::AddNote{"rang"}, "key-1");

  REQUIRE(again.has_value());
  CHECK(again->repeated);
  CHECK(again->alarm == call.id);
  CHECK(call.open().notes == 1);
}

TEST_CASE("a key with another command is refused; another user's key is another key", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::AddNote{"rang"}, "key-1").has_value());

  CHECK(call.ask("kari", call.id, core::AddNote{"rang twice"}, "key-1").error() ==
        Refusal::IdempotencyKeyReused);
  CHECK(call.ask("ola", call.id, core::AddNote{"rang"}, "key-1").has_value());
  CHECK(call.open().notes == 2);
}

TEST_CASE("keys are forgotten after their time and beyond their number", "[core]") {
  HelpCall call;
  REQUIRE(call.ask("kari", call.id, core::Acknowledge{}, "old").has_value());
  call.wait(25h);
  REQUIRE(call.ask("kari", call.id, core::AddNote{"rang"}, "new").has_value());
  CHECK(call.state().done_commands.size() == 1);
}

TEST_CASE("another municipality's alarm is as one that does not exist", "[core]") {
  HelpCall call;
  core::Actor stranger = operator_named("kari");
  stranger.municipalities = {MunicipalityId("sorvik")};

  const auto answer = call.try_give(core::Command{stranger, "", call.id, core::Claim{}});

  CHECK(answer.error() == Refusal::AlarmNotFound);
}

}  // namespace
}  // namespace varde::test
