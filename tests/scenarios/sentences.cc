// The sentences of the language, in the order in which they are tried. README.md explains each.
#include "tests/scenarios/stage.h"

namespace varde::test {

const std::vector<Stage::Sentence>& Stage::sentences() {
  static const auto form = [](const char* text) { return std::regex(text); };
  static const std::vector<Sentence> kSentences{
      // What is to be seen.
      {form(R"(expect refused (\w+))"), &Stage::expect_refused},
      {form(R"(expect no alarm)"), &Stage::expect_no_alarm},
      {form(R"(expect no incident)"), &Stage::expect_no_incident},
      {form(R"(expect (no )?flood in (\S+))"), &Stage::expect_flood},
      {form(R"(expect (no command|command .+ to \S+))"), &Stage::expect_command},
      {form(R"(expect queue:? (.+))"), &Stage::expect_queue},
      {form(R"(expect (at most )?(\d+) rows?)"), &Stage::expect_rows},
      {form(R"(expect told (.+))"), &Stage::expect_told},
      {form(R"(expect step (\d+) of (.+): (.+) reached (.+))"), &Stage::expect_step},
      {form(R"(expect incident (\d+): (.+), (\d+) alarms(, acknowledged)?)"),
       &Stage::expect_incident},
      {form(R"(expect (\S+) is told (\S+))"), &Stage::expect_device_told},
      {form(R"(expect on shift: (.+))"), &Stage::expect_on_shift},
      {form(R"re(expect handover "(.*)")re"), &Stage::expect_handover},
      {form(R"(expect logged (\d+) times: (.+))"), &Stage::expect_logged},
      {form(R"(expect no (.+ of \S+))"), &Stage::expect_not},
      {form(R"(expect (.+ of \S+?(?:, .+)?))"), &Stage::expect_alarm},
      // The outside.
      {form(R"(the broker restarts)"), &Stage::restarts},
      {form(R"(the broker is down for (.+))"), &Stage::is_down},
      {form(R"(link (\S+) (goes down|comes up))"), &Stage::link_changes},
      {form(R"((storage|clock|queue|receiver)(?: (\S+))? is (well|unwell))"),
       &Stage::health_changes},
      {form(R"((\S+) (can|cannot) be reached)"), &Stage::can_be_reached},
      {form(R"((\d+) homes (\S+) report (.+) within (.+))"), &Stage::many},
      {form(
           R"((\d+) homes (\S+)(?: behind gateway (\S+))?(?: on network (\S+))?(?: in area (\S+))? in (\S+))"),
       &Stage::adds_homes},
      {form(
           R"((\S+) is installed at (\S+?)(?:, an? ([^,]+))?(?:, heard within ([^,]+))?(?:, tested within ([^,]+))?)"),
       &Stage::installs},
      {form(R"((\S+) sends garbage)"), &Stage::garbage},
      // People.
      {form(R"((\S+) sits down)"), &Stage::sits_down},
      {form(R"((\S+) leaves)"), &Stage::leaves},
      {form(R"((\S+) logs out)"), &Stage::logs_out},
      {form(R"((\S+) begins the shift)"), &Stage::begins_shift},
      {form(R"((\S+) ends the shift(?:: (.+))?)"), &Stage::ends_shift},
      {form(R"((\S+) claims the next)"), &Stage::claims_next},
      {form(R"((\S+) acknowledges incident (\d+))"), &Stage::acknowledges_incident},
      {form(R"((\S+) resolves incident (\d+) as ([^:]+)(?:: (.+))?)"), &Stage::resolves_incident},
      {form(R"((\S+) claims (.+))"), &Stage::claims},
      {form(R"((\S+) releases (.+))"), &Stage::releases},
      {form(R"((\S+) acknowledges (.+))"), &Stage::acknowledges},
      {form(R"re((\S+) notes "(.*)" on (.+))re"), &Stage::notes},
      {form(R"((\S+) sends (.+) to (.+))"), &Stage::dispatches},
      {form(R"((\S+) resolves (.+) as ([^:]+)(?:: (.+))?)"), &Stage::resolves},
      {form(R"((\S+) shelves (.+) for ([^:]+)(?:: (.+))?)"), &Stage::shelves},
      {form(R"((\S+) takes (.+) off the shelf)"), &Stage::unshelves},
      {form(R"((\S+) offers (.+) to (\S+))"), &Stage::offers},
      {form(R"((\S+) accepts (.+))"), &Stage::accepts},
      {form(R"((\S+) declines (.+))"), &Stage::declines},
      {form(R"((\S+) puts (.+) (on test|out of service) for ([^:]+)(?:: (.+))?)"),
       &Stage::begins_exception},
      {form(R"((\S+) returns (.+) to service)"), &Stage::ends_exception},
      {form(R"((\S+) tells (\S+) to (open door|reset|locate)(?: for (.+))?)"),
       &Stage::commands_device},
      // A device: KIND ...
      {form(R"(([a-z][\w-]*): (.+))"), &Stage::message},
  };
  return kSentences;
}

}  // namespace varde::test
