#include "tests/support/mosquitto.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

// Debian keeps it where only root's PATH looks.
std::string program() {
  return ::access("/usr/sbin/mosquitto", X_OK) == 0 ? "/usr/sbin/mosquitto" : "mosquitto";
}

std::filesystem::path write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
  return file;
}

}  // namespace

Mosquitto::Mosquitto(MosquittoOptions options) : options_(std::move(options)), port_(free_port()) {
  std::ostringstream config;
  config << "listener " << port_ << " 127.0.0.1\n"
         << "max_queued_messages 0\n"
         << "max_inflight_messages " << options_.max_inflight << "\n"
         << "set_tcp_nodelay true\n"
         << "sys_interval 1\n"
         << "log_type error\nlog_type warning\nlog_type notice\nlog_type information\n"
         << "persistence " << (options_.persistent ? "true" : "false") << "\n"
         << "persistence_location " << folder_.path().string() << "/\n";
  if (::geteuid() == 0) config << "user root\n";
  if (options_.user.empty()) {
    config << "allow_anonymous true\n";
  } else {
    const auto file =
        write(folder_.path() / "passwords", options_.user + ":" + options_.password + "\n");
    if (run({"mosquitto_passwd", "-U", file.string()}) != 0) {
      throw std::runtime_error("mosquitto_passwd failed");
    }
    config << "allow_anonymous false\npassword_file " << file.string() << "\n";
  }
  if (!options_.certificate_file.empty()) {
    config << "cafile " << options_.ca_file << "\ncertfile " << options_.certificate_file
           << "\nkeyfile " << options_.key_file << "\n"
           << "require_certificate " << (options_.client_certificate ? "true" : "false") << "\n";
  }
  config << options_.more;
  write(folder_.path() / "mosquitto.conf", config.str());
  start();
}

std::string Mosquitto::server() const {
  const bool tls = !options_.certificate_file.empty();
  return (tls ? "mqtts://localhost:" : "mqtt://127.0.0.1:") + std::to_string(port_);
}

void Mosquitto::start() {
  const auto log = folder_.path() / "mosquitto.log";
  std::error_code error;
  std::filesystem::remove(log, error);
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{program(), "-c", (folder_.path() / "mosquitto.conf").string()}, log);
  const bool listens = eventually(
      [this] { return output().find(" running") != std::string::npos || !process_->running(); });
  if (!listens || !process_->running()) throw std::runtime_error("mosquitto: " + output());
}

void Mosquitto::stop() {
  process_->signal(SIGTERM);
  if (!process_->wait(10s)) throw std::runtime_error("mosquitto does not stop");
}

void Mosquitto::kill() { process_->kill(); }

void Mosquitto::forget() {
  kill();
  std::error_code error;
  std::filesystem::remove(folder_.path() / "mosquitto.db", error);
  start();
}

void Mosquitto::freeze() { process_->signal(SIGSTOP); }
void Mosquitto::thaw() { process_->signal(SIGCONT); }

std::string Mosquitto::output() const { return process_->output(); }

}  // namespace varde::test
