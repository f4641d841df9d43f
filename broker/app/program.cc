#include "broker/app/program.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <google/protobuf/stubs/logging.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "broker/app/broker.h"
#include "broker/app/config.h"
#include "broker/app/fault.h"
#include "broker/app/file_limit.h"
#include "broker/app/rules_control.h"
#include "broker/app/version.h"

namespace varde::app {
namespace {

constexpr int kUsageExit = 64;       // EX_USAGE of sysexits.h.
constexpr int kImpatientExit = 130;  // Ended by a second signal.

struct Arguments {
  std::string config = "/etc/varde/varde.yaml";
  std::string data;
  std::string listen;
  bool check = false;
};

void describe_options(CLI::App& app, Arguments& arguments) {
  app.add_option("--config", arguments.config, "The configuration")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_option("--data", arguments.data,
                 "Folder of the log and the accounts [default: `data` of the configuration, else "
                 "/var/lib/varde]")
      ->type_name("FOLDER");
  app.add_option("--listen", arguments.listen,
                 "Address and port of the console and the API [default: `api.listen` of the "
                 "configuration, else 127.0.0.1:8440]")
      ->type_name("ADDRESS:PORT");
  app.add_flag("--check", arguments.check,
               "Only read the configuration, say what is wrong with it, and end [default: off]");
  app.set_version_flag("--version", std::string(kVersion), "Show the version and end");
  app.footer(
      "Writes `varded ready: api URL [mqtt://...]` to standard output once everything listens; "
      "logs to standard "
      "error. SIGTERM and SIGINT stop it in order, a second one at once.\n"
      "Exit codes: 0 stopped in order, 64 wrong command line, 70 fail-stop, others: "
      "docs/reference/faults.md");
}

Config configure(const Arguments& arguments) {
  auto config = load_config(arguments.config);
  if (config.has_error()) {
    throw CannotStart(Fault::WrongConfiguration, "\n" + describe(config.error()));
  }
  if (!arguments.data.empty()) config->data = arguments.data;
  if (!arguments.listen.empty()) {
    const auto address = parse_listen_address(arguments.listen);
    if (!address) {
      throw CannotStart(Fault::WrongConfiguration, "--listen: \"" + arguments.listen +
                                                       "\" is not " + std::string(kListenForm));
    }
    config->api.listen = *address;
  }
  const std::string refused = why_listen_is_refused(config->api);
  if (!refused.empty()) throw CannotStart(Fault::WrongConfiguration, "--listen: " + refused);
  const auto unreadable = unreadable_files(*config);
  if (!unreadable.empty()) {
    throw CannotStart(Fault::WrongConfiguration, "\n" + describe(unreadable));
  }
  return *std::move(config);
}

void set_up_logging(const std::string& level) {
  // What a device sends wrong is kept as an event; protobuf would also print each to standard
  // error.
  google::protobuf::SetLogHandler(nullptr);
  auto logger = spdlog::stderr_logger_mt("varded");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_level(spdlog::level::from_str(level));
  spdlog::flush_on(spdlog::level::info);
}

extern "C" void end_at_once(int) { std::_Exit(kImpatientExit); }

// Until the broker is ready, there is nothing to stop in order: recovery only reads, and can be as
// long as the log. What little was written is as safe as after `kill -9`.
extern "C" void end_before_ready(int) {
  constexpr std::string_view kSaid = "varded: asked to stop before it was ready\n";
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, kSaid.data(), kSaid.size());
  std::_Exit(EXIT_SUCCESS);
}

// The first signal asks for an orderly stop; from then on the next one ends the process.
class StopOnSignal {
 public:
  explicit StopOnSignal(Broker& broker) : signals_(broker.io(), SIGTERM, SIGINT) {
    signals_.async_wait([this, &broker](const boost::system::error_code& error, int number) {
      if (error) return;
      spdlog::info("signal {}: stopping in order", number);
      signals_.clear();
      std::signal(SIGTERM, end_at_once);
      std::signal(SIGINT, end_at_once);
      broker.request_stop();
    });
  }

 private:
  boost::asio::signal_set signals_;
};

int serve(Config config, bool sync_log) {
  set_up_logging(config.log.level);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTERM, end_before_ready);
  std::signal(SIGINT, end_before_ready);
  spdlog::info("up to {} open files", raise_file_limit());
  Broker broker({std::move(config), std::string(kVersion), {}, sync_log});
  broker.start();
  StopOnSignal stop(broker);
  std::cout << "varded ready: api " << broker.api_url();
  for (const std::string& url : broker.mqtt_urls()) std::cout << " " << url;
  std::cout << std::endl;
  spdlog::info("varded {} is ready", kVersion);
  broker.run();
  spdlog::info("stopped in order");
  return EXIT_SUCCESS;
}

}  // namespace

int run_program(int argc, char** argv, bool sync_log) {
  Arguments arguments;
  CLI::App app("The Varde broker: takes what the field says, keeps it, and brings it to people.",
               "varded");
  describe_options(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_SUCCESS : kUsageExit;
  }
  try {
    Config config = configure(arguments);
    if (arguments.check) {
      static_cast<void>(declared_or_cannot_start(config));
      std::cout << arguments.config << " is right\n";
      return EXIT_SUCCESS;
    }
    return serve(std::move(config), sync_log);
  } catch (const CannotStart& fault) {
    std::cerr << "varded: " << fault.what() << "\n";
    return exit_code(fault.fault());
  }
}

}  // namespace varde::app
