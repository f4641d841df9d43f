// varde publish
#include <CLI/CLI.hpp>
#include <future>
#include <iostream>
#include <memory>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "broker/base/ids.h"
#include "broker/wire/names.h"
#include "tools/varde/command.h"
#include "tools/varde/field_client.h"
#include "tools/varde/password.h"

namespace varde::cli {
namespace {

struct PublishOptions {
  FieldClientOptions client{.server = "mqtt://127.0.0.1:1883",
                            .client_id = "",
                            .user = "",
                            .password = "",
                            .ca_file = ""};
  std::string password_file;
  std::string municipality;
  std::string device;
  std::string kind = "help_call";
  std::string state = "active";
  std::string boot;
  std::uint64_t sequence = 0;
  bool has_sequence = false;
  std::string text;
  bool urgent = false;
  bool json = false;
  bool version_311 = false;
  int timeout_s = 10;
};

core::Signal signal_of(const PublishOptions& options) {
  const auto kind = wire::parse<core::SignalKind>(options.kind);
  const auto state = wire::parse<core::SignalState>(options.state);
  if (!kind) throw UsageError("\"" + options.kind + "\" is no kind of signal");
  if (!state) {
    throw UsageError("\"" + options.state + "\" is no state: active, normal, fault, unknown, test");
  }
  core::Signal signal;
  signal.kind = *kind;
  signal.state = *state;
  if (options.has_sequence) signal.key = core::SignalKey{options.boot, options.sequence};
  signal.text = options.text;
  return signal;
}

int publish(PublishOptions options) {
  if (!is_name(options.municipality) || !is_name(options.device)) {
    throw UsageError("a municipality and a device are named by 1 to 64 of a-z A-Z 0-9 . _ : -");
  }
  const core::Signal signal = signal_of(options);
  if (!options.password_file.empty()) {
    options.client.password = read_password_file(options.password_file);
  }
  options.client.mqtt5 = !options.version_311;
  const std::string topic = adapters::signal_topic(
      {MunicipalityId(options.municipality), DeviceId(options.device)}, options.urgent);
  const std::string payload = adapters::encode_canonical(
      signal, options.json ? adapters::Form::Json : adapters::Form::Protobuf);
  // Shared with the callback, which may come after this function gave up waiting.
  const auto answer = std::make_shared<std::promise<PublishOutcome>>();
  auto outcome = answer->get_future();
  FieldClient client(options.client);
  const std::chrono::seconds timeout(options.timeout_s);
  client.connect(timeout);
  const bool taken = client.publish(
      topic, payload, [answer](const PublishOutcome& told) { answer->set_value(told); });
  if (!taken) throw CannotError("the connection was lost before the message was sent");
  if (outcome.wait_for(timeout) != std::future_status::ready) {
    std::cout << topic << ": no PUBACK within " << options.timeout_s << " s: not acknowledged\n";
    return kNo;
  }
  const PublishOutcome told = outcome.get();
  std::cout << topic << ": " << payload.size() << " bytes, ";
  if (!told.acknowledged && told.reason_code == 0) {
    std::cout << "not acknowledged: " << told.detail << "\n";
    return kNo;
  }
  std::cout << "PUBACK " << static_cast<int>(told.reason_code) << " ("
            << puback_in_words(told.reason_code) << ")\n";
  return told.acknowledged && told.reason_code != kNoMatchingSubscribers ? kDone : kNo;
}

}  // namespace

void add_publish_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand(
      "publish", "Send one signal by hand, as a device would, and show its PUBACK");
  const auto options = std::make_shared<PublishOptions>();
  command->add_option("--server", options->client.server, "The MQTT broker, mqtt:// or mqtts://")
      ->capture_default_str();
  CLI::Option* const user = command->add_option("--user", options->client.user, "Its user name");
  command->add_option("--password-file", options->password_file, "File with the password")
      ->needs(user);
  command->add_option("--ca", options->client.ca_file,
                      "Certificate authority of an mqtts:// broker");
  command->add_option("--client-id", options->client.client_id, "MQTT client id [default: none]");
  command->add_flag("--mqtt311", options->version_311, "MQTT 3.1.1 instead of 5");
  command->add_option("--municipality", options->municipality, "Whose device")->required();
  command->add_option("--device", options->device, "Which device")->required();
  command->add_option("--kind", options->kind, "What it says: help_call, smoke, cancelled ...")
      ->capture_default_str();
  command->add_option("--state", options->state, "active, normal, fault, unknown, test")
      ->capture_default_str();
  CLI::Option* const sequence = command->add_option(
      "--sequence", options->sequence, "The device's counter [default: the device has none]");
  command->add_option("--boot", options->boot, "The run that the counter counts in")
      ->needs(sequence);
  command->add_option("--text", options->text, "What the device says in words");
  command->add_flag("--urgent", options->urgent, "On the urgent topic, past the sender's own bulk");
  command->add_flag("--json", options->json, "As JSON instead of protobuf");
  command->add_option("--timeout", options->timeout_s, "Seconds to wait for the PUBACK")
      ->check(CLI::Range(1, 300))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  varde publish --municipality nordlia --device alarm-0114\n"
      "  varde publish --municipality nordlia --device fire-school --kind smoke --state test\n"
      "Ends with 1 if the broker refused it or nobody receives it.");
  command->callback([options, sequence, &run] {
    options->has_sequence = sequence->count() > 0;
    run = [options] { return publish(*options); };
  });
}

}  // namespace varde::cli
