// Who is told of an alarm that nobody takes, and who has to be on duty; in events and snapshots
// alike.
#include "broker/core/policies.h"

#include "broker/wire/values.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.
using wire::to_proto;

void to_proto(const core::Person& value, v1::Person& out) {
  out.set_id(text(value.id));
  out.set_name(text(value.name));
  for (const auto& contact : value.contacts) {
    auto& to = *out.add_contacts();
    to.set_channel(to_code(contact.channel));
    to.set_receiver(text(contact.receiver));
    to.set_address(text(contact.address));
  }
}

core::Person read(const v1::Person& in, Check& check) {
  core::Person out{PersonId(in.id()), in.name(), {}};
  for (const auto& contact : in.contacts()) {
    out.contacts.push_back({check.code<core::Channel>(contact.channel(), "contact.channel"),
                            ReceiverId(contact.receiver()), contact.address()});
  }
  return out;
}

void to_proto(const core::Schedule& value, v1::Schedule& out) {
  out.set_id(text(value.id));
  to_proto(value.rotation, *out.mutable_rotation());
  to_proto(value.begins, *out.mutable_begins());
  to_proto(value.holidays, *out.mutable_holidays());
  for (const auto& each : value.overrides) {
    auto& to = *out.add_overrides();
    to_proto(each.from, *to.mutable_from());
    to_proto(each.to, *to.mutable_to());
    to.set_person(text(each.person));
  }
}

core::Schedule read(const v1::Schedule& in, Check& check) {
  core::Schedule out{ScheduleId(in.id()),
                     read_names<PersonId>(in.rotation()),
                     read(in.begins(), check),
                     read_names<PersonId>(in.holidays()),
                     {}};
  for (const auto& each : in.overrides()) {
    if (!each.has_from() || !each.has_to()) check.missing("override.from or .to");
    out.overrides.push_back(
        {from_proto(each.from()), from_proto(each.to()), PersonId(each.person())});
  }
  return out;
}

void to_proto(const core::EscalationStep& value, v1::EscalationStep& out) {
  to_proto(value.after, *out.mutable_after());
  out.set_kind(to_code(value.kind));
  out.set_schedule(text(value.schedule));
  out.set_group(text(value.group));
  out.set_receiver(text(value.receiver));
  out.set_channel(to_code(value.channel));
}

core::EscalationStep read(const v1::EscalationStep& in, Check& check) {
  core::EscalationStep out;
  out.after = from_proto(in.after());
  out.kind = check.code<core::StepKind>(in.kind(), "step.kind");
  out.schedule = ScheduleId(in.schedule());
  out.group = GroupId(in.group());
  out.receiver = ReceiverId(in.receiver());
  out.channel = check.code<core::Channel>(in.channel(), "step.channel");
  return out;
}

void to_proto(const core::EscalationPolicy& value, v1::EscalationPolicy& out) {
  out.set_id(text(value.id));
  to_proto(value.priorities, *out.mutable_priorities());
  to_proto(value.municipalities, *out.mutable_municipalities());
  to_proto(value.at, *out.mutable_at());
  for (const auto& step : value.steps) to_proto(step, *out.add_steps());
  to_proto(value.repeat, *out.mutable_repeat());
}

core::EscalationPolicy read(const v1::EscalationPolicy& in, Check& check) {
  core::EscalationPolicy out;
  out.id = PolicyId(in.id());
  out.priorities = read_codes<core::Priority>(in.priorities(), "escalation.priorities", check);
  out.municipalities = read_names<MunicipalityId>(in.municipalities());
  out.at = read(in.at(), check);
  for (const auto& step : in.steps()) out.steps.push_back(read(step, check));
  out.repeat = from_proto(in.repeat());
  return out;
}

void to_proto(const core::ResponseTarget& value, v1::ResponseTarget& out) {
  out.set_municipality(text(value.municipality));
  out.set_priority(to_code(value.priority));
  to_proto(value.claim_within, *out.mutable_claim_within());
}

core::ResponseTarget read(const v1::ResponseTarget& in, Check& check) {
  return {MunicipalityId(in.municipality()),
          check.code<core::Priority>(in.priority(), "target.priority"),
          from_proto(in.claim_within())};
}

void to_proto(const core::Staffing& value, v1::Staffing& out) {
  out.set_municipality(text(value.municipality));
  to_proto(value.at, *out.mutable_at());
  out.set_alone_is_alarm(value.alone_is_alarm);
  to_proto(value.grace, *out.mutable_grace());
}

core::Staffing read(const v1::Staffing& in, Check& check) {
  return {MunicipalityId(in.municipality()), read(in.at(), check), in.alone_is_alarm(),
          from_proto(in.grace())};
}

}  // namespace

void to_proto(const core::Policies& policies, v1::Policies& out) {
  out.set_version(text(policies.version));
  for (const auto& person : policies.people) to_proto(person, *out.add_people());
  for (const auto& group : policies.groups) {
    auto& to = *out.add_groups();
    to.set_id(text(group.id));
    to_proto(group.members, *to.mutable_members());
  }
  for (const auto& schedule : policies.schedules) to_proto(schedule, *out.add_schedules());
  for (const auto& policy : policies.escalations) to_proto(policy, *out.add_escalations());
  for (const auto& target : policies.targets) to_proto(target, *out.add_targets());
  for (const auto& staffing : policies.staffing) to_proto(staffing, *out.add_staffing());
}

core::Policies read(const v1::Policies& in, Check& check) {
  core::Policies out;
  out.version = in.version();
  for (const auto& person : in.people()) out.people.push_back(read(person, check));
  for (const auto& group : in.groups())
    out.groups.push_back({GroupId(group.id()), read_names<PersonId>(group.members())});
  for (const auto& schedule : in.schedules()) out.schedules.push_back(read(schedule, check));
  for (const auto& policy : in.escalations()) out.escalations.push_back(read(policy, check));
  for (const auto& target : in.targets()) out.targets.push_back(read(target, check));
  for (const auto& staffing : in.staffing()) out.staffing.push_back(read(staffing, check));
  return out;
}

}  // namespace varde::wire
