#include "tests/unit/api/server_bench.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <utility>

namespace varde::test {
namespace {

api::ServerOptions options_in(const TempDir& dir, const ServerBench::Change& change) {
  api::ServerOptions options;
  options.port = 0;
  options.data_folder = dir.path();
  options.version = "test";
  if (!std::filesystem::exists(dir.path() / "users.json")) write_users(dir.path());
  if (change) change(options);
  return options;
}

}  // namespace

ServerBench::ServerBench(const TempDir& dir, const Change& change) : broker(dir) {
  const api::ServerOptions options = options_in(dir, change);
  tls_ = !options.certificate.empty();
  server_.emplace(io_, broker.engine(), broker.log(), broker.recovered(), broker.clock, options);
  broker.on_committed([this](auto batch) { server_->on_committed(std::move(batch)); });
  server_->start();
  thread_ = std::thread([this] {
    const auto work = boost::asio::make_work_guard(io_);
    io_.run();
  });
  broker.start();
}

ServerBench::~ServerBench() {
  boost::asio::post(io_, [this] {
    server_->stop();
    io_.stop();
  });
  thread_.join();
  broker.stop();
}

Answer ServerBench::ask(const std::string& cookie, const std::string& method,
                        const std::string& target, const std::string& body, Headers headers) const {
  if (!cookie.empty()) headers["Cookie"] = cookie;
  return HttpClient(port(), tls_).request(method, target, body, headers);
}

std::string ServerBench::log_in(const std::string& user) const {
  const Answer answer = ask("", "POST", "/api/v1/session",
                            R"({"user":")" + user + R"(","password":")" + kPassword + R"("})");
  REQUIRE(answer.status == 200);
  const std::string& cookie = answer.headers.at("set-cookie");
  return cookie.substr(0, cookie.find(';'));
}

StreamClient ServerBench::stream(const std::string& cookie, const std::string& query) const {
  return {port(), "/api/v1/stream" + query, {{"Cookie", cookie}}, tls_};
}

std::string ServerBench::raise(const std::string& municipality) {
  broker.send(device("button-1", municipality), signal(SignalKind::HelpCall));
  const auto alarms = ask(log_in("kari"), "GET", "/api/v1/alarms").json().at("alarms").as_array();
  for (const auto& alarm : alarms) {
    if (alarm.as_object().at("municipality").as_string() == municipality.c_str()) {
      return std::string(alarm.as_object().at("id").as_string());
    }
  }
  FAIL("the call raised no alarm");
  return {};
}

void write_certificate(const std::filesystem::path& certificate,
                       const std::filesystem::path& private_key) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3'600);
  X509_set_pubkey(made.get(), key.get());
  X509_NAME* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  REQUIRE(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  const auto write = [](const std::filesystem::path& path, auto put) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w"),
                                                               std::fclose);
    REQUIRE(file != nullptr);
    REQUIRE(put(file.get()) == 1);
  };
  write(certificate, [&](std::FILE* file) { return PEM_write_X509(file, made.get()); });
  write(private_key, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

}  // namespace varde::test
