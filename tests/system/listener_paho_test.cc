// Eclipse Paho C++, in both versions of MQTT, against varded's own listener.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/eventually.h"
#include "tests/support/mqtt_client.h"
#include "tests/system/listener_log.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kAnHour = 3600;

// Reason codes of MQTT 5 and a return code of MQTT 3.1.1.
constexpr int kBadUserNameOrPassword = 0x86, kBadUserNameOrPassword311 = 4;
constexpr int kNotAuthorized = 0x87;
constexpr int kTakenOver = 0x8E;

VardedOptions with_listener(bool lab = false) {
  VardedOptions options;
  options.listener = true;
  options.lab = lab;
  return options;
}

// A varded with a device, nordlia/button-1, and a trusted client that may do what it likes below
// "hall/".
class Site {
 public:
  explicit Site(bool mqtt_5)
      : mqtt_5_(mqtt_5),
        varded_("varded", with_listener()),
        button_secret_(varded_.add_client(kButton)),
        hall_secret_(varded_.add_client("hall", {"--publish", "hall/#", "--subscribe", "hall/#"})) {
    varded_.start();
  }

  [[nodiscard]] MqttClient::Options button() const { return login(kButton, button_secret_); }
  [[nodiscard]] MqttClient::Options hall(const std::string& client_id = "") const {
    MqttClient::Options options = login("hall", hall_secret_);
    options.client_id = client_id;
    return options;
  }
  // One whose session stays for an hour.
  [[nodiscard]] MqttClient::Options stays(const std::string& client_id) const {
    MqttClient::Options options = hall(client_id);
    options.clean = false;
    if (mqtt_5_) options.session_expiry_s = kAnHour;
    return options;
  }
  [[nodiscard]] MqttClient::Options login(const std::string& user,
                                          const std::string& password) const {
    MqttClient::Options options;
    options.server = varded_.url("mqtt");
    options.mqtt_5 = mqtt_5_;
    options.user = user;
    options.password = password;
    return options;
  }
  [[nodiscard]] Varded& varded() { return varded_; }

 private:
  bool mqtt_5_;
  Varded varded_;
  std::string button_secret_;
  std::string hall_secret_;
};

bool versions() { return GENERATE(false, true); }

// What has arrived at `client`, once it is `count` messages.
std::vector<MqttClient::Message> take(MqttClient& client, std::size_t count) {
  std::vector<MqttClient::Message> all;
  REQUIRE(eventually([&] {
    for (auto& message : client.take()) all.push_back(std::move(message));
    return all.size() >= count;
  }));
  return all;
}

std::vector<std::string> payloads(const std::vector<MqttClient::Message>& messages) {
  std::vector<std::string> found;
  for (const auto& message : messages) found.push_back(message.payload);
  return found;
}

}  // namespace

TEST_CASE("Paho publishes and hears at each QoS, over TCP and WebSocket", "[listener][paho]") {
  const bool mqtt_5 = versions();
  const std::string scheme = GENERATE("mqtt", "ws");
  CAPTURE(mqtt_5, scheme);
  Site site(mqtt_5);
  MqttClient::Options options = site.hall();
  options.server = site.varded().url(scheme);
  MqttClient client(options);
  client.subscribe("hall/#", 2);

  for (const int qos : {0, 1, 2}) {
    CHECK(client.ask_to_publish({"hall/door", std::to_string(qos), qos}) == 0);
  }

  const auto heard = take(client, 3);
  for (int qos = 0; qos < 3; ++qos) {
    const auto& message = heard.at(static_cast<std::size_t>(qos));
    CHECK(message.payload == std::to_string(qos));
    CHECK(message.qos == qos);
  }
  CHECK(ListenerLog(site.varded()).from("hall").size() == 3);
}

TEST_CASE("Paho's help call as a device is on the consoles", "[listener][paho]") {
  Site site(versions());
  MqttClient button(site.button());

  button.publish(kButtonSignal, help_call(1));

  CHECK(ListenerLog(site.varded()).from(kButton).size() == 1);
  CHECK(eventually([&] { return site.varded().metric(kCriticalAlarms) == 1; }));
}

TEST_CASE("Paho sends and hears 1 MiB, retained too", "[listener][paho]") {
  Site site(versions());
  MqttClient client(site.hall());
  const std::string payload(1024 * 1024, 'x');

  client.publish("hall/plan", payload, true);
  client.subscribe("hall/plan", 1);
  client.publish("hall/plan", payload);

  const auto heard = take(client, 2);
  CHECK(heard[0].retained);
  CHECK_FALSE(heard[1].retained);
  for (const auto& message : heard) CHECK(message.payload == payload);
}

TEST_CASE("Paho is refused with a wrong secret", "[listener][paho]") {
  const bool mqtt_5 = versions();
  Site site(mqtt_5);
  int code = 0;

  try {
    const MqttClient client(site.login("hall", std::string(32, '0')));
  } catch (const MqttRefused& refused) {
    code = refused.code;
  }

  CHECK(code == (mqtt_5 ? kBadUserNameOrPassword : kBadUserNameOrPassword311));
}

TEST_CASE("Paho is refused a topic: with a reason, or by the end of the connection",
          "[listener][paho]") {
  const bool mqtt_5 = versions();
  const int qos = GENERATE(1, 2);
  CAPTURE(mqtt_5, qos);
  Site site(mqtt_5);
  MqttClient client(site.hall());

  const auto answer = client.ask_to_publish({"elsewhere/door", "open", qos});

  CHECK(answer == (mqtt_5 ? std::optional<int>(kNotAuthorized) : std::nullopt));
  CHECK(client.connected() == mqtt_5);
  CHECK(ListenerLog(site.varded()).from("hall").empty());
}

TEST_CASE("Paho's will is published when its connection breaks or is taken over",
          "[listener][paho]") {
  const bool mqtt_5 = versions();
  Site site(mqtt_5);
  MqttClient::Options options = site.hall("gateway");
  options.will = MqttClient::Message{"hall/gone", "gateway", 2, true, false};
  auto gateway = std::make_unique<MqttClient>(options);
  options.will.reset();

  SECTION("breaks") {
    gateway->cut();
    gateway.reset();
  }
  SECTION("taken over") {}
  MqttClient next(options);

  if (gateway != nullptr) {
    CHECK(eventually([&] { return !gateway->connected(); }));
    if (mqtt_5) CHECK(gateway->disconnect_reason() == kTakenOver);
  }
  next.subscribe("hall/gone", 2);
  const auto heard = take(next, 1);
  CHECK(heard.at(0).payload == "gateway");
  CHECK(heard.at(0).qos == 2);
}

TEST_CASE("what waits for a session outlives varded's restart and its death", "[listener][paho]") {
  const bool mqtt_5 = versions();
  const bool orderly = GENERATE(true, false);
  const int qos = GENERATE(1, 2);
  CAPTURE(mqtt_5, orderly, qos);
  Site site(mqtt_5);
  {
    MqttClient sleeper(site.stays("sleeper"));
    CHECK_FALSE(sleeper.session_present());
    sleeper.subscribe("hall/door", 2);
  }
  const std::vector<std::string> sent{"1", "2", "3", "4"};
  {
    MqttClient publisher(site.hall());
    for (const auto& payload : sent) {
      CHECK(publisher.ask_to_publish({"hall/door", payload, qos}) == 0);
    }
  }

  if (orderly) {
    CHECK(site.varded().stop() == 0);
  } else {
    site.varded().kill();
  }
  site.varded().start();

  MqttClient sleeper(site.stays("sleeper"));
  CHECK(sleeper.session_present());
  CHECK(payloads(take(sleeper, sent.size())) == sent);
  sleeper.publish("hall/door", "last");  // It would come behind a copy of the others.
  CHECK(payloads(take(sleeper, 1)) == std::vector<std::string>{"last"});
}

TEST_CASE("a session that is begun clean has forgotten what waited", "[listener][paho]") {
  Site site(versions());
  { MqttClient(site.stays("sleeper")).subscribe("hall/door", 2); }
  { MqttClient(site.hall()).publish("hall/door", "open"); }

  MqttClient sleeper(site.hall("sleeper"));
  sleeper.subscribe("hall/door", 2);
  sleeper.publish("hall/door", "shut");

  CHECK_FALSE(sleeper.session_present());
  CHECK(payloads(take(sleeper, 1)) == std::vector<std::string>{"shut"});
}

TEST_CASE("a message to a client whose connection broke comes when it is back",
          "[listener][paho]") {
  Site site(versions());
  {
    MqttClient sleeper(site.stays("sleeper"));
    sleeper.subscribe("hall/door", 1);
    sleeper.cut();
  }
  { MqttClient(site.hall()).publish("hall/door", "open"); }

  MqttClient back(site.stays("sleeper"));

  CHECK(back.session_present());
  CHECK(payloads(take(back, 1)) == std::vector<std::string>{"open"});
}

TEST_CASE("the lab lets anybody publish and hear anything, and without it nobody",
          "[listener][paho]") {
  const bool mqtt_5 = versions();
  const bool lab = GENERATE(true, false);
  CAPTURE(mqtt_5, lab);
  Varded varded("varded", with_listener(lab));
  varded.start();
  MqttClient::Options options;
  options.server = varded.url("mqtt");
  options.mqtt_5 = mqtt_5;

  if (!lab) {
    CHECK_THROWS_AS(MqttClient(options), MqttRefused);
    return;
  }
  MqttClient client(options);
  client.subscribe("#", 1);
  client.publish("any/thing", "goes");
  CHECK(payloads(take(client, 1)) == std::vector<std::string>{"goes"});
}

}  // namespace varde::test
