#include "broker/outbound/mqtt_notice.h"

#include <algorithm>

#include "broker/base/utf8.h"
#include "broker/outbound/json_body.h"
#include "broker/outbound/template_text.h"

namespace varde::outbound {

bool is_open_topic(std::string_view topic) {
  constexpr std::size_t kTopicBytes = 512;
  const bool own = topic.starts_with('$') || topic.starts_with("varde/");
  return !topic.empty() && topic.size() <= kTopicBytes && !own && is_utf8(topic) &&
         std::ranges::none_of(topic, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '+' || c == '#';
         });
}

// What is put into the topic are numbers, words and names (is_name): none of it holds a level or a
// wildcard.
Result<adapters::Publish, NotMade> make_publish(const Receiver& receiver, const MqttTopic& how,
                                                const Told& told) {
  const AlarmFacts& alarm = told.alarm;
  const auto or_none = [](std::string text) { return text.empty() ? "none" : text; };
  adapters::Publish out;
  out.topic = filled(told.address.empty() ? how.topic : told.address,
                     {{"alarm", std::to_string(alarm.alarm.value())},
                      {"type", or_none(alarm.type_word)},
                      {"priority", or_none(alarm.priority_word)},
                      {"municipality", or_none(alarm.municipality.str())}},
                     [](std::string_view value) { return std::string(value); });
  if (!is_open_topic(out.topic)) {
    return NotMade{Verdict::Refused, "what it is to go to is no topic that can be published on"};
  }
  out.payload = json_body(receiver, told);
  out.qos = 1;
  out.retain = how.retain;
  return out;
}

}  // namespace varde::outbound
