#include "broker/app/outbound_view.h"

#include <string>
#include <utility>

#include "broker/wire/names.h"

namespace varde::app {

OutboundView::OutboundView(const core::State& recovered)
    : alarms_(recovered.alarms), known_(recovered.known) {}

void OutboundView::committed(const std::vector<core::Event>& events) {
  const std::scoped_lock lock(mutex_);
  for (const core::Event& event : events) {
    alarms_.evolve(event);
    const auto* change = std::get_if<core::RegisterChanged>(&event.body);
    if (change != nullptr) known_ = core::evolve(std::move(known_), *change);
  }
}

std::optional<outbound::AlarmFacts> OutboundView::look_up(AlarmId id) const {
  const std::scoped_lock lock(mutex_);
  const core::Alarm* alarm = alarms_.find(id);
  if (alarm == nullptr) return std::nullopt;
  outbound::AlarmFacts out;
  out.alarm = id;
  out.type = alarm->type;
  out.priority = alarm->priority;
  out.type_word = wire::name(alarm->type);
  out.priority_word = wire::name(alarm->priority);
  out.municipality = alarm->municipality;
  const auto municipality = known_.municipalities.find(alarm->municipality);
  if (municipality != known_.municipalities.end()) {
    out.municipality_name = municipality->second.name;
  }
  if (const core::Position* position = known_.find_position(alarm->position)) {
    out.position = position->name;
    out.site = position->site;
  }
  out.raised_at = alarm->raised_at;
  out.respond_by = alarm->respond_by;
  out.test = alarm->test;
  out.wanted = !alarm->claimed() && alarm->response != core::ResponseState::Resolved;
  return out;
}

std::optional<core::Device> OutboundView::device(const core::DeviceRef& ref) const {
  const std::scoped_lock lock(mutex_);
  const core::Device* device = known_.find_device(ref);
  if (device == nullptr) return std::nullopt;
  return *device;
}

}  // namespace varde::app
