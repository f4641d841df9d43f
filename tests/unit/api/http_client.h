// A client for the tests: one HTTP connection, or one stream. Every call ends within kPatience.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace varde::test {

inline constexpr auto kPatience = std::chrono::seconds(15);

using Headers = std::map<std::string, std::string>;

struct Answer {
  unsigned status = 0;  // 0: the server closed without a word.
  Headers headers;      // Names in lower case.
  std::string body;

  [[nodiscard]] boost::json::object json() const;
};

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port, bool tls = false);
  ~HttpClient();

  // Sends as it says; a body gets "Content-Type: application/json" unless the headers have one.
  Answer request(const std::string& method, const std::string& target, const std::string& body = {},
                 const Headers& headers = {});
  // Sends these bytes and reads one answer.
  Answer raw(const std::string& bytes);
  // True once the server has closed the connection.
  [[nodiscard]] bool closed();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

class StreamClient {
 public:
  StreamClient(std::uint16_t port, const std::string& target, const Headers& headers,
               bool tls = false);
  ~StreamClient();

  // The status of the answer to the upgrade: 101, or why not.
  [[nodiscard]] unsigned status() const;

  // The next frame; none if the server closes or nothing comes in time.
  std::optional<boost::json::object> next(std::chrono::milliseconds patience = kPatience);

  // The next snapshot or delta; heartbeats are passed over.
  std::optional<boost::json::object> news(std::chrono::milliseconds patience = kPatience);

  void send(const std::string& text);

  // The code with which the server closed; 0 if it has not, or without one. After `next` gave none.
  [[nodiscard]] unsigned close_code() const;

  // Closes the TCP connection without a word.
  void cut();

  // Closes in order.
  void close();

  class Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::test
