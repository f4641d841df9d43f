// The parts of the policies that have a file of their own. Inside broker/policy only.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "broker/policy/known.h"
#include "broker/policy/policies_file.h"
#include "broker/policy/reading.h"

namespace varde::policy {

inline constexpr std::size_t kPeople = 1'000;
inline constexpr std::size_t kGroups = 200;
inline constexpr std::size_t kSchedules = 200;
inline constexpr std::size_t kEscalations = 200;
inline constexpr std::size_t kSteps = 20;
inline constexpr std::size_t kContacts = 10;

// An id that is named, and where.
struct Mention {
  std::string id;
  Place place;
};

// What is named in one file and may stand in another.
struct Mentions {
  std::vector<Mention> people;     // Put on call or into a group: must be there, and reachable.
  std::vector<Mention> groups;     // In a step.
  std::vector<Mention> schedules;  // In a step.
};

// People, groups and schedules.
class PeopleReader {
 public:
  PeopleReader(const Known& known, core::Policies& out, Mentions& mentions)
      : known_(known), out_(out), mentions_(mentions) {}

  void read(YamlMap& file, Problems& problems);

  [[nodiscard]] const Ids& groups() const { return groups_; }
  [[nodiscard]] const Ids& schedules() const { return schedules_; }
  [[nodiscard]] const Ids& people() const { return people_; }

 private:
  void read_person(const YAML::Node& node, const std::string& path, Problems& problems);
  void read_contacts(YamlMap& person, core::Person& out, Problems& problems);
  void read_contact(const YAML::Node& node, const std::string& path, core::Person& out,
                    Problems& problems);
  void read_group(const YAML::Node& node, const std::string& path, Problems& problems);
  void read_schedule(const YAML::Node& node, const std::string& path, Problems& problems);
  core::Schedule::Override read_override(const YAML::Node& node, const std::string& path,
                                         Problems& problems);
  std::vector<PersonId> people_in(YamlMap& map, std::string_view key, Problems& problems);

  const Known& known_;
  core::Policies& out_;
  Mentions& mentions_;
  Ids people_{"person"};
  Ids groups_{"group"};
  Ids schedules_{"schedule"};
};

// Escalations, targets, staffing and supervision.
class StepsReader {
 public:
  StepsReader(const Known& known, LoadedPolicies& out, Mentions& mentions)
      : known_(known), out_(out), mentions_(mentions) {}

  void read(YamlMap& file, Problems& problems);

 private:
  void read_escalation(const YAML::Node& node, const std::string& path, Problems& problems);
  core::EscalationStep read_step(const YAML::Node& node, const std::string& path,
                                 Problems& problems);
  void read_step_target(YamlMap& step, core::EscalationStep& out, Problems& problems);
  void read_target(const YAML::Node& node, const std::string& path, Problems& problems);
  void read_staffing(const YAML::Node& node, const std::string& path, Problems& problems);
  void read_supervision(YamlMap& file, Problems& problems);

  const Known& known_;
  LoadedPolicies& out_;
  Mentions& mentions_;
  Ids escalations_{"escalation"};
  std::set<std::string> targets_;  // Municipality and priority.
};

// The receiver at `key`. A problem if the outbound configuration is known and has none such, or
// not for `channel`.
[[nodiscard]] ReceiverId receiver_in(YamlMap& map, std::string_view key, core::Channel channel,
                                     const Known& known, Problems& problems);

// The items of the list at `key`; none and a problem if there are more than `most`.
[[nodiscard]] std::vector<YAML::Node> items_in(YamlMap& map, std::string_view key, std::size_t most,
                                               Problems& problems);

}  // namespace varde::policy
