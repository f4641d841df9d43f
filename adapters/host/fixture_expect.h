// What a fixture expects, and an answer's differences from it. Inside adapters/host only.
// Thread safety: pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "adapters/host/fixture.h"

namespace varde::adapters {

// All kinds of the vocabulary.
[[nodiscard]] const std::vector<core::SignalKind>& every_kind();

// The one expectation in `fixture`. A fault if there is none, or two, or it has not the form of an
// answer, or a signal of it leaves its state to be guessed.
[[nodiscard]] Result<Expectation, ResultFault> read_expectation(const boost::json::object& fixture);

// An expectation, or an answer, as people read it.
[[nodiscard]] boost::json::value to_json(const Expectation& expectation);

// One line for each field in which `got` differs: "[0].state: expected "active", got "normal"".
// Empty: they are the same.
[[nodiscard]] std::vector<std::string> differences(const boost::json::value& expected,
                                                   const boost::json::value& got);

}  // namespace varde::adapters
