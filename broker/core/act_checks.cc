#include "broker/core/acts.h"

namespace varde::core {

Check check_text(const std::string& text, std::size_t longest, bool wanted) {
  if (wanted && text.find_first_not_of(" \t\r\n") == std::string::npos) return Refusal::TextEmpty;
  if (text.size() > longest) return Refusal::TextTooLong;
  return boost::system::in_place_value;
}

Check check_owner(const Alarm& alarm, const Actor& actor) {
  if (!alarm.claimed()) return Refusal::NotClaimed;
  if (alarm.owner != actor.user) return Refusal::NotClaimedByYou;
  return boost::system::in_place_value;
}

}  // namespace varde::core
