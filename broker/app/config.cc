#include "broker/app/config.h"

#include <fstream>
#include <set>
#include <utility>

#include "broker/app/adapters_config.h"
#include "broker/app/listen_address_config.h"
#include "broker/app/mqtt_config.h"
#include "broker/app/outbound_config.h"
#include "broker/app/register_config.h"
#include "broker/links/broker_address.h"
#include "broker/yaml/yaml_map.h"

namespace varde::app {
namespace {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

namespace fs = std::filesystem;

constexpr std::size_t kLinks = 64;

class Loader {
 public:
  Loader(Config& config, Problems& problems)
      : config_(config), problems_(problems), folder_(config.file.parent_path()) {}

  void read(const YAML::Node& root) {
    YamlMap map(root, "", problems_,
                {"data", "api", "storage", "log", "links", "mqtt", "adapters", "outbound",
                 "register", "rules", "policies"});
    set_path(map, "data", config_.data);
    if (map.has("api")) read_api(map.at("api"));
    if (map.has("storage")) read_storage(map.at("storage"));
    if (map.has("log")) read_log(map.at("log"));
    read_links(map);
    if (map.has("mqtt")) config_.mqtt = read_mqtt(map.at("mqtt"), folder_, names_, problems_);
    if (map.has("adapters")) {
      auto links = names_;
      if (config_.mqtt) links.insert(config_.mqtt->name.str());
      config_.adapters = read_adapters(map.at("adapters"), folder_, links, problems_);
    }
    if (map.has("outbound")) {
      const LinkId listener = config_.mqtt ? config_.mqtt->name : LinkId();
      config_.outbound = read_outbound(map, folder_, {names_, listener.str()}, problems_);
    }
    if (map.has("register")) read_site(map);
    set_path(map, "rules", config_.rules);
    set_path(map, "policies", config_.policies);
  }

 private:
  void set_path(YamlMap& map, std::string_view key, fs::path& to) {
    if (const auto path = map.path(key, folder_)) to = *path;
  }

  void read_api(const YAML::Node& node) {
    YamlMap map(node, "api", problems_, {"listen", "tls", "metrics_token_file", "insecure_listen"});
    ApiConfig& api = config_.api;
    if (map.has("tls")) read_api_tls(map.at("tls"));
    set_path(map, "metrics_token_file", api.metrics_token_file);
    api.insecure_listen = map.boolean("insecure_listen").value_or(false);
    if (const auto address = read_listen_address(map, "listen", problems_)) api.listen = *address;
    const std::string refused = why_listen_is_refused(api);
    if (!refused.empty()) {
      problems_.add(ConfigErrorCode::Insecure, map.mark_of("listen"), "api.listen", refused);
    }
  }

  void read_api_tls(const YAML::Node& node) {
    YamlMap map(node, "api.tls", problems_, {"certificate", "key"});
    ApiTls tls;
    map.require("certificate");
    map.require("key");
    set_path(map, "certificate", tls.certificate);
    set_path(map, "key", tls.key);
    config_.api.tls = std::move(tls);
  }

  void read_storage(const YAML::Node& node) {
    YamlMap map(node, "storage", problems_, {"reserve_mib"});
    if (const auto mib = map.integer("reserve_mib", 16, 1'048'576)) {
      config_.storage.reserve_mib = *mib;
    }
  }

  void read_log(const YAML::Node& node) {
    YamlMap map(node, "log", problems_, {"level"});
    if (const auto level = map.word("level", {"debug", "info", "warn", "error"})) {
      config_.log.level = *level;
    }
  }

  void read_links(YamlMap& map) {
    const auto nodes = map.list("links");
    if (nodes.size() > kLinks) {
      problems_.add(ConfigErrorCode::OutOfRange, map.mark_of("links"), "links",
                    "has " + std::to_string(nodes.size()) + " links",
                    "at most " + std::to_string(kLinks));
      return;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      read_link(nodes[i], "links[" + std::to_string(i) + "]");
    }
  }

  void read_link(const YAML::Node& node, const std::string& path) {
    YamlMap map(node, path, problems_, {"name", "paho"});
    LinkConfig link;
    map.require("name");
    if (const auto name = map.name("name")) {
      link.name = LinkId(*name);
      if (!names_.insert(*name).second) {
        problems_.add(ConfigErrorCode::Duplicate, map.mark_of("name"), map.path_of("name"),
                      "another link is named \"" + *name + "\" already");
      }
    }
    if (map.require("paho")) read_paho(map.at("paho"), path + ".paho", link);
    config_.links.push_back(std::move(link));
  }

  void read_paho(const YAML::Node& node, const std::string& path, LinkConfig& link) {
    YamlMap map(node, path, problems_,
                {"server", "version", "client_id", "user", "password_file", "tls", "keep_alive_s",
                 "sessions"});
    PahoConfig& paho = link.paho;
    if (map.require("server")) read_server(map, paho);
    if (const auto version = map.word("version", {"5", "3.1.1"})) paho.version = *version;
    paho.client_id = map.name("client_id").value_or("varde-" + link.name.str());
    if (const auto user = map.text("user", 256)) paho.user = *user;
    set_path(map, "password_file", paho.password_file);
    if (map.has("password_file")) map.require("user");
    if (map.has("tls")) read_paho_tls(map, paho);
    if (const auto seconds = map.integer("keep_alive_s", 5, 600)) paho.keep_alive_s = *seconds;
    if (const auto sessions = map.integer("sessions", 1, 16)) paho.sessions = *sessions;
    if (paho.sessions > 1 && paho.version != "5") {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("sessions"), map.path_of("sessions"),
                    "MQTT " + paho.version + " has no shared subscriptions",
                    "more than 1 only with version 5");
    }
  }

  void read_server(YamlMap& map, PahoConfig& paho) {
    const auto text = map.text("server", 300);
    if (!text) return;
    const auto address = links::parse_broker_address(*text);
    if (address.has_error()) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("server"), map.path_of("server"),
                    address.error(), "mqtt://HOST:PORT, or mqtts://HOST:PORT for TLS");
      return;
    }
    paho.server = *text;
  }

  void read_paho_tls(YamlMap& paho_map, PahoConfig& paho) {
    YamlMap map(paho_map.at("tls"), paho_map.path_of("tls"), problems_,
                {"ca", "certificate", "key"});
    PahoTls tls;
    set_path(map, "ca", tls.ca);
    set_path(map, "certificate", tls.certificate);
    set_path(map, "key", tls.key);
    if (map.has("certificate")) map.require("key");
    if (map.has("key")) map.require("certificate");
    if (!paho.server.empty() && !links::parse_broker_address(paho.server)->tls) {
      problems_.add(ConfigErrorCode::NotAllowed, paho_map.mark_of("tls"), paho_map.path_of("tls"),
                    "the server is not reached by TLS", "tls only with a server mqtts://HOST:PORT");
    }
    paho.tls = std::move(tls);
  }

  void read_site(YamlMap& map) {
    const YAML::Node node = map.at("register");
    if (!node.IsScalar()) {
      config_.site = read_register(node, "register", problems_);
      return;
    }
    fs::path file;
    set_path(map, "register", file);
    if (file.empty()) return;
    Problems of_file(file.string(), problems_.errors());
    if (const auto root = yaml::read_yaml_file(file.string(), of_file)) {
      config_.site = read_register(*root, "", of_file);
    }
  }

  Config& config_;
  Problems& problems_;
  fs::path folder_;
  std::set<std::string> names_;
};

}  // namespace

Result<Config, std::vector<ConfigError>> load_config(const fs::path& file) {
  Config config;
  config.file = file;
  std::vector<ConfigError> errors;
  Problems problems(file.string(), errors);
  if (const auto root = yaml::read_yaml_file(file.string(), problems)) {
    Loader(config, problems).read(*root);
  }
  if (!errors.empty()) return errors;
  return config;
}

std::string why_listen_is_refused(const ApiConfig& api) {
  if (api.listen.is_loopback() || api.tls || api.insecure_listen) return {};
  return api.listen.text() +
         " is open to the network without TLS, and passwords would pass in the clear: give "
         "api.tls, or listen on 127.0.0.1 behind a TLS proxy, or say api.insecure_listen: true";
}

std::vector<ConfigError> unreadable_files(const Config& config) {
  std::vector<ConfigError> errors;
  const auto check = [&](const std::string& key, const fs::path& path) {
    if (path.empty() || (std::ifstream(path) && !fs::is_directory(path))) return;
    errors.push_back({ConfigErrorCode::Unreadable, config.file.string(), 0, 0, key,
                      path.string() + " cannot be read by this user", ""});
  };
  if (config.api.tls) {
    check("api.tls.certificate", config.api.tls->certificate);
    check("api.tls.key", config.api.tls->key);
  }
  check("api.metrics_token_file", config.api.metrics_token_file);
  if (config.mqtt && config.mqtt->tls) {
    check("mqtt.tls.certificate", config.mqtt->tls->certificate);
    check("mqtt.tls.key", config.mqtt->tls->key);
    check("mqtt.tls.client_ca", config.mqtt->tls->client_ca);
  }
  for (std::size_t i = 0; i < config.links.size(); ++i) {
    const std::string path = "links[" + std::to_string(i) + "].paho.";
    const PahoConfig& paho = config.links[i].paho;
    check(path + "password_file", paho.password_file);
    if (!paho.tls) continue;
    check(path + "tls.ca", paho.tls->ca);
    check(path + "tls.certificate", paho.tls->certificate);
    check(path + "tls.key", paho.tls->key);
  }
  for (std::size_t i = 0; i < config.outbound.size(); ++i) {
    for (const auto& [key, path] : files_of(config.outbound[i])) {
      check("outbound[" + std::to_string(i) + "]." + key, path);
    }
  }
  return errors;
}

}  // namespace varde::app
