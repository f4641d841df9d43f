#include "tools/varde/event_text.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <chrono>

#include "broker/base/overload.h"
#include "broker/base/utf8.h"
#include "broker/wire/events.h"
#include "broker/wire/names.h"
#include "tools/varde/event_details.h"
#include "varde/v1/api.pb.h"

namespace varde::cli {
namespace {

using namespace core;

std::string of(const DeviceRef& ref) { return ref.municipality.str() + "/" + ref.device.str(); }

std::string of(const std::optional<SignalKey>& key) {
  return key ? fmt::format(" key {}:{}", key->boot, key->sequence) : "";
}

std::string of(const Signal& signal) {
  std::string text(wire::name(signal.kind));
  if (signal.state != SignalState::Unspecified && signal.state != SignalState::Active) {
    text += "=" + std::string(wire::name(signal.state));
  }
  if (signal.value) text += fmt::format(" {:g}{}", *signal.value, signal.unit);
  if (signal.history) text += " (history)";
  return text + of(signal.key);
}

std::string details(const EventBody& body) {
  return std::visit(
      Overload{
          [](const BrokerStarted& e) {
            return fmt::format("version {}, {} links", e.version, e.links.size());
          },
          [](const RegisterChanged& e) {
            return fmt::format(
                "put {} municipalities, {} positions, {} devices; removed {}, {}, {}",
                e.put_municipalities.size(), e.put_positions.size(), e.put_devices.size(),
                e.removed_municipalities.size(), e.removed_positions.size(),
                e.removed_devices.size());
          },
          [](const MessageReceived& e) {
            std::string text = of(e.device);
            for (const Signal& signal : e.signals) text += " " + of(signal);
            return text + " by " + e.raw.link.str();
          },
          [](const MessageUndecodable& e) {
            return fmt::format("{} {}: {}", e.raw.topic, wire::name(e.failure.kind),
                               e.failure.reason);
          },
          [](const LinkChanged& e) {
            return fmt::format("{} {} {}", e.link.str(), e.up ? "up" : "down", e.detail);
          },
          [](const AdapterChanged& e) {
            return fmt::format("{} {} {}: {}", e.adapter.str(), e.version,
                               e.quarantined ? "out of use" : "in use again", e.detail);
          },
          [](const AlarmRaised& e) {
            return fmt::format("alarm {} {} {} at {} by {} (rule {}, cause {}){}", e.alarm.value(),
                               wire::name(e.priority), wire::name(e.type), e.position.str(),
                               of(e.device), e.rule, e.cause.value(), of(e.key));
          },
          [](const AlarmRepeated& e) {
            return fmt::format("alarm {} (cause {}){}{}", e.alarm.value(), e.cause.value(),
                               of(e.key), e.realarm ? ", unacknowledged again" : "");
          },
          [](const AlarmReturnedToNormal& e) {
            return fmt::format("alarm {} (cause {})", e.alarm.value(), e.cause.value());
          },
          [](const AlarmAcknowledged& e) {
            return fmt::format("alarm {} by {}", e.alarm.value(), e.user.str());
          },
          [](const AlarmClaimed& e) {
            return fmt::format("alarm {} by {}", e.alarm.value(), e.user.str());
          },
          [](const ClaimReleased& e) {
            return fmt::format("alarm {} of {}: {}", e.alarm.value(), e.user.str(),
                               wire::name(e.reason));
          },
          [](const NoteAdded& e) {
            return fmt::format("alarm {} by {}: {}", e.alarm.value(), e.user.str(), e.text);
          },
          [](const ResponderDispatched& e) {
            return fmt::format("alarm {} by {}: {} {}", e.alarm.value(), e.user.str(), e.responder,
                               e.text);
          },
          [](const AlarmResolved& e) {
            return fmt::format("alarm {} by {}: {} {}", e.alarm.value(),
                               e.user.empty() ? "rule" : e.user.str(), wire::name(e.outcome),
                               e.text);
          },
          [](const ConsoleConnected& e) {
            return fmt::format("{} of {}", e.session.str(), e.user.str());
          },
          [](const ConsoleLost& e) { return e.session.str(); },
          [](const ConsoleGone& e) { return e.session.str(); },
          [](const EffectConcluded& e) {
            return fmt::format("effect {} {} {}", e.effect.value(), wire::name(e.outcome),
                               e.detail);
          },
          [](const auto& e) { return details_of(e); },
      },
      body);
}

// A line stays a line, and no terminal is steered, whatever people and devices wrote.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, ' ');
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace

std::string time_text(Instant at) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(at);
  const auto day = std::chrono::floor<std::chrono::days>(ms);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(ms - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::string event_line(const eventlog::StoredEvent& stored) {
  return on_one_line(fmt::format("{:>9}  {}  {:<24}  {}", stored.position.value(),
                                 time_text(stored.event.at), wire::name(stored.event.body),
                                 details(stored.event.body)));
}

std::string event_json(const eventlog::StoredEvent& stored) {
  v1::HistoryEntry entry;
  entry.set_log_position(stored.position.value());
  wire::to_proto(stored.event, *entry.mutable_event());
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(entry, &text, options);
  return status.ok() ? text : "{\"error\": \"" + status.ToString() + "\"}";
}

std::string preview(std::string_view bytes, std::size_t most) {
  const std::string_view shown = bytes.substr(0, most);
  const bool printable = is_utf8(bytes) && std::ranges::none_of(shown, [](char c) {
                           return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
                         });
  std::string text;
  if (printable) {
    text = to_utf8(shown);
  } else {
    for (const char c : shown) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    text = "hex " + text;
  }
  if (bytes.size() > most) text += fmt::format("... ({} bytes)", bytes.size());
  return text;
}

}  // namespace varde::cli
