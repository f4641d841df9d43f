#include "broker/eventlog/watermark.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "broker/eventlog/sha256.h"

namespace varde::eventlog {
namespace {

using namespace std::chrono_literals;

// What a damaged write-ahead log may hide at most is this much of the newest.
constexpr auto kInterval = 1s;

constexpr std::string_view kFirstLine = "varde watermark 1";

// Takes `name`, a space and the rest of the line off the front of `text`; none if it stands
// otherwise.
std::optional<std::string> take_line(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  if (!line.starts_with(name) || line.size() == name.size() || line[name.size()] != ' ')
    return std::nullopt;
  text.remove_prefix(end + 1);
  return std::string(line.substr(name.size() + 1));
}

std::optional<std::uint64_t> parse_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string format(const Watermark& watermark) {
  std::string text(kFirstLine);
  text += "\nlog " + watermark.log_id;
  text += "\nposition " + std::to_string(watermark.position.value());
  text += "\nrecord " + (watermark.sha256.empty() ? "none" : hex(watermark.sha256)) + "\n";
  return text + "check " + hex(sha256(text)) + "\n";
}

std::optional<Watermark> parse_watermark(std::string_view text) {
  std::string_view rest = text;
  if (!rest.starts_with(kFirstLine) || rest.size() <= kFirstLine.size()) return std::nullopt;
  rest.remove_prefix(kFirstLine.size() + 1);
  const auto log = take_line(rest, "log");
  const auto position = log ? take_line(rest, "position") : std::nullopt;
  const auto record = position ? take_line(rest, "record") : std::nullopt;
  if (!record) return std::nullopt;
  const std::string_view checked = text.substr(0, text.size() - rest.size());
  const auto check = take_line(rest, "check");
  if (!check || !rest.empty() || *check != hex(sha256(checked))) return std::nullopt;

  const auto number = parse_number(*position);
  const auto hash = sha256_from_hex(*record);
  if (!number || (!hash && (*record != "none" || *number != 0))) return std::nullopt;
  return Watermark{*log, LogPosition(*number), hash ? bytes_of(*hash) : std::string()};
}

Result<std::optional<Watermark>, LogError> read_watermark(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(watermark_in(folder), error) && !error)
    return std::optional<Watermark>();
  std::ifstream file(watermark_in(folder), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::optional<Watermark> watermark = parse_watermark(text);
  if (!watermark)
    return LogError{LogErrorCode::DiffersFromWatermark, "the watermark cannot be read", {}};
  return watermark;
}

Result<void, LogError> write_watermark(const std::filesystem::path& folder,
                                       const Watermark& watermark, FileSteps& steps) {
  return replace_file(watermark_in(folder), format(watermark), steps);
}

WatermarkKeeper::WatermarkKeeper(std::filesystem::path folder, Watermark written,
                                 std::shared_ptr<FileSteps> steps,
                                 std::function<void(const LogError&)> failed)
    : folder_(std::move(folder)),
      steps_(std::move(steps)),
      failed_(std::move(failed)),
      wanted_(std::move(written)),
      written_(wanted_.position),
      thread_([this] { run(); }) {}

WatermarkKeeper::~WatermarkKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WatermarkKeeper::advance(LogPosition position, const std::string& sha256) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    wanted_.position = position;
    wanted_.sha256 = sha256;
    wake = idle_;
  }
  if (wake) changed_.notify_one();  // Not with each commit: within its interval it sleeps on.
}

void WatermarkKeeper::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    idle_ = true;
    changed_.wait(lock, [this] { return stopping_ || wanted_.position != written_; });
    idle_ = false;
    const bool last = stopping_;
    if (wanted_.position != written_) {
      const Watermark watermark = wanted_;
      lock.unlock();
      if (const auto done = write_watermark(folder_, watermark, *steps_)) {
        written_ = watermark.position;
      } else if (failed_) {
        failed_(done.error());
      }
      lock.lock();
    }
    if (last) return;
    changed_.wait_for(lock, kInterval, [this] { return stopping_; });
  }
}

}  // namespace varde::eventlog
