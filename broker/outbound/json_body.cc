#include "broker/outbound/json_body.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "broker/base/utf8.h"
#include "broker/outbound/utc_text.h"

namespace varde::outbound {
namespace {

void add_alarm(const Receiver& receiver, const AlarmFacts& alarm, boost::json::object& out) {
  // Numbers of alarms are text, as everywhere in Varde's JSON: not all readers hold 64 bits.
  out["alarm"] = std::to_string(alarm.alarm.value());
  out["type"] = alarm.type_word;
  out["priority"] = alarm.priority_word;
  out["municipality"] = alarm.municipality.str();
  out["municipality_name"] = to_utf8(alarm.municipality_name);
  out["test"] = alarm.test;
  out["raised_at"] = utc_text(alarm.raised_at);
  out["respond_by"] = utc_text(alarm.respond_by);
  if (!receiver.personal_data) return;
  out["position"] = to_utf8(alarm.position);
  out["site"] = to_utf8(alarm.site);
}

}  // namespace

std::string json_body(const Receiver& receiver, const Told& told) {
  boost::json::object out;
  out["key"] = told.key;
  out["receiver"] = receiver.id.str();
  if (!told.alarm.alarm.none()) add_alarm(receiver, told.alarm, out);
  out["step"] = told.step;
  out["round"] = told.round;
  out["text"] = to_utf8(told.text);
  out["expires_at"] = utc_text(told.expires_at);
  if (receiver.personal_data) {
    if (!told.person.empty()) out["person"] = told.person;
    if (!told.address.empty()) out["address"] = to_utf8(told.address);
  }
  return boost::json::serialize(out);
}

}  // namespace varde::outbound
