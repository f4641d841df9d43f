#include "tools/varde/event_text.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <chrono>

#include "broker/base/utf8.h"
#include "broker/wire/events.h"
#include "broker/wire/names.h"
#include "tools/varde/event_details.h"
#include "varde/v1/api.pb.h"

namespace varde::cli {
namespace {

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
