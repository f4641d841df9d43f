#include "adapters/host/fixture_run.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "adapters/host/codec_message.h"
#include "adapters/host/fixture_expect.h"
#include "adapters/host/kinds_of_type.h"
#include "adapters/host/mapped_adapter.h"

namespace varde::adapters {
namespace {

// Why there is no answer to compare, in one line.
struct NoAnswer {
  std::string reason;
};
using Answered = Result<Expectation, NoAnswer>;

// The address of a payload adapter's device where the case does not say one.
constexpr std::string_view kSomeDevice = "device";

// A name that the codec uses and nobody defined: no message is garbage because of it. (A TypeError
// may be what a published decoder has to say of a frame that is too short.)
bool is_misspelt(std::string_view reason) { return reason.starts_with("ReferenceError: "); }

class Case {
 public:
  Case(const Adapter& adapter, const Fixture& fixture, CodecRunner& runner)
      : adapter_(adapter), fixture_(fixture), runner_(runner) {}

  FixtureOutcome run();

 private:
  std::optional<std::string> fault_of_claims() const;
  Answered answer(const FixtureMessage& message);
  Answered answer(const FixtureCommand& command);
  Answered answer(const FixtureDownlink& downlink);
  Answered mapped(const FixtureMessage& message, const std::string& address);
  Answered call(std::string function, std::string argument, std::uint64_t seed,
                const std::function<Answered(std::string_view)>& read);
  Answered not_understood(std::string reason);
  Answered checked(Unwrapped unwrapped, const std::string& address) const;
  Answered checked(std::vector<CodecSignal> signals, const std::string& address) const;

  const Adapter& adapter_;
  const Fixture& fixture_;
  CodecRunner& runner_;
  FixtureOutcome outcome_;
  std::string not_understood_;  // Why.
};

// What the codec says of the device that the message came from, it may say by name or not.
void leave_out(const std::string& address, std::vector<CodecSignal>& signals) {
  for (CodecSignal& said : signals) {
    if (said.address == address) said.address.reset();
  }
}

// None of a carrier: its devices' types are other adapters'.
const DeviceType* type_in(const Manifest& manifest, const std::string& name) {
  const auto found = manifest.types.find(name);
  return found == manifest.types.end() ? nullptr : &found->second;
}

std::optional<std::string> Case::fault_of_claims() const {
  const Manifest& manifest = adapter_.manifest;
  const std::string& name = fixture_.device.type;
  const DeviceType* type = type_in(manifest, name);
  if (!name.empty() && type == nullptr && !manifest.carrier) {
    return "device.type: " + name + " is no type of the adapter";
  }
  const auto* command = std::get_if<FixtureCommand>(&fixture_.given);
  if (command == nullptr || std::holds_alternative<ExpectFailure>(fixture_.expect)) {
    return std::nullopt;
  }
  const auto parsed = parse_device_command(command->command);
  if (!parsed) return "command: " + command->command + " is no command";
  if (type == nullptr || std::ranges::find(type->commands, *parsed) == type->commands.end()) {
    return "command: the type does not claim " + command->command;
  }
  return std::nullopt;
}

Answered Case::checked(std::vector<CodecSignal> signals, const std::string& address) const {
  leave_out(address, signals);
  if (auto fault = fault_of_kinds(adapter_.manifest, fixture_.device.type, signals))
    return NoAnswer{*std::move(fault)};
  return Expectation(std::move(signals));
}

Answered Case::checked(Unwrapped unwrapped, const std::string& address) const {
  leave_out(address, unwrapped.signals);
  if (auto fault = fault_of_kinds(adapter_.manifest, fixture_.device.type, unwrapped.signals))
    return NoAnswer{*std::move(fault)};
  return Expectation(std::move(unwrapped));
}

Answered Case::not_understood(std::string reason) {
  not_understood_ = std::move(reason);
  return Expectation(ExpectFailure{});
}

Answered Case::call(std::string function, std::string argument, std::uint64_t seed,
                    const std::function<Answered(std::string_view)>& read) {
  if (adapter_.codec == nullptr) return NoAnswer{"the adapter has a map and no codec"};
  const CodecAnswer answer = runner_.call(
      {adapter_.codec, std::move(function), std::move(argument), fixture_.received_at, seed, 0});
  if (!answer) {
    const std::string& reason = answer.error().reason;
    if (answer.error().kind == CodecFaultKind::Threw && !is_misspelt(reason)) {
      return not_understood(reason);
    }
    return NoAnswer{std::string(name_of(answer.error().kind)) + ": " + answer.error().reason};
  }
  outcome_.time = answer->time;
  outcome_.memory_bytes = answer->memory_bytes;
  return read(answer->json);
}

Answered Case::mapped(const FixtureMessage& message, const std::string& address) {
  PreviousStates previous;
  for (const auto& [kind, report] : message.previous) previous[kind] = report.state;
  auto decoded = decode_mapped(*adapter_.manifest.map, message.payload, previous);
  if (!decoded) return not_understood(decoded.error().reason);
  std::vector<CodecSignal> signals;
  for (core::Signal& signal : *decoded) signals.push_back({std::nullopt, std::move(signal)});
  return checked(std::move(signals), address);
}

Answered Case::answer(const FixtureMessage& message) {
  CodecMessage said{.topic = message.topic,
                    .name = "",
                    .captures = {},
                    .payload = message.payload,
                    .retained = message.retained,
                    .received_at = fixture_.received_at,
                    .network_time = message.network_time,
                    .f_port = message.f_port,
                    .device = fixture_.device,
                    .previous = message.previous};
  const Manifest& manifest = adapter_.manifest;
  std::string& address = said.device.address;
  if (manifest.is_payload_adapter() != message.topic.empty()) {
    return NoAnswer{message.topic.empty() ? "topic: missing; only payload adapters get frames"
                                          : "topic: the adapter has no topics, it gets frames"};
  }
  if (message.topic.empty()) {
    if (address.empty()) address = kSomeDevice;
  } else {
    auto match = match_topic(manifest, message.topic);
    if (!match) return NoAnswer{"topic: none of the adapter's topics matches"};
    if (!address.empty() && address != match->address) {
      return NoAnswer{"device.address: the topic says " + match->address};
    }
    address = match->address;
    said.name = match->topic->name;
    said.captures = std::move(match->captures);
  }
  if (manifest.map) return mapped(message, address);
  const std::uint64_t seed = seed_of(message.topic, message.payload);
  if (manifest.carrier) {
    return call("unwrap", to_argument(said), seed, [&](std::string_view json) -> Answered {
      auto unwrapped = read_unwrapped(json, every_kind());
      if (!unwrapped) return NoAnswer{unwrapped.error().reason};
      return checked(*std::move(unwrapped), address);
    });
  }
  const char* function = manifest.is_payload_adapter() ? "decode" : "normalize";
  return call(function, to_argument(said), seed, [&](std::string_view json) -> Answered {
    auto signals = read_signals(json, every_kind());
    if (!signals) return NoAnswer{signals.error().reason};
    return checked(*std::move(signals), address);
  });
}

Answered Case::answer(const FixtureCommand& command) {
  const CodecCommand said{command.command, command.arguments, fixture_.device};
  const bool frame = adapter_.manifest.is_payload_adapter();
  return call("encodeCommand", to_argument(said), 0, [&](std::string_view json) -> Answered {
    if (frame) {
      auto downlink = read_downlink(json);
      if (!downlink) return NoAnswer{downlink.error().reason};
      return Expectation(*std::move(downlink));
    }
    auto publish = read_publish(json);
    if (!publish) return NoAnswer{publish.error().reason};
    return Expectation(*std::move(publish));
  });
}

Answered Case::answer(const FixtureDownlink& downlink) {
  if (!adapter_.manifest.carrier) return NoAnswer{"downlink: the adapter is no carrier"};
  const CodecDownlink said{fixture_.device, downlink.f_port, downlink.bytes};
  return call("encodeDownlink", to_argument(said), 0, [](std::string_view json) -> Answered {
    auto publish = read_publish(json);
    if (!publish) return NoAnswer{publish.error().reason};
    return Expectation(*std::move(publish));
  });
}

FixtureOutcome Case::run() {
  outcome_.file = fixture_.file;
  outcome_.name = fixture_.name;
  if (auto fault = fault_of_claims()) {
    outcome_.differences.push_back(*std::move(fault));
    return std::move(outcome_);
  }
  const Answered got = std::visit([&](const auto& given) { return answer(given); }, fixture_.given);
  if (!got) {
    outcome_.differences.push_back(got.error().reason);
  } else if (!not_understood_.empty() && got->index() != fixture_.expect.index()) {
    outcome_.differences.push_back("not understood: " + not_understood_);
  } else {
    outcome_.differences = differences(to_json(fixture_.expect), to_json(*got));
  }
  return std::move(outcome_);
}

}  // namespace

FixtureOutcome run_fixture(const Adapter& adapter, const Fixture& fixture, CodecRunner& runner) {
  return Case(adapter, fixture, runner).run();
}

}  // namespace varde::adapters
