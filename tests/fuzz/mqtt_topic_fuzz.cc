// Topics as a hostile client writes them. Each line of the input is tried as a topic name, as a
// filter and as a shared subscription; what hears what has to agree with an implementation that
// only splits and compares.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/assert.h"
#include "broker/links/mqtt/topics/retained_messages.h"
#include "broker/links/mqtt/topics/subscription_tree.h"
#include "broker/links/mqtt/topics/topic.h"

namespace {

using namespace varde;
using namespace varde::links::mqtt;

using Texts = std::vector<std::string>;
using Sessions = std::vector<SessionNumber>;

constexpr std::size_t kMostLines = 32;  // Each meets each.

Texts split(std::string_view text, char at) {
  Texts parts(1);
  for (const char letter : text) {
    if (letter == at) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

// What both names and filters have to be.
bool plain_topic(const std::string& text, const Texts& levels) {
  return !text.empty() && text.size() <= 65'535 && levels.size() <= 64 &&
         std::ranges::count(text, '\0') == 0;
}

bool plain_name(const std::string& text) {
  return plain_topic(text, split(text, '/')) && std::ranges::count(text, '#') == 0 &&
         std::ranges::count(text, '+') == 0;
}

bool plain_filter(const std::string& text) {
  const Texts levels = split(text, '/');
  if (!plain_topic(text, levels) || (levels[0] == "$share" && levels.size() > 1)) return false;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const bool wildcards =
        std::ranges::any_of(levels[i], [](char c) { return c == '#' || c == '+'; });
    const bool last = i + 1 == levels.size();
    if (wildcards && levels[i] != "+" && !(levels[i] == "#" && last)) return false;
  }
  return true;
}

bool plain_match(const Texts& filter, const Texts& name) {
  const bool open = filter.back() == "#";
  const std::size_t levels = filter.size() - (open ? 1 : 0);
  if (name[0].starts_with('$') && (filter[0] == "+" || filter[0] == "#")) return false;
  if (open ? name.size() < levels : name.size() != levels) return false;
  for (std::size_t i = 0; i < levels; ++i) {
    if (filter[i] != "+" && filter[i] != name[i]) return false;
  }
  return true;
}

struct Listener {
  std::size_t filter = 0;  // Of the input.
  SessionNumber session = 0;
  std::string group;  // Empty: for itself.
};

struct Input {
  Texts names;
  Texts filters;
  std::vector<std::vector<bool>> matching;  // By filter, then by name: what `plain_match` says.
  std::vector<Listener> listeners;          // By session.
};

void add_filter(Input& input, const std::string& filter, const std::string& group) {
  VARDE_ASSERT(plain_filter(filter));
  input.listeners.push_back({input.filters.size(), input.listeners.size(), group});
  input.filters.push_back(filter);
}

Input read(const Texts& lines) {
  Input input;
  for (const std::string& line : lines) {
    VARDE_ASSERT(is_topic_name(line) == plain_name(line));
    VARDE_ASSERT(is_topic_filter(line) == plain_filter(line));
    if (is_topic_name(line)) input.names.push_back(line);
    if (is_topic_filter(line)) add_filter(input, line, "");
    if (const auto shared = parse_shared(line)) {
      VARDE_ASSERT(is_shared(line) && "$share/" + shared->group + "/" + shared->filter == line);
      VARDE_ASSERT(plain_name(shared->group));
      add_filter(input, shared->filter, shared->group);
    }
  }
  // So that each name comes once, as `RetainedMessages` has it.
  std::ranges::sort(input.names);
  input.names.erase(std::unique(input.names.begin(), input.names.end()), input.names.end());
  for (const std::string& filter : input.filters) {
    const Texts levels = split(filter, '/');
    std::vector<bool>& row = input.matching.emplace_back();
    for (const std::string& name : input.names) {
      row.push_back(plain_match(levels, split(name, '/')));
    }
  }
  return input;
}

void try_matches(const Input& input) {
  for (std::size_t filter = 0; filter < input.filters.size(); ++filter) {
    for (std::size_t name = 0; name < input.names.size(); ++name) {
      VARDE_ASSERT(matches(input.filters[filter], input.names[name]) ==
                   input.matching[filter][name]);
    }
  }
}

// What a covered filter matches, the covering one matches; a name, which is the filter of one
// topic, is covered exactly by what matches it.
void try_covers(const Input& input) {
  for (std::size_t outer = 0; outer < input.filters.size(); ++outer) {
    VARDE_ASSERT(covers(input.filters[outer], input.filters[outer]));
    for (std::size_t name = 0; name < input.names.size(); ++name) {
      if (is_shared(input.names[name])) continue;
      VARDE_ASSERT(covers(input.filters[outer], input.names[name]) == input.matching[outer][name]);
    }
    for (std::size_t inner = 0; inner < input.filters.size(); ++inner) {
      if (!covers(input.filters[outer], input.filters[inner])) continue;
      for (std::size_t name = 0; name < input.names.size(); ++name) {
        VARDE_ASSERT(!input.matching[inner][name] || input.matching[outer][name]);
      }
    }
  }
}

// The members of all groups are put together: each comes once exactly if each group does.
void compare(SubscriptionTree& tree, const Input& input, std::size_t name) {
  Sessions heard;
  tree.match(
      input.names[name],
      [&](const SubscriptionTree::Match& match) { heard.push_back(match.session); },
      [&](SubscriptionTree::GroupMatch group) {
        VARDE_ASSERT(!group.members.empty());
        for (const auto& member : group.members) heard.push_back(member.session);
      });
  Sessions expected;
  for (const Listener& listener : input.listeners) {
    if (input.matching[listener.filter][name]) expected.push_back(listener.session);
  }
  std::ranges::sort(heard);
  VARDE_ASSERT(heard == expected);
}

bool add(SubscriptionTree& tree, const Input& input, const Listener& listener) {
  const std::string& filter = input.filters[listener.filter];
  return listener.group.empty() ? tree.add(filter, listener.session, {})
                                : tree.add_shared(listener.group, filter, listener.session, {});
}

bool remove(SubscriptionTree& tree, const Input& input, const Listener& listener) {
  const std::string& filter = input.filters[listener.filter];
  return listener.group.empty() ? tree.remove(filter, listener.session)
                                : tree.remove_shared(listener.group, filter, listener.session);
}

// With all listeners, with half of them, and so on until none is left.
void try_tree(Input input) {
  SubscriptionTree tree;
  for (const Listener& listener : input.listeners) {
    VARDE_ASSERT(add(tree, input, listener));
    VARDE_ASSERT(!add(tree, input, listener));
  }
  while (!input.listeners.empty()) {
    VARDE_ASSERT(tree.size() == input.listeners.size());
    for (std::size_t name = 0; name < input.names.size(); ++name) compare(tree, input, name);
    for (std::size_t left = input.listeners.size() / 2; input.listeners.size() > left;) {
      VARDE_ASSERT(remove(tree, input, input.listeners.back()));
      VARDE_ASSERT(!remove(tree, input, input.listeners.back()));
      input.listeners.pop_back();
    }
  }
  VARDE_ASSERT(tree.size() == 0);
  VARDE_ASSERT(tree.nodes() == 0);
}

void try_retained(const Input& input) {
  RetainedMessages messages;
  for (const std::string& name : input.names) {
    VARDE_ASSERT(messages.put({.topic = name, .payload = "x"}));
  }
  for (std::size_t filter = 0; filter < input.filters.size(); ++filter) {
    std::vector<bool> found(input.names.size());
    messages.match(input.filters[filter], Instant{}, [&](const RetainedMessage& message) {
      const auto name = std::ranges::lower_bound(input.names, message.topic);
      const auto place = static_cast<std::size_t>(name - input.names.begin());
      VARDE_ASSERT(!found[place]);
      found[place] = true;
    });
    VARDE_ASSERT(found == input.matching[filter]);
  }
  for (const std::string& name : input.names) messages.remove(name);
  VARDE_ASSERT(messages.bytes() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Texts lines = split({reinterpret_cast<const char*>(data), size}, '\n');
  lines.resize(std::min(lines.size(), kMostLines));
  const Input input = read(lines);
  try_matches(input);
  try_covers(input);
  try_tree(input);
  try_retained(input);
  return 0;
}
