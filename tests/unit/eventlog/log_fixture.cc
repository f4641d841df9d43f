#include "tests/unit/eventlog/log_fixture.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace varde::test {

using namespace std::chrono_literals;

core::Event message(std::uint64_t number) {
  core::Signal signal;
  signal.kind = core::SignalKind::Heartbeat;
  signal.key = core::SignalKey{"b1", number};
  core::MessageReceived received;
  received.raw.link = LinkId("test");
  received.raw.payload = "payload " + std::to_string(number);
  received.device = {MunicipalityId("fjelldal"), DeviceId("d-" + std::to_string(number % 3))};
  received.signals = {signal};
  return {kStart + number * 1s, std::nullopt, received};
}

std::vector<core::Event> messages(std::uint64_t first, std::uint64_t count) {
  std::vector<core::Event> out;
  for (std::uint64_t i = 0; i < count; ++i) out.push_back(message(first + i));
  return out;
}

std::vector<core::Event> shift(std::uint64_t alarms) {
  std::vector<core::Event> out;
  const auto add = [&](core::EventBody body) {
    out.push_back({kStart + out.size() * 1s, std::nullopt, std::move(body)});
  };
  add(core::BrokerStarted{"0.1.0", {LinkId("test")}});
  for (std::uint64_t id = 1; id <= alarms; ++id) {
    out.push_back(message(id));
    out.back().at = kStart + (out.size() - 1) * 1s;
    core::AlarmRaised raised;
    raised.alarm = AlarmId(id);
    raised.position = PositionId("p-" + std::to_string(id));
    raised.device = std::get<core::MessageReceived>(out.back().body).device;
    raised.type = core::AlarmType::HelpCall;
    raised.priority = core::Priority::Critical;
    add(raised);
    add(core::AlarmClaimed{AlarmId(id), UserId("kari"), SessionId("s")});
    add(core::NoteAdded{AlarmId(id), UserId("kari"), "called"});
    if (id % 2 == 0)
      add(core::AlarmResolved{AlarmId(id), UserId("kari"), core::Outcome::Assisted, ""});
  }
  return out;
}

std::unique_ptr<eventlog::EventLog> open(const std::filesystem::path& folder) {
  eventlog::OpenOptions options;
  options.folder = folder;
  options.create = true;
  auto log = eventlog::open_event_log(options);
  if (log.has_error()) FAIL(eventlog::name(log.error().code) << ": " << log.error().detail);
  return std::move(*log);
}

eventlog::LogError refusal(const std::filesystem::path& folder) {
  eventlog::OpenOptions options;
  options.folder = folder;
  options.create = true;
  const auto log = eventlog::open_event_log(options);
  REQUIRE(log.has_error());
  return log.error();
}

void append(eventlog::EventLog& log, const std::vector<core::Event>& events) {
  const auto token = log.append(events, log.end());
  if (token.has_error()) FAIL(eventlog::name(token.error().code) << ": " << token.error().detail);
}

std::vector<core::Event> all(const eventlog::EventLog& log) {
  std::vector<core::Event> out;
  const auto stored = log.read(LogPosition(1), 1'000'000);
  if (stored.has_error()) FAIL(eventlog::name(stored.error().code) << stored.error().detail);
  for (const auto& event : *stored) out.push_back(event.event);
  return out;
}

core::State folded(const std::vector<core::Event>& events) {
  core::State state;
  for (const core::Event& event : events) state = core::evolve(std::move(state), event);
  return state;
}

void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  std::filesystem::create_directory(to);
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    // The next watermark comes and goes while the log is open.
    if (entry.path().extension() == ".new") continue;
    std::filesystem::copy(entry.path(), to / entry.path().filename(),
                          std::filesystem::copy_options::recursive);
  }
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE(in.is_open());
  return {std::istreambuf_iterator<char>(in), {}};
}

void put_content(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << bytes;
  REQUIRE(out.good());
}

std::vector<std::filesystem::path> database_files(const std::filesystem::path& folder,
                                                  const std::string& part) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "db")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(part) || name.ends_with(part)) out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace varde::test
