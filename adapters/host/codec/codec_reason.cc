#include "adapters/host/codec/codec_reason.h"

#include <algorithm>

#include "adapters/host/codec/codec.h"
#include "broker/base/utf8.h"

namespace varde::adapters {

std::string_view name_of(CodecFaultKind kind) {
  switch (kind) {
    case CodecFaultKind::Threw: return "threw";
    case CodecFaultKind::TimeLimit: return "time_limit";
    case CodecFaultKind::MemoryLimit: return "memory_limit";
    case CodecFaultKind::ResultTooLarge: return "result_too_large";
    case CodecFaultKind::BadResult: return "bad_result";
    case CodecFaultKind::NoFunction: return "no_function";
    case CodecFaultKind::CannotLoad: return "cannot_load";
    case CodecFaultKind::Crashed: return "crashed";
    case CodecFaultKind::Unavailable: return "unavailable";
    case CodecFaultKind::Withdrawn: return "withdrawn";
  }
  return "";
}

std::string to_reason(std::string_view text) {
  const auto is_continuation = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
  };
  text = text.substr(0, text.find_first_of("\r\n"));
  // Replacement characters are longer than what they replace, so the cut comes after them.
  std::string reason = to_utf8(text.substr(0, 4 * kLargestCodecReason));
  if (reason.size() > kLargestCodecReason) {
    std::size_t end = kLargestCodecReason;
    while (end > 0 && is_continuation(reason[end])) --end;
    reason.resize(end);
  }
  std::ranges::replace_if(
      reason, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return reason;
}

}  // namespace varde::adapters
