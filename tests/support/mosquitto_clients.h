// mosquitto_pub, mosquitto_sub and mosquitto_rr, the command-line clients that most sites have,
// against the broker under test.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace varde::test {

// Who connects, and how. What is empty is not given to the program.
struct MosquittoLogin {
  std::string server;         // "mqtt://127.0.0.1:port" or "mqtts://localhost:port".
  std::string version = "5";  // Or "311".
  std::string user, password;
  std::string client_id;
  std::string ca_file, certificate_file, key_file;
};

// How a program has ended.
struct Ended {
  int code = 0;  // What the server's refusal of the connection was, too: its return or reason code.
  std::string output;  // With its debug lines, which show each packet.
};

// Publishes as `more` says, such as {"-t", "a/b", "-m", "text"}, and waits for the end. Throws
// std::runtime_error if that takes longer than 30 seconds.
Ended mosquitto_pub(const MosquittoLogin& login, const std::vector<std::string>& more);

// One that goes on while the test looks at it.
// Thread safety: one thread at a time.
class MosquittoClient {
 public:
  // `program`: "mosquitto_pub", "mosquitto_sub" or "mosquitto_rr".
  MosquittoClient(const std::string& program, const MosquittoLogin& login,
                  const std::vector<std::string>& more);

  // How many of its lines so far have `words` in them.
  [[nodiscard]] std::size_t lines_with(const std::string& words) const;
  [[nodiscard]] std::string output() const { return process_.output(); }
  [[nodiscard]] bool running() { return process_.running(); }
  std::optional<int> wait(std::chrono::milliseconds deadline) { return process_.wait(deadline); }
  void kill() { process_.kill(); }

 private:
  TempDir folder_;
  ChildProcess process_;
};

// A mosquitto_sub that has subscribed. Each message is a line of its output:
//   got TOPIC qos QOS retained 0|1 bytes SIZE PAYLOAD
// Throws std::runtime_error, with the output, if it is not subscribed within 30 seconds.
[[nodiscard]] std::unique_ptr<MosquittoClient> mosquitto_sub(
    const MosquittoLogin& login, const std::string& filter, int qos,
    const std::vector<std::string>& more = {});

}  // namespace varde::test
