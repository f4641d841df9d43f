// Signals and what comes of a call, as JSON for people: of fixtures, of the command line.
// Thread safety: pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "adapters/host/codec_signals.h"

namespace varde::adapters {

// In the form that codecs and fixtures have them, with what is not given left out.
[[nodiscard]] boost::json::value to_json(const CodecSignal& signal);
[[nodiscard]] boost::json::value to_json(const std::vector<CodecSignal>& signals);
[[nodiscard]] boost::json::value to_json(const Unwrapped& unwrapped);
[[nodiscard]] boost::json::value to_json(const Publish& publish);
[[nodiscard]] boost::json::value to_json(const Downlink& downlink);

// In one line, numbers as people write them.
[[nodiscard]] std::string json_line(const std::vector<CodecSignal>& signals);

// "water_leak active", "temperature active 21.5 °C": one line.
[[nodiscard]] std::string signal_line(const CodecSignal& signal);

}  // namespace varde::adapters
