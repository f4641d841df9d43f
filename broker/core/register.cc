#include "broker/core/register.h"

#include <set>
#include <utility>
#include <vector>

namespace varde::core {
namespace {

// Splits `wanted` against `current` into what to put and what to remove.
template <class Key, class Value, class KeyOf>
void compare(const std::map<Key, Value>& current, const std::vector<Value>& wanted, KeyOf key_of,
             std::vector<Value>& put, std::vector<Key>& removed) {
  std::set<Key> kept;
  for (const Value& value : wanted) {
    const Key key = key_of(value);
    kept.insert(key);
    const auto found = current.find(key);
    if (found == current.end() || found->second != value) put.push_back(value);
  }
  for (const auto& [key, value] : current) {
    if (!kept.contains(key)) removed.push_back(key);
  }
}

}  // namespace

const Device* Register::find_device(const DeviceRef& ref) const {
  const auto found = devices.find(ref);
  return found == devices.end() ? nullptr : &found->second;
}

const Position* Register::find_position(const PositionId& id) const {
  const auto found = positions.find(id);
  return found == positions.end() ? nullptr : &found->second;
}

std::optional<RegisterChanged> difference(const Register& current, const ApplyRegister& wanted) {
  RegisterChanged change;
  compare(
      current.municipalities, wanted.municipalities, [](const auto& m) { return m.id; },
      change.put_municipalities, change.removed_municipalities);
  compare(
      current.positions, wanted.positions, [](const auto& p) { return p.id; }, change.put_positions,
      change.removed_positions);
  compare(
      current.devices, wanted.devices, [](const auto& d) { return d.ref; }, change.put_devices,
      change.removed_devices);
  if (change == RegisterChanged{}) return std::nullopt;
  return change;
}

Register evolve(Register current, const RegisterChanged& event) {
  for (const auto& id : event.removed_municipalities) current.municipalities.erase(id);
  for (const auto& id : event.removed_positions) current.positions.erase(id);
  for (const auto& ref : event.removed_devices) current.devices.erase(ref);
  for (const auto& value : event.put_municipalities)
    current.municipalities.insert_or_assign(value.id, value);
  for (const auto& value : event.put_positions) current.positions.insert_or_assign(value.id, value);
  for (const auto& value : event.put_devices) current.devices.insert_or_assign(value.ref, value);
  return current;
}

}  // namespace varde::core
