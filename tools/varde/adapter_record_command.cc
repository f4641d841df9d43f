// varde adapter record
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <boost/json.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <variant>

#include "adapters/host/codec/codec_runner.h"
#include "adapters/host/codec_message.h"
#include "adapters/host/fixture.h"
#include "adapters/host/fixture_run.h"
#include "adapters/host/mapped_adapter.h"
#include "adapters/host/rfc3339.h"
#include "adapters/host/signal_json.h"
#include "broker/base/hex.h"
#include "broker/base/utf8.h"
#include "broker/core/rules.h"
#include "broker/links/mqtt/topics/topic.h"
#include "tools/varde/adapter_commands.h"
#include "tools/varde/open_log.h"
#include "tools/varde/personal_data.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using adapters::Adapter;
using adapters::CodecMessage;

struct RecordOptions {
  SiteOptions site;
  std::string filter;
  std::string folder;
  std::string prefix;
  std::vector<std::string> keep;
  bool keep_payload = false;
  std::size_t count = 10;
  std::size_t seconds = 60;
};

constexpr auto kLookEvery = std::chrono::milliseconds(200);

volatile std::sig_atomic_t g_interrupted = 0;
extern "C" void end_recording(int) { g_interrupted = 1; }

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

// Messages as they came; of one that speaks of several devices only the event that holds its bytes.
const core::RawMessage* raw_of(const core::EventBody& body) {
  const core::RawMessage* raw = nullptr;
  if (const auto* received = std::get_if<core::MessageReceived>(&body)) {
    if (received->replay_of.none()) raw = &received->raw;
  } else if (const auto* undecodable = std::get_if<core::MessageUndecodable>(&body)) {
    raw = &undecodable->raw;
  }
  return raw != nullptr && raw->payload.size() == raw->payload_size ? raw : nullptr;
}

core::DeviceRef device_of(const core::EventBody& body) {
  if (const auto* received = std::get_if<core::MessageReceived>(&body)) return received->device;
  const auto* undecodable = std::get_if<core::MessageUndecodable>(&body);
  return undecodable == nullptr ? core::DeviceRef{} : undecodable->device;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

class Recorder {
 public:
  Recorder(const RecordOptions& options, std::shared_ptr<const Adapter> adapter,
           core::Register known)
      : options_(options),
        adapter_(std::move(adapter)),
        known_(std::move(known)),
        personal_(*adapter_, {options.keep.begin(), options.keep.end()}) {}

  void see(const eventlog::StoredEvent& stored) {
    const core::RawMessage* raw = raw_of(stored.event.body);
    if (done() || raw == nullptr || !links::mqtt::matches(options_.filter, raw->topic)) return;
    if (!raw->topic.starts_with(options_.prefix)) return;
    const std::string topic = raw->topic.substr(options_.prefix.size());
    const auto match = adapters::match_topic(adapter_->manifest, topic);
    if (match) record(*raw, *match, known_.find_device(device_of(stored.event.body)));
  }

  [[nodiscard]] bool done() const { return written_ >= options_.count; }
  [[nodiscard]] std::size_t written() const { return written_; }

 private:
  // The topic with other names in place of what it captured.
  std::string clean_topic(const adapters::TopicMatch& match) {
    std::string topic = match.topic->pattern.text();
    for (const auto& [name, value] : match.captures) {
      const std::string alias = personal_.alias(name, value);
      replace_all(topic, "{" + name + "}", alias);
      replace_all(topic, "{" + name + "+}", alias);
    }
    return topic;
  }

  // False: it cannot be shown.
  bool put_payload(const std::string& payload, json::object& fixture,
                   std::vector<std::string>& changes) const {
    boost::json::error_code error;
    const json::value parsed = json::parse(payload, error);
    if (!error && !options_.keep_payload) {
      json::value clean = personal_.clean(parsed, changes);
      // A text alone is what it says, and not JSON of it.
      if (clean.is_object() || clean.is_array()) {
        fixture["payload"] = std::move(clean);
      } else {
        fixture["payload_text"] = text_of(json::serialize(clean));
      }
      return true;
    }
    if (!options_.keep_payload && !personal_.is_word(payload)) return false;
    if (is_utf8(payload)) {
      fixture["payload_text"] = text_of(payload);
    } else {
      fixture["payload_hex"] = text_of(hex(payload));
    }
    return true;
  }

  void put_device(const core::Device* device, json::object& fixture,
                  std::vector<std::string>& changes) const {
    if (device == nullptr || !device->vendor) return;
    const core::VendorDevice& vendor = *device->vendor;
    json::object out;
    if (vendor.adapter == adapter_->manifest.id) out["type"] = text_of(vendor.model);
    boost::json::error_code error;
    const json::value parameters = json::parse(vendor.parameters, error);
    if (!error && parameters.is_object() && !parameters.get_object().empty()) {
      out["parameters"] = personal_.clean(parameters, changes);
    }
    if (!out.empty()) fixture["device"] = std::move(out);
  }

  void record(const core::RawMessage& raw, const adapters::TopicMatch& match,
              const core::Device* device) {
    std::vector<std::string> changes;
    const std::string topic = clean_topic(match);
    json::object fixture{{"name", text_of("recorded: " + match.topic->name)},
                         {"topic", text_of(topic)}};
    if (!put_payload(raw.payload, fixture, changes)) {
      skip(topic,
           "its payload is no JSON, and may hold anything (--keep-payload takes it as it is)");
      return;
    }
    if (raw.retained) fixture["retained"] = true;
    fixture["received_at"] = text_of(adapters::to_rfc3339(raw.received_at));
    put_device(device, fixture, changes);
    if (!put_expectation(fixture)) return skip(topic, "the adapter's answer is none: " + why_);
    write(topic, fixture, changes);
  }

  // What the adapter makes of it now.
  bool put_expectation(json::object& fixture) {
    json::object trial = fixture;
    trial["shows"] = json::array{"garbage"};
    trial["expect_failure"] = "malformed";
    const auto parsed = adapters::parse_fixture("trial", json::serialize(trial));
    if (!parsed) {
      why_ = parsed.error().reason;
      return false;
    }
    const auto& given = std::get<adapters::FixtureMessage>(parsed->given);
    const auto match = adapters::match_topic(adapter_->manifest, given.topic);
    if (!match) {
      why_ = "the topic with other names is none of the adapter's";
      return false;
    }
    CodecMessage message;
    message.topic = given.topic;
    message.name = match->topic->name;
    message.captures = match->captures;
    message.payload = given.payload;
    message.retained = given.retained;
    message.received_at = parsed->received_at;
    message.device = parsed->device;
    message.device.address = match->address;
    return expect(message, match->address, fixture) && passes(fixture);
  }

  bool expect(const CodecMessage& message, const std::string& address, json::object& fixture) {
    if (adapter_->manifest.map) {
      auto decoded = adapters::decode_mapped(*adapter_->manifest.map, message.payload, {});
      if (!decoded) return expect_failure(fixture);
      std::vector<adapters::CodecSignal> signals;
      for (core::Signal& signal : *decoded) signals.push_back({std::nullopt, std::move(signal)});
      return expect_signals(std::move(signals), address, fixture);
    }
    const bool carrier = adapter_->manifest.carrier;
    const auto answer =
        runner_.call({adapter_->codec, carrier ? "unwrap" : "normalize", to_argument(message),
                      message.received_at, adapters::seed_of(message.topic, message.payload), 0});
    if (!answer) {
      if (answer.error().kind == adapters::CodecFaultKind::Threw) return expect_failure(fixture);
      why_ = answer.error().reason;
      return false;
    }
    const auto kinds = adapters::all_kinds(adapter_->manifest);
    if (!carrier) {
      auto signals = adapters::read_signals(answer->json, kinds);
      if (signals) return expect_signals(*std::move(signals), address, fixture);
      why_ = signals.error().reason;
      return false;
    }
    auto unwrapped = adapters::read_unwrapped(answer->json, kinds);
    if (!unwrapped) {
      why_ = unwrapped.error().reason;
      return false;
    }
    show(unwrapped->signals, address, fixture);
    fixture["expect_unwrapped"] = adapters::to_json(*unwrapped);
    return true;
  }

  static bool expect_failure(json::object& fixture) {
    fixture["shows"] = json::array{"garbage"};
    fixture["expect_failure"] = "malformed";
    return true;
  }

  static bool expect_signals(std::vector<adapters::CodecSignal> signals, const std::string& address,
                             json::object& fixture) {
    show(signals, address, fixture);
    fixture["expect"] = adapters::to_json(signals);
    return true;
  }

  // What the case shows; and the address that the topic says is not said again.
  static void show(std::vector<adapters::CodecSignal>& signals, const std::string& address,
                   json::object& fixture) {
    bool alarm = false;
    for (adapters::CodecSignal& said : signals) {
      if (said.address == address) said.address.reset();
      alarm = alarm || core::rule_for(said.signal.kind, said.signal.state) != nullptr;
    }
    fixture["shows"] = json::array{alarm ? "alarm" : "normal"};
  }

  // Once more by the way of the tests, which is the one that counts.
  bool passes(const json::object& fixture) {
    const auto parsed = adapters::parse_fixture("trial", json::serialize(fixture));
    if (!parsed) {
      why_ = parsed.error().reason;
      return false;
    }
    const auto outcome = adapters::run_fixture(*adapter_, *parsed, runner_);
    if (!outcome.passed()) why_ = outcome.differences.front();
    return outcome.passed();
  }

  static void skip(const std::string& topic, const std::string& why) {
    std::cout << fmt::format("{:<24} not recorded: {}\n", topic, why);
  }

  fs::path new_file() {
    const fs::path folder = adapter_->folder / "fixtures";
    fs::create_directories(folder);
    fs::path file;
    do {
      file = folder / ("recorded-" + std::to_string(++number_) + ".json");
    } while (fs::exists(file));
    return file;
  }

  void write(const std::string& topic, const json::object& fixture,
             const std::vector<std::string>& changes) {
    const fs::path file = new_file();
    std::ofstream out(file);
    out << "{";
    const char* separator = "\n";
    for (const auto& [name, value] : fixture) {
      out << separator << "  \"" << std::string(name.data(), name.size())
          << "\": " << json::serialize(value);
      separator = ",\n";
    }
    out << "\n}\n";
    out.close();
    if (!out) throw CannotError(file.string() + ": cannot be written");
    written_ += 1;
    std::cout << fmt::format("{:<24} {}\n", topic, file.filename().string());
    for (const std::string& change : changes) std::cout << "    " << change << "\n";
  }

  const RecordOptions& options_;
  const std::shared_ptr<const Adapter> adapter_;
  const core::Register known_;
  PersonalData personal_;
  adapters::CodecRunner runner_;
  std::string why_;
  std::size_t written_ = 0;
  int number_ = 0;
};

std::shared_ptr<const Adapter> load(const std::string& folder) {
  auto loaded = adapters::load_adapter(folder);
  if (!loaded) throw CannotError(yaml::describe(loaded.error()));
  if ((*loaded)->manifest.is_payload_adapter()) {
    throw UsageError("--adapter: " + (*loaded)->manifest.id + " has no topics: record its carrier");
  }
  return *std::move(loaded);
}

int record(const RecordOptions& options) {
  if (!links::mqtt::is_topic_filter(options.filter)) {
    throw UsageError("TOPIC: " + options.filter + " is no topic filter");
  }
  const auto adapter = load(options.folder);
  auto reader = open_log(options.site.data_only());
  Recorder recorder(options, adapter, value_or_throw(reader.log().recover()).known);
  LogPosition next = reader.log().end().next();
  std::signal(SIGINT, end_recording);
  std::signal(SIGTERM, end_recording);
  std::cout << "records what comes from now on" << std::endl;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
  while (!recorder.done() && g_interrupted == 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kLookEvery);
    const auto refreshed = reader.refresh();
    if (refreshed.has_error()) throw CannotError(describe(refreshed.error()));
    next = read_on(reader.log(), next,
                   [&](const eventlog::StoredEvent& stored) { recorder.see(stored); });
    std::cout.flush();
  }
  std::cout << recorder.written() << " recorded; read them before others do\n";
  return recorder.written() == 0 ? kNo : kDone;
}

}  // namespace

void add_adapter_record_command(CLI::App& group, Run& run) {
  CLI::App* const command =
      group.add_subcommand("record", "Turn messages that arrive into fixtures of an adapter");
  const auto options = std::make_shared<RecordOptions>();
  options->site.add_to(*command);
  command->add_option("TOPIC", options->filter, "Topic filter, such as zigbee2mqtt/#")->required();
  command->add_option("--adapter", options->folder, "Folder of the adapter")
      ->type_name("DIR")
      ->required();
  command->add_option("--prefix", options->prefix,
                      "Stands before the adapter's topics, as in the configuration");
  command->add_option("--keep", options->keep,
                      "Keep the values of members of this name as they are; may be given again");
  command->add_flag("--keep-payload", options->keep_payload,
                    "Keep payloads as they are: you look for personal data yourself");
  command->add_option("-n,--count", options->count, "How many")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "For how long")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  command->footer(
      "Examples:\n  varde adapter record 'zigbee2mqtt/#' --adapter ./zigbee2mqtt -n 20\n"
      "  varde adapter record 'application/#' --adapter ./chirpstack --keep data\n"
      "Follows the log of a running varded and writes fixtures/recorded-N.json with what the "
      "adapter makes\nof each message now; read whether that is right.\n"
      "Personal data is removed, rather too much than too little: names in topics become device-1, "
      "device-2;\nof a JSON payload stay the members that the adapter's own files name, and of "
      "their "
      "texts those that stand\nthere in quotes; other texts become empty. Coordinates, and numbers "
      "with more than three decimals, are\nrounded to whole ones; whole numbers of eight digits "
      "and "
      "more become 0 unless they are times. Payloads that\nare no JSON are not recorded. What was "
      "changed is shown. 1 if nothing was recorded.");
  command->callback([options, &run] { run = [options] { return record(*options); }; });
}

}  // namespace varde::cli
