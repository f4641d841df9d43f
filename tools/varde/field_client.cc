#include "tools/varde/field_client.h"

#include <mqtt/async_client.h>

#include <map>
#include <mutex>
#include <utility>

#include "broker/links/broker_address.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

std::string paho_uri_of(const std::string& server) {
  const auto address = links::parse_broker_address(server);
  if (address.has_error()) throw CannotError(server + ": " + address.error());
  return links::paho_uri(*address);
}

mqtt::connect_options connect_options(const FieldClientOptions& options) {
  mqtt::connect_options_builder builder;
  builder.mqtt_version(options.mqtt5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1)
      .keep_alive_interval(std::chrono::seconds(30))
      .max_inflight(FieldClient::kMostInFlight)
      .automatic_reconnect(std::chrono::seconds(1), std::chrono::seconds(5));
  if (options.mqtt5) {
    builder.clean_start(true);
  } else {
    builder.clean_session(true);
  }
  if (!options.user.empty()) builder.user_name(options.user).password(options.password);
  if (options.server.starts_with("mqtts://")) {
    mqtt::ssl_options ssl;
    if (!options.ca_file.empty()) ssl.set_trust_store(options.ca_file);
    ssl.set_verify(true);
    builder.ssl(std::move(ssl));
  }
  return builder.finalize();
}

}  // namespace

std::string puback_in_words(std::uint8_t reason_code) {
  switch (reason_code) {
    case 0x00: return "success";
    case kNoMatchingSubscribers: return "no matching subscribers: nobody receives this topic";
    case 0x80: return "unspecified error";
    case 0x83: return "implementation specific error";
    case 0x87: return "not authorized: the broker's access list forbids this topic";
    case 0x90: return "topic name invalid";
    case 0x91: return "packet identifier in use";
    case 0x97: return "quota exceeded: no room, keep the message and try again";
    case 0x99: return "payload format invalid";
    default: return "a reason that MQTT 5 does not list";
  }
}

class FieldClient::Impl {
 public:
  explicit Impl(FieldClientOptions options)
      : options_(std::move(options)),
        client_(paho_uri_of(options_.server), options_.client_id,
                mqtt::create_options(options_.mqtt5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1)) {}

  ~Impl() {
    try {
      if (client_.is_connected()) client_.disconnect()->wait_for(std::chrono::seconds(2));
    } catch (const mqtt::exception&) {
      // It is going away either way.
    }
  }

  void connect(std::chrono::seconds timeout) {
    try {
      if (!client_.connect(connect_options(options_))->wait_for(timeout)) {
        throw CannotError(options_.server + " does not answer");
      }
    } catch (const mqtt::exception& error) {
      const std::string reason =
          error.get_reason_code() > 0 ? ": " + error.get_reason_code_str() : "";
      throw CannotError(options_.server + ": " + error.get_message() + reason);
    }
  }

  [[nodiscard]] bool connected() const { return client_.is_connected(); }

  bool publish(const std::string& topic, const std::string& payload,
               std::function<void(PublishOutcome)> done) {
    Delivery* const delivery = keep(std::make_unique<Delivery>(*this, std::move(done)));
    try {
      client_.publish(mqtt::make_message(topic, payload, 1, false), nullptr, *delivery);
      return true;
    } catch (const mqtt::exception&) {
      take(delivery);
      return false;
    }
  }

 private:
  // One message's way to its PUBACK: the library calls one of the two, once.
  class Delivery : public mqtt::iaction_listener {
   public:
    Delivery(Impl& owner, std::function<void(PublishOutcome)> done)
        : owner_(owner), done_(std::move(done)) {}

    void on_success(const mqtt::token& token) override { finish(token, true); }
    void on_failure(const mqtt::token& token) override { finish(token, false); }

   private:
    void finish(const mqtt::token& token, bool succeeded) {
      const auto self = owner_.take(this);
      if (self == nullptr) return;
      const int reason = token.get_reason_code();
      PublishOutcome outcome;
      outcome.reason_code = static_cast<std::uint8_t>(reason < 0 ? 0 : reason);
      outcome.acknowledged = succeeded && outcome.reason_code < 0x80;
      if (!outcome.acknowledged)
        outcome.detail = mqtt::exception::error_str(token.get_return_code());
      done_(outcome);
    }

    Impl& owner_;
    std::function<void(PublishOutcome)> done_;
  };

  Delivery* keep(std::unique_ptr<Delivery> delivery) {
    const std::lock_guard lock(mutex_);
    Delivery* const kept = delivery.get();
    deliveries_[kept] = std::move(delivery);
    return kept;
  }

  std::unique_ptr<Delivery> take(Delivery* delivery) {
    const std::lock_guard lock(mutex_);
    auto node = deliveries_.extract(delivery);
    return node.empty() ? nullptr : std::move(node.mapped());
  }

  const FieldClientOptions options_;
  std::mutex mutex_;                                           // Guards deliveries_.
  std::map<Delivery*, std::unique_ptr<Delivery>> deliveries_;  // Outlive client_, which calls them.
  mqtt::async_client client_;
};

FieldClient::FieldClient(FieldClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
FieldClient::~FieldClient() = default;
void FieldClient::connect(std::chrono::seconds timeout) { impl_->connect(timeout); }
bool FieldClient::connected() const { return impl_->connected(); }
bool FieldClient::publish(const std::string& topic, const std::string& payload,
                          std::function<void(PublishOutcome)> done) {
  return impl_->publish(topic, payload, std::move(done));
}

}  // namespace varde::cli
