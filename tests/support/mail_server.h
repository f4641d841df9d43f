// A mail server on loopback that speaks SMTP as the test says, and keeps what it is given.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace varde::test {

struct ReceivedMail {
  std::string from;  // As in MAIL FROM, with its brackets.
  std::vector<std::string> to;
  std::string data;  // As sent, without the dot that ends it; lines end with CR LF.
};

// Thread safety: any thread.
class MailServer {
 public:
  // `replies`: what it says to a verb ("RCPT", "DATA", "BODY" for the end of a message) in place of
  // its own answer. It offers AUTH PLAIN, whose secret is not checked, and no TLS.
  explicit MailServer(std::map<std::string, std::string> replies = {});
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  // From now on.
  void say(std::map<std::string, std::string> replies);

  [[nodiscard]] std::string url() const;  // "smtp://127.0.0.1:port"

  // The mails it took, and all lines that clients said outside of messages.
  [[nodiscard]] std::vector<ReceivedMail> mails() const;
  [[nodiscard]] std::vector<std::string> said() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::test
