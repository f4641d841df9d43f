#include "adapters/host/codec/codec_protocol.h"

#include "adapters/host/codec/codec_frame.pb.h"
#include "adapters/host/codec/codec_reason.h"
#include "broker/base/frame_io.h"
#include "broker/base/utf8.h"

namespace varde::adapters {
namespace {

// Together below what a worker reads (codec_worker.h), with room for names.
constexpr std::size_t kLargestScripts = 4 * 1024 * 1024;
constexpr std::size_t kLargestArgument = 6 * 1024 * 1024;

std::string frame_of(const frame::ToCodec& message) {
  return to_frame(message.SerializeAsString());
}

CodecFault to_fault(const frame::Fault& fault) {
  const auto last = static_cast<std::uint32_t>(CodecFaultKind::Crashed);
  const auto kind =
      fault.kind() < last ? static_cast<CodecFaultKind>(fault.kind()) : CodecFaultKind::Crashed;
  return {kind, to_reason(fault.reason())};
}

WorkerAnswer to_result(frame::Done& done) {
  if (!is_utf8(done.json()))
    return CodecFault{CodecFaultKind::BadResult, "a result that is no UTF-8"};
  CodecResult result;
  result.json = std::move(*done.mutable_json());
  result.time = std::chrono::microseconds(done.time_us());
  result.memory_bytes = done.memory_bytes();
  return result;
}

}  // namespace

std::string load_frame(std::uint64_t handle, const Codec& codec) {
  frame::ToCodec message;
  frame::Load& load = *message.mutable_load();
  load.set_handle(handle);
  for (const CodecScript& script : codec.scripts) {
    frame::Script& to = *load.add_scripts();
    to.set_name(script.name);
    to.set_text(script.text);
  }
  return frame_of(message);
}

std::string unload_frame(std::uint64_t handle) {
  frame::ToCodec message;
  message.mutable_unload()->set_handle(handle);
  return frame_of(message);
}

std::string call_frame(std::uint64_t handle, const CodecCall& call) {
  frame::ToCodec message;
  frame::Call& to = *message.mutable_call();
  to.set_handle(handle);
  to.set_function(call.function);
  to.set_argument(call.argument);
  to.set_now_us(call.now.time_since_epoch().count());
  to.set_seed(call.seed);
  return frame_of(message);
}

std::optional<CodecFault> fault_of_size(const Codec& codec) {
  std::size_t size = 0;
  for (const CodecScript& script : codec.scripts) size += script.name.size() + script.text.size();
  if (size <= kLargestScripts) return std::nullopt;
  return CodecFault{CodecFaultKind::CannotLoad, "scripts of " + std::to_string(size) + " bytes"};
}

std::optional<CodecFault> fault_of_size(const CodecCall& call) {
  const std::size_t size = call.argument.size();
  if (size <= kLargestArgument) return std::nullopt;
  return CodecFault{CodecFaultKind::MemoryLimit,
                    "an argument of " + std::to_string(size) + " bytes"};
}

std::optional<WorkerAnswer> parse_answer(std::string_view body) {
  frame::FromCodec message;
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  switch (message.body_case()) {
    case frame::FromCodec::kLoaded: return Loaded{};
    case frame::FromCodec::kDone: return to_result(*message.mutable_done());
    case frame::FromCodec::kFault: return to_fault(message.fault());
    case frame::FromCodec::BODY_NOT_SET: break;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> LoadedCodecs::find(const std::shared_ptr<const Codec>& codec) const {
  const auto found = loaded_.find(codec);
  if (found == loaded_.end()) return std::nullopt;
  return found->second;
}

void LoadedCodecs::add(const std::shared_ptr<const Codec>& codec, std::uint64_t handle) {
  loaded_.emplace(codec, handle);
}

std::string LoadedCodecs::take_gone() {
  std::string frames;
  std::erase_if(loaded_, [&](const auto& entry) {
    if (!entry.first.expired()) return false;
    frames += unload_frame(entry.second);
    return true;
  });
  return frames;
}

}  // namespace varde::adapters
