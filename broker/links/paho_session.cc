#include "broker/links/paho_session.h"

#include <mqtt/async_client.h>

#include <array>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace varde::links {
namespace {

template <class Texts>
std::string joined(const Texts& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

constexpr int kQos = 1;

int mqtt_version(const frame::Configure& options) {
  // Pinned: Paho's default falls back to MQTT 3.1, without a session, after one failed attempt.
  return options.mqtt_5() ? MQTTVERSION_5 : MQTTVERSION_3_1_1;
}

// CONNACK of MQTT 3.1.1, section 3.2.2.3.
const char* connack_text(int code) {
  constexpr std::array<const char*, 6> kTexts = {
      "accepted",           "unacceptable protocol version", "client id refused",
      "server unavailable", "bad user name or password",     "not authorized"};
  return code > 0 && static_cast<std::size_t>(code) < kTexts.size()
             ? kTexts[static_cast<std::size_t>(code)]
             : nullptr;
}

std::string failure_text(const mqtt::token& token, bool mqtt_5) {
  // A refused CONNECT carries its reason code as return code, the other packets as reason code.
  for (const int reason : {static_cast<int>(token.get_reason_code()), token.get_return_code()}) {
    if (mqtt_5 && reason >= mqtt::ReasonCode::UNSPECIFIED_ERROR) {
      const char* text = MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(reason));
      return text != nullptr ? text : "reason code " + std::to_string(reason);
    }
  }
  const int code = token.get_return_code();
  if (const char* text = mqtt_5 ? nullptr : connack_text(code)) return text;
  if (code == MQTT_BAD_SUBSCRIBE) return "refused";
  // Paho's own words for the cause, such as a time-out, are only to be had by asking for an answer.
  try {
    if (token.get_type() == mqtt::token::Type::CONNECT) token.get_connect_response();
  } catch (const mqtt::exception& error) {
    if (!error.get_message().empty()) return error.get_message();
  }
  return mqtt::exception::error_str(code);
}

// The words in a line of OpenSSL's, "thread:error:code:library:function:reason:file:line:".
std::string tls_reason(std::string_view line) {
  constexpr int kReasonField = 5;
  for (int field = 0; field < kReasonField; ++field) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::string(line);
    line.remove_prefix(colon + 1);
  }
  return std::string(line.substr(0, line.find(':')));
}

std::string read_password(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string password((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) throw std::runtime_error("the password file cannot be read");
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
    password.pop_back();
  }
  return password;
}

ArrivedMessage to_arrived(const mqtt::message& message) {
  const auto& payload = message.get_payload_ref();
  ArrivedMessage out;
  out.topic = message.get_topic();
  out.payload = {payload.data(), payload.size()};
  out.retained = message.is_retained();
  const mqtt::properties& properties = message.get_properties();
  if (properties.contains(mqtt::property::RESPONSE_TOPIC)) {
    out.response_topic = mqtt::get<std::string>(properties, mqtt::property::RESPONSE_TOPIC);
  }
  if (properties.contains(mqtt::property::CORRELATION_DATA)) {
    out.correlation_data = mqtt::get<std::string>(properties, mqtt::property::CORRELATION_DATA);
  }
  return out;
}

// Tells a function how an action ended. Lives as long as the session, as Paho keeps its address.
class Listener : public mqtt::iaction_listener {
 public:
  using Ended = std::function<void(bool ok, const mqtt::token&)>;
  explicit Listener(Ended ended) : ended_(std::move(ended)) {}
  void on_success(const mqtt::token& token) override { ended_(true, token); }
  void on_failure(const mqtt::token& token) override { ended_(false, token); }

 private:
  Ended ended_;
};

}  // namespace

class PahoSession::Impl {
 public:
  Impl(const frame::Configure& options, PahoEvents events)
      : options_(options),
        events_(std::move(events)),
        client_(options.server(), options.client_id(), mqtt::create_options(mqtt_version(options)),
                nullptr),
        connecting_([this](bool ok, const mqtt::token& token) { connected(ok, token); }),
        subscribing_([this](bool ok, const mqtt::token& token) { subscribed(ok, token); }),
        publishing_([this](bool ok, const mqtt::token& token) { published(ok, token); }) {
    client_.set_message_callback(
        [this](const mqtt::const_message_ptr& message) { events_.arrived(to_arrived(*message)); });
    client_.set_connection_lost_handler([this](const std::string& cause) {
      events_.down(cause.empty() ? "connection lost" : "connection lost: " + cause);
    });
    // Without it Paho ignores a DISCONNECT of the server's until the socket closes.
    client_.set_disconnected_handler([this](const mqtt::properties&, mqtt::ReasonCode code) {
      events_.down(std::string("the external broker disconnected us: ") +
                   MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(code)));
    });
  }

  void connect() {
    try {
      client_.connect(connect_options(), nullptr, connecting_);
    } catch (const mqtt::exception& error) {
      events_.down("cannot connect: " + error.to_string());
    } catch (const std::runtime_error& error) {
      events_.down(error.what());
    }
  }

  void publish(const frame::Publish& message) {
    mqtt::properties properties;
    if (options_.mqtt_5()) {
      if (!message.retain()) {
        properties.add({mqtt::property::MESSAGE_EXPIRY_INTERVAL,
                        static_cast<std::int32_t>(message.expires_in_s())});
      }
      if (message.has_correlation_data()) {
        properties.add({mqtt::property::CORRELATION_DATA, message.correlation_data()});
      }
    }
    auto out = mqtt::make_message(message.topic(), message.payload(), kQos, message.retain());
    if (options_.mqtt_5()) out->set_properties(properties);
    // Paho calls back on its own thread, maybe before `publish` has returned the token: the id
    // travels with the token as its context.
    auto* id = new std::uint64_t(message.id());
    try {
      client_.publish(out, id, publishing_);
    } catch (const mqtt::exception& error) {
      delete id;
      events_.published(message.id(), error.to_string());
    }
  }

 private:
  mqtt::connect_options connect_options() {
    mqtt::connect_options out;
    out.set_mqtt_version(mqtt_version(options_));
    const bool kept = !options_.filters().empty();
    if (options_.mqtt_5()) {
      out.set_clean_start(!kept);
      mqtt::properties properties;
      const auto number = [](std::uint32_t value) { return static_cast<std::int32_t>(value); };
      properties.add({mqtt::property::SESSION_EXPIRY_INTERVAL,
                      number(kept ? options_.session_expiry_s() : 0)});
      properties.add({mqtt::property::MAXIMUM_PACKET_SIZE, number(options_.largest_packet())});
      properties.add(
          {mqtt::property::RECEIVE_MAXIMUM, static_cast<std::int16_t>(options_.receive_maximum())});
      out.set_properties(std::move(properties));
    } else {
      out.set_clean_session(!kept);
    }
    out.set_keep_alive_interval(static_cast<int>(options_.keep_alive_s()));
    out.set_connect_timeout(static_cast<int>(options_.connect_timeout_s()));
    out.set_automatic_reconnect(false);
    if (!options_.user().empty()) out.set_user_name(options_.user());
    if (!options_.password_file().empty()) {
      out.set_password(read_password(options_.password_file()));
    }
    if (options_.tls()) out.set_ssl(ssl_options());
    return out;
  }

  mqtt::ssl_options ssl_options() {
    mqtt::ssl_options out;
    if (!options_.ca_file().empty()) out.set_trust_store(options_.ca_file());
    if (!options_.certificate_file().empty()) out.set_key_store(options_.certificate_file());
    if (!options_.key_file().empty()) out.set_private_key(options_.key_file());
    out.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
    out.set_enable_server_cert_auth(options_.verify());
    out.set_verify(options_.verify());  // The certificate's name against the host's.
    out.set_error_handler([this](const std::string& line) {
      const std::scoped_lock lock(mutex_);
      tls_error_ = tls_reason(line);
    });
    return out;
  }

  void connected(bool ok, const mqtt::token& token) {
    if (!ok) {
      std::string text = "cannot connect: " + failure_text(token, options_.mqtt_5());
      const std::scoped_lock lock(mutex_);
      if (!tls_error_.empty()) {
        text += " (" + tls_error_ + ")";
      } else if (options_.tls() && text.find("TLS") != std::string::npos) {
        // Paho says no more when nobody listens, or when the name is wrong.
        text += " (nothing listens there, or its certificate is made out to another name)";
      }
      events_.down(text);
      return;
    }
    session_present_ = token.get_connect_response().is_session_present();
    if (options_.filters().empty()) {
      events_.up(session_present_);
      return;
    }
    // From here, before the first message of a backlog is read: another thread would have to win
    // Paho's lock from a receive thread that gives it up for microseconds only.
    try {
      const std::vector<std::string> filters(options_.filters().begin(), options_.filters().end());
      client_.subscribe(mqtt::string_collection::create(filters),
                        mqtt::async_client::qos_collection(filters.size(), kQos), nullptr,
                        subscribing_);
    } catch (const mqtt::exception& error) {
      events_.down("cannot subscribe: " + error.to_string());
    }
  }

  void subscribed(bool ok, const mqtt::token& token) {
    const std::string what = "subscription to " + joined(options_.filters()) + ": ";
    if (!ok) {
      events_.down(what + failure_text(token, options_.mqtt_5()));
      return;
    }
    // QoS 0 would be delivered at most once: not what an alarm may travel by.
    const auto answer = token.get_subscribe_response();
    for (const auto& code : answer.get_reason_codes()) {
      if (code != mqtt::ReasonCode::GRANTED_QOS_1) {
        events_.down(what + "not granted at QoS 1");
        return;
      }
    }
    events_.up(session_present_);
  }

  void published(bool ok, const mqtt::token& token) {
    const std::unique_ptr<std::uint64_t> id(static_cast<std::uint64_t*>(token.get_user_context()));
    events_.published(*id, ok ? "" : failure_text(token, options_.mqtt_5()));
  }

  const frame::Configure options_;
  const PahoEvents events_;
  bool session_present_ = false;  // Paho's receive thread only.
  std::mutex mutex_;              // Guards tls_error_.
  std::string tls_error_;
  mqtt::async_client client_;
  Listener connecting_;
  Listener subscribing_;
  Listener publishing_;
};

PahoSession::PahoSession(const frame::Configure& options, PahoEvents events) try
    : impl_(std::make_unique<Impl>(options, std::move(events))) {
} catch (const mqtt::exception& error) {
  throw std::runtime_error(error.to_string());
}
PahoSession::~PahoSession() = default;
void PahoSession::connect() { impl_->connect(); }
void PahoSession::publish(const frame::Publish& message) { impl_->publish(message); }

}  // namespace varde::links
