// A process that works for this one and ends with it, as its parent sees it: started with one
// socket and nothing else that is open.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "broker/base/result.h"

namespace varde {

// The descriptor under which a worker finds its end of the socket.
inline constexpr int kWorkerSocket = 3;

// `name` beside the program that is running.
[[nodiscard]] std::filesystem::path program_beside_own(std::string_view name);

enum class WorkerEnvironment : std::uint8_t { Inherited, Empty };

// Owns the process: it is killed and reaped with this object at the latest.
// Thread safety: one thread at a time.
class WorkerProcess {
 public:
  // Starts `program`. The error is one line.
  [[nodiscard]] static Result<WorkerProcess, std::string> start(
      const std::filesystem::path& program,
      WorkerEnvironment environment = WorkerEnvironment::Inherited);

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  ~WorkerProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Hands over the parent's end of the socket; once.
  [[nodiscard]] int release_socket();

  // Kills it if it still runs and reaps it. Says how it ended, such as "exit 0" or "signal 9".
  std::string end();

 private:
  WorkerProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}

  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace varde
