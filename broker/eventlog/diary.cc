#include "broker/eventlog/diary.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <string>
#include <utility>

namespace varde::eventlog {
namespace {

constexpr mode_t kOwnerOnly = 0600;

// RocksDB's longest are tables of statistics; a longer line is cut.
constexpr std::size_t kLongestLine = 16 * 1024;

// In UTC: "2026-11-24T08:04:53Z ".
std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ ", &parts)};
}

class Diary final : public rocksdb::Logger {
 public:
  Diary(std::filesystem::path path, std::size_t bytes) : path_(std::move(path)), most_(bytes) {
    if (most_ > 0) turn_over();
  }
  Diary(const Diary&) = delete;
  Diary& operator=(const Diary&) = delete;
  ~Diary() override {
    if (file_ >= 0) ::close(file_);
  }

  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    if (most_ == 0) return;
    std::array<char, kLongestLine> text{};
    const int length = std::vsnprintf(text.data(), text.size(), format, arguments);
    if (length < 0) return;
    write(now_text() + text.data() + "\n");
  }

 private:
  void write(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    if (written_ + line.size() > most_) turn_over();
    if (file_ < 0) return;
    const ssize_t written = ::write(file_, line.data(), line.size());
    if (written > 0) written_ += static_cast<std::size_t>(written);
  }

  // What is there becomes the old one.
  void turn_over() {
    if (file_ >= 0) ::close(file_);
    std::error_code ignored;  // Without the old one, or without any.
    std::filesystem::rename(path_, path_.string() + ".old", ignored);
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, kOwnerOnly);
    written_ = 0;
  }

  const std::filesystem::path path_;
  const std::size_t most_;
  std::mutex mutex_;  // Guards the two below.
  int file_ = -1;
  std::size_t written_ = 0;
};

}  // namespace

std::shared_ptr<rocksdb::Logger> open_diary(std::filesystem::path path, std::size_t bytes) {
  return std::make_shared<Diary>(std::move(path), bytes);
}

}  // namespace varde::eventlog
