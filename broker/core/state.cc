#include "broker/core/state.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "broker/base/overload.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"

namespace varde::core {
namespace {

// The memory of the device, made if there is room for it. Registered devices always have room.
DeviceMemory* memory_of(State& state, const DeviceRef& ref) {
  const auto found = state.devices.find(ref);
  if (found != state.devices.end()) return &found->second;
  if (state.known.find_device(ref) == nullptr) {
    if (state.unregistered_devices >= limits::kUnregisteredDevices) return nullptr;
    state.unregistered_devices += 1;
  }
  return &state.devices[ref];
}

void remember_message(State& state, const MessageReceived& message, Instant at) {
  DeviceMemory* memory = memory_of(state, message.device);
  if (memory == nullptr) return;
  memory->link = message.raw.link;
  // What was decoded late was said when it came.
  if (!message.replay_of.none()) at = message.raw.received_at;
  for (const Signal& signal : message.signals) remember(*memory, signal, at);
}

void remember_command(State& state, const Event& event) {
  if (!event.command || event.command->key.empty()) return;
  auto& order = state.done_commands_by_age;
  while (!order.empty() &&
         (order.size() >= limits::kCommandKeys ||
          event.at - state.done_commands[order.front()].at > limits::kCommandKeyAge)) {
    state.done_commands.erase(order.front());
    order.pop_front();
  }
  const CommandKey key{event.command->user, event.command->key};
  const DoneCommand done{event.command->digest, alarm_of(event.body), event.at};
  if (state.done_commands.emplace(key, done).second) order.push_back(key);
}

// A restart cuts every connection. Consoles come back, or their claims do.
void lose_connections(State& state, const std::vector<LinkId>& links, Instant at) {
  for (auto& [session, console] : state.consoles) {
    if (!console.gone_at) console.gone_at = at + limits::kRestartGrace;
  }
  state.links.clear();
  for (const LinkId& link : links) state.links[link] = {false, at, "not connected yet", false};
}

// Only the way it goes counts as a change: another reason for the same outage does not begin it
// anew.
void change_link(Link& link, const LinkChanged& change, Instant at) {
  link.detail = change.detail;
  if (link.up == change.up) return;
  link.up = change.up;
  link.changed_at = at;
  link.reported = false;
}

// Notes, where the alarm is about a link, that this outage is known to people.
void mark_reported(State& state, AlarmId id) {
  const Alarm* alarm = state.alarms.find(id);
  if (alarm == nullptr || alarm->type != AlarmType::LinkDown) return;
  const auto link = state.links.find(link_of(alarm->position));
  if (link != state.links.end()) link->second.reported = true;
}

void change_register(State& state, const RegisterChanged& change) {
  state.known = evolve(std::move(state.known), change);
  state.unregistered_devices =
      static_cast<std::size_t>(std::ranges::count_if(state.devices, [&](const auto& entry) {
        return state.known.find_device(entry.first) == nullptr;
      }));
}

}  // namespace

State evolve(State state, const Event& event) {
  fold(state, event);
  return state;
}

void fold(State& state, const Event& event) {
  state.log_end = state.log_end.next();
  state.log_end_at = event.at;
  remember_command(state, event);
  state.alarms.evolve(event);
  std::visit(
      Overload{
          [&](const BrokerStarted& started) { lose_connections(state, started.links, event.at); },
          [&](const RegisterChanged& change) { change_register(state, change); },
          [&](const MessageReceived& message) { remember_message(state, message, event.at); },
          [&](const LinkChanged& change) {
            change_link(state.links[change.link], change, event.at);
          },
          [&](const AlarmRaised& raised) { mark_reported(state, raised.alarm); },
          [&](const AlarmRepeated& repeated) { mark_reported(state, repeated.alarm); },
          [&](const ConsoleConnected& connected) {
            state.consoles[connected.session] = {connected.user, std::nullopt};
          },
          [&](const ConsoleLost& lost) {
            const auto console = state.consoles.find(lost.session);
            if (console != state.consoles.end())
              console->second.gone_at = event.at + limits::kConsoleGrace;
          },
          [&](const ConsoleGone& gone) { state.consoles.erase(gone.session); },
          [&](const EffectRequested& requested) {
            state.newest_effect = requested.effect.id;
            state.effects.emplace(requested.effect.id, requested.effect);
          },
          [&](const EffectConcluded& concluded) { state.effects.erase(concluded.effect); },
          [](const auto&) {},
      },
      event.body);
}

}  // namespace varde::core
