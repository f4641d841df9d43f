#include "broker/links/mqtt/clients/client_file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "tests/support/temp_dir.h"
#include "tests/unit/links/mqtt_clients/clients.h"

namespace varde::test {
namespace {

using namespace links::mqtt;

struct Folder {
  TempDir dir;
  std::filesystem::path path = dir.path() / "mqtt-clients.json";
  ClientFile clients{path};

  void write(const std::string& text) const { std::ofstream(path) << text; }
  [[nodiscard]] std::string text() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

Client bridge() {
  return trusted("zigbee-hall", {"varde/v1/nordlia/+/signal", "hall/kjøkken/#"}, {"hall/+/set"});
}

TEST_CASE("what was added is read again, by name", "[mqtt]") {
  Folder folder;
  const Client with_secret = client("nordlia/alarm-0114", make_secret());
  const Client with_certificate = client("fjellbygda/gps-1");

  REQUIRE(folder.clients.add({with_secret}).has_value());
  REQUIRE(folder.clients.add({bridge(), with_certificate}).has_value());

  CHECK(*folder.clients.read() == std::vector{with_certificate, with_secret, bridge()});
}

TEST_CASE("clients are in a file that only its owner can read, without their secrets", "[mqtt]") {
  Folder folder;
  const std::string secret = make_secret();
  REQUIRE(folder.clients.add({client("nordlia/alarm-0114", secret)}).has_value());

  struct stat status {};
  REQUIRE(::stat(folder.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(folder.text().find(secret) == std::string::npos);
  CHECK(folder.text().find("nordlia/alarm-0114") != std::string::npos);
}

TEST_CASE("without a file there are no clients", "[mqtt]") {
  CHECK(Folder().clients.read()->empty());
}

TEST_CASE("of many clients that are added all are, or none", "[mqtt]") {
  Folder folder;
  REQUIRE(folder.clients.add({client("nordlia/a")}).has_value());

  const auto added = folder.clients.add({client("nordlia/b"), client("nordlia/a")});

  REQUIRE(added.has_error());
  CHECK(added.error().code == ClientErrorCode::Exists);
  CHECK(folder.clients.read()->size() == 1);
}

TEST_CASE("a client gets another secret or none, is closed and opened, and goes", "[mqtt]") {
  Folder folder;
  const Client before = client("nordlia/a", make_secret());
  REQUIRE(folder.clients.add({before, client("nordlia/b")}).has_value());
  const auto now = [&] { return folder.clients.read()->front(); };

  const SecretHash another = hash_secret(make_secret());
  REQUIRE(folder.clients.set_secret("nordlia/a", another).has_value());
  CHECK(now().secret == another);
  REQUIRE(folder.clients.set_secret("nordlia/a", std::nullopt).has_value());
  CHECK_FALSE(now().secret.has_value());
  REQUIRE(folder.clients.set_disabled("nordlia/a", true).has_value());
  CHECK(now().disabled);
  REQUIRE(folder.clients.set_disabled("nordlia/a", false).has_value());
  CHECK_FALSE(now().disabled);
  REQUIRE(folder.clients.remove("nordlia/a").has_value());
  CHECK(folder.clients.read()->size() == 1);
  CHECK(now().name == "nordlia/b");
}

TEST_CASE("who is not there is neither changed nor removed", "[mqtt]") {
  Folder folder;
  REQUIRE(folder.clients.add({client("nordlia/a")}).has_value());

  CHECK(folder.clients.set_secret("nordlia/b", std::nullopt).error().code ==
        ClientErrorCode::Unknown);
  CHECK(folder.clients.set_disabled("nordlia/", true).error().code == ClientErrorCode::Unknown);
  CHECK(folder.clients.remove("nordlia").error().code == ClientErrorCode::Unknown);
}

TEST_CASE("what cannot be a client is refused", "[mqtt]") {
  Client device_with_filters = client("nordlia/a");
  device_with_filters.publish = {"a"};
  Client of_another_device = client("nordlia/a");
  of_another_device.device.device = DeviceId("b");
  Client named_as_a_device = trusted("nordlia/a", {"a"}, {});
  named_as_a_device.kind = ClientKind::Trusted;
  Client trusted_with_device = trusted("hall", {"a"}, {});
  trusted_with_device.device = client("nordlia/a").device;
  const std::vector<std::string> too_many(kFiltersPerClient + 1, "a");
  const Client bad = GENERATE_COPY(
      client("nordlia/a/b"), client("/a"), client("nordlia/"), client("nord lia/a"), client(""),
      device_with_filters, of_another_device, named_as_a_device, trusted_with_device,
      trusted("hall", {}, {}), trusted("hall", {"a/#/b"}, {}), trusted("hall", {}, {"a+"}),
      trusted("hall", {""}, {}), trusted("hall", {"$SYS/#"}, {}),
      trusted("hall", {}, {"$share/g/#"}), trusted("hall", {"\xff"}, {}),
      trusted("hall", {}, {std::string(kLongestFilter + 1, 'a')}), trusted("hall", too_many, {}),
      trusted("hall", {"a"}, too_many), lab_client());
  CAPTURE(bad.name, bad.publish.size(), bad.subscribe.size());
  Folder folder;

  const auto added = folder.clients.add({bad});

  REQUIRE(added.has_error());
  CHECK(added.error().code == ClientErrorCode::BadClient);
  CHECK(folder.clients.read()->empty());
}

TEST_CASE("a trusted client has 256 filters of 1,024 bytes at most", "[mqtt]") {
  Folder folder;
  const std::vector<std::string> half(kFiltersPerClient / 2, std::string(kLongestFilter, 'a'));

  CHECK(folder.clients.add({trusted("hall", half, half)}).has_value());
}

TEST_CASE("there are at most 200,000 clients", "[mqtt]") {
  Folder folder;
  std::vector<Client> many;
  for (std::size_t i = 0; i <= kClients; ++i) many.push_back(client("m/" + std::to_string(i)));

  const auto added = folder.clients.add(std::move(many));

  REQUIRE(added.has_error());
  CHECK(added.error().code == ClientErrorCode::Full);
}

TEST_CASE("two programs that add clients at the same time lose none", "[mqtt]") {
  Folder folder;
  const auto add_some = [&](const std::string& prefix) {
    ClientFile clients(folder.path);
    for (int i = 0; i < 5; ++i) {
      CHECK(clients.add({client("nordlia/" + prefix + std::to_string(i))}).has_value());
    }
  };

  std::thread one(add_some, "a");
  std::thread two(add_some, "b");
  one.join();
  two.join();

  CHECK(folder.clients.read()->size() == 10);
}

TEST_CASE("a damaged file is neither read nor changed", "[mqtt]") {
  const std::string salt(32, '0');
  const std::string hash(64, '0');
  const auto entry = [](const std::string& content) {
    return R"({"clients": [{)" + content + "}]}";
  };
  const std::string device =
      R"("client": "nordlia/a", "kind": "device", "created_at_s": 1795500000)";
  const std::string text = GENERATE_COPY(
      as<std::string>(), "", "{", "[]", R"({"clients": {}})", R"({"clients": [5]})", entry(""),
      entry(R"("client": "nordlia/a", "kind": "device")"),
      entry(R"("client": "nordlia/a", "kind": "device", "created_at_s": "today")"),
      entry(R"("client": "nordlia/a", "kind": "device", "created_at_s": -1)"),
      entry(R"("client": "nordlia/a", "kind": "device", "created_at_s": 9223372036854775807)"),
      entry(R"("client": "nordlia/a", "kind": "lab", "created_at_s": 1)"),
      entry(R"("client": "", "kind": "lab", "created_at_s": 1)"),
      entry(R"("client": "nordlia", "kind": "device", "created_at_s": 1)"),
      entry(R"("client": "hall", "kind": "trusted", "created_at_s": 1)"),
      entry(R"("client": "hall", "kind": "trusted", "created_at_s": 1, "publish": "#")"),
      entry(R"("client": "hall", "kind": "trusted", "created_at_s": 1, "publish": [1])"),
      entry(R"("client": "hall", "kind": "trusted", "created_at_s": 1, "publish": ["a/#/b"])"),
      entry(device + R"(, "publish": ["#"])"), entry(device + R"(, "disabled": "no")"),
      entry(device + R"(, "salt": ")" + salt + R"(")"),
      entry(device + R"(, "hash": ")" + hash + R"(")"),
      entry(device + R"(, "salt": ")" + salt + R"(0", "hash": ")" + hash + R"(")"),
      entry(device + R"(, "salt": ")" + salt + R"(", "hash": ")" + salt + R"(")"),
      R"({"clients": [{)" + device + "}, {" + device + "}]}", "\xff");
  CAPTURE(text);
  Folder folder;
  folder.write(text);

  const auto read = folder.clients.read();

  REQUIRE(read.has_error());
  CHECK(read.error().code == ClientErrorCode::Damaged);
  CHECK(read.error().detail.find('\n') == std::string::npos);
  CHECK(folder.clients.add({client("nordlia/b")}).error().code == ClientErrorCode::Damaged);
  CHECK(folder.text() == text);
}

TEST_CASE("a file that is larger than any that is written is not read", "[mqtt]") {
  Folder folder;
  folder.write("");
  std::filesystem::resize_file(folder.path, kLargestClientFile + 1);

  CHECK(folder.clients.read().error().code == ClientErrorCode::File);
}

}  // namespace
}  // namespace varde::test
