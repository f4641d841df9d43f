#include "tests/support/ack_oracle.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "broker/eventlog/sha256.h"
#include "broker/wire/events.h"

namespace varde::test {
namespace {

constexpr std::size_t kEventsPerRead = 1'000;

// Reads the log piece by piece, so that no test needs memory for all of it.
void each_event(const eventlog::EventLog& log,
                const std::function<void(const eventlog::StoredEvent&)>& see) {
  for (LogPosition next(1); next <= log.end();) {
    const auto events = log.read(next, kEventsPerRead);
    if (events.has_error())
      throw std::runtime_error("the log cannot be read: " + events.error().detail);
    if (events->empty()) return;
    for (const eventlog::StoredEvent& stored : *events) see(stored);
    next = events->back().position.next();
  }
}

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) std::abort();  // An oracle that forgets would let every test pass.
    done += static_cast<std::size_t>(written);
  }
}

}  // namespace

AckFile::AckFile(const std::filesystem::path& file)
    : file_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
  if (file_ < 0) throw std::runtime_error(file.string() + ": " + std::strerror(errno));
  thread_ = std::thread([this] { run(); });
}

AckFile::~AckFile() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  ::close(file_);
}

void AckFile::note(std::uint64_t id) {
  {
    const std::scoped_lock lock(mutex_);
    noted_.push_back(id);
  }
  changed_.notify_all();
}

void AckFile::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return noted_.empty() && !writing_; });
}

void AckFile::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !noted_.empty(); });
    if (noted_.empty()) return;
    const std::vector<std::uint64_t> ids = std::exchange(noted_, {});
    writing_ = true;
    lock.unlock();
    std::string lines;
    for (const std::uint64_t id : ids) lines += std::to_string(id) + "\n";
    write_all(file_, lines);
    if (::fdatasync(file_) != 0) std::abort();
    lock.lock();
    writing_ = false;
    changed_.notify_all();
  }
}

std::vector<std::uint64_t> read_acks(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::uint64_t> ids;
  for (std::string line; std::getline(in, line) && !in.eof();) ids.push_back(std::stoull(line));
  return ids;
}

void StoredIds::add(const core::Event& event) {
  const auto* received = std::get_if<core::MessageReceived>(&event.body);
  if (received == nullptr) return;
  for (const core::Signal& signal : received->signals) {
    if (signal.key) times_[signal.key->sequence] += 1;
  }
}

void StoredIds::add_all(const eventlog::EventLog& log) {
  each_event(log, [this](const eventlog::StoredEvent& stored) { add(stored.event); });
}

std::size_t StoredIds::times(std::uint64_t id) const {
  const auto found = times_.find(id);
  return found == times_.end() ? 0 : found->second;
}

std::size_t StoredIds::twice() const {
  std::size_t count = 0;
  for (const auto& [id, times] : times_) count += times > 1 ? 1 : 0;
  return count;
}

Tally& Tally::operator+=(const Tally& other) {
  if (lost == 0) first_lost = other.first_lost;
  acknowledged += other.acknowledged;
  lost += other.lost;
  twice += other.twice;
  return *this;
}

std::ostream& operator<<(std::ostream& out, const Tally& tally) {
  out << tally.acknowledged << " acknowledged, " << tally.lost << " lost, " << tally.twice
      << " twice";
  if (tally.lost > 0) out << " (first lost: " << tally.first_lost << ")";
  return out;
}

Tally compare(const std::vector<std::uint64_t>& acknowledged, const StoredIds& stored) {
  Tally tally;
  tally.acknowledged = acknowledged.size();
  tally.twice = stored.twice();
  for (const std::uint64_t id : acknowledged) {
    if (stored.times(id) > 0) continue;
    if (tally.lost == 0) tally.first_lost = id;
    tally.lost += 1;
  }
  return tally;
}

std::string state_hash(const core::State& state) {
  return eventlog::hex(eventlog::sha256(wire::serialize(state)));
}

StateHashes state_hashes(const eventlog::EventLog& log) {
  const auto recovered = log.recover();
  if (recovered.has_error())
    throw std::runtime_error("the log cannot be recovered: " + recovered.error().detail);
  core::State replayed;
  each_event(log, [&](const eventlog::StoredEvent& stored) { core::fold(replayed, stored.event); });
  return {state_hash(*recovered), state_hash(replayed)};
}

}  // namespace varde::test
