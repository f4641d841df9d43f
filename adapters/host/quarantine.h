// Which adapters are out of use because the sandbox had to stop them too often.
// Thread safety: one thread at a time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/host/adapter.h"
#include "adapters/host/codec/codec.h"
#include "broker/core/input.h"

namespace varde::adapters {

// Stopped so often in a row, an adapter is out of use. What a codec throws, and an answer that is
// no signal, say something of one message, and do not count.
inline constexpr int kStopsInARow = 3;

// True for what the sandbox had to stop.
[[nodiscard]] bool is_stop(CodecFaultKind kind);

class Quarantine {
 public:
  // Told of each change.
  using Changed = std::function<void(core::ChangeAdapter)>;
  explicit Quarantine(Changed changed) : changed_(std::move(changed)) {}

  [[nodiscard]] bool holds(const Adapter& adapter) const;

  // How a call of the adapter's codec ended. REQUIRES: it is the version in use.
  void answered(const Adapter& adapter);
  void failed(const Adapter& adapter, const CodecFault& fault);

  // The adapter is there anew, or no more: it gets another chance.
  void release(const Adapter& adapter, std::string why);

 private:
  struct Record {
    int stops = 0;
    bool held = false;
  };
  Changed changed_;
  std::map<std::string, Record, std::less<>> records_;  // By the adapter's id.
};

}  // namespace varde::adapters
