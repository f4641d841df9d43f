#include "broker/links/bridge_plan.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string_view>

#include "adapters/host/canonical_topic.h"
#include "broker/base/hex.h"
#include "broker/base/worker_process.h"
#include "broker/links/broker_address.h"

namespace varde::links {
namespace {

// Not yet acknowledged, per session. The process takes one at a time; a short window keeps what is
// sent twice after a break short.
constexpr std::uint32_t kReceiveMaximum = 20;

// Of the client id of a vendor's session whose topics begin with what no client id may hold.
constexpr std::size_t kVendorIdBytes = 16;

constexpr std::string_view kResponseName = "response";

[[noreturn]] void refuse(const BridgeOptions& options, const std::string& what) {
  throw std::runtime_error("link " + options.name.str() + ": " + what);
}

void check_readable(const BridgeOptions& options, const std::filesystem::path& file,
                    const char* option) {
  if (file.empty()) return;
  std::ifstream in(file);
  if (!in || in.peek() == std::ifstream::traits_type::eof()) {
    refuse(options, std::string(option) + " " + file.string() + " cannot be read or is empty");
  }
}

void check(const BridgeOptions& options) {
  // An MQTT client id of these letters is accepted everywhere; share names allow no / + #.
  if (!is_name(options.client_id))
    refuse(options, "client_id is not 1 to 64 of a-z A-Z 0-9 . _ : -");
  const auto within = [&](std::chrono::seconds value, long least, long most, const char* option) {
    if (value.count() < least || value.count() > most) {
      refuse(options, std::string(option) + " is not from " + std::to_string(least) + " s to " +
                          std::to_string(most) + " s");
    }
  };
  within(options.keep_alive, 1, 65'535, "keep_alive");
  within(options.connect_timeout, 1, 60, "connect_timeout");
  within(options.session_expiry, 1, std::numeric_limits<std::int32_t>::max(), "session_expiry");
  if (options.sessions < 1 || options.sessions > BridgeOptions::kMostSessions) {
    refuse(options, "sessions is not from 1 to " + std::to_string(BridgeOptions::kMostSessions));
  }
  if (options.sessions > 1 && options.version != MqttVersion::V5) {
    refuse(options, "sessions: more than 1 needs MQTT 5, whose subscriptions can be shared");
  }
  if (options.tls.certificate_file.empty() != options.tls.key_file.empty()) {
    refuse(options, "tls: certificate_file and key_file are only of use together");
  }
  check_readable(options, options.password_file, "password_file");
  check_readable(options, options.tls.ca_file, "tls.ca_file");
  check_readable(options, options.tls.certificate_file, "tls.certificate_file");
  check_readable(options, options.tls.key_file, "tls.key_file");
}

frame::Configure configure(const BridgeOptions& options) {
  const auto address = parse_broker_address(options.server);
  if (!address) refuse(options, "server: " + address.error());
  frame::Configure out;
  out.set_server(paho_uri(*address));
  out.set_mqtt_5(options.version == MqttVersion::V5);
  out.set_user(options.user);
  out.set_password_file(options.password_file.string());
  out.set_tls(address->tls);
  out.set_ca_file(options.tls.ca_file.string());
  out.set_certificate_file(options.tls.certificate_file.string());
  out.set_key_file(options.tls.key_file.string());
  out.set_verify(options.tls.verify);
  const auto seconds = [](std::chrono::seconds value) {
    return static_cast<std::uint32_t>(value.count());
  };
  out.set_keep_alive_s(seconds(options.keep_alive));
  out.set_connect_timeout_s(seconds(options.connect_timeout));
  out.set_session_expiry_s(seconds(options.session_expiry));
  out.set_largest_packet(options.largest_packet);
  out.set_receive_maximum(kReceiveMaximum);
  return out;
}

// A session takes one message at a time, so vendors do not share one: a slow codec of one would
// hold up a call of another. What begins with the same level is one vendor's, and stays in order.
// Beyond the bound the rest shares the last.
std::map<std::string, std::vector<std::string>> by_first_level(
    const std::vector<std::string>& filters) {
  std::map<std::string, std::vector<std::string>> out;
  for (const std::string& filter : filters) {
    const std::string root = filter.substr(0, filter.find('/'));
    const bool room = out.contains(root) || out.size() < BridgeOptions::kMostVendorSessions;
    (room ? out[root] : out.rbegin()->second).push_back(filter);
  }
  return out;
}

}  // namespace

std::vector<SessionPlan> plan_sessions(const BridgeOptions& options) {
  check(options);
  const auto common = configure(options);
  const auto program =
      options.program.empty() ? program_beside_own("varde-bridge") : options.program;
  std::vector<SessionPlan> plans;
  const auto add = [&](std::string name, const std::string& id,
                       const std::vector<std::string>& filters) {
    SessionPlan plan{
        options.name,    std::move(name), program.string(), common, options.seed + plans.size(),
        options.decoding};
    plan.configure.set_client_id(options.client_id + "-" + id);
    for (const std::string& filter : filters) plan.configure.add_filters(filter);
    plans.push_back(std::move(plan));
  };
  add(std::string(kResponseName), "response", {});
  add("urgent", "urgent", {std::string(adapters::kUrgentSignalFilter)});
  if (options.sessions == 1) add("bulk", "bulk", {std::string(adapters::kSignalFilter)});
  for (unsigned i = 1; options.sessions > 1 && i <= options.sessions; ++i) {
    const std::string number = std::to_string(i);
    add("bulk " + number, "bulk-" + number,
        {"$share/" + options.client_id + "/" + std::string(adapters::kSignalFilter)});
  }
  for (const auto& [root, filters] : by_first_level(options.vendor_filters)) {
    // By its name, so that the session the external broker keeps is the same one next time.
    const std::string id = is_name(root) ? root : hex(root).substr(0, kVendorIdBytes);
    add("vendor " + root, "vendor-" + id, filters);
  }
  return plans;
}

}  // namespace varde::links
