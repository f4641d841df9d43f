#include "tests/system/listener_log.h"

#include <algorithm>
#include <iterator>

namespace varde::test {

std::vector<core::RawMessage> ListenerLog::from(const std::string& sender) {
  follower_.follow([this](const eventlog::StoredEvent& stored) {
    if (const auto* good = std::get_if<core::MessageReceived>(&stored.event.body)) {
      messages_.push_back(good->raw);
    } else if (const auto* bad = std::get_if<core::MessageUndecodable>(&stored.event.body)) {
      messages_.push_back(bad->raw);
    }
  });
  std::vector<core::RawMessage> found;
  // The listener's own word that a client came or went has no topic.
  std::ranges::copy_if(messages_, std::back_inserter(found), [&](const core::RawMessage& raw) {
    return raw.sender == sender && !raw.topic.empty();
  });
  return found;
}

std::string help_call(int sequence) {
  return R"({"kind":"help_call","boot":"interop","sequence":)" + std::to_string(sequence) + "}";
}

}  // namespace varde::test
