// The whole program varded with a data folder on a disk of the test's, and devices that come in by
// one of its ways.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/ack_oracle.h"
#include "tests/support/mosquitto.h"
#include "tests/support/mqtt_device.h"
#include "tests/support/varded.h"

namespace varde::test {

enum class Way : std::uint8_t {
  Bridge,    // Devices connect to Mosquitto, which says that it has a message; then the bridge.
  Listener,  // Devices connect to Varde itself, which says that a message is on disk.
};
[[nodiscard]] std::string name(Way way);

// Those that the varded of this build has.
[[nodiscard]] std::vector<Way> ways_in();

// Thread safety: one thread at a time.
class FaultSite {
 public:
  // `program`: varded, or a negative control in its place.
  FaultSite(const std::string& program, Way way);
  ~FaultSite();

  [[nodiscard]] Varded& varded() { return varded_; }
  [[nodiscard]] std::filesystem::path program() const { return program_; }
  // Where it keeps its data: a folder that is there, to mount something on before the start.
  [[nodiscard]] std::filesystem::path data() const { return varded_.folder() / "data"; }

  // Starts varded in place of one that is gone; false, with its output in varded().output(), if it
  // does not come up.
  [[nodiscard]] bool try_start();
  void start();  // Throws where try_start answers false.
  void freeze();
  void kill();
  // Its exit code if it ends within `deadline`, orderly or not.
  [[nodiscard]] std::optional<int> wait_for_end(std::chrono::milliseconds deadline);

  // Where devices connect.
  [[nodiscard]] std::string server() const { return server_; }

  // Returns when everything that Mosquitto has said it has is also in the log. Once in a test.
  void drain();

  // Compares what the devices were told with the log of a varded that does not run.
  [[nodiscard]] Tally compare_with_log(AckFile& acks) const;

  [[nodiscard]] std::filesystem::path acks_file() const { return folder_.path() / "acks"; }

 private:
  const Way way_;
  const std::filesystem::path program_;
  const TempDir folder_;
  Mosquitto mosquitto_;
  Varded varded_;
  std::string server_;
};

// Many devices that send as fast as they are acknowledged.
class Fleet {
 public:
  struct Options {
    std::size_t devices = 8;
    std::size_t window = 50;
    std::chrono::microseconds pace{0};  // Of each, at least so long between two messages.
    std::size_t payload_bytes = 0;      // At least; filled up with spaces.
    MqttLevel level = MqttLevel::V5;
  };
  Fleet(const FaultSite& site, const Options& options, AckFile& acks);

  void start();
  void stop();
  [[nodiscard]] bool finish(std::chrono::milliseconds deadline);
  [[nodiscard]] std::size_t acknowledged() const;
  [[nodiscard]] std::size_t refused() const;

 private:
  std::vector<std::unique_ptr<Publisher>> publishers_;
};

}  // namespace varde::test
