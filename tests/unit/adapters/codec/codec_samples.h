// Codecs and calls of the tests.
#pragma once

#include <memory>
#include <string>

#include "adapters/host/codec/codec.h"

namespace varde::adapters::samples {

inline std::shared_ptr<const Codec> codec(std::string script) {
  return std::make_shared<Codec>(Codec{"sample", "1.0.0", {{"codec.js", std::move(script)}}});
}

inline CodecCall call(std::shared_ptr<const Codec> of, std::string argument = "{}",
                      std::string function = "normalize") {
  CodecCall made;
  made.codec = std::move(of);
  made.function = std::move(function);
  made.argument = std::move(argument);
  made.now = Instant(std::chrono::milliseconds(1'772'366'400'123));  // 2026-03-01T12:00:00.123Z
  made.seed = 42;
  return made;
}

// Answers [{"kind":"leak"}].
inline const std::string kGood = "function normalize(m) { return [{kind: 'leak'}]; }";
inline const std::string kGoodAnswer = R"([{"kind":"leak"}])";

}  // namespace varde::adapters::samples
