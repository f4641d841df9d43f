// Sparkplug B, read by a compiled adapter: a payload alone means nothing, because data messages
// call their metrics by numbers that only the last birth explains. So this one keeps a state: what
// each edge node said at its birth, in memory only. Whatever does not fit together (a number
// without a birth, a gap in the counter) is answered with a request for a new birth, which tells
// every state again.
//
// Death is not normal: a node or device that is gone reports each of its alarm kinds `unknown`.
// Signals carry no sequence: the counter of Sparkplug runs from 0 to 255 and begins anew, so equal
// numbers are not equal messages. Thread safety: none; one owner.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "adapters/host/sparkplug/metric_rules.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::adapters::sparkplug {

// A new birth is asked for at most this often of one node.
inline constexpr auto kRebirthInterval = std::chrono::minutes(1);

// Beyond any of these the nodes that were not heard for longest are forgotten: their next message
// asks for a birth.
inline constexpr std::size_t kNodes = 1'024;
inline constexpr std::size_t kMetricsInAll = 100'000;
// A birth beyond these is not understood.
inline constexpr std::size_t kMetricsOfNode = 4'096;
inline constexpr std::size_t kDevicesOfNode = 256;  // The core's kReportsPerMessage fits these.
// Births are long; nothing else of Varde is decoded beyond 64 KiB.
inline constexpr std::size_t kLargestSparkplug = 512 * 1024;

// The filters of all that is read here.
inline constexpr std::string_view kSparkplugFilters[] = {
    "spBv1.0/+/NBIRTH/+",   "spBv1.0/+/NDATA/+",   "spBv1.0/+/NDEATH/+",
    "spBv1.0/+/DBIRTH/+/+", "spBv1.0/+/DDATA/+/+", "spBv1.0/+/DDEATH/+/+"};

struct SparkplugMessage {
  // Whose message it is: `group/node` or `group/node/device`. Empty: the topic does not tell.
  std::string address;
  // Of the device at `address`, or of others where an address is given: the death of a node is that
  // of the devices behind it. For each address at most what the core takes of one message. Empty if
  // `failure`.
  std::vector<CodecSignal> signals;
  // What was not understood. Part of a message may be not understood and another part raise an
  // alarm: then the signals are told, and there is no failure.
  std::optional<core::DecodeFailure> failure;
  // To be published: the request for a new birth.
  std::optional<Publish> rebirth;
};

class SparkplugNodes {
 public:
  SparkplugNodes();
  ~SparkplugNodes();
  SparkplugNodes(SparkplugNodes&&) noexcept;
  SparkplugNodes& operator=(SparkplugNodes&&) noexcept;
  SparkplugNodes(const SparkplugNodes&) = delete;
  SparkplugNodes& operator=(const SparkplugNodes&) = delete;

  // Takes a message as it arrived at `now`; never fails but as SparkplugMessage says. Commands to
  // nodes, and the host's own STATE, are understood and say nothing.
  [[nodiscard]] SparkplugMessage take(std::string_view topic, std::string_view payload, Instant now,
                                      const SparkplugRegister& registered);

  // The request for a new birth of `node` (`group/node`), for a host that has missed something;
  // however long ago one was asked for last. REQUIRES: `node` is an address as above.
  [[nodiscard]] Publish ask(const std::string& node, Instant now);

  // For metrics.
  [[nodiscard]] std::size_t nodes() const;
  [[nodiscard]] std::size_t metrics() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace varde::adapters::sparkplug
