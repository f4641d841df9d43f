// A bridge process as its broker sees it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "broker/base/result.h"

namespace varde::links {

// The descriptor under which a bridge process finds its end of the socket.
inline constexpr int kBridgeSocket = 3;

// `varde-bridge` beside the program that is running.
[[nodiscard]] std::filesystem::path bridge_program_beside_own();

// Owns the process: it is killed and reaped with this object at the latest.
// Thread safety: one thread at a time.
class BridgeProcess {
 public:
  // Starts `program`. The error is one line.
  [[nodiscard]] static Result<BridgeProcess, std::string> start(
      const std::filesystem::path& program);

  BridgeProcess(BridgeProcess&& other) noexcept;
  BridgeProcess& operator=(BridgeProcess&& other) noexcept;
  ~BridgeProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Hands over the broker's end of the socket; once.
  [[nodiscard]] int release_socket();

  // Kills it if it still runs and reaps it. Says how it ended, such as "exit 0" or "signal 9".
  std::string end();

 private:
  BridgeProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}

  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace varde::links
