#include "adapters/host/sparkplug/edge_node.h"

#include <utility>

namespace varde::adapters::sparkplug {
namespace {

constexpr std::uint64_t kSequences = 256;  // The counter goes from 0 to 255.

}  // namespace

const MetricTable* EdgeNode::table(const std::string& address) const {
  const auto found = tables_.find(address);
  return found == tables_.end() ? nullptr : &found->second;
}

void EdgeNode::remember(const std::string& address, MetricTable table) {
  forget(address);
  metrics_ += table.size();
  tables_.emplace(address, std::move(table));
}

void EdgeNode::forget(const std::string& address) {
  const auto found = tables_.find(address);
  if (found == tables_.end()) return;
  metrics_ -= found->second.size();
  tables_.erase(found);
}

void EdgeNode::forget_all() {
  born = false;
  next_.reset();
  tables_.clear();
  metrics_ = 0;
}

bool EdgeNode::in_order(std::optional<std::uint64_t> seq) {
  if (!seq) return true;
  if (*seq >= kSequences) return false;
  const std::uint64_t after = (*seq + 1) % kSequences;
  const bool fits = !next_ || *next_ == *seq || *next_ == after;
  next_ = after;
  return fits;
}

}  // namespace varde::adapters::sparkplug
