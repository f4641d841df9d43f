// What the listener remembers across a restart, through a real log.
#include "broker/links/mqtt/session_records.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/temp_dir.h"

namespace varde::links::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::microseconds(1'795'316'000'123'456)};
const DeliveryQueue::Limits kLimits;

struct Disk {
  Disk() { open(); }

  void open() {
    log.reset();
    eventlog::OpenOptions options;
    options.folder = folder.path() / "log";
    options.create = true;
    auto opened = eventlog::open_event_log(options);
    REQUIRE(opened.has_value());
    log = *std::move(opened);
  }
  void write(const std::vector<eventlog::LinkRecord>& changes) {
    REQUIRE(log->append({}, log->end(), changes).has_value());
  }
  SessionRecords::Remembered read() {
    open();
    auto read = records.read(*log, kLimits);
    REQUIRE(read.has_value());
    return *std::move(read);
  }

  test::TempDir folder;
  std::unique_ptr<eventlog::EventLog> log;
  SessionRecords records{LinkId("mqtt")};
};

Session session(SessionNumber number) {
  Session made(number, {"nordlia/door-1", "door"}, kLimits);
  made.expiry_s = 3'600;
  return made;
}

MessagePtr full_message() {
  auto made = std::make_shared<Message>();
  made->topic = "varde/v1/nordlia/door-1/command";
  made->payload = std::string("open\0now", 8);
  made->qos = Qos::ExactlyOnce;
  made->retain = true;
  made->properties.payload_format = std::uint8_t{0};
  made->properties.response_topic = "answers/here";
  made->properties.correlation_data = std::string("\xff\x00", 2);
  made->properties.content_type = "text/plain";
  made->properties.user = {{"a", "1"}, {"a", "2"}};
  made->expires_at = kNow + 90s;
  return made;
}

}  // namespace

TEST_CASE("a session comes back with its subscriptions, its will and its age", "[mqtt]") {
  Disk disk;
  Session written = session(7);
  written.subscriptions["varde/v1/nordlia/door-1/#"] = {Qos::AtLeastOnce, true, true, 42};
  written.subscriptions["$share/hall/a/+"] = {Qos::ExactlyOnce, false, false, 0};
  written.will = Will{Qos::AtLeastOnce,          true, "varde/v1/nordlia/door-1/signal", "{}", 30,
                      full_message()->properties};
  written.will->properties.message_expiry_s = 60;
  written.offline_since = kNow;
  disk.write({disk.records.put(written)});

  const auto read = disk.read();

  REQUIRE(read.sessions.size() == 1);
  const Session& back = *read.sessions.front();
  CHECK(back.number == 7);
  CHECK(back.key == written.key);
  CHECK(back.expiry_s == 3'600);
  CHECK(back.subscriptions == written.subscriptions);
  CHECK(back.will == written.will);
  CHECK(back.offline_since == kNow);
  CHECK(back.recorded);
  CHECK(read.newest == 7);
}

TEST_CASE("deliveries come back in order, with their identifiers and as possible copies",
          "[mqtt]") {
  Disk disk;
  Session written = session(1);
  std::vector<eventlog::LinkRecord> changes{disk.records.put(written)};
  for (int i = 0; i < 300; ++i) {  // More than one byte of the sequence.
    const Delivery* delivery =
        written.outgoing.add(full_message(), Qos::AtLeastOnce, true, {1, 268'435'455});
    changes.push_back(disk.records.put(1, *delivery));
  }
  disk.write(changes);

  auto read = disk.read();

  Session& back = *read.sessions.front();
  REQUIRE(back.outgoing.size() == 300);
  std::vector<std::uint64_t> dropped;
  for (std::uint16_t id = 1; id <= 300; ++id) {
    const Delivery* delivery = back.outgoing.send_next(kNow, 1'000, dropped);
    REQUIRE(delivery != nullptr);
    CHECK(delivery->packet_id == id);
    CHECK(delivery->sent_before);
    CHECK(delivery->retain);
    CHECK(delivery->qos == Qos::AtLeastOnce);
    CHECK(delivery->subscription_ids == std::vector<std::uint32_t>{1, 268'435'455});
    CHECK(delivery->message->payload == full_message()->payload);
    CHECK(delivery->message->properties == full_message()->properties);
    CHECK(delivery->message->expires_at == full_message()->expires_at);
  }
  const Delivery* next = back.outgoing.add(full_message(), Qos::AtLeastOnce, false, {});
  CHECK(next->sequence == 301);
  CHECK(next->packet_id == 301);
}

TEST_CASE("the halves of exactly-once come back: what was received and what was released",
          "[mqtt]") {
  Disk disk;
  Session written = session(1);
  Delivery released = *written.outgoing.add(full_message(), Qos::ExactlyOnce, false, {});
  released.message.reset();
  released.state = Delivery::State::Released;
  disk.write({disk.records.put(written), disk.records.put(1, released),
              disk.records.put_received(1, 9), disk.records.put_received(1, 65'535)});

  const auto read = disk.read();

  const Session& back = *read.sessions.front();
  CHECK(back.outgoing.released() == std::vector<std::uint16_t>{1});
  CHECK(back.received == std::map<std::uint16_t, bool>{{9, true}, {65'535, true}});
}

TEST_CASE("what belongs to no session any more is to be removed", "[mqtt]") {
  Disk disk;
  Session gone = session(5);
  const Delivery* delivery = gone.outgoing.add(full_message(), Qos::AtLeastOnce, false, {});
  disk.write({disk.records.put(5, *delivery), disk.records.put_received(5, 3)});

  const auto read = disk.read();

  CHECK(read.sessions.empty());
  CHECK(read.newest == 5);
  REQUIRE(read.to_remove.size() == 2);
  disk.write(read.to_remove);
  CHECK(disk.read().to_remove.empty());
}

TEST_CASE("a session that ended leaves nothing", "[mqtt]") {
  Disk disk;
  Session written = session(1);
  const Delivery* delivery = written.outgoing.add(full_message(), Qos::AtLeastOnce, false, {});
  written.received[4] = true;
  disk.write(
      {disk.records.put(written), disk.records.put(1, *delivery), disk.records.put_received(1, 4)});

  std::vector<eventlog::LinkRecord> removed;
  disk.records.remove(written, removed);
  disk.write(removed);

  const auto read = disk.read();
  CHECK(read.sessions.empty());
  CHECK(read.to_remove.empty());
}

TEST_CASE("retained messages come back, another link's records do not", "[mqtt]") {
  Disk disk;
  const SessionRecords other(LinkId("mqtt-2"));
  Message elsewhere = *full_message();
  elsewhere.topic = "elsewhere";
  disk.write({disk.records.put_retained(*full_message()), other.put_retained(elsewhere)});

  auto read = disk.read();
  REQUIRE(read.retained.size() == 1);
  CHECK(read.retained.front() == *full_message());

  disk.write({disk.records.remove_retained(full_message()->topic)});
  CHECK(disk.read().retained.empty());
}

TEST_CASE("a damaged record is named, not passed over", "[mqtt]") {
  Disk disk;
  disk.write({{"mqtt/s12345678", "\xff\xff"}});

  const auto read = disk.records.read(*disk.log, kLimits);

  REQUIRE(read.has_error());
  CHECK(read.error().code == eventlog::LogErrorCode::DamagedRecord);
}

}  // namespace varde::links::mqtt
