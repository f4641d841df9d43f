// What a pool and a runner say to a worker, and what they remember of it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/host/codec/codec.h"

namespace varde::adapters {

// As bytes for the socket.
[[nodiscard]] std::string load_frame(std::uint64_t handle, const Codec& codec);
[[nodiscard]] std::string unload_frame(std::uint64_t handle);
[[nodiscard]] std::string call_frame(std::uint64_t handle, const CodecCall& call);

// Why the worker would not even read it; nothing where it would.
[[nodiscard]] std::optional<CodecFault> fault_of_size(const Codec& codec);
[[nodiscard]] std::optional<CodecFault> fault_of_size(const CodecCall& call);

// What a worker answered; nothing if no worker of this build would.
struct Loaded {};
using WorkerAnswer = std::variant<Loaded, CodecResult, CodecFault>;
[[nodiscard]] std::optional<WorkerAnswer> parse_answer(std::string_view body);

// What one worker has loaded, by the Codec's identity, not its name: a version that is loaded again
// is another one.
class LoadedCodecs {
 public:
  [[nodiscard]] std::optional<std::uint64_t> find(const std::shared_ptr<const Codec>& codec) const;

  // The handle to load it under.
  [[nodiscard]] std::uint64_t next_handle() { return ++last_handle_; }
  void add(const std::shared_ptr<const Codec>& codec, std::uint64_t handle);

  // Frames that unload what nobody holds any more; empty: nothing.
  [[nodiscard]] std::string take_gone();

  void clear() { loaded_.clear(); }

 private:
  std::map<std::weak_ptr<const Codec>, std::uint64_t, std::owner_less<>> loaded_;
  std::uint64_t last_handle_ = 0;
};

}  // namespace varde::adapters
