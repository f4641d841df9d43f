// `varde client`: who may connect to the MQTT listener.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "broker/links/mqtt/clients/client_store.h"
#include "tests/support/temp_dir.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

using namespace links::mqtt;

// Stands in for a standard stream as long as it lives.
class Redirected {
 public:
  Redirected(std::ios& stream, std::streambuf* instead)
      : stream_(stream), before_(stream.rdbuf(instead)) {}
  ~Redirected() { stream_.rdbuf(before_); }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  std::ios& stream_;
  std::streambuf* before_;
};

struct Answer {
  int code = 0;
  std::string out;
  std::string err;
};

// A broker's folder with a register of three devices.
struct Site {
  test::TempDir folder;
  std::filesystem::path config = folder.path() / "site.yaml";
  std::filesystem::path clients = folder.path() / "data" / "mqtt-clients.json";

  Site() {
    std::ofstream(config) << R"(
data: data
register:
  municipalities:
    - id: nordlia
      name: Nordlia
      positions:
        - {id: p, name: P, devices: [{id: a, type: t}, {id: b, type: t}, {id: c, type: t}]}
)";
  }

  Answer client(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.begin(), "client");
    arguments.insert(arguments.end(), {"--config", config.string()});
    std::vector<const char*> argv{"varde"};
    for (const auto& argument : arguments) argv.push_back(argument.c_str());
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const Redirected cin(std::cin, in.rdbuf());
    const Redirected cout(std::cout, out.rdbuf());
    const Redirected cerr(std::cerr, err.rdbuf());
    const int code = run_command_line(static_cast<int>(argv.size()), argv.data());
    return {code, out.str(), err.str()};
  }

  [[nodiscard]] std::string path(const char* name) const { return folder.path() / name; }

  [[nodiscard]] Result<Client, AuthError> authenticate(const std::string& name,
                                                       const std::string& secret) const {
    ClientStore store(clients);
    REQUIRE(store.load().has_value());
    return store.authenticate(name, secret);
  }

  [[nodiscard]] std::size_t count() const { return ClientFile(clients).read()->size(); }
};

std::string without_line_end(std::string text) {
  REQUIRE(text.ends_with('\n'));
  text.pop_back();
  return text;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_owners_only(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & 0777) == 0600;
}

const std::string kSecret = "00112233445566778899aabbccddeeff";

}  // namespace

TEST_CASE("a device that is added connects with the secret that is shown", "[cli]") {
  const Site site;

  const Answer added = site.client({"add", "nordlia/a"});

  CHECK(added.code == kDone);
  const std::string secret = without_line_end(added.out);
  CHECK(is_secret(secret));
  CHECK(site.authenticate("nordlia/a", secret)->kind == ClientKind::Device);
  CHECK(added.err.find(secret) == std::string::npos);
}

TEST_CASE("a device that is in no register may connect, and a warning says so", "[cli]") {
  const Site site;

  const Answer known = site.client({"add", "nordlia/a"});
  const Answer unknown = site.client({"add", "nordlia/z"});

  CHECK(known.err.find("warning") == std::string::npos);
  CHECK(unknown.code == kDone);
  CHECK(unknown.err.find("warning") != std::string::npos);
  CHECK(site.count() == 2);
}

TEST_CASE("a trusted client has the filters it was given", "[cli]") {
  const Site site;

  const Answer added =
      site.client({"add", "--publish", "varde/v1/nordlia/+/signal", "--publish", "hall/#",
                   "--subscribe", "varde/v1/nordlia/+/command", "zigbee-hall"});

  CHECK(added.code == kDone);
  const auto client = site.authenticate("zigbee-hall", without_line_end(added.out));
  REQUIRE(client.has_value());
  CHECK(client->kind == ClientKind::Trusted);
  CHECK(client->publish == std::vector<std::string>{"varde/v1/nordlia/+/signal", "hall/#"});
  CHECK(client->subscribe == std::vector<std::string>{"varde/v1/nordlia/+/command"});
}

TEST_CASE("a secret goes to a new file that only its owner reads, and is not shown", "[cli]") {
  const Site site;

  const Answer added = site.client({"add", "nordlia/a", "--secret-file", site.path("secret")});

  CHECK(added.code == kDone);
  CHECK(added.out.empty());
  CHECK(is_owners_only(site.path("secret")));
  const std::string secret = without_line_end(content(site.path("secret")));
  CHECK(added.err.find(secret) == std::string::npos);
  CHECK(site.authenticate("nordlia/a", secret).has_value());
}

TEST_CASE("a file that is there is not written over", "[cli]") {
  const Site site;
  std::ofstream(site.path("secret")) << "precious";

  CHECK(site.client({"add", "nordlia/a", "--secret-file", site.path("secret")}).code == kCannot);
  CHECK(site.client({"add", "--all-devices", "--out", site.path("secret")}).code == kCannot);

  CHECK(content(site.path("secret")) == "precious");
  CHECK(site.count() == 0);
}

TEST_CASE("a secret that is given on standard input is taken and not shown", "[cli]") {
  const Site site;

  const Answer added = site.client({"add", "nordlia/a", "--secret-stdin"}, kSecret + "\n");

  CHECK(added.code == kDone);
  CHECK(added.out.empty());
  CHECK(site.authenticate("nordlia/a", kSecret).has_value());
}

TEST_CASE("a given secret that could be guessed is refused", "[cli]") {
  const Site site;
  for (const std::string& input : {std::string(), std::string("\n"), kSecret.substr(1),
                                   std::string(32, 'x'), kSecret + " ", std::string(129, 'a')}) {
    CAPTURE(input);
    CHECK(site.client({"add", "nordlia/a", "--secret-stdin"}, input).code == kCannot);
  }
  CHECK(site.count() == 0);
}

TEST_CASE("a client may have a certificate only", "[cli]") {
  const Site site;

  const Answer added = site.client({"add", "nordlia/a", "--certificate-only"});

  CHECK(added.code == kDone);
  CHECK(added.out.empty());
  CHECK(site.authenticate("nordlia/a", "").error() == AuthError::NoSecret);
}

TEST_CASE("no certificate can bear a name of more than 64 characters", "[cli]") {
  const Site site;
  const std::string name = "nordlia/" + std::string(57, 'a');

  CHECK(site.client({"add", name, "--certificate-only"}).code == kUsage);
  CHECK(site.client({"add", name}).code == kDone);
}

TEST_CASE("all devices of the register that cannot connect get a secret, once", "[cli]") {
  const Site site;
  const std::string before = without_line_end(site.client({"add", "nordlia/b"}).out);

  const Answer added = site.client({"add", "--all-devices", "--out", site.path("new")});

  CHECK(added.code == kDone);
  CHECK(is_owners_only(site.path("new")));
  std::istringstream lines(content(site.path("new")));
  std::map<std::string, std::string> secrets;
  for (std::string name, secret; lines >> name >> secret;) secrets[name] = secret;
  REQUIRE(secrets.size() == 2);
  CHECK(site.authenticate("nordlia/a", secrets["nordlia/a"]).has_value());
  CHECK(site.authenticate("nordlia/c", secrets["nordlia/c"]).has_value());
  CHECK(site.authenticate("nordlia/b", before).has_value());

  CHECK(site.client({"add", "--all-devices", "--out", site.path("newer")}).code == kDone);
  CHECK_FALSE(std::filesystem::exists(site.path("newer")));
}

TEST_CASE("a client is not added twice, and the secret of the second try is gone", "[cli]") {
  const Site site;
  const std::string secret = without_line_end(site.client({"add", "nordlia/a"}).out);

  const Answer again = site.client({"add", "nordlia/a", "--secret-file", site.path("secret")});

  CHECK(again.code == kCannot);
  CHECK_FALSE(std::filesystem::exists(site.path("secret")));
  CHECK(site.authenticate("nordlia/a", secret).has_value());
}

TEST_CASE("a renewed secret ends the old one", "[cli]") {
  const Site site;
  const std::string before = without_line_end(site.client({"add", "nordlia/a"}).out);

  const Answer renewed = site.client({"renew", "nordlia/a"});

  CHECK(renewed.code == kDone);
  CHECK(site.authenticate("nordlia/a", without_line_end(renewed.out)).has_value());
  CHECK(site.authenticate("nordlia/a", before).error() == AuthError::WrongSecret);

  CHECK(site.client({"renew", "nordlia/a", "--secret-stdin"}, kSecret).code == kDone);
  CHECK(site.authenticate("nordlia/a", kSecret).has_value());
  CHECK(site.client({"renew", "nordlia/a", "--certificate-only"}).code == kDone);
  CHECK(site.authenticate("nordlia/a", kSecret).error() == AuthError::NoSecret);
}

TEST_CASE("a client is kept out, let in again, and removed", "[cli]") {
  const Site site;
  const std::string secret = without_line_end(site.client({"add", "nordlia/a"}).out);

  CHECK(site.client({"disable", "nordlia/a"}).code == kDone);
  CHECK(site.authenticate("nordlia/a", secret).error() == AuthError::Disabled);
  CHECK(site.client({"enable", "nordlia/a"}).code == kDone);
  CHECK(site.authenticate("nordlia/a", secret).has_value());
  CHECK(site.client({"remove", "nordlia/a"}).code == kDone);
  CHECK(site.authenticate("nordlia/a", secret).error() == AuthError::UnknownClient);
}

TEST_CASE("who is not there cannot be changed", "[cli]") {
  const Site site;
  for (const char* command : {"renew", "disable", "enable", "remove"}) {
    CAPTURE(command);
    CHECK(site.client({command, "nordlia/a"}).code == kCannot);
  }
}

TEST_CASE("the list names each client and no secret", "[cli]") {
  const Site site;
  const std::string secret = without_line_end(site.client({"add", "nordlia/a"}).out);
  REQUIRE(site.client({"add", "hall", "--subscribe", "hall/#", "--certificate-only"}).code ==
          kDone);
  REQUIRE(site.client({"disable", "nordlia/a"}).code == kDone);

  const Answer listed = site.client({"list"});

  CHECK(listed.code == kDone);
  std::istringstream lines(listed.out);
  std::string hall;
  std::string device;
  std::getline(lines, hall);
  std::getline(lines, device);
  CHECK(hall.find("hall/#") != std::string::npos);
  CHECK(device.find("nordlia/a") == 0);
  CHECK(device.find("disabled") != std::string::npos);
  CHECK(listed.out.find(secret) == std::string::npos);
}

TEST_CASE("what makes no client is a wrong command line", "[cli]") {
  const Site site;
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"add"},
           {"add", "nordlia/a/b"},
           {"add", "nordlia/"},
           {"add", "hall"},
           {"add", "hall", "--publish", "a/#/b"},
           {"add", "hall", "--subscribe", "$SYS/#"},
           {"add", "hall", "--subscribe", "$share/g/#"},
           {"add", "hall", "--publish", "\xff"},
           {"add", "nordlia/a", "--publish", "#"},
           {"add", "nordlia/a", "--all-devices", "--out", "x"},
           {"add", "--all-devices"},
           {"add", "--all-devices", "--out", "x", "--certificate-only"},
           {"add", "nordlia/a", "--out", "x"},
           {"add", "nordlia/a", "--secret-stdin", "--certificate-only"},
           {"add", "nordlia/a", "--secret-stdin", "--secret-file", "x"},
           {"add", "nordlia/a", "--secret", "x"},
           {"renew"},
           {}}) {
    CAPTURE(arguments);
    CHECK(site.client(arguments).code == kUsage);
  }
  CHECK_FALSE(std::filesystem::exists(site.clients));
}

}  // namespace varde::cli
