#include "broker/api/log_ins.h"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <fstream>

#include "broker/api/user_file.h"
#include "broker/base/atomic_file.h"
#include "tests/support/eventually.h"
#include "tests/unit/api/broker_bench.h"

namespace varde::test {
namespace {

const UserId kKari("kari");

// The log-ins of a folder with the users of the bench.
struct Desk {
  explicit Desk(const TempDir& folder) : dir(folder) {
    if (!std::filesystem::exists(users_file())) write_users(dir.path());
  }
  ~Desk() { log_ins.stop(); }

  [[nodiscard]] std::filesystem::path users_file() const { return dir.path() / "users.json"; }

  // Logs kari in, and waits until that is on disk.
  core::Actor log_in() {
    std::optional<core::Actor> actor;
    REQUIRE(log_ins.open(*log_ins.users().find(kKari), at(0s),
                         [&](const std::string&, const api::LoggedIn& who) { actor = who.actor; }));
    REQUIRE(eventually([&] {
      io.restart();
      io.poll();
      return actor.has_value();
    }));
    return *actor;
  }

  void change_kari(const std::function<void(api::User&)>& change) const {
    auto users = api::read_users(*read_file(users_file(), 1'000'000));
    REQUIRE(users.has_value());
    change(users->at(kKari));
    REQUIRE(write_file_atomically(users_file(), api::write_users(*users)).has_value());
  }

  const TempDir& dir;
  boost::asio::io_context io;
  std::shared_ptr<const void> alive = std::make_shared<int>();
  std::vector<SessionId> ended;
  api::LogIns log_ins{api::IoThread(io, alive),
                      dir.path(),
                      {[](const SessionId&) { return false; },
                       [this](const SessionId& session) { ended.push_back(session); }}};
};

TEST_CASE("a log-in holds until it has ended, and another's goes on", "[api]") {
  const TempDir dir;
  Desk desk(dir);
  REQUIRE(desk.log_ins.load(at(0s)).has_value());
  const core::Actor kari = desk.log_in();
  const core::Actor again = desk.log_in();
  REQUIRE(desk.log_ins.holds(kari));

  desk.log_ins.end(kari.session, [] {});

  CHECK_FALSE(desk.log_ins.holds(kari));
  CHECK(desk.log_ins.holds(again));
}

TEST_CASE("a log-in that has expired does not hold", "[api]") {
  const TempDir dir;
  Desk desk(dir);
  REQUIRE(desk.log_ins.load(at(0s)).has_value());
  const core::Actor kari = desk.log_in();

  desk.log_ins.tidy(at(11h));
  CHECK(desk.log_ins.holds(kari));
  desk.log_ins.tidy(at(12h));
  CHECK_FALSE(desk.log_ins.holds(kari));
  CHECK(desk.ended == std::vector{kari.session});
}

TEST_CASE("a log-in with what the user may no longer do does not hold", "[api]") {
  const TempDir dir;
  Desk desk(dir);
  REQUIRE(desk.log_ins.load(at(0s)).has_value());
  const core::Actor kari = desk.log_in();

  SECTION("another role") {
    desk.change_kari([](api::User& user) { user.role = core::Role::Technician; });
  }
  SECTION("other municipalities") {
    desk.change_kari([](api::User& user) { user.municipalities = {MunicipalityId("sorvik")}; });
  }
  desk.log_ins.tidy(at(1s));

  CHECK_FALSE(desk.log_ins.holds(kari));
  CHECK(desk.ended.empty());  // Logged in all the same, with what is allowed now.
}

TEST_CASE("log-ins hold over a restart", "[api]") {
  const TempDir dir;
  core::Actor kari;
  {
    Desk before(dir);
    REQUIRE(before.log_ins.load(at(0s)).has_value());
    kari = before.log_in();
  }
  Desk after(dir);

  REQUIRE(after.log_ins.load(at(1s)).has_value());

  CHECK(after.log_ins.holds(kari));
}

TEST_CASE("log-ins that cannot be read are forgotten, and people log in again", "[api]") {
  const TempDir dir;
  core::Actor before;
  {
    Desk desk(dir);
    REQUIRE(desk.log_ins.load(at(0s)).has_value());
    before = desk.log_in();
  }
  const auto file = dir.path() / "sessions.json";
  SECTION("cut off") { std::filesystem::resize_file(file, 20); }
  SECTION("empty") { std::filesystem::resize_file(file, 0); }
  SECTION("far too large") { std::filesystem::resize_file(file, 5 * 1024 * 1024); }
  SECTION("a folder") {
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
  }
  Desk desk(dir);

  REQUIRE(desk.log_ins.load(at(1s)).has_value());

  CHECK_FALSE(desk.log_ins.holds(before));
  CHECK(desk.log_ins.holds(desk.log_in()));
}

TEST_CASE("users that cannot be read keep the log-ins from being served", "[api]") {
  const TempDir dir;
  Desk desk(dir);
  std::ofstream(desk.users_file()) << "{";

  CHECK(desk.log_ins.load(at(0s)).has_error());
}

}  // namespace
}  // namespace varde::test
