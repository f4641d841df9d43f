// A program under test or beside it: started, watched, killed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace varde::test {

// Its standard output and error go to one file. The destructor kills it and waits for its end.
// Thread safety: one thread at a time.
class ChildProcess {
 public:
  // Starts `arguments[0]`, looked up in PATH. Throws std::runtime_error if that fails.
  // `output` is the file that its output is added to.
  ChildProcess(const std::vector<std::string>& arguments, std::filesystem::path output);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();

  void signal(int number);

  // kill -9, and waits for its end.
  void kill();

  // Waits for its end. The exit code, or 128 + the signal; nothing if it still runs at the
  // deadline.
  std::optional<int> wait(std::chrono::milliseconds deadline);

  // What it has written so far.
  [[nodiscard]] std::string output() const;

 private:
  void note(int status);

  std::filesystem::path output_;
  pid_t pid_ = -1;
  std::optional<int> exit_;
};

// Runs a program to its end and returns its exit code; throws if it takes longer than `deadline`.
int run(const std::vector<std::string>& arguments,
        std::chrono::milliseconds deadline = std::chrono::seconds(30));

// A TCP port on loopback that nobody listened on a moment ago.
[[nodiscard]] unsigned short free_port();

}  // namespace varde::test
