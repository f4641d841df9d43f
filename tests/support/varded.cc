#include "tests/support/varded.h"

#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.h"

namespace varde::test {
namespace {

constexpr std::size_t kEventsPerRead = 1'000;

std::string link_lines(const std::string& mqtt_server) {
  return "links:\n"
         "  - name: mosquitto\n"
         "    paho:\n"
         "      server: " +
         mqtt_server + "\n";
}

std::string free_address() { return "127.0.0.1:" + std::to_string(free_port()); }

std::string listener_lines(const VardedOptions& options) {
  std::string lines = "mqtt:\n  listen: " + free_address() + "\n";
  if (!options.certificate_file.empty()) {
    lines += "  tls:\n    listen: " + free_address() +
             "\n    certificate: " + options.certificate_file + "\n    key: " + options.key_file +
             "\n";
    if (!options.client_ca_file.empty()) lines += "    client_ca: " + options.client_ca_file + "\n";
  }
  lines += "  websocket:\n    listen: " + free_address() + "\n";
  if (options.websocket_tls) lines += "    tls: true\n";
  if (options.lab) lines += "  lab: true\n";
  for (const std::string& line : options.more_mqtt) lines += "  " + line + "\n";
  return lines;
}

std::string site(const VardedOptions& options, unsigned short api_port) {
  std::string lines =
      "data: data\n"
      "api:\n"
      "  listen: 127.0.0.1:" +
      std::to_string(api_port) +
      "\n"
      "storage:\n"
      "  reserve_mib: 16\n";
  if (!options.mqtt_server.empty()) lines += link_lines(options.mqtt_server);
  if (options.listener) lines += listener_lines(options);
  if (options.leak_adapter) {
    lines +=
        "adapters:\n"
        "  folder: adapters\n"
        "  use:\n"
        "    - {adapter: leaky, municipality: nordlia}\n";
  }
  for (const std::string& line : options.more_config) lines += line + "\n";
  if (!options.register_file.empty()) return lines + "register: " + options.register_file + "\n";
  return lines +
         "register:\n"
         "  municipalities:\n"
         "    - id: nordlia\n"
         "      name: Nordlia\n"
         "      positions:\n"
         "        - id: astrid\n"
         "          name: Astrid Lien\n"
         "          devices:\n"
         "            - {id: button-1, type: safety alarm}\n"
         "        - id: peder\n"
         "          name: Peder Vik\n"
         "          devices:\n"
         "            - {id: button-2, type: safety alarm}\n";
}

VardedOptions with_link(const std::string& mqtt_server) {
  VardedOptions options;
  options.mqtt_server = mqtt_server;
  return options;
}

// The certificates of the tests are made out to a name.
std::string by_name(std::string url) {
  const std::string host = "127.0.0.1";
  const auto found = url.find(host);
  return found == std::string::npos ? url : url.replace(found, host.size(), "localhost");
}

std::string first_line(const std::filesystem::path& file) {
  std::string line;
  std::getline(std::ifstream(file) >> std::ws, line);
  return line;
}

}  // namespace

Varded::Varded(std::string program, VardedOptions options)
    : program_(std::filesystem::read_symlink("/proc/self/exe").parent_path() / program),
      has_link_(!options.mqtt_server.empty()),
      api_port_(free_port()) {
  std::ofstream(config_file()) << site(options, api_port_);
}

Varded::Varded(std::string program, const std::string& mqtt_server)
    : Varded(std::move(program), with_link(mqtt_server)) {}

void Varded::start() {
  const auto output_file = folder_.path() / "output";
  std::filesystem::remove(output_file);
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{program_.string(), "--config", config_file()}, output_file);
  const auto up = [this] {
    return !ready_line().empty() &&
           (!has_link_ || metric("varde_link_up{link=\"mosquitto\"}") == 1);
  };
  const bool came_up = eventually([&] { return !process_->running() || up(); });
  if (!came_up || !process_->running())
    throw std::runtime_error("varded does not come up:\n" + output());
}

void Varded::kill() { process_->kill(); }

int Varded::stop() {
  process_->signal(SIGTERM);
  const auto code = process_->wait(std::chrono::seconds(30));
  if (!code) throw std::runtime_error("varded does not stop:\n" + output());
  return *code;
}

std::optional<double> Varded::metric(const std::string& name) const {
  boost::asio::ip::tcp::iostream api;
  api.expires_after(std::chrono::seconds(5));
  api.connect("127.0.0.1", std::to_string(api_port_));
  api << "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" << std::flush;
  for (std::string line; std::getline(api, line);) {
    if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
  }
  return std::nullopt;
}

std::string Varded::url(const std::string& scheme) const {
  std::istringstream words(ready_line());
  for (std::string word; words >> word;) {
    if (!word.starts_with(scheme + "://")) continue;
    const bool tls = scheme == "mqtts" || scheme == "wss";
    return tls ? by_name(word) : word;
  }
  throw std::runtime_error("varded does not listen by " + scheme);
}

std::string Varded::add_client(const std::string& name, const std::vector<std::string>& more) {
  const auto file = folder_.path() / ("secret-" + std::to_string(++secrets_));
  std::vector<std::string> arguments{"client", "add", name, "--secret-file", file.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  run_varde(arguments);
  return first_line(file);
}

void Varded::add_client_by_certificate(const std::string& name) {
  run_varde({"client", "add", name, "--certificate-only"});
}

std::string Varded::config_file() const { return (folder_.path() / "varde.yaml").string(); }

// Empty until it has been written whole.
std::string Varded::ready_line() const {
  std::istringstream lines(output());
  for (std::string line; std::getline(lines, line) && !lines.eof();) {
    if (line.starts_with("varded ready: ")) return line;
  }
  return {};
}

Varded::Said Varded::ask_varde(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{(program_.parent_path() / "varde").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.insert(command.end(), {"--config", config_file()});
  const auto output_file = folder_.path() / "varde-output";
  std::filesystem::remove(output_file);
  ChildProcess varde(command, output_file);
  const auto code = varde.wait(std::chrono::seconds(60));
  return {code.value_or(-1), varde.output()};
}

void Varded::run_varde(const std::vector<std::string>& arguments) const {
  const Said said = ask_varde(arguments);
  if (said.code != 0) throw std::runtime_error("varde says no:\n" + said.text);
}

std::string Varded::output() const { return process_ ? process_->output() : ""; }

void LogFollower::follow(const std::function<void(const eventlog::StoredEvent&)>& see) {
  auto reader = eventlog::LogReader::open(folder_);
  if (reader.has_error())
    throw std::runtime_error("the log cannot be read: " + reader.error().detail);
  for (;;) {
    const auto events = reader->log().read(next_, kEventsPerRead);
    if (events.has_error())
      throw std::runtime_error("the log cannot be read: " + events.error().detail);
    if (events->empty()) return;
    for (const eventlog::StoredEvent& stored : *events) see(stored);
    next_ = events->back().position.next();
  }
}

}  // namespace varde::test
