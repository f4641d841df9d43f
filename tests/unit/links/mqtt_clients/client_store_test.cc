// Who gets in.
#include "broker/links/mqtt/clients/client_store.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/support/eventually.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/links/mqtt_clients/clients.h"

namespace varde::test {
namespace {

using namespace links::mqtt;
using namespace std::chrono_literals;

constexpr Instant kStart{std::chrono::seconds(1'795'500'000)};

struct Listener {
  TempDir dir;
  std::filesystem::path path = dir.path() / "mqtt-clients.json";
  ClientFile file{path};
  ClientStore store{path};
  Instant now = kStart;

  void add(const Client& client) { REQUIRE(file.add({client}).has_value()); }
  void write(const std::string& text) const { std::ofstream(path) << text; }

  // What the listener sees of the file two seconds later; true if it is another one.
  Result<bool, ClientError> look() {
    now += 2s;
    auto answer = store.refresh(now);
    // The first look starts the reading, and then it is asked for until it is done.
    const bool read = eventually([&] {
      if (answer.has_error() || *answer) return true;
      answer = store.refresh(now);
      return answer.has_error() || *answer || !store.is_reading();
    });
    REQUIRE(read);
    return answer;
  }
};

TEST_CASE("a client gets in with its own name and secret only", "[mqtt]") {
  Listener listener;
  const std::string secret = make_secret();
  const std::string other = make_secret();
  listener.add(client("nordlia/alarm-0114", secret));
  listener.add(client("nordlia/alarm-0115", other));
  REQUIRE(listener.store.load().has_value());

  const auto found = listener.store.authenticate("nordlia/alarm-0114", secret);

  REQUIRE(found.has_value());
  CHECK(found->kind == ClientKind::Device);
  CHECK(found->device == core::DeviceRef{MunicipalityId("nordlia"), DeviceId("alarm-0114")});
  const auto error = [&](const std::string& user, const std::string& tried) {
    return listener.store.authenticate(user, tried).error();
  };
  CHECK(error("nordlia/alarm-0114", other) == AuthError::WrongSecret);
  CHECK(error("nordlia/alarm-0114", "") == AuthError::WrongSecret);
  CHECK(error("nordlia/alarm-0114", std::string(65'535, 'a')) == AuthError::WrongSecret);
  CHECK(error("nordlia/alarm-0113", secret) == AuthError::UnknownClient);
  CHECK(error("nordlia/alarm-0114 ", secret) == AuthError::UnknownClient);
  CHECK(error("", secret) == AuthError::UnknownClient);
}

TEST_CASE("a certificate opens for the client it names", "[mqtt]") {
  Listener listener;
  listener.add(client("nordlia/alarm-0114"));
  listener.add(client("nordlia/alarm-0115", make_secret()));
  REQUIRE(listener.store.load().has_value());

  CHECK(listener.store.find_by_certificate("nordlia/alarm-0114").has_value());
  CHECK(listener.store.find_by_certificate("nordlia/alarm-0115").has_value());
  CHECK(listener.store.find_by_certificate("nordlia/alarm-0116").error() ==
        AuthError::UnknownClient);
  CHECK(listener.store.find_by_certificate("").error() == AuthError::UnknownClient);
}

TEST_CASE("no password opens for a client that has a certificate only", "[mqtt]") {
  Listener listener;
  listener.add(client("nordlia/alarm-0114"));
  REQUIRE(listener.store.load().has_value());

  CHECK(listener.store.authenticate("nordlia/alarm-0114", "").error() == AuthError::NoSecret);
  CHECK(listener.store.authenticate("nordlia/alarm-0114", make_secret()).error() ==
        AuthError::NoSecret);
}

TEST_CASE("a disabled client gets in neither way", "[mqtt]") {
  Listener listener;
  const std::string secret = make_secret();
  listener.add(client("nordlia/alarm-0114", secret));
  REQUIRE(listener.file.set_disabled("nordlia/alarm-0114", true).has_value());
  REQUIRE(listener.store.load().has_value());

  CHECK(listener.store.authenticate("nordlia/alarm-0114", secret).error() == AuthError::Disabled);
  CHECK(listener.store.authenticate("nordlia/alarm-0114", "no").error() == AuthError::WrongSecret);
  CHECK(listener.store.find_by_certificate("nordlia/alarm-0114").error() == AuthError::Disabled);
}

TEST_CASE("who has no name gets in only where the configuration says that this is a lab",
          "[mqtt]") {
  Listener listener;

  CHECK(listener.store.anonymous().error() == AuthError::Anonymous);
  CHECK(ClientStore(listener.path, true).anonymous()->kind == ClientKind::Lab);
}

TEST_CASE("a change of the clients is seen without a restart", "[mqtt]") {
  Listener listener;
  REQUIRE(listener.store.load().has_value());
  const std::string secret = make_secret();
  listener.add(client("nordlia/alarm-0114", secret));
  REQUIRE(listener.store.authenticate("nordlia/alarm-0114", secret).has_error());

  CHECK(*listener.look());

  CHECK(listener.store.authenticate("nordlia/alarm-0114", secret).has_value());
  CHECK_FALSE(*listener.look());
}

TEST_CASE("the file is looked at once a second at most", "[mqtt]") {
  Listener listener;
  REQUIRE(listener.store.load().has_value());
  REQUIRE_FALSE(*listener.store.refresh(kStart));
  listener.add(client("nordlia/alarm-0114"));

  REQUIRE_FALSE(*listener.store.refresh(kStart + 999ms));
  CHECK_FALSE(listener.store.is_reading());
  REQUIRE_FALSE(*listener.store.refresh(kStart + 1s));
  CHECK(listener.store.is_reading());
}

TEST_CASE("a clock that was set back does not keep changes from being seen", "[mqtt]") {
  Listener listener;
  REQUIRE(listener.store.load().has_value());
  REQUIRE_FALSE(*listener.store.refresh(kStart));
  listener.add(client("nordlia/alarm-0114"));

  listener.now = kStart - 24h;

  CHECK(*listener.look());
}

TEST_CASE("a damaged file is told once, and whoever could get in still can", "[mqtt]") {
  Listener listener;
  const std::string secret = make_secret();
  listener.add(client("nordlia/alarm-0114", secret));
  REQUIRE(listener.store.load().has_value());
  listener.write("{");

  CHECK(listener.look().error().code == ClientErrorCode::Damaged);
  CHECK_FALSE(*listener.look());
  CHECK(listener.store.authenticate("nordlia/alarm-0114", secret).has_value());

  listener.write("{\"clients\": []}");
  CHECK(*listener.look());
  CHECK(listener.store.size() == 0);
}

TEST_CASE("a file that is gone is told once, and whoever could get in still can", "[mqtt]") {
  Listener listener;
  const std::string secret = make_secret();
  listener.add(client("nordlia/alarm-0114", secret));
  REQUIRE(listener.store.load().has_value());
  std::filesystem::remove(listener.path);

  CHECK(listener.look().error().code == ClientErrorCode::File);
  CHECK_FALSE(*listener.look());
  CHECK(listener.store.authenticate("nordlia/alarm-0114", secret).has_value());

  listener.add(client("nordlia/alarm-0115"));
  CHECK(*listener.look());
  CHECK(listener.store.authenticate("nordlia/alarm-0114", secret).has_error());
}

TEST_CASE("a file that is damaged at the start is told, and read when it is mended", "[mqtt]") {
  Listener listener;
  listener.write("{");

  CHECK(listener.store.load().error().code == ClientErrorCode::Damaged);
  CHECK(listener.store.size() == 0);

  std::filesystem::remove(listener.path);
  listener.add(client("nordlia/alarm-0114"));
  CHECK(*listener.look());
  CHECK(listener.store.size() == 1);
}

TEST_CASE("a connection goes on with the rights of today", "[mqtt]") {
  Listener listener;
  listener.add(trusted("hall", {"a"}, {"b"}));
  REQUIRE(listener.store.load().has_value());
  const Client connected = *listener.store.find_by_certificate("hall");
  REQUIRE(listener.file.remove("hall").has_value());
  listener.add(trusted("hall", {"a"}, {"c"}));
  REQUIRE(*listener.look());

  const auto now = listener.store.current(connected);

  REQUIRE(now.has_value());
  CHECK(now->subscribe == std::vector<std::string>{"c"});
}

TEST_CASE("a connection ends with its client, its secret or its leave to connect", "[mqtt]") {
  Listener listener;
  const std::string name = "nordlia/alarm-0114";
  listener.add(client(name, make_secret()));
  REQUIRE(listener.store.load().has_value());
  const Client connected = *listener.store.find_by_certificate(name);
  REQUIRE(listener.store.current(connected) == connected);

  const int change = GENERATE(0, 1, 2, 3);
  CAPTURE(change);
  if (change == 0) REQUIRE(listener.file.remove(name).has_value());
  if (change == 1) REQUIRE(listener.file.set_disabled(name, true).has_value());
  if (change == 2) REQUIRE(listener.file.set_secret(name, hash_secret(make_secret())).has_value());
  if (change == 3) REQUIRE(listener.file.set_secret(name, std::nullopt).has_value());
  REQUIRE(*listener.look());

  CHECK_FALSE(listener.store.current(connected).has_value());
}

TEST_CASE("the lab's client is always the same", "[mqtt]") {
  const Listener listener;

  CHECK(listener.store.current(lab_client()) == lab_client());
}

TEST_CASE("an unknown client costs as much to refuse as a known one", "[mqtt]") {
  Listener listener;
  listener.add(client("nordlia/alarm-0114", make_secret()));
  REQUIRE(listener.store.load().has_value());
  const std::string wrong = make_secret();
  const auto time_of = [&](const std::string& user) {
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 50; ++i) {
      int refused = 0;
      const auto start = std::chrono::steady_clock::now();
      for (int j = 0; j < 100; ++j) refused += listener.store.authenticate(user, wrong).has_error();
      best = std::min(best, std::chrono::steady_clock::now() - start);
      CHECK(refused == 100);
    }
    return std::chrono::duration<double>(best).count();
  };

  // A tenth of it would show that nothing is computed; half tells no more than the noise does.
  CHECK(time_of("nordlia/nobody") > time_of("nordlia/alarm-0114") / 2);
}

}  // namespace
}  // namespace varde::test
