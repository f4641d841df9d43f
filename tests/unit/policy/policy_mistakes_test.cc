// Each mistake in the policies, and what is said of it. Here the wording is the promise.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "broker/policy/policies_file.h"
#include "tests/unit/policy/policy_folder.h"

namespace varde::policy {
namespace {

using Lines = std::vector<std::string>;

// Four receivers, one municipality, and one person who can be reached and one who cannot.
const std::string kPeople =
    "people:\n"
    "  - {id: kari, name: Kari, contacts: {sms: {receiver: sms, number: 900 00 001}}}\n"
    "  - {id: liv, name: Liv}\n";

Lines said_of(const std::string& text) {
  core::ApplyRegister site;
  site.municipalities = {{MunicipalityId("nordlia"), "Nordlia"}};
  Known known;
  known.site = &site;
  known.receivers = {{ReceiverId("sms"), core::Channel::Sms},
                     {ReceiverId("mail"), core::Channel::Email},
                     {ReceiverId("pager"), core::Channel::Webhook}};
  const PolicyFolder folder(text);
  const auto policies = load_policies(folder.path(), known);
  return policies.has_error() ? folder.shown(policies.error()) : Lines();
}

// Of an escalation with these steps, each a map; they stand in line 5 and on.
Lines said_of_steps(const std::vector<std::string>& steps, const std::string& more = "") {
  std::string text = "escalations:\n  - id: e\n    priorities: [high]\n    steps:\n";
  for (const std::string& step : steps) text += "      - " + step + "\n";
  return said_of(text + more + kPeople);
}

}  // namespace

TEST_CASE("who cannot be reached is not put on call, nor into a group", "[policy]") {
  CHECK(
      said_of(kPeople + "schedules:\n  - {id: s, rotation: [kari, liv], begins: 2026-01-05 "
                        "08:00}\n") ==
      Lines{"file.yaml:5:30: schedules[0].rotation[1]: \"liv\" has no way to be reached; allowed: "
            "people with contacts: sms, email, webhook or mqtt"});
  CHECK(said_of(kPeople + "groups:\n  - {id: g, members: [liv]}\n") ==
        Lines{"file.yaml:5:23: groups[0].members[0]: \"liv\" has no way to be reached; allowed: "
              "people with contacts: sms, email, webhook or mqtt"});
  CHECK(said_of(kPeople +
                "schedules:\n  - id: s\n    rotation: [kari]\n    begins: 2026-01-05 08:00\n"
                "    overrides: [{from: 2026-02-01 08:00, to: 2026-02-02 08:00, person: liv}]\n") ==
        Lines{"file.yaml:8:72: schedules[0].overrides[0].person: \"liv\" has no way to be reached; "
              "allowed: people with contacts: sms, email, webhook or mqtt"});
}

TEST_CASE("who is named must be there", "[policy]") {
  CHECK(said_of(kPeople + "groups:\n  - {id: g, members: [karri]}\n") ==
        Lines{"file.yaml:5:23: groups[0].members[0]: there is no person \"karri\"; did you mean "
              "\"kari\"?; allowed: kari, liv"});
  CHECK(said_of_steps({"{after: 1 min, do: on_call, schedule: night}"}) ==
        Lines{"file.yaml:5:47: escalations[0].steps[0].schedule: there is no schedule \"night\"; "
              "allowed: none is described yet under schedules"});
  CHECK(said_of_steps({"{after: 1 min, do: group, group: all}"}) ==
        Lines{"file.yaml:5:42: escalations[0].steps[0].group: there is no group \"all\"; allowed: "
              "none is described yet under groups"});
  CHECK(said_of("staffing:\n  - {municipality: nordlja}\n") ==
        Lines{"file.yaml:2:20: staffing[0].municipality: the register has no municipality "
              "\"nordlja\"; did you mean \"nordlia\"?; allowed: an id of the register"});
}

TEST_CASE("a receiver must be one of the configuration, and send in that way", "[policy]") {
  CHECK(said_of_steps({"{after: 1 min, do: receiver, receiver: sirene, channel: mqtt}"}) ==
        Lines{"file.yaml:5:48: escalations[0].steps[0].receiver: the configuration has no receiver "
              "\"sirene\"; allowed: mail, pager, sms"});
  CHECK(said_of("people:\n  - {id: kari, name: Kari, contacts: {sms: {receiver: mail, number: "
                "90000001}}}\n") ==
        Lines{"file.yaml:2:55: people[0].contacts.sms.receiver: receiver \"mail\" sends by email, "
              "not by sms"});
}

TEST_CASE("an address must be one", "[policy]") {
  CHECK(
      said_of("people:\n  - {id: k, name: K, contacts: {sms: {receiver: sms, number: ring}}}\n") ==
      Lines{"file.yaml:2:62: people[0].contacts.sms.number: \"ring\" is no telephone number; "
            "allowed: such as \"+47 900 00 000\""});
  CHECK(
      said_of("people:\n  - {id: k, name: K, contacts: {email: {receiver: mail, address: k}}}\n") ==
      Lines{"file.yaml:2:66: people[0].contacts.email.address: \"k\" is no e-mail address; "
            "allowed: such as vakt@example.no"});
  CHECK(said_of("people:\n  - {id: k, name: K, contacts: {fax: {receiver: mail}}}\n") ==
        Lines{"file.yaml:2:33: people[0].contacts.fax: unknown key; allowed: sms, email, webhook, "
              "mqtt"});
}

TEST_CASE("steps come in order, each with what it needs", "[policy]") {
  CHECK(said_of_steps({"{after: 90 s, do: realert}", "{after: 45 s, do: next_operator}"}) ==
        Lines{"file.yaml:6:9: escalations[0].steps[1].after: comes before the step above it, which "
              "is after 90 s: each counts from the raising of the alarm; allowed: 90 s or more"});
  CHECK(said_of_steps({"{after: 90 s, do: on_call}"}) ==
        Lines{"file.yaml:5:9: escalations[0].steps[0].schedule: must be given"});
  CHECK(said_of_steps({"{after: 90 s, do: realert, group: g}"}) ==
        Lines{"file.yaml:5:43: escalations[0].steps[0].group: means nothing with do: realert; "
              "allowed: nobody is named here"});
  CHECK(said_of_steps({"{after: 90 s, do: ring}"}) ==
        Lines{"file.yaml:5:27: escalations[0].steps[0].do: \"ring\" is no step; allowed: realert, "
              "next_operator, on_call, group, receiver"});
  CHECK(said_of_steps({"{do: realert}"}) ==
        Lines{"file.yaml:5:9: escalations[0].steps[0].after: must be given"});
  CHECK(said_of_steps({"{after: 90 s, do: realert}"}, "    repeat: 2 s\n") ==
        Lines{"file.yaml:6:13: escalations[0].repeat: \"2 s\" is out of range; allowed: 10 s to 24 "
              "h"});
  CHECK(said_of("escalations:\n  - {id: e, steps: []}\n") ==
        Lines{"file.yaml:2:20: escalations[0].steps: holds no step: nobody would ever be told"});
}

TEST_CASE("a schedule must have a first hand-over and overrides that hold", "[policy]") {
  CHECK(
      said_of(kPeople + "schedules:\n  - {id: s, rotation: [kari], begins: 2026-02-30 08:00}\n") ==
      Lines{"file.yaml:5:39: schedules[0].begins: \"2026-02-30 08:00\" is no date and time that "
            "there is; allowed: local date and time, such as \"2026-01-05 08:00\""});
  CHECK(said_of(kPeople + "schedules:\n  - {id: s, rotation: []}\n") ==
        Lines{"file.yaml:5:5: schedules[0].begins: must be given",
              "file.yaml:5:23: schedules[0].rotation: holds nothing: name at least one, or leave "
              "the key away"});
  CHECK(
      said_of(kPeople +
              "schedules:\n  - id: s\n    rotation: [kari]\n    begins: 2026-01-05 08:00\n"
              "    overrides: [{from: 2026-02-02 08:00, to: 2026-02-01 08:00, person: kari}]\n") ==
      Lines{"file.yaml:8:46: schedules[0].overrides[0].to: is not after from, so that the "
            "override never holds; allowed: a later time"});
}

TEST_CASE("the same is not said twice", "[policy]") {
  CHECK(said_of("targets:\n  - {priority: high, claim_within: 3 min}\n"
                "  - {priority: high, claim_within: 4 min}\n") ==
        Lines{"file.yaml:3:16: targets[1].priority: another target says the same of \"high\" "
              "already: keep one of them"});
  const auto twice = said_of("people:\n  - {id: k, name: K}\n  - {id: k, name: L}\n");
  REQUIRE(twice.size() == 1);
  CHECK(twice[0].starts_with(
      "file.yaml:3:10: people[1].id: another person has the id \"k\" already, at "));
}

TEST_CASE("a type of devices is supervised by clocks within a month", "[policy]") {
  CHECK(said_of("supervision:\n  safety alarm: {heard_within: 90 days}\n") ==
        Lines{"file.yaml:2:32: supervision.safety alarm.heard_within: \"90 days\" is out of range; "
              "allowed: 10 s to 31 days"});
  CHECK(said_of("supervision: [safety alarm]\n") ==
        Lines{"file.yaml:1:14: supervision: types of devices with their clocks are wanted here; "
              "allowed: such as safety alarm: {heard_within: 25 h}"});
  CHECK(said_of("supervision:\n  safety alarm: {}\n") ==
        Lines{"file.yaml:2:17: supervision.safety alarm: one or more must be given of; allowed: "
              "heard_within, tested_within"});
}

}  // namespace varde::policy
