#include "broker/app/commit_watch.h"

#include <utility>

namespace varde::app {

CommitWatch::CommitWatch(Span limit, std::function<Span()> under_way,
                         std::function<void(bool stuck, Span so_far)> changed)
    : limit_(limit), under_way_(std::move(under_way)), changed_(std::move(changed)) {}

void CommitWatch::look() {
  const Span so_far = under_way_();
  if (so_far < longest_) {  // That one is through; this may be the next.
    changed_(false, longest_);
    longest_ = said_ = Span::zero();
  }
  if (so_far < limit_) return;
  longest_ = so_far;
  if (so_far < 2 * said_) return;
  said_ = so_far;
  changed_(true, so_far);
}

}  // namespace varde::app
