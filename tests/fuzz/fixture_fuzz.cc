// Whatever stands in a fixture: a case whose message can be given to a codec and whose expectation
// is what the contract allows, or a fault that can be shown.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/host/fixture.h"
#include "adapters/host/fixture_expect.h"
#include "adapters/host/json_values.h"
#include "broker/base/assert.h"
#include "broker/base/overload.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::adapters;

constexpr std::size_t kNameCharacters = 200;
constexpr std::size_t kArgumentDepth = 80;

void check_object(const std::string& json) {
  const auto value = parse_json_value(json, kArgumentDepth);
  VARDE_ASSERT(value && value->is_object());
}

void check_signals(const std::vector<CodecSignal>& signals) {
  VARDE_ASSERT(signals.size() <= kSignalsOfMessage);
  for (const CodecSignal& said : signals) check_signal(said.signal);
}

void check_expectation(const Expectation& expectation) {
  std::visit(Overload{[](ExpectFailure) {},
                      [](const std::vector<CodecSignal>& signals) { check_signals(signals); },
                      [](const Unwrapped& unwrapped) { check_signals(unwrapped.signals); },
                      [](const Publish& publish) {
                        VARDE_ASSERT(publish.topic.size() <= kPublishTopicBytes);
                        VARDE_ASSERT(publish.payload.size() <= kPublishPayloadBytes);
                      },
                      [](const Downlink& downlink) {
                        VARDE_ASSERT(downlink.bytes.size() <= kFrameBytes);
                      }},
             expectation);
  const auto json = to_json(expectation);
  VARDE_ASSERT(differences(json, json).empty());
}

// As the codec's function gets it.
std::string argument_of(const Fixture& fixture) {
  return std::visit(
      Overload{
          [&](const FixtureMessage& message) {
            CodecMessage made;
            made.topic = message.topic;
            made.payload = message.payload;
            made.retained = message.retained;
            made.received_at = fixture.received_at;
            made.network_time = message.network_time;
            made.f_port = message.f_port;
            made.device = fixture.device;
            made.previous = message.previous;
            return to_argument(made);
          },
          [&](const FixtureCommand& command) {
            return to_argument(CodecCommand{command.command, command.arguments, fixture.device});
          },
          [&](const FixtureDownlink& downlink) {
            return to_argument(CodecDownlink{fixture.device, downlink.f_port, downlink.bytes});
          }},
      fixture.given);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const auto fixture = parse_fixture("case.json", text);

  if (!fixture) {
    check_reason(fixture.error().reason);
    return 0;
  }
  const std::size_t characters = utf8_length(fixture->name).value_or(0);
  VARDE_ASSERT(characters >= 1 && characters <= kNameCharacters);
  VARDE_ASSERT(!fixture->shows.empty());
  check_object(fixture->device.parameters);
  check_object(argument_of(*fixture));
  check_expectation(fixture->expect);
  return 0;
}
