#include "broker/links/mqtt/topics/subscription_tree.h"

#include <algorithm>
#include <boost/container/map.hpp>
#include <boost/container/small_vector.hpp>
#include <map>
#include <string>

#include "broker/base/assert.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

using Match = SubscriptionTree::Match;

// By session. Nearly always one: the device whose topic it is.
using Matches = boost::container::small_vector<Match, 1>;

struct Group {
  Matches members;
  std::uint64_t turn = 0;
};
using Groups = std::map<std::string, Group, std::less<>>;

// "#", "+", then the names: a match finds the wildcards without a search.
struct WildcardsFirst {
  using is_transparent = void;

  static int rank(std::string_view level) { return level == "#" ? 0 : level == "+" ? 1 : 2; }

  bool operator()(std::string_view left, std::string_view right) const {
    const int rank_left = rank(left);
    const int rank_right = rank(right);
    return rank_left != rank_right ? rank_left < rank_right : left < right;
  }
};

auto place_of(Matches& matches, SessionNumber session) {
  return std::ranges::lower_bound(matches, session, {}, &Match::session);
}

// True if it is new; otherwise it replaces the other of its session.
bool put(Matches& matches, const Match& match) {
  const auto place = place_of(matches, match.session);
  if (place != matches.end() && place->session == match.session) {
    *place = match;
    return false;
  }
  matches.insert(place, match);
  return true;
}

bool take(Matches& matches, SessionNumber session) {
  const auto place = place_of(matches, session);
  if (place == matches.end() || place->session != session) return false;
  matches.erase(place);
  return true;
}

}  // namespace

// One level of a filter. Its children are sorted rather than hashed: no choice of names makes them
// slow. Boost's map, because `std::map` need not take a type that is not complete yet.
struct SubscriptionTree::Node {
  boost::container::map<std::string, Node, WildcardsFirst> children;
  Matches subscriptions;           // Of the filter that ends here.
  std::unique_ptr<Groups> groups;  // The shared ones; null: none, as nearly everywhere.

  [[nodiscard]] bool empty() const { return children.empty() && subscriptions.empty() && !groups; }
};

struct SubscriptionTree::Visitor {
  FunctionRef<void(const Match&)> each;
  FunctionRef<void(GroupMatch)> group;

  // What ends at `node`.
  void visit(Node& node) const {
    for (const Match& match : node.subscriptions) each(match);
    if (!node.groups) return;
    for (auto& [name, found] : *node.groups) {
      group({{found.members.data(), found.members.size()}, found.turn});
    }
  }
};

SubscriptionTree::SubscriptionTree() : root_(std::make_unique<Node>()) {}

SubscriptionTree::~SubscriptionTree() = default;

bool SubscriptionTree::add(std::string_view filter, SessionNumber session,
                           const SubscriptionOptions& options) {
  const bool is_new = put(reach(filter).subscriptions, {session, options});
  if (is_new) ++size_;
  return is_new;
}

bool SubscriptionTree::remove(std::string_view filter, SessionNumber session) {
  return remove_below(*root_, TopicLevels(filter),
                      [&](Node& node) { return take(node.subscriptions, session); });
}

bool SubscriptionTree::add_shared(std::string_view group, std::string_view filter,
                                  SessionNumber session, const SubscriptionOptions& options) {
  Node& node = reach(filter);
  if (!node.groups) node.groups = std::make_unique<Groups>();
  const auto found = node.groups->try_emplace(std::string(group)).first;
  const bool is_new = put(found->second.members, {session, options});
  if (is_new) ++size_;
  return is_new;
}

bool SubscriptionTree::remove_shared(std::string_view group, std::string_view filter,
                                     SessionNumber session) {
  return remove_below(*root_, TopicLevels(filter), [&](Node& node) {
    if (!node.groups) return false;
    const auto found = node.groups->find(group);
    if (found == node.groups->end() || !take(found->second.members, session)) return false;
    if (found->second.members.empty()) node.groups->erase(found);
    if (node.groups->empty()) node.groups.reset();
    return true;
  });
}

void SubscriptionTree::match(std::string_view topic, FunctionRef<void(const Match&)> each,
                             FunctionRef<void(GroupMatch)> group) {
  TopicLevels levels(topic);
  Node* node = root_.get();
  if (topic.starts_with('$')) {  // Never by a wildcard.
    const auto first = node->children.find(levels.next());
    if (first == node->children.end()) return;
    node = &first->second;
  }
  walk(*node, levels, {each, group});
}

// Calls itself once for each level at most, which kMostTopicLevels bounds. `levels`: those of the
// topic that come after `node`.
void SubscriptionTree::walk(Node& node, TopicLevels levels, const Visitor& visitor) {
  auto child = node.children.begin();
  const auto end = node.children.end();
  if (child != end && child->first == "#") {
    visitor.visit(child->second);
    ++child;
  }
  if (levels.done()) {
    visitor.visit(node);
    return;
  }
  const std::string_view level = levels.next();
  if (child != end && child->first == "+") walk(child->second, levels, visitor);
  child = node.children.find(level);
  if (child != end) walk(child->second, levels, visitor);
}

// The node where `filter` ends, made where it is not yet.
SubscriptionTree::Node& SubscriptionTree::reach(std::string_view filter) {
  VARDE_ASSERT(is_topic_filter(filter));
  Node* node = root_.get();
  for (TopicLevels levels(filter); !levels.done();) {
    const std::string_view level = levels.next();
    auto child = node->children.find(level);
    if (child == node->children.end()) {
      child = node->children.try_emplace(std::string(level)).first;
      ++nodes_;
    }
    node = &child->second;
  }
  return *node;
}

// Takes one subscription from the node that `levels` lead to from `node`, and frees what holds
// nothing any more. Calls itself no deeper than the tree is. False: there is no such node, or
// `remove_from` found nothing in it.
bool SubscriptionTree::remove_below(Node& node, TopicLevels levels,
                                    FunctionRef<bool(Node&)> remove_from) {
  if (levels.done()) {
    const bool removed = remove_from(node);
    if (removed) --size_;
    return removed;
  }
  const auto child = node.children.find(levels.next());
  if (child == node.children.end()) return false;
  if (!remove_below(child->second, levels, remove_from)) return false;
  if (child->second.empty()) {
    node.children.erase(child);
    --nodes_;
  }
  return true;
}

}  // namespace varde::links::mqtt
