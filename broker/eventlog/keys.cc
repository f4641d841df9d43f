#include "broker/eventlog/keys.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

#include "broker/base/overload.h"

namespace varde::eventlog {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kLongestName = 0xFFFF;

constexpr char kByAlarm = 'a';
constexpr char kByDevice = 'd';
constexpr char kByMunicipality = 'm';
constexpr char kByMinute = 't';
constexpr char kReplayed = 'r';
constexpr char kUndecodable = 'u';

void put_number(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

std::optional<std::uint64_t> number(std::string_view bytes) {
  if (bytes.size() != kNumberBytes) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

// Two bytes of length, then the name. No name that is kept is longer; one that were would share its
// entries with others that begin alike.
void put_name(std::string& out, std::string_view name) {
  name = name.substr(0, kLongestName);
  out += static_cast<char>(name.size() >> 8);
  out += static_cast<char>(name.size() & 0xFF);
  out += name;
}

// Times before 1970 sort before those after it.
std::uint64_t ordered(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
}

class Entries {
 public:
  explicit Entries(LogPosition position) : position_(position) {}

  void index(std::string prefix) { add(Family::Index, std::move(prefix), {}); }
  void of_device(const core::DeviceRef& device) {
    if (!device.device.empty()) index(device_prefix(device));
    if (!device.municipality.empty()) index(municipality_prefix(device.municipality));
  }
  void add(Family family, std::string prefix, std::string value) {
    put_number(prefix, position_.value());
    changes_.push_back({family, std::move(prefix), std::move(value)});
  }
  std::vector<Change> take() { return std::move(changes_); }

 private:
  LogPosition position_;
  std::vector<Change> changes_;
};

// Several signals of one message may carry the same key.
void put_signal_keys(Entries& entries, const core::MessageReceived& message, Instant at) {
  std::set<std::string> prefixes;
  for (const core::Signal& signal : message.signals) {
    if (signal.key) prefixes.insert(dedup_prefix(message.device, *signal.key));
  }
  for (const std::string& prefix : prefixes) entries.add(Family::Dedup, prefix, dedup_value(at));
}

}  // namespace

std::string position_key(LogPosition position) {
  std::string out;
  put_number(out, position.value());
  return out;
}

std::optional<LogPosition> parse_position_key(std::string_view key) {
  const std::optional<std::uint64_t> value = number(key);
  if (!value) return std::nullopt;
  return LogPosition(*value);
}

std::optional<LogPosition> position_at_end(std::string_view key) {
  if (key.size() < kNumberBytes) return std::nullopt;
  return parse_position_key(key.substr(key.size() - kNumberBytes));
}

std::string alarm_prefix(AlarmId alarm) {
  std::string out(1, kByAlarm);
  put_number(out, alarm.value());
  return out;
}

std::string device_prefix(const core::DeviceRef& device) {
  std::string out(1, kByDevice);
  put_name(out, device.municipality.str());
  put_name(out, device.device.str());
  return out;
}

std::string municipality_prefix(const MunicipalityId& municipality) {
  std::string out(1, kByMunicipality);
  put_name(out, municipality.str());
  return out;
}

std::string undecodable_prefix() { return {kUndecodable}; }

std::string replayed_prefix(LogPosition position) {
  std::string out(1, kReplayed);
  put_number(out, position.value());
  return out;
}

std::string minute_prefix() { return {kByMinute}; }

bool begins_minute(std::optional<Instant> before, Instant at) {
  return !before || minute_key(*before) < minute_key(at);
}

std::string minute_key(Instant at) {
  std::string out(1, kByMinute);
  const auto minute = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
  put_number(out, ordered(minute));
  return out;
}

std::string dedup_prefix(const core::DeviceRef& device, const core::SignalKey& key) {
  std::string out;
  put_name(out, device.municipality.str());
  put_name(out, device.device.str());
  put_name(out, key.boot);
  put_number(out, key.sequence);
  return out;
}

std::string dedup_value(Instant at) {
  std::string out;
  put_number(out, static_cast<std::uint64_t>(at.time_since_epoch().count()));
  return out;
}

std::optional<Instant> parse_dedup_value(std::string_view value) {
  const std::optional<std::uint64_t> micros = number(value);
  if (!micros) return std::nullopt;
  return Instant(Duration(static_cast<std::int64_t>(*micros)));
}

std::vector<Change> index_entries(const core::Event& event, LogPosition position) {
  Entries entries(position);
  if (const AlarmId alarm = core::alarm_of(event.body); !alarm.none())
    entries.index(alarm_prefix(alarm));
  std::visit(Overload{
                 [&](const core::MessageReceived& message) {
                   entries.of_device(message.device);
                   put_signal_keys(entries, message, event.at);
                   if (!message.replay_of.none()) entries.index(replayed_prefix(message.replay_of));
                 },
                 [&](const core::MessageUndecodable& message) {
                   entries.of_device(message.device);
                   entries.index(undecodable_prefix());
                 },
                 [&](const core::AlarmRaised& raised) { entries.of_device(raised.device); },
                 [](const auto&) {},
             },
             event.body);
  return entries.take();
}

}  // namespace varde::eventlog
