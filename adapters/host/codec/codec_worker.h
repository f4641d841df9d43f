// The worker's side: holds the loaded adapters and answers the frames of codec_frame.proto.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/host/codec/codec_engine.h"
#include "adapters/host/codec/codec_frame.pb.h"

namespace varde::adapters {

// To the worker: scripts of at most 2 MiB and arguments of at most 4 MiB, both in hexadecimal text
// at worst. From it: a result or a reason.
inline constexpr std::size_t kLargestToCodec = 8 * 1024 * 1024;
inline constexpr std::size_t kLargestFromCodec = 512 * 1024;

// More adapters than any site has; a worker that was asked for more would outgrow its memory.
inline constexpr std::size_t kMostLoadedCodecs = 1024;

// Thread safety: one thread at a time.
class CodecWorker {
 public:
  explicit CodecWorker(std::unique_ptr<CodecEngine> engine);

  // Empty: the frame wants no answer. Then call tidy().
  [[nodiscard]] frame::FromCodec answer(const frame::ToCodec& frame);

  // Puts the machine back, after the answer has left: the next caller does not wait for it.
  void tidy();

 private:
  frame::FromCodec load(const frame::Load& load);
  frame::FromCodec call(const frame::Call& call);

  std::unique_ptr<CodecEngine> engine_;
  std::map<std::uint64_t, std::shared_ptr<const CodecImage>> loaded_;
  std::shared_ptr<const CodecImage> last_;  // What the machine is put back to.
};

// Reads frames from `socket` and answers them until the other side is gone or sends what is no
// frame.
void run_codec_worker(int socket, std::unique_ptr<CodecEngine> engine,
                      const std::function<void()>& before_each_call);

}  // namespace varde::adapters
