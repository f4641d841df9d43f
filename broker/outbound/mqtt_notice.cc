#include "broker/outbound/mqtt_notice.h"

#include "broker/outbound/json_body.h"
#include "broker/outbound/template_text.h"

namespace varde::outbound {

// What is put into the topic are numbers, words and names (is_name): none of it holds a level or a
// wildcard.
adapters::Publish make_publish(const Receiver& receiver, const MqttTopic& how, const Told& told) {
  const AlarmFacts& alarm = told.alarm;
  const auto or_none = [](std::string text) { return text.empty() ? "none" : text; };
  adapters::Publish out;
  out.topic = filled(how.topic,
                     {{"alarm", std::to_string(alarm.alarm.value())},
                      {"type", or_none(alarm.type_word)},
                      {"priority", or_none(alarm.priority_word)},
                      {"municipality", or_none(alarm.municipality.str())}},
                     [](std::string_view value) { return std::string(value); });
  out.payload = json_body(receiver, told);
  out.qos = 1;
  out.retain = how.retain;
  return out;
}

}  // namespace varde::outbound
