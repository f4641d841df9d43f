// An adapter in C++: for what needs speed, or a state that a script may not keep.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "adapters/host/device_directory.h"
#include "adapters/host/device_states.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::adapters {

struct CompiledAnswer {
  std::string address;                         // Of the device that speaks.
  std::vector<CodecSignal> signals;            // Empty if `failure`.
  std::optional<core::DecodeFailure> failure;  // What was not understood.

  // What the adapter wants said on the same link. Topics without the prefix of the use.
  std::vector<Publish> publish;
};

// `decode` and `on_link_up` run in the broker, without a sandbox: they end soon, and what they
// throw is held against the adapter as if it had been stopped. The rest do not throw. Thread
// safety: `decode` and `on_link_up` on one thread; the rest on any.
class CompiledAdapter {
 public:
  virtual ~CompiledAdapter() = default;

  [[nodiscard]] virtual std::string_view id() const = 0;

  // What to subscribe to.
  [[nodiscard]] virtual std::vector<std::string> filters() const = 0;
  [[nodiscard]] virtual bool reads(std::string_view topic) const = 0;

  // Messages of one order are decoded one after another, as they came.
  [[nodiscard]] virtual std::string order_of(std::string_view topic) const = 0;

  // `topic` without the prefix of the use. Time comes as an argument.
  [[nodiscard]] virtual CompiledAnswer decode(std::string_view topic, std::string_view payload,
                                              Instant now) = 0;

  // A link where the adapter is heard has come up, and messages may be missing: what to say there.
  // Topics as above.
  [[nodiscard]] virtual std::vector<Publish> on_link_up(Instant /*now*/) { return {}; }
};

// Makes one for a host, whose register and last states these are. Both outlive the adapter.
using CompiledAdapterFactory =
    std::function<std::unique_ptr<CompiledAdapter>(const DeviceDirectory&, const DeviceStates&)>;

}  // namespace varde::adapters
