// Calls codecs one at a time and waits for each: for the command line and for the fixtures. The
// same worker process as the broker's, in the same sandbox.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "adapters/host/codec/codec.h"

namespace varde::adapters {

struct CodecRunnerOptions {
  std::filesystem::path program;              // Empty: `varde-codec` beside the running program.
  std::chrono::milliseconds time_limit{250};  // As CodecPoolOptions has it.
};

// Thread safety: one thread at a time.
class CodecRunner {
 public:
  explicit CodecRunner(CodecRunnerOptions options = {});
  ~CodecRunner();
  CodecRunner(CodecRunner&&) noexcept;
  CodecRunner& operator=(CodecRunner&&) noexcept;

  // Starts a worker if none runs, loads the codec if the worker has it not, and calls. `order` of
  // the call means nothing here. Blocks for at most four times the time limit, twice if it loads.
  [[nodiscard]] CodecAnswer call(const CodecCall& call);

  // Only loads it: whether its scripts can be evaluated.
  [[nodiscard]] Result<void, CodecFault> load(const std::shared_ptr<const Codec>& codec);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::adapters
