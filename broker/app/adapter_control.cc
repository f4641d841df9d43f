#include "broker/app/adapter_control.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

#include "adapters/host/canonical_topic.h"
#include "broker/base/overload.h"

namespace varde::app {
namespace {

namespace json = boost::json;

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

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
  const auto asked = read_control_request(request);
  if (!asked) throw std::runtime_error(asked.error().reason);
  return std::visit(Overload{[&](const ReloadAdapters& what) { return reload(what, say, stop); },
                             [&](const ReplayUndecoded& what) { return replay(what, say, stop); },
                             [&](const ListAdapters&) { return list(); }},
                    *asked);
}

json::object AdapterControl::reload(const ReloadAdapters& asked, const Control::Say& say,
                                    const std::stop_token& stop) {
  for (const std::string& id : asked.only) check_id(id);
  std::set<std::string> fresh;
  std::size_t refused = 0;
  loaded_.load(asked.only, [&](const LoadOutcome& outcome) {
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
  last["replay"] = run(std::move(options), say, stop);
  return last;
}

json::object AdapterControl::replay(const ReplayUndecoded& asked, const Control::Say& say,
                                    const std::stop_token& stop) {
  ReplayOptions options;
  options.history_after = asked.history_after.value_or(kHistoryAfter);
  if (asked.adapter.empty()) {
    options.wanted = without_compiled();
  } else {
    check_id(asked.adapter);
    options.wanted = of_adapters({asked.adapter});
  }
  return {{"replay", run(std::move(options), say, stop)}};
}

json::object AdapterControl::run(ReplayOptions options, const Control::Say& say,
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
