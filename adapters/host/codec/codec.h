// What an adapter's JavaScript is to the broker: scripts, calls of their functions, and what comes
// of a call.
//
// A call gives text in and text out. The scripts run in a process of their own
// (`varde-codec`) and start each call from the state just after loading, so that an answer depends
// on the scripts and the call's arguments alone: not on earlier messages, the time or the machine.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/instant.h"
#include "broker/base/result.h"

namespace varde::adapters {

struct CodecScript {
  std::string name;  // As messages name it: "codec.js".
  std::string text;  // UTF-8.
};

// One version of an adapter's scripts. Immutable and shared: a worker holds what it loaded for as
// long as somebody in the broker holds this.
struct Codec {
  std::string adapter;
  std::string version;
  std::vector<CodecScript> scripts;  // Evaluated in this order.
};

enum class CodecFaultKind : std::uint8_t {
  Threw,           // The codec did not understand the message, or has an error of its own.
  TimeLimit,       // It did not end within its time.
  MemoryLimit,     // It wanted more memory than a codec may have, or recursed too deep.
  ResultTooLarge,  // Beyond 256 KiB of text.
  BadResult,       // It answered what is not the form of an answer, such as no array of signals.
  NoFunction,      // It has no function of that name.
  CannotLoad,      // A script cannot be evaluated at all.
  Crashed,         // The worker process ended, or a compiled adapter threw an exception.
  Unavailable,     // No worker process can be had: the machine's fault, not the codec's.
  Withdrawn,       // The codec was taken out of use while the call waited.
};

// "threw", "time_limit" ...: for logs and metrics, stable.
[[nodiscard]] std::string_view name_of(CodecFaultKind kind);

struct CodecFault {
  CodecFaultKind kind = CodecFaultKind::Crashed;
  std::string reason;  // One line of UTF-8, at most kLargestCodecReason bytes.
};
inline constexpr std::size_t kLargestCodecReason = 300;

struct CodecResult {
  std::string json;                // At most 256 KiB.
  std::chrono::microseconds time;  // Of the worker, from the restored state to the answer.
  std::size_t memory_bytes = 0;    // What the engine had in use at the end, the adapter included.
};

using CodecAnswer = Result<CodecResult, CodecFault>;

// One call of one function, by the name of what is wanted:
//
//   normalize       argument: a message; answer: an array of signals
//   decode          argument: a message of a payload adapter; `decodeUplink`, or the older `Decode`
//                   or `Decoder`, and then `normalize` with what it gave; answer: an array of
//                   signals
//   decodeUplink    the first half of `decode`; answer: the decoded data
//   unwrap          argument: a message; answer: what the codec's `unwrap` gave
//   encodeCommand   argument and answer as the codec's function of that name
//   encodeDownlink  the same, with `bytes` in the argument as in a message
//
// A message is the JSON text of the object that the adapter's function gets, with these
// differences, which the engine turns into what the function sees:
//   "bytes"                     hexadecimal text, turned into an array of numbers when the codec
//                               first reads it; or the array, which is faster for a short frame
//   "recvTime", "networkTime", "previous".*."at"  RFC 3339 text or milliseconds since 1970; become
//                               Dates
//   "payload"                   left out; made from "text" where that is JSON
// An answer's times are RFC 3339 text in UTC. `bytes` in an answer (unwrap, encodeCommand) becomes
// hexadecimal text in "hex", wherever the codec gave `bytes`, `base64` or `hex`.
struct CodecCall {
  std::shared_ptr<const Codec> codec;
  std::string function;
  std::string argument;
  Instant now;             // What the codec's clock says throughout the call; its zone is UTC.
  std::uint64_t seed = 0;  // Of Math.random.

  // Calls of one lane with the same number are made one after another in the order given; others
  // may overtake them where a lane has several workers. Such as a hash of the device. None: whose
  // order somebody else keeps; the worker that has least to do takes it.
  std::optional<std::uint64_t> order;
};

}  // namespace varde::adapters
