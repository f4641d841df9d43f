// Whatever a device sends, the canonical adapter answers. First byte: which topic.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/host/canonical.h"
#include "adapters/host/canonical_limits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  varde::core::RawMessage raw;
  const bool topic = size > 0 && bytes[0] == 't';
  raw.topic = topic ? bytes.substr(1) : "varde/v1/nordlia/d1/signal";
  raw.payload = topic ? R"({"kind":"smoke"})" : bytes;
  raw.payload_size = raw.payload.size();
  const auto message = varde::adapters::decode_canonical(std::move(raw));
  if (const auto* failed = std::get_if<varde::core::DecodeFailure>(&message.content)) {
    // It goes into the log and onto a screen: a reason, in one line of UTF-8.
    const bool fit = varde::adapters::utf8_length(failed->reason).value_or(0) > 0 &&
                     failed->reason.find('\n') == std::string::npos;
    if (!fit) std::abort();
  }
  if (!varde::adapters::utf8_length(message.raw.topic)) std::abort();
  return 0;
}
