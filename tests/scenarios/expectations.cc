// What a scenario can expect to see.
#include <algorithm>
#include <sstream>

#include "tests/scenarios/stage.h"
#include "tests/scenarios/words.h"

namespace varde::test {
namespace {

std::string joined(std::vector<std::string> words) {
  std::ranges::sort(words);
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out.empty() ? "nobody" : out;
}

}  // namespace

void Stage::expect_refused(const Words& words) {
  want(refused_.has_value(), "\"" + refused_act_ + "\" is refused");
  const std::string name(core::name(*refused_));
  want(name == words[1], "refused " + words[1].str() + ", not " + name);
  refused_.reset();
}

void Stage::expect_no_alarm(const Words&) { want(state_.alarms.open().empty(), "no alarm"); }

void Stage::expect_not(const Words& words) {
  want(find_alarm(words[1]) == nullptr, "no " + words[1].str());
}

void Stage::expect_alarm(const Words& words) {
  const auto what = parts(words[1], ',');
  const core::Alarm& alarm = alarm_named(what.at(0));
  for (std::size_t i = 1; i < what.size(); ++i) check_word(alarm, what[i]);
}

void Stage::check_word(const core::Alarm& alarm, const std::string& word) {
  static const std::regex kTimes(R"((\d+) times)");
  static const std::regex kRule(R"(by (?:rule )?([a-z0-9-]+))");
  static const std::regex kOwner(R"(claimed by (\S+))");
  static const std::regex kOffered(R"(offered to (\S+))");
  static const std::regex kAlso(R"(also (.+))");
  std::smatch match;
  const auto check = [&](bool holds) { want(holds, name_of(alarm) + " is " + word); };
  const auto is_word = [&](auto value) { return plain(wire::name(value)) == word; };
  if (is_word(alarm.priority) || is_word(alarm.condition) || is_word(alarm.response)) return;
  if (word == "acknowledged") return check(alarm.acknowledged());
  if (word == "unacknowledged") return check(!alarm.acknowledged());
  if (word == "unclaimed") return check(!alarm.claimed());
  if (word == "shelved") return check(alarm.shelf.has_value());
  if (word == "stale") return check(alarm.stale);
  if (word == "fresh") return check(!alarm.stale);
  if (word == "chattering") return check(alarm.chattering);
  if (word == "calm") return check(!alarm.chattering);
  if (word == "in an incident") return check(!alarm.incident.none());
  if (word == "in no incident") return check(alarm.incident.none());
  if (word == "not in the queue") return check(!core::is_queued_for_duty(alarm));
  if (word == "in the queue") return check(core::is_queued_for_duty(alarm));
  if (std::regex_match(word, match, kTimes))
    return check(alarm.occurrences == std::stoul(match[1]));
  if (std::regex_match(word, match, kOwner)) return check(alarm.owner.str() == match[1]);
  if (std::regex_match(word, match, kOffered)) return check(alarm.offered_to.str() == match[1]);
  if (std::regex_match(word, match, kAlso)) {
    const auto type = test::word<core::AlarmType>(match[1], "an alarm");
    return check(std::ranges::find(alarm.also, type) != alarm.also.end());
  }
  if (std::regex_match(word, match, kRule)) return check(alarm.rule == match[1]);
  // A word of the vocabulary that does not hold, or none at all.
  check(!wire::parse<core::Priority>(underscored(word)) &&
        !wire::parse<core::Condition>(underscored(word)) &&
        !wire::parse<core::ResponseState>(underscored(word)));
  throw NotUnderstood("nothing is \"" + word + "\" of an alarm");
}

void Stage::expect_queue(const Words& words) {
  std::string queue;
  for (const core::QueueKey& key : state_.alarms.queue()) {
    queue += (queue.empty() ? "" : "; ") + name_of(*state_.alarms.find(key.id));
  }
  if (queue.empty()) queue = "empty";
  want(queue == words[1], "queue: " + words[1].str() + "\nbut it is: " + queue);
}

// What an operator has on the screen: the queue, and a row for each incident.
void Stage::expect_rows(const Words& words) {
  const std::size_t rows = state_.alarms.queue().size() + state_.incidents.open.size();
  const bool most = words[1] == "at most ";
  const std::size_t wanted = std::stoul(words[2]);
  want(most ? rows <= wanted : rows == wanted,
       words[1].str() + words[2].str() + " rows, not " + std::to_string(rows));
}

void Stage::expect_told(const Words& words) {
  std::vector<std::string> told;
  for (const core::Effect& effect : told_) {
    const auto* notify = std::get_if<core::Notify>(&effect.what);
    if (notify == nullptr) continue;
    const std::string whom = notify->person.empty() ? notify->receiver.str() : notify->person.str();
    told.push_back(whom + " by " + std::string(wire::name(notify->channel)));
  }
  std::erase_if(told_, [](const core::Effect& effect) {
    return std::holds_alternative<core::Notify>(effect.what);
  });
  const std::string wanted = words[1] == "nobody" ? "nobody" : joined(parts(words[1], ','));
  want(joined(told) == wanted, "told " + wanted + ", not " + joined(told));
}

// step N of ALARM: KIND reached WHOM
void Stage::expect_step(const Words& words) {
  const AlarmId id = alarm_named(words[2]).id;
  const core::AlarmEscalated* last = nullptr;
  Instant at;
  for (const core::Event& fact : facts_) {
    const auto* escalated = std::get_if<core::AlarmEscalated>(&fact.body);
    if (escalated == nullptr || escalated->alarm != id) continue;
    if (escalated->step + 1 != std::stoul(words[1])) continue;
    last = escalated;
    at = fact.at;
  }
  want(last != nullptr, "step " + words[1].str() + " of " + words[2].str() + " was taken");
  want(at == now_, "it was taken now, not at " + clock_text(at));
  const std::string reached = joined(last->reached);
  const std::string wanted = words[4] == "nobody" ? "nobody" : joined(parts(words[4], ','));
  want(plain(wire::name(last->kind)) == words[3] && reached == wanted,
       words[3].str() + " reached " + wanted + ", not " + plain(wire::name(last->kind)) +
           " reached " + reached + " " + last->not_reached);
}

// incident N: CAUSE SUBJECT, K alarms[, acknowledged]
void Stage::expect_incident(const Words& words) {
  const auto found = state_.incidents.open.find(IncidentId(std::stoull(words[1])));
  want(found != state_.incidents.open.end(), "incident " + words[1].str() + " is open");
  const core::Incident& incident = found->second;
  const std::string subject = std::string(wire::name(incident.cause)) + " " + incident.subject;
  want(subject == words[2], "its cause is " + words[2].str() + ", not " + subject);
  want(incident.members.size() == std::stoul(words[3]), words[3].str() + " alarms are part of it");
  if (words[4].matched) want(!incident.acknowledged_by.empty(), "it is acknowledged");
}

void Stage::expect_no_incident(const Words&) { want(state_.incidents.open.empty(), "no incident"); }

void Stage::expect_flood(const Words& words) {
  const bool wanted = words[1] != "no ";
  const MunicipalityId municipality(words[2]);
  want(state_.incidents.floods.contains(municipality) == wanted,
       words[1].str() + "flood in " + words[2].str());
}

// DEVICE is told STATE
void Stage::expect_device_told(const Words& words) {
  const auto is_it = [&](const core::Effect& effect) {
    const auto* tell = std::get_if<core::TellDevice>(&effect.what);
    return tell != nullptr && tell->device.device.str() == words[1] &&
           wire::name(tell->response) == words[2].str();
  };
  want(std::erase_if(told_, is_it) > 0, words[1].str() + " is told " + words[2].str());
}

// command NAME to DEVICE, or no command
void Stage::expect_command(const Words& words) {
  std::string commands;
  for (const core::Effect& effect : told_) {
    const auto* send = std::get_if<core::SendCommand>(&effect.what);
    if (send == nullptr) continue;
    commands += "command " + plain(wire::name(send->command)) + " to " + send->device.device.str();
  }
  std::erase_if(told_, [](const core::Effect& effect) {
    return std::holds_alternative<core::SendCommand>(effect.what);
  });
  if (commands.empty()) commands = "no command";
  want(commands == words[1], words[1].str() + ", not " + commands);
}

void Stage::expect_on_shift(const Words& words) {
  std::vector<std::string> users;
  for (const auto& [user, shift] : state_.duty.on_shift) users.push_back(user.str());
  const std::string wanted = words[1] == "nobody" ? "nobody" : joined(parts(words[1], ','));
  want(joined(users) == wanted, "on shift: " + wanted + ", not " + joined(users));
}

void Stage::expect_handover(const Words& words) {
  want(!state_.duty.handovers.empty() && state_.duty.handovers.back().note == words[1],
       "the handover note says \"" + words[1].str() + "\"");
}

// N EVENTs are in the log
void Stage::expect_logged(const Words& words) {
  const auto logged = std::ranges::count_if(
      facts_, [&](const core::Event& fact) { return plain(wire::name(fact.body)) == words[2]; });
  want(logged == std::stol(words[1]),
       words[1].str() + " times " + words[2].str() + ", not " + std::to_string(logged));
}

}  // namespace varde::test
