#include "broker/app/mqtt_config.h"

#include <string>
#include <string_view>
#include <utility>

#include "broker/app/listen_address_config.h"

namespace varde::app {
namespace {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

namespace fs = std::filesystem;

// For a path of HTTP: what stands in a request line without being escaped (RFC 3986, 3.3).
bool is_http_path(std::string_view text) {
  static constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~!$&'()*+,;=:@%";
  return text.starts_with('/') && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

class MqttReader {
 public:
  MqttReader(const YAML::Node& node, const fs::path& folder, const std::set<std::string>& links,
             Problems& problems)
      : map_(node, "mqtt", problems,
             {"name", "listen", "insecure_listen", "tls", "websocket", "lab", "max_connections",
              "keep_alive_max_s", "connect_timeout_s", "largest_packet", "session_expiry_max_s",
              "offline_after_s", "redirect_to"}),
        folder_(folder),
        links_(links),
        problems_(problems) {}

  MqttConfig read() {
    read_name();
    mqtt_.insecure_listen = map_.boolean("insecure_listen").value_or(false);
    mqtt_.lab = map_.boolean("lab").value_or(false);
    mqtt_.listen = read_listen_address(map_, "listen", problems_);
    if (map_.has("websocket")) read_websocket();
    if (map_.has("tls")) read_tls();
    read_limits();
    read_redirect();
    map_.require_one_of({"listen", "tls", "websocket"});
    if (mqtt_.listen) refuse_insecure(map_, *mqtt_.listen, false, "mqtt.tls.listen");
    check_lab();
    return std::move(mqtt_);
  }

 private:
  void read_name() {
    if (const auto name = map_.name("name")) mqtt_.name = LinkId(*name);
    if (!links_.contains(mqtt_.name.str())) return;
    problems_.add(ConfigErrorCode::Duplicate, map_.mark_of("name"), map_.path_of("name"),
                  "a link is named \"" + mqtt_.name.str() + "\" already");
  }

  void read_tls() {
    YamlMap map(map_.at("tls"), "mqtt.tls", problems_,
                {"listen", "certificate", "key", "client_ca", "require_certificate"});
    MqttTls tls;
    // Without an address of its own the certificate is the WebSocket's.
    if (!mqtt_.websocket || !mqtt_.websocket->tls) map.require("listen");
    tls.listen = read_listen_address(map, "listen", problems_);
    map.require("certificate");
    map.require("key");
    tls.certificate = map.path("certificate", folder_).value_or("");
    tls.key = map.path("key", folder_).value_or("");
    tls.client_ca = map.path("client_ca", folder_).value_or("");
    tls.require_certificate = map.boolean("require_certificate").value_or(false);
    if (tls.require_certificate) map.require("client_ca");
    mqtt_.tls = std::move(tls);
  }

  void read_websocket() {
    YamlMap map(map_.at("websocket"), "mqtt.websocket", problems_, {"listen", "path", "tls"});
    MqttWebSocket websocket;
    websocket.tls = map.boolean("tls").value_or(false);
    map.require("listen");
    if (const auto address = read_listen_address(map, "listen", problems_)) {
      websocket.listen = *address;
      refuse_insecure(map, *address, websocket.tls, "mqtt.websocket.tls: true");
    }
    if (const auto path = map.text("path", 256)) {
      if (is_http_path(*path)) websocket.path = *path;
      if (!is_http_path(*path)) {
        problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("path"), map.path_of("path"),
                      "\"" + *path + "\" is not the path of a URL", "a path, such as /mqtt");
      }
    }
    if (websocket.tls && !map_.has("tls")) {
      problems_.add(ConfigErrorCode::Missing, map.mark_of("tls"), map_.path_of("tls"),
                    "must be given: its certificate is the one that the WebSocket shows");
    }
    mqtt_.websocket = std::move(websocket);
  }

  void read_limits() {
    const auto set = [&](std::string_view key, std::int64_t least, std::int64_t most,
                         std::int64_t& to) { to = map_.integer(key, least, most).value_or(to); };
    set("max_connections", 1, 100'000, mqtt_.max_connections);
    set("keep_alive_max_s", 5, 65'535, mqtt_.keep_alive_max_s);  // A field of 16 bits.
    set("connect_timeout_s", 1, 60, mqtt_.connect_timeout_s);
    set("largest_packet", 1'024, 16'777'216, mqtt_.largest_packet);
    set("session_expiry_max_s", 0, 31'536'000, mqtt_.session_expiry_max_s);
    set("offline_after_s", 0, 86'400, mqtt_.offline_after_s);
  }

  void read_redirect() {
    // Empty by intention, as the documentation shows it.
    const YAML::Node node = map_.at("redirect_to");
    if (node.IsDefined() && node.IsScalar() && node.Scalar().empty()) return;
    const auto text = map_.text("redirect_to", 256);
    if (!text) return;
    if (text->find_first_of(" \n") == std::string::npos) {
      mqtt_.redirect_to = *text;
      return;
    }
    problems_.add(ConfigErrorCode::NotAllowed, map_.mark_of("redirect_to"),
                  map_.path_of("redirect_to"), "holds a space", "one HOST:PORT");
  }

  // The same rule as the API's: secrets do not pass over the network in the clear.
  void refuse_insecure(YamlMap& map, const ListenAddress& address, bool tls,
                       const std::string& instead) {
    if (address.is_loopback() || tls || mqtt_.insecure_listen) return;
    problems_.add(ConfigErrorCode::Insecure, map.mark_of("listen"), map.path_of("listen"),
                  address.text() +
                      " is open to the network without TLS, and secrets would pass in the clear: "
                      "give " +
                      instead +
                      ", or listen on 127.0.0.1, or say mqtt.insecure_listen: "
                      "true");
  }

  void check_lab() {
    if (!mqtt_.lab) return;
    for (const ListenAddress& address : listen_addresses(mqtt_)) {
      if (address.is_loopback()) continue;
      problems_.add(ConfigErrorCode::Insecure, map_.mark_of("lab"), map_.path_of("lab"),
                    address.text() +
                        " is open to the network, where a lab would let anybody "
                        "publish and hear anything: listen on 127.0.0.1 only");
      return;
    }
  }

  YamlMap map_;
  const fs::path& folder_;
  const std::set<std::string>& links_;
  Problems& problems_;
  MqttConfig mqtt_;
};

}  // namespace

std::vector<ListenAddress> listen_addresses(const MqttConfig& mqtt) {
  std::vector<ListenAddress> all;
  if (mqtt.listen) all.push_back(*mqtt.listen);
  if (mqtt.tls && mqtt.tls->listen) all.push_back(*mqtt.tls->listen);
  if (mqtt.websocket) all.push_back(mqtt.websocket->listen);
  return all;
}

MqttConfig read_mqtt(const YAML::Node& node, const fs::path& folder,
                     const std::set<std::string>& links, Problems& problems) {
  return MqttReader(node, folder, links, problems).read();
}

}  // namespace varde::app
