#include "tests/support/varded.h"

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
  bool link_up = false;
  LogFollower log(folder_.path() / "data/log");
  const auto look = [&](const eventlog::StoredEvent& stored) {
    if (std::holds_alternative<core::BrokerStarted>(stored.event.body)) link_up = false;
    const auto* link = std::get_if<core::LinkChanged>(&stored.event.body);
    if (link != nullptr) link_up = link->up;
  };
  const bool came_up = eventually([&] {
    if (!process_->running()) return true;
    if (process_->output().find("varded ready") == std::string::npos) return false;
    log.follow(look);
    return link_up;
  });
  if (!came_up || !link_up) throw std::runtime_error("varded does not come up:\n" + output());
}

void Varded::kill() { process_->kill(); }

int Varded::stop() {
  process_->signal(SIGTERM);
  const auto code = process_->wait(std::chrono::seconds(30));
  if (!code) throw std::runtime_error("varded does not stop:\n" + output());
  return *code;
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
