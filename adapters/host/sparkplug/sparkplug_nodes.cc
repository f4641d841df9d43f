#include "adapters/host/sparkplug/sparkplug_nodes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "adapters/host/sparkplug/edge_node.h"
#include "adapters/host/sparkplug/metric_report.h"
#include "adapters/host/sparkplug/metric_table.h"
#include "adapters/host/sparkplug/sparkplug_payload.h"
#include "adapters/host/sparkplug/sparkplug_topic.h"
#include "broker/base/assert.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"

namespace varde::adapters::sparkplug {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;
using core::SignalKind;
using core::SignalState;

bool is_birth(MessageType type) {
  return type == MessageType::NodeBirth || type == MessageType::DeviceBirth;
}

core::Signal online(std::optional<Instant> device_time) {
  core::Signal signal;
  signal.kind = SignalKind::Online;
  signal.state = SignalState::Active;
  signal.device_time = device_time;
  return signal;
}

Publish rebirth_request(std::string_view node, Instant now) {
  // Commands go with QoS 0 (specification, tck-id-topics-ncmd-mqtt).
  return {command_topic(node), rebirth_payload(now), 0, false};
}

// The death of a node is that of all behind it, in one message.
static_assert(kDevicesOfNode + 1 <= core::limits::kReportsPerMessage);

}  // namespace

class SparkplugNodes::State {
 public:
  // A message that is being taken.
  struct Taking {
    const SparkplugTopic& topic;
    const Payload& payload;
    Instant now;
    const SparkplugRegister& registered;
    SparkplugMessage& out;
  };

  void take(const Taking& message) {
    EdgeNode& node = touch(message.topic.node);
    switch (message.topic.type) {
      case MessageType::NodeBirth: node_birth(node, message); break;
      case MessageType::DeviceBirth: device_birth(node, message); break;
      case MessageType::NodeData:
      case MessageType::DeviceData: data(node, message); break;
      case MessageType::NodeDeath: node_death(node, message); break;
      case MessageType::DeviceDeath: device_death(node, message); break;
      case MessageType::Other: break;
    }
    if (is_birth(message.topic.type) || nodes_.size() > kNodes) make_room(message.topic.node);
  }

  // A message that cannot be read. If it was a birth, the numbers that follow mean nothing.
  void take_unread(const SparkplugTopic& topic, Instant now, const SparkplugRegister& registered,
                   SparkplugMessage& out) {
    const auto found = nodes_.find(topic.node);
    if (found == nodes_.end() || !is_birth(topic.type)) return;
    found->second.forget_all();
    ask(found->second, topic.node, now, registered, out);
  }

  // So that the first data which are not understood do not ask once more. A node that was not
  // heard takes nobody's place.
  void note_asked(const std::string& name, Instant now) {
    if (nodes_.contains(name) || nodes_.size() < kNodes) nodes_[name].asked = now;
  }

  [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }
  [[nodiscard]] std::size_t metrics() const {
    std::size_t sum = 0;
    for (const auto& [name, node] : nodes_) sum += node.metrics();
    return sum;
  }

 private:
  EdgeNode& touch(const std::string& name) {
    EdgeNode& node = nodes_[name];
    node.heard = ++messages_;
    return node;
  }

  // Forgets the nodes that were not heard for longest, never `kept`.
  void make_room(const std::string& kept) {
    while (nodes_.size() > kNodes || (nodes_.size() > 1 && metrics() > kMetricsInAll)) {
      const auto oldest = std::ranges::min_element(
          nodes_, {}, [](const auto& entry) { return entry.second.heard; });
      VARDE_ASSERT(oldest->first != kept);
      nodes_.erase(oldest);
    }
  }

  // Asks for a birth of a node that the register knows: others' nodes are none of our business.
  static void ask(EdgeNode& node, const std::string& name, Instant now,
                  const SparkplugRegister& registered, SparkplugMessage& out) {
    if (node.asked && now >= *node.asked && now - *node.asked < kRebirthInterval) return;
    if (!registered.find(name) && registered.behind(name).empty()) return;
    node.asked = now;
    out.rebirth = rebirth_request(name, now);
  }
  static void ask(EdgeNode& node, const Taking& message) {
    ask(node, message.topic.node, message.now, message.registered, message.out);
  }

  static void node_birth(EdgeNode& node, const Taking& message) {
    node.forget_all();
    node.born = true;
    node.birth = birth_number(message.payload);
    (void)node.in_order(message.payload.seq);
    birth(node, message);
  }

  static void device_birth(EdgeNode& node, const Taking& message) {
    if (!node.in_order(message.payload.seq) || !node.born) ask(node, message);
    birth(node, message);
  }

  static void birth(EdgeNode& node, const Taking& message) {
    const std::string& address = message.topic.address;
    node.remember(address, MetricTable(message.payload));
    if (node.metrics() > kMetricsOfNode || node.tables() > kDevicesOfNode + 1) {
      node.forget(address);
      message.out.failure =
          DecodeFailure{DecodeFailureKind::OutOfRange,
                        "payload: the node has more than " + std::to_string(kMetricsOfNode) +
                            " metrics or " + std::to_string(kDevicesOfNode) + " devices"};
      return;
    }
    message.out.signals.push_back({std::nullopt, online(message.payload.time)});
    tell(node, message);
  }

  static void data(EdgeNode& node, const Taking& message) {
    const MetricTable* table = node.table(message.topic.address);
    const bool in_order = node.in_order(message.payload.seq);
    if (!in_order || !node.born || table == nullptr || has_unknown_alias(table, message.payload)) {
      ask(node, message);
    }
    tell(node, message);
  }

  // Adds what the metrics say.
  static void tell(const EdgeNode& node, const Taking& message) {
    const auto device = message.registered.find(message.topic.address);
    if (!device) return;
    if (!device->fault.empty()) {
      message.out.signals.clear();
      message.out.failure = DecodeFailure{DecodeFailureKind::UnknownDevice, device->fault};
      return;
    }
    MetricReport told = report(*device, node.table(message.topic.address), message.payload);
    // An alarm is told, whatever else is in the message.
    const bool alarm = std::ranges::any_of(told.signals, [](const core::Signal& signal) {
      return signal.state == SignalState::Active && !signal.history &&
             core::rule_for(signal.kind, signal.state) != nullptr;
    });
    if (told.unread && !alarm) {
      message.out.signals.clear();
      message.out.failure = DecodeFailure{DecodeFailureKind::Malformed, *std::move(told.unread)};
      return;
    }
    for (core::Signal& signal : told.signals) {
      message.out.signals.push_back({std::nullopt, std::move(signal)});
    }
  }

  static void node_death(EdgeNode& node, const Taking& message) {
    // The will of a connection that a newer one has replaced.
    const auto number = birth_number(message.payload);
    if (node.born && number && node.birth && *number != *node.birth) return;
    node.forget_all();
    // Its time is that of the connect, when the will was left.
    die(message, message.topic.node, std::nullopt);
    for (const std::string& address : message.registered.behind(message.topic.node)) {
      die(message, address, std::nullopt);
    }
  }

  static void device_death(EdgeNode& node, const Taking& message) {
    if (!node.in_order(message.payload.seq) || !node.born) ask(node, message);
    node.forget(message.topic.address);
    die(message, message.topic.address, message.payload.time);
  }

  static void die(const Taking& message, const std::string& address,
                  std::optional<Instant> device_time) {
    const auto device = message.registered.find(address);
    const bool own = address == message.topic.address;
    for (core::Signal& signal : death_of(device ? device->rules : MetricRules{}, device_time)) {
      message.out.signals.push_back(
          {own ? std::nullopt : std::optional(address), std::move(signal)});
    }
  }

  std::map<std::string, EdgeNode> nodes_;  // By `group/node`.
  std::uint64_t messages_ = 0;
};

SparkplugNodes::SparkplugNodes() : state_(std::make_unique<State>()) {}
SparkplugNodes::~SparkplugNodes() = default;
SparkplugNodes::SparkplugNodes(SparkplugNodes&&) noexcept = default;
SparkplugNodes& SparkplugNodes::operator=(SparkplugNodes&&) noexcept = default;

SparkplugMessage SparkplugNodes::take(std::string_view topic, std::string_view payload, Instant now,
                                      const SparkplugRegister& registered) {
  SparkplugMessage out;
  const auto parsed = parse_sparkplug_topic(topic);
  if (!parsed) {
    out.failure = DecodeFailure{DecodeFailureKind::UnknownTopic,
                                "topic: not spBv1.0/<group>/<type>/<node>, nor with /<device>"};
    return out;
  }
  out.address = parsed->address;
  if (parsed->type == MessageType::Other) return out;
  auto read = parse_payload(payload);
  if (!read) {
    out.failure = std::move(read).error();
    state_->take_unread(*parsed, now, registered, out);
    return out;
  }
  state_->take({*parsed, *read, now, registered, out});
  return out;
}

Publish SparkplugNodes::ask(const std::string& node, Instant now) {
  state_->note_asked(node, now);
  return rebirth_request(node, now);
}

std::size_t SparkplugNodes::nodes() const { return state_->nodes(); }
std::size_t SparkplugNodes::metrics() const { return state_->metrics(); }

}  // namespace varde::adapters::sparkplug
