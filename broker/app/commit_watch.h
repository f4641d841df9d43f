// Notices a commit that does not come to its end: a disk that hangs gives no error, it only makes
// everything wait.
#pragma once

#include <chrono>
#include <functional>

namespace varde::app {

// Thread safety: one thread, which must not be one that waits for commits.
class CommitWatch {
 public:
  using Span = std::chrono::milliseconds;

  // `under_way` says how long the present commit has taken by now, 0 while there is none. `changed`
  // hears that one takes `limit` or longer, with how long; the same each time that has doubled; and
  // with how long it was seen to take, that it is through.
  CommitWatch(Span limit, std::function<Span()> under_way,
              std::function<void(bool stuck, Span so_far)> changed);

  // Looks once.
  void look();

  [[nodiscard]] bool stuck() const { return longest_ != Span::zero(); }

 private:
  const Span limit_;
  const std::function<Span()> under_way_;
  const std::function<void(bool stuck, Span so_far)> changed_;
  Span longest_{0};  // Of the commit that is stuck; else 0.
  Span said_{0};     // At how much `changed` heard of it last.
};

}  // namespace varde::app
