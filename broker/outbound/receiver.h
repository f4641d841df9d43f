// Where notifications go out: the receivers of the configuration.
// Thread safety: values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "broker/base/ids.h"

namespace varde::outbound {

// Of e-mails and text messages; what programs read has no language.
enum class Language : std::uint8_t { Norwegian, English };

// A program that takes JSON by POST, signed with the secret that both know.
struct Webhook {
  std::string url;  // http:// or https://
  std::filesystem::path secret_file;
  std::filesystem::path ca_file;  // Empty: the certificates of the system.
};

struct Email {
  std::string server;    // smtp://host[:port], or smtps://host[:port].
  bool starttls = true;  // Of smtp://: nothing is said before the connection is encrypted.
  std::string from;
  std::string to;    // Whom, where the notification names no address; empty: then it fails.
  std::string user;  // Empty: no log-in.
  std::filesystem::path password_file;
  std::filesystem::path ca_file;
};

// How what stands in for {number} and {text} in a body is escaped.
enum class BodyForm : std::uint8_t { Json, Form, Text };

// An operator's or a provider's gateway that sends text messages. {number} and {text} in `url` are
// percent-encoded, in `body` escaped for its form.
struct SmsGateway {
  std::string url;
  std::string method = "POST";  // Or GET, PUT.
  BodyForm form = BodyForm::Json;
  std::string body;                  // Empty: none.
  std::vector<std::string> headers;  // "Name: value", without line ends.
  std::filesystem::path token_file;  // Sent as a bearer token; empty: none.
  long expected_status = 0;          // 0: any of 200 to 299.
  std::filesystem::path ca_file;
};

// A siren, a corridor display, a program: whatever listens to a topic of a link.
struct MqttTopic {
  LinkId link;
  std::string topic;  // {alarm}, {type}, {priority} and {municipality} stand for the alarm's.
  bool retain = false;
};

struct Receiver {
  ReceiverId id;
  std::variant<Webhook, Email, SmsGateway, MqttTopic> how;
  Language language = Language::Norwegian;

  // May be told who it is about and where: names of positions and sites. Else it hears the number
  // of the alarm, its type, priority and municipality.
  bool personal_data = false;
};

}  // namespace varde::outbound
