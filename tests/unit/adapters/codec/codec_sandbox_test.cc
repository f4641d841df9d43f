// What a script could do that had broken out of the engine.
#include "adapters/host/codec/codec_sandbox.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "broker/base/function_ref.h"
#include "broker/base/worker_process.h"

namespace varde::adapters {
namespace {

// How a child process ends that enters the sandbox and then does `act`.
int status_of(FunctionRef<void(int socket)> act) {
  int sockets[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    if (!enter_codec_sandbox(sockets[1])) ::_exit(9);
    act(sockets[1]);
    ::_exit(0);
  }
  ::close(sockets[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(sockets[0]);
  return status;
}

bool is_killed(FunctionRef<void(int socket)> act) {
  const int status = status_of(act);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a process in the sandbox is killed for anything but its work", "[codec]") {
  CHECK(is_killed([](int) { (void)::open("/etc/passwd", O_RDONLY); }));
  CHECK(is_killed([](int) { (void)::socket(AF_INET, SOCK_STREAM, 0); }));
  CHECK(is_killed([](int) { (void)::fork(); }));
  CHECK(is_killed([](int) { (void)::execl("/bin/true", "true", nullptr); }));
  CHECK(is_killed([](int) { (void)::kill(::getppid(), 0); }));
  CHECK(is_killed([](int) { (void)!::write(1, "x", 1); }));
  CHECK(is_killed([](int) { (void)::recv(0, nullptr, 0, 0); }));
  CHECK(is_killed([](int) { (void)::unlink("/tmp/none"); }));
  CHECK(is_killed([](int) {
    (void)::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                 0);
  }));
  CHECK(is_killed([](int) { (void)::mprotect(nullptr, 4096, PROT_EXEC); }));
}

TEST_CASE("its work is what a process in the sandbox can do", "[codec]") {
  const int status = status_of([](int socket) {
    void* const memory = std::malloc(1 << 20);
    std::memset(memory, 1, 1 << 20);
    std::free(memory);
    keep_processor_time_ahead();
    if (::send(socket, "x", 1, MSG_NOSIGNAL) != 1) ::_exit(1);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a worker has no environment, one open file and the filter", "[codec]") {
  ::setenv("VARDE_TEST_SECRET", "1", 1);
  auto process = WorkerProcess::start(VARDE_CODEC_PROGRAM, WorkerEnvironment::Empty);
  REQUIRE(process.has_value());
  const std::filesystem::path proc = "/proc/" + std::to_string(process->pid());
  // It is ready when it answers: an unknown handle is a fault.
  const int socket = process->release_socket();
  const unsigned char unknown_call[] = {0, 0, 0, 4, 0x1A, 2, 8, 99};
  REQUIRE(::send(socket, unknown_call, sizeof unknown_call, 0) == sizeof unknown_call);
  char answer[4];
  REQUIRE(::recv(socket, answer, sizeof answer, MSG_WAITALL) == sizeof answer);

  const std::string status = content_of(proc / "status");
  CHECK(status.find("Seccomp:\t2") != std::string::npos);
  CHECK(status.find("NoNewPrivs:\t1") != std::string::npos);
  CHECK(content_of(proc / "environ").empty());
  std::vector<std::string> open;
  for (const auto& entry : std::filesystem::directory_iterator(proc / "fd")) {
    open.push_back(entry.path().filename().string());
  }
  CHECK(open == std::vector<std::string>{"3"});
  ::close(socket);
}

}  // namespace varde::adapters
