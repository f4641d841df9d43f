// An edge node as far as its births told. Thread safety: none; one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "adapters/host/sparkplug/metric_table.h"
#include "broker/base/instant.h"

namespace varde::adapters::sparkplug {

class EdgeNode {
 public:
  bool born = false;                   // Its birth is known, and no death since.
  std::optional<std::uint64_t> birth;  // Its bdSeq.
  std::optional<Instant> asked;        // For a birth, last.
  std::uint64_t heard = 0;             // Number of its last message among those of all nodes.

  // Metrics, and births, that are remembered: its own and of the devices behind it.
  [[nodiscard]] std::size_t metrics() const { return metrics_; }
  [[nodiscard]] std::size_t tables() const { return tables_.size(); }

  // The last birth of `address`; null: none is known.
  [[nodiscard]] const MetricTable* table(const std::string& address) const;
  void remember(const std::string& address, MetricTable table);
  void forget(const std::string& address);

  // What is known does not fit what is said: nothing that it says by number means anything now.
  void forget_all();

  // Takes note of the counter of a message. False: messages are missing in between. A message that
  // comes twice is none that is missing.
  [[nodiscard]] bool in_order(std::optional<std::uint64_t> seq);

 private:
  std::optional<std::uint64_t> next_;          // The counter of its next message.
  std::map<std::string, MetricTable> tables_;  // By address.
  std::size_t metrics_ = 0;                    // In all of `tables_`.
};

}  // namespace varde::adapters::sparkplug
