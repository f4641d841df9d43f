// The levels of a topic name or filter, one after the other: "a//b" has three, "a/" two.
// Thread safety: values.
#pragma once

#include <string_view>

namespace varde::links::mqtt {

class TopicLevels {
 public:
  explicit TopicLevels(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return done_; }

  // REQUIRES: !done().
  std::string_view next() {
    const auto slash = rest_.find('/');
    const std::string_view level = rest_.substr(0, slash);
    done_ = slash == std::string_view::npos;
    rest_.remove_prefix(done_ ? rest_.size() : slash + 1);
    return level;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace varde::links::mqtt
