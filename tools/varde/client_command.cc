// varde client add|list|renew|disable|enable|remove
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broker/base/atomic_file.h"
#include "broker/base/utf8.h"
#include "broker/links/mqtt/clients/client_file.h"
#include "tools/varde/command.h"
#include "tools/varde/event_text.h"
#include "tools/varde/password.h"
#include "tools/varde/progress_bar.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

using links::mqtt::Client;
using links::mqtt::ClientError;
using links::mqtt::ClientErrorCode;
using links::mqtt::ClientFile;
using links::mqtt::ClientKind;

struct ClientOptions {
  SiteOptions site;
  std::string name;
  std::vector<std::string> publish;
  std::vector<std::string> subscribe;
  std::string secret_file;
  bool secret_stdin = false;
  bool certificate_only = false;
  bool all_devices = false;
  std::string out;
};

ClientFile open_file(const app::Config& config) { return ClientFile(config.clients_file()); }

void must(const Result<void, ClientError>& result) {
  if (result) return;
  if (result.error().code == ClientErrorCode::BadClient) throw UsageError(result.error().detail);
  throw CannotError(result.error().detail);
}

// Secrets are on disk before the broker knows of them, so that none is lost; if it is not told of
// them after all, they go again.
class SecretsFile {
 public:
  // `path` empty: there is no file.
  SecretsFile(std::filesystem::path path, const std::string& text) : path_(std::move(path)) {
    if (path_.empty()) return;
    if (std::filesystem::exists(path_)) {
      throw CannotError(path_.string() + " is there already; it may hold secrets that are in use");
    }
    const auto written = write_file_atomically(path_, text);
    if (written.has_error()) throw CannotError(written.error().detail);
  }
  ~SecretsFile() {
    std::error_code ignored;
    if (!kept_ && !path_.empty()) std::filesystem::remove(path_, ignored);
  }
  SecretsFile(const SecretsFile&) = delete;
  SecretsFile& operator=(const SecretsFile&) = delete;

  void keep() { kept_ = true; }

 private:
  const std::filesystem::path path_;
  bool kept_ = false;
};

// The secret that the client gets; none: only by certificate.
std::optional<std::string> new_secret(const ClientOptions& options) {
  if (options.certificate_only) {
    if (options.name.size() > links::mqtt::kLongestCommonName) {
      throw UsageError("the common name of a certificate has at most " +
                       std::to_string(links::mqtt::kLongestCommonName) + " characters");
    }
    return std::nullopt;
  }
  if (!options.secret_stdin) return links::mqtt::make_secret();
  std::string secret = read_new_password();
  if (links::mqtt::is_secret(secret)) return secret;
  throw CannotError("standard input does not begin with a line of " +
                    std::to_string(links::mqtt::kShortestSecret) + " to " +
                    std::to_string(links::mqtt::kLongestSecret) + " hex digits");
}

std::optional<links::mqtt::SecretHash> hash_of(const std::optional<std::string>& secret) {
  if (!secret) return std::nullopt;
  return links::mqtt::hash_secret(*secret);
}

// Stores with `store` what is kept of a new secret, and gives the secret out as asked for. Standard
// output holds the secret and nothing else, so that it can be piped.
template <class Store>
int give_secret(const ClientOptions& options, Store store) {
  const auto secret = new_secret(options);
  SecretsFile file(options.secret_file, secret.value_or("") + "\n");
  must(store(hash_of(secret)));
  file.keep();
  if (!secret) {
    std::cerr << options.name << " may connect by a certificate with that common name\n";
  } else if (options.secret_stdin) {
    std::cerr << options.name << " may connect with the secret that was given\n";
  } else if (!options.secret_file.empty()) {
    std::cerr << options.name << " may connect with the secret in " << options.secret_file << "\n";
  } else {
    std::cerr << options.name << " may connect with this secret; it is not shown again:\n";
    std::cout << *secret << "\n";
  }
  return kDone;
}

Client make_client(const std::string& name) {
  Client client;
  client.name = name;
  client.kind = name.find('/') == std::string::npos ? ClientKind::Trusted : ClientKind::Device;
  client.device = links::mqtt::device_named(name).value_or(core::DeviceRef{});
  client.created_at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return client;
}

Client client_asked_for(const ClientOptions& options) {
  Client client = make_client(options.name);
  client.publish = options.publish;
  client.subscribe = options.subscribe;
  for (const auto* filters : {&client.publish, &client.subscribe}) {
    for (const std::string& filter : *filters) {
      if (!is_utf8(filter)) throw UsageError("a filter is not UTF-8");
    }
  }
  if (const std::string fault = fault_of(client); !fault.empty()) throw UsageError(fault);
  return client;
}

bool is_registered(const core::DeviceRef& device, const app::Config& config) {
  return std::ranges::find(config.site.devices, device, &core::Device::ref) !=
         config.site.devices.end();
}

int add_one(const ClientOptions& options) {
  Client client = client_asked_for(options);
  const app::Config config =
      options.site.only_data() ? options.site.data_only() : options.site.config();
  if (client.kind == ClientKind::Device && !options.site.only_data() &&
      !is_registered(client.device, config)) {
    std::cerr << "varde: warning: " << client.name << " is not in the register of "
              << config.file.string() << "; its alarms will say so\n";
  }
  make_data_folder(config);
  return give_secret(options, [&](std::optional<links::mqtt::SecretHash> secret) {
    client.secret = secret;
    return open_file(config).add({client});
  });
}

// Devices of the register that cannot connect yet, by name.
std::vector<std::string> names_without_client(const app::Config& config, const ClientFile& file) {
  const auto clients = file.read();
  if (clients.has_error()) throw CannotError(clients.error().detail);
  std::set<std::string> names;
  for (const core::Device& device : config.site.devices) {
    names.insert(links::mqtt::client_name(device.ref));
  }
  for (const Client& client : *clients) names.erase(client.name);
  return {names.begin(), names.end()};
}

int add_all(const ClientOptions& options) {
  const app::Config config = options.site.config();
  make_data_folder(config);
  ClientFile file = open_file(config);
  const auto names = names_without_client(config, file);
  if (names.empty()) {
    std::cerr << "each device of the register may connect already\n";
    return kDone;
  }
  std::vector<Client> clients;
  std::string lines;
  {
    const ProgressBar bar(names.size());
    for (const std::string& name : names) {
      const std::string secret = links::mqtt::make_secret();
      lines += name + " " + secret + "\n";
      clients.push_back(make_client(name));
      clients.back().secret = links::mqtt::hash_secret(secret);
      if (clients.size() % 1'000 == 0) bar.show(clients.size());
    }
  }
  SecretsFile out(options.out, lines);
  must(file.add(std::move(clients)));
  out.keep();
  std::cerr << names.size() << " devices may connect; their names and secrets are in "
            << options.out << "\n";
  return kDone;
}

int add(const ClientOptions& options) {
  if (options.all_devices != options.name.empty()) {
    throw UsageError("give either the NAME of a client or --all-devices");
  }
  if (options.all_devices && options.out.empty())
    throw UsageError("--all-devices wants --out FILE");
  return options.all_devices ? add_all(options) : add_one(options);
}

int renew(const ClientOptions& options) {
  ClientFile file = open_file(options.site.data_only());
  return give_secret(options, [&](std::optional<links::mqtt::SecretHash> secret) {
    return file.set_secret(options.name, secret);
  });
}

int done(const ClientOptions& options, const Result<void, ClientError>& result,
         const std::string& said) {
  must(result);
  std::cout << options.name << said << "\n";
  return kDone;
}

int disable(const ClientOptions& options) {
  return done(options, open_file(options.site.data_only()).set_disabled(options.name, true),
              " may no longer connect, until it is enabled");
}

int enable(const ClientOptions& options) {
  return done(options, open_file(options.site.data_only()).set_disabled(options.name, false),
              " may connect");
}

int remove(const ClientOptions& options) {
  return done(options, open_file(options.site.data_only()).remove(options.name),
              " may no longer connect");
}

std::string rights_text(const Client& client) {
  std::string text;
  for (const std::string& filter : client.publish) text += "publish " + filter + "  ";
  for (const std::string& filter : client.subscribe) text += "subscribe " + filter + "  ";
  return text.substr(0, text.empty() ? 0 : text.size() - 2);
}

int list(const ClientOptions& options) {
  const auto clients = open_file(options.site.data_only()).read();
  if (clients.has_error()) throw CannotError(clients.error().detail);
  for (const Client& client : *clients) {
    std::cout << std::left << std::setw(32) << client.name << std::setw(9)
              << (client.kind == ClientKind::Device ? "device" : "trusted") << std::setw(13)
              << (client.secret ? "secret" : "certificate") << std::setw(10)
              << (client.disabled ? "disabled" : "enabled")
              << time_text(client.created_at).substr(0, 10);
    if (client.kind == ClientKind::Trusted) std::cout << "  " << rights_text(client);
    std::cout << "\n";
  }
  return kDone;
}

// The ways in which a new secret comes and goes; at most one of them.
void add_secret_options(CLI::App& command, ClientOptions& options) {
  CLI::Option* const file =
      command
          .add_option("--secret-file", options.secret_file,
                      "Write the secret to this new file, readable by its owner only, instead of "
                      "showing it")
          ->type_name("FILE");
  CLI::Option* const standard_input =
      command.add_flag("--secret-stdin", options.secret_stdin,
                       "Take the secret from the first line of standard input: 32 to 128 hex "
                       "digits, made by something random");
  CLI::Option* const certificate =
      command.add_flag("--certificate-only", options.certificate_only,
                       "No secret: only by a client certificate whose common name is NAME");
  file->excludes(standard_input)->excludes(certificate);
  standard_input->excludes(certificate);
}

void describe_add(CLI::App& command, ClientOptions& options) {
  command.add_option("NAME", options.name,
                     "Its MQTT user name. MUNICIPALITY/DEVICE: a device, which has its own topics "
                     "and no others. Without a slash: a trusted client with the topics given here");
  command
      .add_option("--publish", options.publish,
                  "A trusted client publishes to topics that match; may be given more than once")
      ->type_name("FILTER")
      ->allow_extra_args(false);  // What follows may be NAME.
  command
      .add_option("--subscribe", options.subscribe,
                  "A trusted client subscribes to what this covers; may be given more than once")
      ->type_name("FILTER")
      ->allow_extra_args(false);
  add_secret_options(command, options);
  CLI::Option* const all = command.add_flag("--all-devices", options.all_devices,
                                            "Each device of the register that has no client yet");
  for (const char* other :
       {"--publish", "--subscribe", "--secret-file", "--secret-stdin", "--certificate-only"}) {
    all->excludes(command.get_option(other));
  }
  command
      .add_option(
          "--out", options.out,
          "With --all-devices: a new file, readable by its owner only, of lines NAME SECRET")
      ->type_name("FILE")
      ->needs(all);
  command.footer(
      "Examples:\n"
      "  varde client add nordlia/alarm-0114\n"
      "  varde client add zigbee-hall --publish 'varde/v1/nordlia/+/signal' \\\n"
      "      --publish 'varde/v1/nordlia/+/signal/urgent' --subscribe "
      "'varde/v1/nordlia/+/command'\n"
      "  varde client add nordlia/gate-2 --certificate-only\n"
      "  varde client add --all-devices --out new-devices.txt\n"
      "A running varded sees the change within two seconds.");
}

}  // namespace

void add_client_commands(CLI::App& app, Run& run) {
  CLI::App* const group =
      app.add_subcommand("client", "Which devices and programs may connect to the MQTT listener");
  group->require_subcommand(1);
  const auto options = std::make_shared<ClientOptions>();
  const auto subcommand = [&](const std::string& name, const std::string& help, auto action) {
    CLI::App* const command = group->add_subcommand(name, help);
    options->site.add_to(*command);
    command->callback(
        [options, action, &run] { run = [options, action] { return action(*options); }; });
    return command;
  };
  const auto of_one = [&](const std::string& name, const std::string& help, auto action) {
    CLI::App* const command = subcommand(name, help, action);
    command->add_option("NAME", options->name, "Which client")->required();
    command->footer("Example:\n  varde client " + name + " nordlia/alarm-0114");
    return command;
  };

  describe_add(*subcommand("add", "Let a device or a program connect; shows its secret once", add),
               *options);
  add_secret_options(*of_one("renew", "Give a client a new secret; the old one ends", renew),
                     *options);
  of_one("disable", "Keep a client out for a while, and end its connection", disable);
  of_one("enable", "Let a disabled client in again", enable);
  of_one("remove", "Remove a client and end its connection", remove);
  subcommand("list", "List the clients: name, kind, by what, whether enabled, since when, topics",
             list)
      ->footer("Example:\n  varde client list --data /var/lib/varde");
}

}  // namespace varde::cli
