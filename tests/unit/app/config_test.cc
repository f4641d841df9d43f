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
  CHECK_FALSE(config->mqtt.has_value());
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

TEST_CASE("the listener's defaults are those of a house with sleeping devices", "[app]") {
  const auto config = load("mqtt: {listen: '127.0.0.1:1883'}\n");

  REQUIRE(config.has_value());
  REQUIRE(config->mqtt.has_value());
  const MqttConfig& mqtt = *config->mqtt;
  CHECK(mqtt.name == LinkId("mqtt"));
  CHECK(mqtt.listen->text() == "127.0.0.1:1883");
  CHECK_FALSE(mqtt.insecure_listen);
  CHECK_FALSE(mqtt.tls.has_value());
  CHECK_FALSE(mqtt.websocket.has_value());
  CHECK_FALSE(mqtt.lab);
  CHECK(mqtt.max_connections == 20'000);
  CHECK(mqtt.keep_alive_max_s == 600);
  CHECK(mqtt.connect_timeout_s == 10);
  CHECK(mqtt.largest_packet == 1'114'112);
  CHECK(mqtt.session_expiry_max_s == 2'592'000);
  CHECK(mqtt.offline_after_s == 60);
  CHECK(mqtt.redirect_to.empty());
}

TEST_CASE("all that the listener is told is taken", "[app]") {
  const test::TempDir folder;
  std::ofstream(folder.path() / "site.yaml") << R"(
data: data
mqtt:
  name: own
  listen: "192.0.2.1:1883"
  insecure_listen: true
  tls: {listen: "0.0.0.0:8883", certificate: c.pem, key: k.pem, client_ca: ca.pem,
        require_certificate: true}
  websocket: {listen: "[::]:8083", path: /devices/mqtt, tls: true}
  lab: false
  max_connections: 5
  keep_alive_max_s: 60
  connect_timeout_s: 3
  largest_packet: 65536
  session_expiry_max_s: 0
  offline_after_s: 0
  redirect_to: "varde-2.example:8883"
)";
  const auto config = load_config(folder.path() / "site.yaml");

  REQUIRE(config.has_value());
  const MqttConfig& mqtt = *config->mqtt;
  CHECK(mqtt.name == LinkId("own"));
  CHECK(mqtt.listen->text() == "192.0.2.1:1883");
  REQUIRE(mqtt.tls.has_value());
  CHECK(mqtt.tls->listen->text() == "0.0.0.0:8883");
  CHECK(mqtt.tls->certificate == folder.path() / "c.pem");
  CHECK(mqtt.tls->key == folder.path() / "k.pem");
  CHECK(mqtt.tls->client_ca == folder.path() / "ca.pem");
  CHECK(mqtt.tls->require_certificate);
  REQUIRE(mqtt.websocket.has_value());
  CHECK(mqtt.websocket->listen.text() == "[::]:8083");
  CHECK(mqtt.websocket->path == "/devices/mqtt");
  CHECK(mqtt.websocket->tls);
  CHECK(mqtt.max_connections == 5);
  CHECK(mqtt.keep_alive_max_s == 60);
  CHECK(mqtt.connect_timeout_s == 3);
  CHECK(mqtt.largest_packet == 65'536);
  CHECK(mqtt.session_expiry_max_s == 0);
  CHECK(mqtt.offline_after_s == 0);
  CHECK(mqtt.redirect_to == "varde-2.example:8883");
  CHECK(config->clients_file() == folder.path() / "data" / "mqtt-clients.json");
  CHECK(unreadable_files(*config).size() == 3);
}

TEST_CASE("plain MQTT to the network is refused unless somebody asked for it", "[app]") {
  const std::string tls = "tls: {listen: '0.0.0.0:8883', certificate: c.pem, key: k.pem}";
  CHECK(load("mqtt: {listen: '0.0.0.0:1883'}").has_error());
  CHECK(load("mqtt: {listen: '0.0.0.0:1883', " + tls + "}").has_error());
  CHECK(load("mqtt: {websocket: {listen: '[::]:8083'}}").has_error());
  CHECK(load("mqtt: {websocket: {listen: '[::]:8083', tls: false}, " + tls + "}").has_error());

  CHECK(load("mqtt: {listen: '0.0.0.0:1883', insecure_listen: true}").has_value());
  CHECK(load("mqtt: {websocket: {listen: '[::]:8083'}, insecure_listen: true}").has_value());
  CHECK(load("mqtt: {websocket: {listen: '[::]:8083', tls: true}, " + tls + "}").has_value());
  CHECK(load("mqtt: {listen: '[::1]:1883', " + tls + "}").has_value());
}

TEST_CASE("a lab is for this machine only, whatever else is said", "[app]") {
  const std::string tls = "tls: {listen: '0.0.0.0:8883', certificate: c.pem, key: k.pem}";
  CHECK(load("mqtt: {lab: true, listen: '0.0.0.0:1883', insecure_listen: true}").has_error());
  CHECK(load("mqtt: {lab: true, listen: '127.0.0.1:1883', " + tls + "}").has_error());
  CHECK(load("mqtt: {lab: true, listen: '127.0.0.1:1883', insecure_listen: true, "
             "websocket: {listen: '[::]:8083'}}")
            .has_error());

  const auto lab = load(
      "mqtt: {lab: true, listen: '127.0.0.1:1883', websocket: {listen: '[::1]:8083'}, "
      "tls: {listen: '127.0.0.1:8883', certificate: c.pem, key: k.pem}}");
  REQUIRE(lab.has_value());
  CHECK(lab->mqtt->lab);
}

TEST_CASE("a certificate may be for the WebSocket alone", "[app]") {
  const auto config = load(
      "mqtt: {tls: {certificate: c.pem, key: k.pem}, "
      "websocket: {listen: '0.0.0.0:8084', tls: true}}");

  REQUIRE(config.has_value());
  CHECK_FALSE(config->mqtt->tls->listen.has_value());
  CHECK(listen_addresses(*config->mqtt).size() == 1);
}

TEST_CASE("an empty redirect is none", "[app]") {
  const auto config = load("mqtt: {listen: '127.0.0.1:1883', redirect_to: ''}");

  REQUIRE(config.has_value());
  CHECK(config->mqtt->redirect_to.empty());
}

TEST_CASE("a wrong address to listen on is one error, not two", "[app]") {
  for (const char* mqtt :
       {"{listen: varde}", "{websocket: {listen: varde}}", "{lab: true, listen: varde}",
        "{tls: {listen: varde, certificate: c.pem, key: k.pem}}"}) {
    CAPTURE(mqtt);
    const auto config = load("mqtt: " + std::string(mqtt));
    REQUIRE(config.has_error());
    CHECK(config.error().size() == 1);
  }
}

TEST_CASE("a section of the listener that is no map is told, not thrown", "[app]") {
  for (const char* mqtt : {"5", "[]", "{tls: 5}", "{websocket: []}", "{tls:, websocket: {tls: 5}}",
                           "{redirect_to: [], listen: '127.0.0.1:1883'}"}) {
    CAPTURE(mqtt);
    CHECK(load("mqtt: " + std::string(mqtt)).has_error());
  }
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
  CHECK(bounded.error().size() == yaml::kMostConfigErrors);
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

TEST_CASE("all that receivers of notifications are told is taken", "[app]") {
  const auto config = load(R"(
mqtt: {listen: "127.0.0.1:1883"}
outbound:
  - {id: centre, personal_data: true, language: en,
     webhook: {url: "https://centre.example/varde", secret_file: s, ca_file: ca.pem}}
  - {id: mail, email: {server: "smtp://mail.example", from: a@b.no, to: c@d.no, user: u,
                       password_file: p}}
  - {id: relay, email: {server: "smtp://127.0.0.1:2525", starttls: false, from: a@b.no}}
  - {id: sms, sms: {url: "http://10.1.2.3/send?to={number}", method: PUT, form: form,
                    body: "text={text}", headers: ["X-Api: 2"], token_file: t,
                    expected_status: 202}}
  - {id: far, sms: {url: "http://gateway.example/{number}/{text}", method: GET, insecure: true}}
  - {id: siren, mqtt: {link: mqtt, topic: "siren/{municipality}"}}
)");

  REQUIRE(config.has_value());
  REQUIRE(config->outbound.size() == 6);
  const auto& centre = config->outbound[0];
  CHECK(centre.id == ReceiverId("centre"));
  CHECK(centre.personal_data);
  CHECK(centre.language == outbound::Language::English);
  CHECK(std::get<outbound::Webhook>(centre.how).secret_file.filename() == "s");
  CHECK(config->outbound[1].language == outbound::Language::Norwegian);
  CHECK_FALSE(config->outbound[1].personal_data);
  CHECK(std::get<outbound::Email>(config->outbound[1].how).starttls);
  const auto& sms = std::get<outbound::SmsGateway>(config->outbound[3].how);
  CHECK(sms.method == "PUT");
  CHECK(sms.form == outbound::BodyForm::Form);
  CHECK(sms.headers == std::vector<std::string>{"X-Api: 2"});
  CHECK(sms.expected_status == 202);
  CHECK(std::get<outbound::MqttTopic>(config->outbound[5].how).link == LinkId("mqtt"));
  CHECK(unreadable_files(*config).size() == 4);
}

TEST_CASE("a log-in to a mail server never passes in the clear by mistake", "[app]") {
  CHECK(load("outbound: [{id: m, email: {server: 'smtp://mail.example', starttls: false, "
             "from: a@b.no}}]")
            .has_error());
  CHECK(load("outbound: [{id: m, email: {server: 'smtp://mail.example', starttls: false, "
             "insecure: true, from: a@b.no}}]")
            .has_value());
}

TEST_CASE("what only looks like a private address is not taken for one", "[app]") {
  const std::string host = GENERATE(as<std::string>(), "172.32.0.1", "192.169.0.1", "11.0.0.1",
                                    "10.0.0.1.example", "localhost.example", "[2001:db8::1]");
  CAPTURE(host);
  CHECK(load("outbound: [{id: c, webhook: {url: 'http://" + host + "/', secret_file: s}}]")
            .has_error());
}

TEST_CASE("plain HTTP stays in the house", "[app]") {
  const std::string host = GENERATE(as<std::string>(), "127.0.0.1:99", "localhost", "172.16.0.1",
                                    "192.168.1.1:8080", "[::1]", "[fd00::1]");
  CAPTURE(host);
  CHECK(load("outbound: [{id: c, webhook: {url: 'http://" + host + "/', secret_file: s}}]")
            .has_value());
}

TEST_CASE("the register says what kind of place it is and what may fail together", "[app]") {
  const auto config = load(
      "register:\n"
      "  municipalities:\n"
      "    - id: nordlia\n"
      "      name: Nordlia\n"
      "      positions:\n"
      "        - id: astrid\n"
      "          name: Astrid Lien\n"
      "          site_kind: dwelling\n"
      "          area: the upper valley\n"
      "          devices:\n"
      "            - {id: b, type: safety alarm, gateway: hub-1, network: a, supervision: "
      "{heard_within: 25 h, tested_within: 31 days}}\n"
      "rules: declared/rules\n"
      "policies: /etc/varde/policies\n");

  REQUIRE(config.has_value());
  CHECK(config->site.positions.at(0).site_kind == "dwelling");
  CHECK(config->site.positions.at(0).area == "the upper valley");
  const core::Device& device = config->site.devices.at(0);
  CHECK(device.gateway == "hub-1");
  CHECK(device.network == "a");
  CHECK(device.supervision.heard_within == std::chrono::hours(25));
  CHECK(device.supervision.tested_within == std::chrono::hours(31 * 24));
  CHECK(config->rules == config->file.parent_path() / "declared/rules");
  CHECK(config->policies == "/etc/varde/policies");
}

}  // namespace varde::app
