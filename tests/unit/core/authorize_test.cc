#include "broker/core/authorize.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::Action;
using core::AlarmType;
using core::Role;

TEST_CASE("each role may do exactly this", "[core]") {
  using enum Action;
  const std::map<Role, std::set<Action>> allowed{
      {Role::Unspecified, {}},
      {Role::Operator,
       {ViewAlarms, Claim, Release, Acknowledge, AddNote, Dispatch, Resolve, ViewStatus, Shelve,
        Except, TakeShift, OpenDoor, CommandDevice}},
      {Role::Technician,
       {ViewAlarms, Acknowledge, AddNote, ViewUndecoded, ViewStatus, Except, CommandDevice}},
      {Role::Integrator, {ViewUndecoded, ViewStatus}},
      {Role::Manager, {ViewAlarms, AddNote, ViewStatus, Except}},
      {Role::Admin, {ViewAlarms, ViewUndecoded, ViewStatus}},
  };
  for (int role = 0; role <= static_cast<int>(Role::Admin); ++role) {
    for (int action = 0; action <= static_cast<int>(core::kLastAction); ++action) {
      CAPTURE(role, action);
      CHECK(core::may(static_cast<Role>(role), static_cast<Action>(action)) ==
            allowed.at(static_cast<Role>(role)).contains(static_cast<Action>(action)));
    }
  }
}

TEST_CASE("a technician acknowledges devices, not people", "[core]") {
  core::Actor technician = operator_named("tekla");
  technician.role = Role::Technician;
  const MunicipalityId nordlia("nordlia");

  CHECK(core::authorize(technician, Action::Acknowledge, nordlia, AlarmType::BatteryLow));
  CHECK_FALSE(core::authorize(technician, Action::Acknowledge, nordlia, AlarmType::HelpCall));
}

TEST_CASE("a user of one municipality reaches that one and what belongs to none", "[core]") {
  core::Actor actor = operator_named("kari");
  actor.municipalities = {MunicipalityId("nordlia")};

  CHECK(core::in_scope(actor, MunicipalityId("nordlia")));
  CHECK(core::in_scope(actor, MunicipalityId()));
  CHECK_FALSE(core::in_scope(actor, MunicipalityId("sorvik")));
}

}  // namespace
}  // namespace varde::test
