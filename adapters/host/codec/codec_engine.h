// A JavaScript engine as the worker needs it: five functions, so that another engine can stand in.
//
// An engine holds one machine. `load` evaluates the scripts of an adapter in a machine as new;
// `snapshot` keeps the state that it is in; `reset` puts a kept state back exactly; `call` calls a
// function in the state as it is and leaves it dirty. Whatever a script does, the engine answers
// within its limits and `reset` mends it.
// Thread safety: one engine in a process, only on the thread that made it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/codec/codec.h"

namespace varde::adapters {

struct CodecLimits {
  // Processor time of a load or a call: on a busy machine, waiting is not the codec's fault.
  std::chrono::milliseconds time{200};
  std::size_t result_bytes = 256 * 1024;
};

// A state of the machine; of one engine only.
class CodecImage {
 public:
  virtual ~CodecImage() = default;

  // Memory that this state holds beyond what all adapters share.
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

class CodecEngine {
 public:
  virtual ~CodecEngine() = default;

  // For all later loads and calls. The memory limit is fixed: 16 MiB, the engine's own included.
  virtual void set_limits(const CodecLimits& limits) = 0;

  // The error is CannotLoad, with the script and line where there is one. The clock of a script
  // that is being loaded stands at 1970-01-01 and its Math.random starts from 0.
  [[nodiscard]] virtual Result<void, CodecFault> load(const std::vector<CodecScript>& scripts) = 0;

  [[nodiscard]] virtual std::shared_ptr<const CodecImage> snapshot() = 0;

  // REQUIRES: an image of this engine.
  virtual void reset(const std::shared_ptr<const CodecImage>& image) = 0;

  // As CodecCall describes it.
  [[nodiscard]] virtual CodecAnswer call(std::string_view function, std::string_view argument,
                                         Instant now, std::uint64_t seed) = 0;
};

// QuickJS-ng as WebAssembly, as C. Throws std::runtime_error if it cannot even start, which is a
// fault of the build.
[[nodiscard]] std::unique_ptr<CodecEngine> make_quickjs_engine();

}  // namespace varde::adapters
