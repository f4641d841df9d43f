#include "broker/app/config.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/support/temp_dir.h"

namespace varde::app {
namespace {

Result<Config, std::vector<ConfigError>> load(const std::string& yaml) {
  const test::TempDir folder;
  std::ofstream(folder.path() / "site.yaml") << yaml;
  return load_config(folder.path() / "site.yaml");
}

}  // namespace

TEST_CASE("what a configuration does not say has its documented default", "[app]") {
  const auto config = load("data: /srv/varde\n");

  REQUIRE(config.has_value());
  CHECK(config->data == "/srv/varde");
  CHECK(config->api.listen.text() == "127.0.0.1:8440");
  CHECK_FALSE(config->api.tls.has_value());
  CHECK_FALSE(config->api.insecure_listen);
  CHECK(config->storage.reserve_mib == 512);
  CHECK(config->log.level == "info");
  CHECK(config->links.empty());
  CHECK(config->site.municipalities.empty());
}

TEST_CASE("a link's defaults are MQTT 5, one session and a client id of its own", "[app]") {
  const auto config = load("links: [{name: house, paho: {server: 'mqtt://127.0.0.1:1883'}}]\n");

  REQUIRE(config.has_value());
  REQUIRE(config->links.size() == 1);
  const PahoConfig& paho = config->links.front().paho;
  CHECK(paho.server == "mqtt://127.0.0.1:1883");
  CHECK(paho.version == "5");
  CHECK(paho.client_id == "varde-house");
  CHECK(paho.keep_alive_s == 10);
  CHECK(paho.sessions == 1);
  CHECK(paho.password_file.empty());
}

TEST_CASE("relative paths are taken from the configuration's own folder", "[app]") {
  const test::TempDir folder;
  std::ofstream(folder.path() / "site.yaml") << "data: here\nregister: people.yaml\n";
  std::ofstream(folder.path() / "people.yaml")
      << "municipalities: [{id: nordlia, name: Nordlia}]\n";

  const auto config = load_config(folder.path() / "site.yaml");

  REQUIRE(config.has_value());
  CHECK(config->data == folder.path() / "here");
  CHECK(config->log_folder() == folder.path() / "here" / "log");
  CHECK(config->site.municipalities.size() == 1);
}

TEST_CASE("what is wrong in a register file is told with that file's name", "[app]") {
  const test::TempDir folder;
  std::ofstream(folder.path() / "site.yaml") << "register: people.yaml\n";
  std::ofstream(folder.path() / "people.yaml") << "municipalities:\n  - id: nordlia\n";

  const auto config = load_config(folder.path() / "site.yaml");

  REQUIRE(config.has_error());
  REQUIRE(config.error().size() == 1);
  CHECK(config.error().front().code == ConfigErrorCode::Missing);
  CHECK(config.error().front().file == (folder.path() / "people.yaml").string());
  CHECK(config.error().front().key == "municipalities[0].name");
}

TEST_CASE("all that is wrong is told at once, in the order of the file, up to a bound", "[app]") {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "key" + std::to_string(i) + ": 1\n";

  const auto two = load("log: {level: loud}\nstorage: {reserve_mib: 1}\n");
  const auto bounded = load(many);

  REQUIRE(two.has_error());
  CHECK(two.error().size() == 2);
  REQUIRE(bounded.has_error());
  CHECK(bounded.error().size() == kMostConfigErrors);
}

TEST_CASE("an error reads as file, line, column, key and what is allowed", "[app]") {
  const auto config =
      load("links:\n  - name: house\n    paho: {server: 'mqtt://h:1', version: 4}\n");

  REQUIRE(config.has_error());
  const std::string text = describe(config.error());
  CHECK(text.find("site.yaml:3:") != std::string::npos);
  CHECK(text.find("links[0].paho.version") != std::string::npos);
  CHECK(text.find("5, 3.1.1") != std::string::npos);
}

TEST_CASE("two municipalities may use the same device id", "[app]") {
  const auto config = load(R"(
register:
  municipalities:
    - {id: a, name: A, positions: [{id: a-1, name: A1, devices: [{id: fire, type: smoke}]}]}
    - {id: b, name: B, positions: [{id: b-1, name: B1, devices: [{id: fire, type: smoke}]}]}
)");

  REQUIRE(config.has_value());
  CHECK(config->site.devices.size() == 2);
}

TEST_CASE("plain HTTP to the network is refused unless somebody asked for it", "[app]") {
  CHECK(load("api: {listen: '0.0.0.0:8440'}").has_error());
  CHECK(load("api: {listen: '[::]:8440'}").has_error());
  CHECK(load("api: {listen: '0.0.0.0:8440', insecure_listen: false}").has_error());

  CHECK(load("api: {listen: '0.0.0.0:8440', insecure_listen: true}").has_value());
  CHECK(load("api: {listen: '0.0.0.0:8440', tls: {certificate: c.pem, key: k.pem}}").has_value());
  CHECK(load("api: {listen: '[::1]:8440'}").has_value());
}

TEST_CASE("files that the configuration names and nobody can read are told by key", "[app]") {
  const test::TempDir folder;
  std::ofstream(folder.path() / "password") << "secret\n";
  std::ofstream(folder.path() / "site.yaml") << R"(
api: {tls: {certificate: gone.pem, key: password}}
links:
  - {name: a, paho: {server: 'mqtt://h:1', user: u, password_file: password}}
  - {name: b, paho: {server: 'mqtt://h:1', user: u, password_file: gone}}
)";
  const auto config = load_config(folder.path() / "site.yaml");
  REQUIRE(config.has_value());

  const auto errors = unreadable_files(*config);

  REQUIRE(errors.size() == 2);
  CHECK(errors[0].key == "api.tls.certificate");
  CHECK(errors[1].key == "links[1].paho.password_file");
}

TEST_CASE("a configuration that is not there is told so, not thrown", "[app]") {
  const auto config = load_config("/nowhere/site.yaml");

  REQUIRE(config.has_error());
  CHECK(config.error().front().code == ConfigErrorCode::Unreadable);
}

}  // namespace varde::app
