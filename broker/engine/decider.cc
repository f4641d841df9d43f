#include "broker/engine/decider.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace varde::engine {
namespace {

// For the size of a batch: what an event takes beside the raw message it holds.
constexpr std::size_t kEventOverheadBytes = 256;

std::size_t bytes_of(const std::vector<eventlog::LinkRecord>& records) {
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += record.key.size() + record.value.value_or("").size();
  return bytes;
}

}  // namespace

std::size_t bytes_of(const core::Input& input) {
  const auto* message = std::get_if<core::FieldMessage>(&input);
  if (message == nullptr) return kEventOverheadBytes;
  return message->raw.payload.size() + message->raw.topic.size() + kEventOverheadBytes;
}

Decider::Decider(core::State state, LogPosition snapshot_at, std::uint64_t snapshot_events)
    : state_(std::move(state)), snapshot_at_(snapshot_at), snapshot_events_(snapshot_events) {}

Decided Decider::decide(Work work, Instant now) {
  count(work.input);
  auto decision = core::decide(state_, work.input, std::max(state_.log_end_at, now));
  Decided decided;
  decided.completion = std::move(work.completion);
  decided.records = std::move(work.records);
  decided.bytes = bytes_of(work.input) + bytes_of(decided.records);
  if (decision.has_error()) {
    refused_commands_ += 1;
    decided.refusal = decision.error();
    return decided;
  }
  if (decision->repeated) repeated_ += 1;
  decided.known = decision->repeated;
  for (const core::Event& event : decision->events) core::fold(state_, event);
  decided.events = std::move(decision->events);
  decided.effects = std::move(decision->effects);
  decided.alarm = decision->alarm;
  if (state_.log_end.value() - snapshot_at_.value() >= snapshot_events_)
    decided.snapshot = snapshot();
  return decided;
}

Decided Decider::last() {
  Decided decided;
  decided.completion = DurableCallback{};
  if (state_.log_end != snapshot_at_) decided.snapshot = snapshot();
  return decided;
}

std::shared_ptr<const core::State> Decider::snapshot() {
  snapshot_at_ = state_.log_end;
  return std::make_shared<const core::State>(state_);
}

void Decider::count(const core::Input& input) {
  if (const auto* message = std::get_if<core::FieldMessage>(&input)) {
    messages_ += 1;
    if (std::holds_alternative<core::DecodeFailure>(message->content)) undecodable_ += 1;
  } else if (std::holds_alternative<core::Command>(input)) {
    commands_ += 1;
  }
}

}  // namespace varde::engine
