// A running server with everything behind it, on a port of its own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "broker/api/server.h"
#include "tests/unit/api/broker_bench.h"
#include "tests/unit/api/http_client.h"

namespace varde::test {

class ServerBench {
 public:
  using Change = std::function<void(api::ServerOptions&)>;

  // In `dir`, which may hold the log and the accounts of a bench before.
  explicit ServerBench(const TempDir& dir, const Change& change = {});
  ~ServerBench();

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] bool tls() const { return tls_; }

  // One request on a connection of its own, with the session's cookie if there is one.
  Answer ask(const std::string& cookie, const std::string& method, const std::string& target,
             const std::string& body = {}, Headers headers = {}) const;

  // Logs in with kPassword; the Cookie header of the session. Fails the test if refused.
  [[nodiscard]] std::string log_in(const std::string& user) const;

  [[nodiscard]] StreamClient stream(const std::string& cookie, const std::string& query = {}) const;

  // Raises a help call from the button of `municipality` and answers the alarm's id.
  std::string raise(const std::string& municipality = "nordlia");

  BrokerBench broker;

 private:
  boost::asio::io_context io_;
  std::optional<api::Server> server_;
  std::thread thread_;
  bool tls_ = false;
};

// A key, and a certificate for 127.0.0.1 signed with it.
void write_certificate(const std::filesystem::path& certificate,
                       const std::filesystem::path& private_key);

}  // namespace varde::test
