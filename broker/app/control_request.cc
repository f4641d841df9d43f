#include "broker/app/control_request.h"

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <utility>

namespace varde::app {
namespace {

namespace json = boost::json;

constexpr std::int64_t kLongestHistoryAfterS = 10LL * 366 * 24 * 3600;

template <class T>
using Read = Result<T, ControlMistake>;

ControlMistake mistake(std::string_view field, std::string_view what) {
  return {std::string(field) + ": " + std::string(what)};
}

// Empty where it is left out.
Read<std::string> word_in(const json::object& request, std::string_view field) {
  const json::value* value = request.if_contains(field);
  if (value == nullptr) return {boost::system::in_place_value, std::string()};
  const auto* text = value->if_string();
  if (text == nullptr) return mistake(field, "is no text");
  return {boost::system::in_place_value, std::string(text->data(), text->size())};
}

Read<std::vector<std::string>> words_in(const json::object& request, std::string_view field) {
  std::vector<std::string> words;
  const json::value* value = request.if_contains(field);
  if (value == nullptr) return words;
  const auto* array = value->if_array();
  if (array == nullptr) return mistake(field, "is no list");
  for (const json::value& element : *array) {
    const auto* text = element.if_string();
    if (text == nullptr) return mistake(field, "is no list of texts");
    words.emplace_back(text->data(), text->size());
  }
  return words;
}

Read<std::optional<Duration>> seconds_in(const json::object& request, std::string_view field) {
  const json::value* value = request.if_contains(field);
  if (value == nullptr) return std::optional<Duration>();
  const auto* seconds = value->if_int64();
  if (seconds == nullptr || *seconds < 0 || *seconds > kLongestHistoryAfterS) {
    return mistake(field, "is no number of seconds from 0 on");
  }
  return std::optional<Duration>(std::chrono::seconds(*seconds));
}

Read<ControlRequest> reload_in(const json::object& object) {
  auto only = words_in(object, "adapters");
  if (!only) return std::move(only).error();
  return ControlRequest(ReloadAdapters{*std::move(only)});
}

Read<ControlRequest> replay_in(const json::object& object) {
  auto adapter = word_in(object, "adapter");
  if (!adapter) return std::move(adapter).error();
  const auto history_after = seconds_in(object, "history_after_s");
  if (!history_after) return history_after.error();
  return ControlRequest(ReplayUndecoded{*std::move(adapter), *history_after});
}

}  // namespace

Result<json::object, ControlMistake> parse_control_line(std::string_view line) {
  boost::system::error_code error;
  json::value request = json::parse({line.data(), line.size()}, error);
  if (error || !request.is_object()) return ControlMistake{"the request is no JSON object"};
  return std::move(request.get_object());
}

Result<ControlRequest, ControlMistake> read_control_request(const json::object& object) {
  const auto wanted = word_in(object, "request");
  if (!wanted) return wanted.error();
  if (*wanted == "reload_adapters") return reload_in(object);
  if (*wanted == "replay_undecoded") return replay_in(object);
  if (*wanted == "list_adapters") return ControlRequest(ListAdapters{});
  return mistake("request", "is none that this broker knows");
}

}  // namespace varde::app
