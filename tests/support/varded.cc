#include "tests/support/varded.h"

#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.h"

namespace varde::test {
namespace {

constexpr std::size_t kEventsPerRead = 1'000;

std::string site(const std::string& mqtt_server, unsigned short api_port) {
  return "data: data\n"
         "api:\n"
         "  listen: 127.0.0.1:" +
         std::to_string(api_port) +
         "\n"
         "storage:\n"
         "  reserve_mib: 16\n"
         "links:\n"
         "  - name: mosquitto\n"
         "    paho:\n"
         "      server: " +
         mqtt_server +
         "\n"
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

}  // namespace

Varded::Varded(std::string program, const std::string& mqtt_server)
    : program_(std::filesystem::read_symlink("/proc/self/exe").parent_path() / program),
      api_port_(free_port()) {
  std::ofstream(folder_.path() / "varde.yaml") << site(mqtt_server, api_port_);
}

void Varded::start() {
  const auto output_file = folder_.path() / "output";
  std::filesystem::remove(output_file);
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{program_, "--config", (folder_.path() / "varde.yaml").string()},
      output_file);
  const bool came_up = eventually(
      [&] { return !process_->running() || metric("varde_link_up{link=\"mosquitto\"}") == 1; });
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
