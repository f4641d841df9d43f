// A web server on loopback that takes what Varde sends, and answers as the test says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace varde::test {

struct ReceivedRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
};

struct ScriptedReply {
  unsigned status = 200;
  std::string body;
  std::string location;  // Of a redirect; empty: none.
  bool never = false;    // The connection stays open and says nothing.
};

// From the request and how many came before it. Called on the server's thread.
using ReplyScript = std::function<ScriptedReply(const ReceivedRequest&, std::size_t)>;

// Where a server's certificate and key are; empty: plain HTTP.
struct ServerCertificate {
  std::string certificate_file;
  std::string key_file;
};

// Thread safety: any thread.
class HttpReceiver {
 public:
  // Without a script it says 200. `port` 0: any. Throws where it cannot listen.
  explicit HttpReceiver(ReplyScript script = {}, std::uint16_t port = 0,
                        const ServerCertificate& certificate = {});
  ~HttpReceiver();
  HttpReceiver(const HttpReceiver&) = delete;
  HttpReceiver& operator=(const HttpReceiver&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  // "http://127.0.0.1:port/path"; with a certificate "https://localhost:port/path".
  [[nodiscard]] std::string url(const std::string& path = "/") const;

  // In the order in which they came in whole.
  [[nodiscard]] std::vector<ReceivedRequest> received() const;
  [[nodiscard]] std::size_t count() const { return received().size(); }

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::test
