// mosquitto_pub and mosquitto_sub, in both versions of MQTT, against varded's own listener.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/eventually.h"
#include "tests/support/mosquitto_clients.h"
#include "tests/system/listener_log.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMebibyte = 1024 * 1024;

// Reason codes of MQTT 5 and return codes of MQTT 3.1.1.
constexpr int kBadUserNameOrPassword = 0x86, kBadUserNameOrPassword311 = 4;
constexpr int kNotAuthorized = 0x87, kNotAuthorized311 = 5;
const std::string kTakenOver = "(142)";  // 0x8E

constexpr int kConnectionLost = 7;  // MOSQ_ERR_CONN_LOST

// A varded with a device, nordlia/button-1, and a trusted client that may do what it likes below
// "hall/".
class Site {
 public:
  explicit Site(std::vector<std::string> more_mqtt = {})
      : varded_("varded", options(std::move(more_mqtt))),
        button_secret_(varded_.add_client(kButton)),
        hall_secret_(varded_.add_client("hall", {"--publish", "hall/#", "--subscribe", "hall/#"})) {
    varded_.start();
  }

  [[nodiscard]] MosquittoLogin button(const std::string& version) const {
    return login(version, kButton, button_secret_);
  }
  [[nodiscard]] MosquittoLogin hall(const std::string& version) const {
    return login(version, "hall", hall_secret_);
  }
  [[nodiscard]] MosquittoLogin login(const std::string& version, const std::string& user,
                                     const std::string& password) const {
    MosquittoLogin login;
    login.server = varded_.url("mqtt");
    login.version = version;
    login.user = user;
    login.password = password;
    return login;
  }
  [[nodiscard]] Varded& varded() { return varded_; }

 private:
  static VardedOptions options(std::vector<std::string> more_mqtt) {
    VardedOptions options;
    options.listener = true;
    options.more_mqtt = std::move(more_mqtt);
    return options;
  }

  Varded varded_;
  std::string button_secret_;
  std::string hall_secret_;
};

std::string versions() { return GENERATE("311", "5"); }

// Publishes `payload` at QoS 1, and it is acknowledged.
void publish(const MosquittoLogin& login, const std::string& topic, const std::string& payload,
             const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"-q", "1", "-t", topic, "-m", payload};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ended ended = mosquitto_pub(login, arguments);
  INFO(ended.output);
  REQUIRE(ended.code == 0);
}

bool hears(const MosquittoClient& client, const std::string& line) {
  return eventually([&] { return client.lines_with(line) > 0; });
}

std::string write_payload(const TempDir& folder, std::size_t size) {
  const std::string file = (folder.path() / "payload").string();
  std::ofstream out(file, std::ios::binary);
  for (std::size_t i = 0; i < size; ++i) out.put(static_cast<char>('a' + i % 23));
  return file;
}

std::string content(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a device's help call is in the log and on the consoles, whatever its QoS",
          "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;
  ListenerLog log(site.varded());

  for (const int qos : {0, 1, 2}) {
    const Ended ended = mosquitto_pub(site.button(version), {"-q", std::to_string(qos), "-t",
                                                             kButtonSignal, "-m", help_call(qos)});
    INFO(ended.output);
    REQUIRE(ended.code == 0);
  }

  REQUIRE(eventually([&] { return log.from(kButton).size() == 3; }));
  for (int qos = 0; qos < 3; ++qos) {
    const core::RawMessage message = log.from(kButton).at(static_cast<std::size_t>(qos));
    CHECK(message.topic == kButtonSignal);
    CHECK(message.payload == help_call(qos));
  }
  CHECK(eventually([&] { return site.varded().metric(kCriticalAlarms) == 1; }));
}

TEST_CASE("a device that asks by mosquitto_rr is told where its help call stands", "[listener]") {
  Site site;

  MosquittoClient request(
      "mosquitto_rr", site.button("5"),
      {"-q", "1", "-t", kButtonSignal, "-e", "varde/v1/nordlia/button-1/ack", "-m", help_call(1)});

  CHECK(request.wait(30s) == 0);
  INFO(request.output());
  CHECK(request.lines_with(R"("position":")") == 1);
  CHECK(request.lines_with(R"("alarm":")") == 1);
  CHECK(eventually([&] { return site.varded().metric(kCriticalAlarms) == 1; }));
}

TEST_CASE("a subscriber hears a message at the lower of its QoS and the publisher's",
          "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;

  for (const int asked : {0, 1, 2}) {
    const auto subscriber = mosquitto_sub(site.hall(version), "hall/+/door", asked);
    for (const int qos : {0, 1, 2}) {
      mosquitto_pub(site.hall(version),
                    {"-q", std::to_string(qos), "-t", "hall/east/door", "-m", "open"});
      const std::string expected = "got hall/east/door qos " +
                                   std::to_string(std::min(asked, qos)) +
                                   " retained 0 bytes 4 open";
      const std::size_t times = static_cast<std::size_t>(qos <= asked ? 1 : qos - asked + 1);
      CAPTURE(asked, qos, subscriber->output());
      CHECK(eventually([&] { return subscriber->lines_with(expected) == times; }));
    }
  }
}

TEST_CASE("a retained message is what a later subscriber hears first, until it is removed",
          "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;
  publish(site.hall(version), "hall/mode", "night", {"-r"});

  const auto subscriber = mosquitto_sub(site.hall(version), "hall/#", 1);
  CHECK(hears(*subscriber, "got hall/mode qos 1 retained 1 bytes 5 night"));
  publish(site.hall(version), "hall/mode", "day", {"-r"});
  CHECK(hears(*subscriber, "got hall/mode qos 1 retained 0 bytes 3 day"));

  const Ended removed =
      mosquitto_pub(site.hall(version), {"-q", "1", "-t", "hall/mode", "-n", "-r"});
  REQUIRE(removed.code == 0);
  const auto later = mosquitto_sub(site.hall(version), "hall/#", 1);
  publish(site.hall(version), "hall/last", "word");
  CHECK(hears(*later, "got hall/last"));
  CHECK(later->lines_with("got hall/mode") == 0);
}

TEST_CASE("the will of a client that is killed is published, and not of one that says goodbye",
          "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;
  const std::vector<std::string> will{"--will-topic", "hall/gone",  "--will-payload",
                                      "gateway",      "--will-qos", "1"};
  const auto subscriber = mosquitto_sub(site.hall(version), "hall/gone", 2);

  publish(site.hall(version), "hall/door", "open", will);  // Says goodbye.
  const auto gateway = mosquitto_sub(site.hall(version), "hall/other", 1, will);
  CHECK(subscriber->lines_with("got hall/gone") == 0);
  gateway->kill();

  CHECK(hears(*subscriber, "got hall/gone qos 1 retained 0 bytes 7 gateway"));
  CHECK(subscriber->lines_with("got hall/gone") == 1);
}

TEST_CASE("a client that connects again under its identifier ends the earlier connection",
          "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;
  MosquittoLogin gateway = site.hall(version);
  gateway.client_id = "gateway";
  const auto earlier = mosquitto_sub(gateway, "hall/door", 1);

  const auto later = mosquitto_sub(gateway, "hall/door", 1);

  if (version == "5") {
    CHECK(earlier->wait(30s).has_value());
    CHECK(earlier->lines_with("Received DISCONNECT " + kTakenOver) == 1);
  } else {  // It only notices that the connection is gone, and tries again.
    CHECK(eventually([&] { return earlier->lines_with("sending CONNECT") == 2; }));
  }
}

TEST_CASE("another client's identifier takes nobody's connection over", "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;
  MosquittoLogin gateway = site.hall(version);
  gateway.client_id = "gateway";
  MosquittoLogin button = site.button(version);
  button.client_id = "gateway";
  const auto subscriber = mosquitto_sub(gateway, "hall/door", 1);

  publish(button, kButtonSignal, help_call(1));
  publish(site.hall(version), "hall/door", "open");

  CHECK(hears(*subscriber, "got hall/door"));
  CHECK(subscriber->lines_with("sending CONNECT") == 1);
}

TEST_CASE("a payload of 1 MiB arrives as it was sent, and is kept", "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;
  const TempDir folder;
  const std::string payload = write_payload(folder, kMebibyte);

  const Ended sent =
      mosquitto_pub(site.hall(version), {"-q", "2", "-t", "hall/plan", "-r", "-f", payload});
  INFO(sent.output);
  REQUIRE(sent.code == 0);

  const auto subscriber = mosquitto_sub(site.hall(version), "hall/plan", 2);
  CHECK(hears(*subscriber, "got hall/plan qos 2 retained 1 bytes 1048576 " + content(payload)));
  const auto kept = ListenerLog(site.varded()).from("hall");
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].payload == content(payload));
}

TEST_CASE("a payload beyond the largest packet is refused and the broker goes on", "[listener]") {
  Site site({"largest_packet: 4096"});
  const TempDir folder;
  const std::string payload = write_payload(folder, 4096);
  const std::vector<std::string> arguments{"-q", "1", "-t", "hall/plan", "-f", payload};

  SECTION("MQTT 5 says so beforehand, and the client does not even send it") {
    const Ended ended = mosquitto_pub(site.hall("5"), arguments);
    CHECK(ended.output.find("received CONNACK (0)") != std::string::npos);
    CHECK(ended.output.find("sending PUBLISH") == std::string::npos);
  }
  SECTION("MQTT 3.1.1 closes the connection") {
    const Ended ended = mosquitto_pub(site.hall("311"), arguments);
    CHECK(ended.code == kConnectionLost);
    CHECK(ended.output.find("received PUBACK") == std::string::npos);
  }
  publish(site.hall("5"), "hall/plan", "small");
  CHECK(ListenerLog(site.varded()).from("hall").size() == 1);
}

TEST_CASE("who cannot prove who they are is refused, and not told which half was wrong",
          "[listener]") {
  Site site;
  const std::string wrong(32, '0');
  const std::vector<std::string> call{"-q", "1", "-t", kButtonSignal, "-m", help_call(1)};

  for (const std::string& user : {kButton, std::string("nordlia/nobody")}) {
    CAPTURE(user);
    CHECK(mosquitto_pub(site.login("311", user, wrong), call).code == kBadUserNameOrPassword311);
    CHECK(mosquitto_pub(site.login("5", user, wrong), call).code == kBadUserNameOrPassword);
  }
  CHECK(mosquitto_pub(site.login("311", "", ""), call).code == kNotAuthorized311);
  CHECK(mosquitto_pub(site.login("5", "", ""), call).code == kNotAuthorized);
  CHECK(site.varded().metric("varde_mqtt_published_total") == 0);
}

TEST_CASE("a device may not publish as another device", "[listener]") {
  Site site;
  const std::vector<std::string> arguments{
      "-q", "1", "-t", "varde/v1/nordlia/button-2/signal", "-m", help_call(1)};

  SECTION("MQTT 5 says why") {
    const Ended ended = mosquitto_pub(site.button("5"), arguments);
    INFO(ended.output);
    CHECK(ended.output.find("RC:135") != std::string::npos);
  }
  SECTION("MQTT 3.1.1 closes the connection and acknowledges nothing") {
    const Ended ended = mosquitto_pub(site.button("311"), arguments);
    CHECK(ended.code == kConnectionLost);
    CHECK(ended.output.find("received PUBACK") == std::string::npos);
  }
  publish(site.button("5"), kButtonSignal, help_call(2));
  CHECK(ListenerLog(site.varded()).from(kButton).size() == 1);
}

TEST_CASE("a device may not listen to another device", "[listener]") {
  const std::string version = versions();
  CAPTURE(version);
  Site site;

  MosquittoClient listener("mosquitto_sub", site.button(version),
                           {"-q", "1", "-t", "varde/v1/nordlia/button-2/response"});

  // It ends by itself where all that it asked for was refused.
  REQUIRE(listener.wait(30s).has_value());
  INFO(listener.output());
  CHECK(listener.lines_with(version == "5" ? "Subscribed (mid: 1): 135"
                                           : "Subscribed (mid: 1): 128") == 1);
}

}  // namespace varde::test
