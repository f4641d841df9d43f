// What is to be sent to one receiver, ready made; and how that went.
// Thread safety: values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "broker/base/instant.h"
#include "broker/base/result.h"

namespace varde::outbound {

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::string> headers;  // "Name: value".
  std::string body;
  std::filesystem::path ca_file;  // Empty: the system's.
  long expected_status = 0;       // 0: any of 200 to 299.
};

struct MailRequest {
  std::string server;
  bool starttls = true;
  std::string from;
  std::string to;
  std::string user;
  std::string password;
  std::string message;  // Header and body, lines ended by CR LF.
  std::filesystem::path ca_file;
};

using Request = std::variant<HttpRequest, MailRequest>;

enum class Verdict : std::uint8_t {
  Taken,    // The receiver has it.
  Refused,  // It never will: not worth another attempt.
  Later,    // Not reached, busy or broken: worth another attempt.
};

struct Answer {
  Verdict verdict = Verdict::Later;
  std::string why;  // One line without secrets or personal data; empty where taken.
};

// Why nothing could be made to send.
using NotMade = Answer;

}  // namespace varde::outbound
