// Which adapters are out of use because they had to be stopped too often: by the sandbox, or by an
// exception where they are compiled into the broker.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "adapters/host/codec/codec.h"
#include "broker/core/input.h"

namespace varde::adapters {

// Stopped so often in a row, an adapter is out of use. What a codec throws, and an answer that is
// no signal, say something of one message, and do not count.
inline constexpr int kStopsInARow = 3;

// True for what had to be stopped.
[[nodiscard]] bool is_stop(CodecFaultKind kind);

// Which version of which adapter. Of a compiled one the version is empty: it is the broker's.
struct AdapterVersion {
  std::string id;
  std::string version;
};

class Quarantine {
 public:
  // Told of each change.
  using Changed = std::function<void(core::ChangeAdapter)>;
  explicit Quarantine(Changed changed) : changed_(std::move(changed)) {}

  [[nodiscard]] bool holds(const AdapterVersion& adapter) const;

  // How many are out of use.
  [[nodiscard]] std::size_t held() const;

  // How a call of the adapter ended. REQUIRES: it is the version in use.
  void answered(const AdapterVersion& adapter);
  void failed(const AdapterVersion& adapter, const CodecFault& fault);

  // The adapter is there anew, or no more: it gets another chance.
  void release(const AdapterVersion& adapter, std::string why);

 private:
  struct Record {
    int stops = 0;
    bool held = false;
  };
  Changed changed_;
  std::map<std::string, Record> records_;  // By the adapter's id.
};

}  // namespace varde::adapters
