#include "tests/support/child_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.h"

extern char** environ;

namespace varde::test {

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, std::filesystem::path output)
    : output_(std::move(output)) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers;
  for (auto& copy : copies) pointers.push_back(copy.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output_.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int error = ::posix_spawnp(&pid_, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(arguments[0] + ": " + std::strerror(error));
}

ChildProcess::~ChildProcess() { kill(); }

bool ChildProcess::running() {
  if (exit_) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == pid_) note(status);
  return !exit_;
}

void ChildProcess::signal(int number) {
  if (running()) ::kill(pid_, number);
}

void ChildProcess::kill() {
  signal(SIGKILL);
  int status = 0;
  while (!exit_) {
    if (::waitpid(pid_, &status, 0) == pid_) note(status);
  }
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds deadline) {
  if (!eventually([this] { return !running(); }, deadline)) return std::nullopt;
  return exit_;
}

std::string ChildProcess::output() const {
  std::ostringstream text;
  text << std::ifstream(output_).rdbuf();
  return text.str();
}

void ChildProcess::note(int status) {
  exit_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int run(const std::vector<std::string>& arguments, std::chrono::milliseconds deadline) {
  ChildProcess child(arguments, "/dev/null");
  const auto code = child.wait(deadline);
  if (!code) throw std::runtime_error(arguments[0] + " takes too long");
  return *code;
}

namespace {

// Below what the system gives to connections (ip_local_port_range begins at 32768): of those it
// would hand one out again before the program that it was meant for listens on it.
constexpr unsigned kFirstPort = 10'000;
constexpr unsigned kPorts = 22'000;

bool can_listen_on(unsigned short port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return bound;
}

}  // namespace

unsigned short free_port() {
  // Each program begins elsewhere, and none is given twice.
  static std::atomic<unsigned> next{std::random_device()()};
  for (unsigned tries = 0; tries < kPorts; ++tries) {
    const auto port = static_cast<unsigned short>(kFirstPort + next++ % kPorts);
    if (can_listen_on(port)) return port;
  }
  throw std::runtime_error("no free port on loopback");
}

}  // namespace varde::test
