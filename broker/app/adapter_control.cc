#include "broker/app/adapter_control.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "adapters/host/canonical_topic.h"

namespace varde::app {
namespace {

namespace json = boost::json;

constexpr std::int64_t kLongestHistoryAfterS = 10LL * 366 * 24 * 3600;

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

std::string word_in(const json::object& request, std::string_view key) {
  const json::value* value = request.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_string()) throw std::runtime_error(std::string(key) + ": is no text");
  return json::value_to<std::string>(*value);
}

std::vector<std::string> words_in(const json::object& request, std::string_view key) {
  const json::value* value = request.if_contains(key);
  if (value == nullptr) return {};
  std::vector<std::string> words;
  const auto* array = value->if_array();
  if (array == nullptr) throw std::runtime_error(std::string(key) + ": is no list");
  for (const json::value& element : *array) {
    if (!element.is_string()) throw std::runtime_error(std::string(key) + ": is no list of texts");
    words.push_back(json::value_to<std::string>(element));
  }
  return words;
}

Duration history_after_in(const json::object& request) {
  const json::value* value = request.if_contains("history_after_s");
  if (value == nullptr) return kHistoryAfter;
  const auto* seconds = value->if_int64();
  if (seconds == nullptr || *seconds < 0 || *seconds > kLongestHistoryAfterS) {
    throw std::runtime_error("history_after_s: is no number of seconds from 0 on");
  }
  return std::chrono::seconds(*seconds);
}

json::object object_of(const LoadOutcome& outcome) {
  json::object object{{"adapter", outcome.id},
                      {"result", text_of(name(outcome.result))},
                      {"version", outcome.version}};
  if (!outcome.problems.empty()) object["problems"] = json::value_from(outcome.problems);
  return object;
}

// It failed because its adapter was out of use or had to be stopped, not because of itself.
bool is_adapters_fault(core::DecodeFailureKind kind) {
  return kind == core::DecodeFailureKind::Quarantined ||
         kind == core::DecodeFailureKind::CodecStopped;
}

}  // namespace

json::object AdapterControl::handle(const json::object& request, const Control::Say& say,
                                    const std::stop_token& stop) {
  const std::string wanted = word_in(request, "request");
  if (wanted == "reload_adapters") return reload(request, say, stop);
  if (wanted == "replay_undecoded") return replay_undecoded(request, say, stop);
  if (wanted == "list_adapters") return list();
  throw std::runtime_error("request: is none that this broker knows");
}

json::object AdapterControl::reload(const json::object& request, const Control::Say& say,
                                    const std::stop_token& stop) {
  const std::vector<std::string> only = words_in(request, "adapters");
  for (const std::string& id : only) check_id(id);
  std::set<std::string> fresh;
  std::size_t refused = 0;
  loaded_.load(only, [&](const LoadOutcome& outcome) {
    say(object_of(outcome));
    if (outcome.result == LoadResult::Loaded) fresh.insert(outcome.id);
    if (outcome.result == LoadResult::Refused) refused += 1;
  });
  json::object last{{"loaded", fresh.size()}, {"refused", refused}};
  if (fresh.empty()) return last;
  host_.set_adapters(loaded_.adapters());
  ReplayOptions options;
  options.wanted = [of = of_adapters(fresh)](const core::MessageUndecodable& message) {
    return is_adapters_fault(message.failure.kind) && of(message);
  };
  last["replay"] = replay(std::move(options), say, stop);
  return last;
}

json::object AdapterControl::replay_undecoded(const json::object& request, const Control::Say& say,
                                              const std::stop_token& stop) {
  ReplayOptions options;
  options.history_after = history_after_in(request);
  const std::string id = word_in(request, "adapter");
  if (id.empty()) {
    options.wanted = without_compiled();
  } else {
    check_id(id);
    options.wanted = of_adapters({id});
  }
  return {{"replay", replay(std::move(options), say, stop)}};
}

json::object AdapterControl::replay(ReplayOptions options, const Control::Say& say,
                                    const std::stop_token& stop) {
  options.progress = [&](std::uint64_t done, std::uint64_t of) {
    say({{"replayed", done}, {"of", of}});
  };
  const auto counts = replay_.run(options, stop);
  if (counts.has_error())
    throw std::runtime_error("the replay ended early: " + counts.error().reason);
  return {{"looked_at", counts->looked_at},
          {"replayed", counts->replayed},
          {"as_history", counts->as_history},
          {"still_undecoded", counts->still},
          {"incomplete", counts->incomplete}};
}

json::object AdapterControl::list() const {
  json::array adapters;
  for (const auto& adapter : host_.adapters()) {
    adapters.push_back(json::object{{"adapter", adapter->manifest.id},
                                    {"version", adapter->manifest.version},
                                    {"folder", adapter->folder.string()}});
  }
  return {{"adapters", std::move(adapters)}};
}

void AdapterControl::check_id(const std::string& id) const {
  const auto& ids = loaded_.ids();
  if (std::ranges::find(ids, id) == ids.end()) {
    throw std::runtime_error("this broker uses no adapter of that name");
  }
}

std::function<bool(const core::MessageUndecodable&)> AdapterControl::of_adapters(
    std::set<std::string> ids) const {
  const auto routes = std::make_shared<adapters::AdapterRoutes>(uses_, host_.adapters());
  auto devices = std::make_shared<std::map<core::DeviceRef, core::VendorDevice>>();
  for (const core::Device& device : devices_) {
    if (device.vendor) devices->emplace(device.ref, *device.vendor);
  }
  return [ids = std::move(ids), routes, devices](const core::MessageUndecodable& message) {
    const auto match = routes->match(message.raw.link, message.raw.topic);
    if (match && ids.contains(match->adapter->manifest.id)) return true;
    const auto device = devices->find(message.device);
    return device != devices->end() &&
           (ids.contains(device->second.adapter) || ids.contains(device->second.carrier));
  };
}

// A compiled adapter keeps a state: an old birth of a Sparkplug node, decoded again, would take the
// place of the node's newest. What it missed it has asked for again by itself.
std::function<bool(const core::MessageUndecodable&)> AdapterControl::without_compiled() const {
  const auto routes = std::make_shared<adapters::AdapterRoutes>(uses_, host_.adapters());
  return [routes](const core::MessageUndecodable& message) {
    return adapters::is_own_topic(message.raw.topic) ||
           routes->match(message.raw.link, message.raw.topic).has_value();
  };
}

}  // namespace varde::app
