#include "broker/base/worker_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

extern char** environ;

namespace varde {
namespace {

// What posix_spawn is told: stdin empty, the socket at its place, signals as in a fresh process.
struct SpawnPlan {
  explicit SpawnPlan(int socket) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, socket, kWorkerSocket);
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

}  // namespace

std::filesystem::path program_beside_own(std::string_view name) {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / name;
}

Result<WorkerProcess, std::string> WorkerProcess::start(const std::filesystem::path& program,
                                                        WorkerEnvironment environment) {
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return std::string("no socket for a worker process: ") + std::strerror(errno);
  }
  std::string name = program.string();
  std::array<char*, 2> arguments = {name.data(), nullptr};
  std::array<char*, 1> empty = {nullptr};
  char** const variables = environment == WorkerEnvironment::Empty ? empty.data() : environ;
  const SpawnPlan plan(sockets[1]);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, name.c_str(), &plan.actions, &plan.attributes,
                                  arguments.data(), variables);
  ::close(sockets[1]);
  if (error != 0) {
    ::close(sockets[0]);
    return name + " cannot be started: " + std::strerror(error);
  }
  return WorkerProcess(pid, sockets[0]);
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), socket_(std::exchange(other.socket_, -1)) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(socket_, other.socket_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  if (socket_ >= 0) ::close(socket_);
  end();
}

int WorkerProcess::release_socket() { return std::exchange(socket_, -1); }

std::string WorkerProcess::end() {
  if (pid_ < 0) return "ended before";
  // It cannot be gone from the process table before it is waited for, so the id is still its own.
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return "exit " + std::to_string(WEXITSTATUS(status));
}

}  // namespace varde
