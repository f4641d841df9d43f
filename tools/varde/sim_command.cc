// varde sim
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "broker/app/listen_address.h"
#include "tools/varde/command.h"
#include "tools/varde/console_client.h"
#include "tools/varde/password.h"
#include "tools/varde/sim/report.h"
#include "tools/varde/sim/simulation.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

struct SimOptions {
  SiteOptions site;
  SimulationOptions simulation;
  FieldClientOptions first;
  FieldClientOptions second;  // Without a server: there is none.
  std::string password_file;
  std::string second_password_file;
  std::string oracle;
  std::string console_user;
  std::string console_password_file;
  std::int64_t seconds = 0;
};

std::atomic<Simulation*> running = nullptr;

extern "C" void stop_running(int) {
  if (Simulation* const simulation = running) simulation->stop();
}

// Names this run, so that its counters are not taken for those of the last one.
std::string new_boot() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return "sim-" +
         std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::unique_ptr<ConsoleClient> open_console(const SimOptions& options, const app::Config& config,
                                            Ledger& ledger) {
  if (options.console_user.empty()) return nullptr;
  if (config.api.tls) throw CannotError("the measuring console speaks plain HTTP only");
  ConsoleClientOptions client;
  client.host = config.api.listen.host;
  client.port = config.api.listen.port;
  client.user = options.console_user;
  client.password = read_password_file(options.console_password_file);
  auto console = std::make_unique<ConsoleClient>(client, [&ledger](const v1::AlarmView& alarm) {
    if (!alarm.has_last_key()) return;
    ledger.seen({{MunicipalityId(alarm.municipality()), DeviceId(alarm.device())},
                 alarm.last_key().boot(),
                 alarm.last_key().sequence()});
  });
  console->start();
  return console;
}

// What is on its way to the console gets time to arrive.
void wait_for_presses(const Ledger& ledger) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (ledger.totals().presses_seen < ledger.totals().presses &&
         std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

int report_on(const Ledger& ledger, std::chrono::seconds length, bool watched) {
  constexpr std::size_t kNamed = 20;
  const Totals totals = ledger.totals();
  std::cout << "\n" << report(totals, ledger.latencies(), length) << std::flush;
  for (const MessageKey& key : ledger.acknowledged_not_stored(kNamed)) {
    std::cout << "LOST " << key.device.municipality << "/" << key.device.device << " " << key.boot
              << " " << key.sequence << "\n";
  }
  const auto said = shortfalls(totals, watched);
  for (const std::string& line : said) std::cout << "FAILED: " << line << "\n";
  return said.empty() ? kDone : kNo;
}

// The broker's own listener, else the broker in front of it.
std::string default_server(const app::Config& config) {
  if (config.mqtt && config.mqtt->listen) return "mqtt://" + config.mqtt->listen->text();
  if (!config.links.empty()) return config.links.front().paho.server;
  throw CannotError("the configuration has no plain mqtt.listen and no link; give --server");
}

int simulate(SimOptions options) {
  const app::Config config = options.site.config();
  if (config.site.devices.empty()) throw CannotError("the configuration registers no devices");
  if (options.first.server.empty()) options.first.server = default_server(config);
  if (!options.password_file.empty()) {
    options.first.password = read_password_file(options.password_file);
  }
  if (!options.second_password_file.empty()) {
    options.second.password = read_password_file(options.second_password_file);
  }
  options.simulation.ways.push_back(options.first);
  if (!options.second.server.empty()) options.simulation.ways.push_back(options.second);
  options.simulation.town.boot = new_boot();
  options.simulation.length = std::chrono::seconds(options.seconds);

  Ledger ledger(options.oracle, !options.console_user.empty());
  const auto console = open_console(options, config, ledger);
  Simulation simulation(config, options.simulation, ledger);
  running = &simulation;
  std::signal(SIGINT, stop_running);
  std::signal(SIGTERM, stop_running);
  std::cout << config.site.devices.size() << " devices of " << config.site.municipalities.size()
            << " municipalities publish to " << options.first.server
            << (options.second.server.empty() ? "" : " and " + options.second.server) << std::endl;
  const auto started = std::chrono::steady_clock::now();
  simulation.run();
  running = nullptr;
  if (console) wait_for_presses(ledger);
  return report_on(
      ledger,
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started),
      console != nullptr);
}

}  // namespace

void add_sim_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand(
      "sim", "Let all registered devices live their day against a real MQTT broker, and count");
  const auto options = std::make_shared<SimOptions>();
  SimulationOptions& simulation = options->simulation;
  options->first.client_id = "varde-sim";
  options->second.client_id = "varde-sim-2";
  options->site.add_to(*command);
  command->add_option("--server", options->first.server,
                      "The MQTT broker [default: mqtt.listen, else that of the first link]");
  CLI::Option* const field_user =
      command->add_option("--user", options->first.user, "Its user name for devices");
  command->add_option("--password-file", options->password_file, "File with that password")
      ->needs(field_user);
  CLI::Option* const second =
      command->add_option("--second-server", options->second.server,
                          "A second way in: about half of the devices publish there instead");
  CLI::Option* const second_user =
      command->add_option("--second-user", options->second.user, "Its user name for devices")
          ->needs(second);
  command
      ->add_option("--second-password-file", options->second_password_file,
                   "File with that password")
      ->needs(second_user);
  command->add_option("--seconds", options->seconds, "How long; 0: until Ctrl-C")
      ->check(CLI::Range(0, 31'536'000))
      ->capture_default_str();
  command->add_option("--speed", simulation.speed, "Simulated seconds in a second")
      ->check(CLI::Range(0.1, 1'000.0))
      ->capture_default_str();
  command->add_option("--seed", simulation.town.seed, "Of all chances: the same seed, the same day")
      ->capture_default_str();
  command->add_option("--presses", simulation.town.presses_per_minute, "Button presses a minute")
      ->check(CLI::Range(0.0, 6'000.0))
      ->capture_default_str();
  command
      ->add_option("--undecodable", simulation.town.undecodable_per_minute,
                   "Messages a minute that nobody can read")
      ->check(CLI::Range(0.0, 6'000.0))
      ->capture_default_str();
  command->add_option("--duplicates", simulation.town.duplicates, "Share of messages sent twice")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--oracle", options->oracle,
                      "Append each acknowledged message's key to this file, synced each second");
  CLI::Option* const user = command->add_option("--console-user", options->console_user,
                                                "Log in as this operator and measure what it sees");
  CLI::Option* const password = command->add_option(
      "--console-password-file", options->console_password_file, "File with that password");
  user->needs(password);
  password->needs(user);
  command->footer(
      "Example:\n"
      "  varde sim --config demo.yaml --user field --password-file field.password --seconds 60\n"
      "Ends with 1, and says why, if nothing was published, or not all of it was acknowledged, "
      "stored "
      "and, of the presses, seen on the console.");
  command->callback([options, &run] { run = [options] { return simulate(*options); }; });
}

}  // namespace varde::cli
