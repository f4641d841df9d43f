// varde adapter try
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <boost/json.hpp>
#include <cctype>
#include <chrono>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include "adapters/host/codec/codec_runner.h"
#include "adapters/host/codec_message.h"
#include "adapters/host/kinds_of_type.h"
#include "adapters/host/mapped_adapter.h"
#include "adapters/host/rfc3339.h"
#include "adapters/host/signal_json.h"
#include "broker/base/hex.h"
#include "tools/varde/adapter_commands.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
using adapters::Adapter;
using adapters::CodecMessage;
using adapters::CodecResult;

struct TryOptions {
  std::string folder;
  std::string topic;
  std::string type;
  std::string address;
  std::string parameters = "{}";
  std::string at;
  std::optional<int> f_port;
  bool retained = false;
  bool hex = false;
};

// Null: it is wrong, which is said.
std::shared_ptr<const Adapter> load(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / adapters::kManifestFile, ignored)) {
    throw CannotError(folder.string() + ": is no adapter: it has no adapter.yaml");
  }
  auto loaded = adapters::load_adapter(folder);
  if (loaded) return *std::move(loaded);
  std::cerr << yaml::describe(loaded.error()) << "\n";
  return nullptr;
}

std::string read_payload(bool in_hex) {
  std::string payload{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  if (!in_hex) return payload;
  std::string digits;
  for (const char c : payload) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  auto bytes = bytes_from_hex(digits);
  if (!bytes) throw UsageError("--hex: standard input is no hexadecimal text of whole bytes");
  return *std::move(bytes);
}

Instant received_at(const std::string& text) {
  if (text.empty()) {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  const auto instant = adapters::parse_rfc3339(text);
  if (!instant) throw UsageError("--at: " + text + " is no RFC 3339 time");
  return *instant;
}

CodecMessage message_of(const TryOptions& options, const Adapter& adapter) {
  const adapters::Manifest& manifest = adapter.manifest;
  if (!options.type.empty() && !manifest.carrier && !manifest.types.contains(options.type)) {
    throw UsageError("--type: " + options.type + " is no type of " + manifest.id);
  }
  boost::json::error_code error;
  if (!boost::json::parse(options.parameters, error).is_object() || error) {
    throw UsageError("--parameters: is no JSON object");
  }
  CodecMessage message;
  message.topic = options.topic;
  message.retained = options.retained;
  message.received_at = received_at(options.at);
  message.device = {options.address, options.type, options.parameters};
  if (manifest.is_payload_adapter()) {
    if (!options.topic.empty()) throw UsageError("--topic: " + manifest.id + " has no topics");
    if (!options.f_port) throw UsageError("--f-port: the port of the frame is needed");
    message.f_port = static_cast<std::uint8_t>(*options.f_port);
    return message;
  }
  const auto match = adapters::match_topic(manifest, options.topic);
  if (!match) throw UsageError("--topic: is none of the topics of " + manifest.id);
  message.name = match->topic->name;
  message.captures = match->captures;
  if (options.address.empty()) message.device.address = match->address;
  std::cout << fmt::format("topic      {}, device {}\n", message.name, match->address);
  return message;
}

// Calls `function` and shows what it took. None: not understood, which is said.
std::optional<std::string> call(const Adapter& adapter, const CodecMessage& message,
                                const std::string& function, adapters::CodecRunner& runner) {
  const auto answer =
      runner.call({adapter.codec, function, to_argument(message), message.received_at,
                   adapters::seed_of(message.topic, message.payload), 0});
  if (!answer) {
    std::cout << fmt::format("{:<10} {}: {}\n", function, adapters::name_of(answer.error().kind),
                             answer.error().reason);
    return std::nullopt;
  }
  std::cout << fmt::format("{:<10} {} us, {:.0f} KiB\n{}\n", function, answer->time.count(),
                           static_cast<double>(answer->memory_bytes) / 1024, answer->json);
  return answer->json;
}

int not_within(const std::string& reason) {
  std::cout << "fault      " << reason << "\n";
  return kNo;
}

int show(const std::vector<adapters::CodecSignal>& signals, const TryOptions& options,
         const Adapter& adapter) {
  std::cout << fmt::format("signals    {}\n", signals.size());
  for (const auto& said : signals) std::cout << "  " << adapters::signal_line(said) << "\n";
  if (auto fault = adapters::fault_of_kinds(adapter.manifest, options.type, signals)) {
    return not_within(*fault);
  }
  return kDone;
}

int try_map(const TryOptions& options, const Adapter& adapter, const CodecMessage& message) {
  const auto started = std::chrono::steady_clock::now();
  auto decoded = adapters::decode_mapped(*adapter.manifest.map, message.payload, {});
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started);
  std::cout << fmt::format("map        {} us\n", took.count());
  if (!decoded) return not_within(decoded.error().reason);
  std::vector<adapters::CodecSignal> signals;
  for (auto& signal : *decoded) signals.push_back({std::nullopt, std::move(signal)});
  std::cout << adapters::json_line(signals) << "\n";
  return show(signals, options, adapter);
}

int try_codec(const TryOptions& options, const Adapter& adapter, const CodecMessage& message) {
  adapters::CodecRunner runner;
  const auto& manifest = adapter.manifest;
  if (manifest.is_payload_adapter() && !call(adapter, message, "decodeUplink", runner)) return kNo;
  const char* const function = manifest.carrier                ? "unwrap"
                               : manifest.is_payload_adapter() ? "decode"
                                                               : "normalize";
  const auto json = call(adapter, message, function, runner);
  if (!json) return kNo;
  const auto kinds = adapters::all_kinds(manifest);
  if (manifest.carrier) {
    const auto unwrapped = adapters::read_unwrapped(*json, kinds);
    if (!unwrapped) return not_within(unwrapped.error().reason);
    return show(unwrapped->signals, options, adapter);
  }
  const auto signals = adapters::read_signals(*json, kinds);
  if (!signals) return not_within(signals.error().reason);
  return show(*signals, options, adapter);
}

int try_it(const TryOptions& options) {
  const auto adapter = load(options.folder);
  if (adapter == nullptr) return kNo;
  CodecMessage message = message_of(options, *adapter);
  message.payload = read_payload(options.hex);
  return adapter->manifest.map ? try_map(options, *adapter, message)
                               : try_codec(options, *adapter, message);
}

}  // namespace

void add_adapter_try_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "try", "Show what an adapter makes of one message, read from standard input");
  const auto options = std::make_shared<TryOptions>();
  command->add_option("DIR", options->folder, "The adapter")->required();
  command->add_option("--topic", options->topic, "Topic of the message; not of a frame");
  command->add_option("--type", options->type, "Type of the device, as the register would have it");
  command->add_option("--address", options->address,
                      "The vendor's name of the device (default: what the topic says)");
  command->add_option("--parameters", options->parameters, "The register's parameters, as JSON")
      ->capture_default_str();
  command->add_flag("--retained", options->retained, "As an MQTT broker sends what it kept");
  command->add_option("--f-port", options->f_port, "Port of a frame")->check(CLI::Range(0, 255));
  command->add_flag("--hex", options->hex, "Standard input is hexadecimal text");
  command->add_option("--at", options->at, "When it arrives, RFC 3339 (default: now)");
  command->footer(
      "Examples:\n"
      "  echo '{\"water_leak\": true}' | varde adapter try ./zigbee2mqtt --topic "
      "zigbee2mqtt/kitchen --type leak\n"
      "  echo 017564 | varde adapter try ./milesight-lorawan --f-port 85 --hex --type ws101\n"
      "1 if the message is not understood, what comes of it is not allowed, or the adapter is "
      "wrong.");
  command->callback([options, &run] { run = [options] { return try_it(*options); }; });
}

}  // namespace varde::cli
