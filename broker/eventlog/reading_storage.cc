#include "broker/eventlog/reading_storage.h"

#include <utility>

#include "broker/eventlog/folder.h"

namespace varde::eventlog {
namespace {

Result<std::unique_ptr<Storage>, LogError> open_as(const std::filesystem::path& folder,
                                                   Reading reading) {
  return open_storage_for_reading(database_in(folder), reading);
}

class ReadingStorage final : public Storage {
 public:
  explicit ReadingStorage(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Opens what is there now. After an error it still shows what it showed before.
  Result<void, LogError> open() {
    Reading reading = is_locked(folder_) ? Reading::BesideWriter : Reading::Alone;
    auto opened = open_as(folder_, reading);
    if (opened.has_error() && reading == Reading::Alone && is_locked(folder_)) {
      reading = Reading::BesideWriter;  // A broker came in between, and moved the files.
      opened = open_as(folder_, reading);
    }
    if (opened.has_error()) return opened.error();
    storage_ = std::move(*opened);
    reading_ = reading;
    return {};
  }

  Result<void, LogError> refresh() override {
    return reading_ == Reading::BesideWriter ? storage_->refresh() : open();
  }

  Result<void, LogError> write(std::span<const Change> changes, Durability durability) override {
    return storage_->write(changes, durability);
  }
  Result<std::optional<std::string>, LogError> get(Family family,
                                                   std::string_view key) const override {
    return storage_->get(family, key);
  }
  std::unique_ptr<Cursor> cursor(Family family) const override { return storage_->cursor(family); }
  void forget_keys_before(Instant horizon) override { storage_->forget_keys_before(horizon); }

 private:
  const std::filesystem::path folder_;
  Reading reading_ = Reading::Alone;
  std::unique_ptr<Storage> storage_;
};

}  // namespace

Result<std::unique_ptr<Storage>, LogError> open_reading_storage(
    const std::filesystem::path& folder) {
  if (!has_database(folder))
    return LogError{LogErrorCode::NotALog, "there is no log in the folder", {}};
  auto storage = std::make_unique<ReadingStorage>(folder);
  if (auto opened = storage->open(); !opened) return opened.error();
  return std::unique_ptr<Storage>(std::move(storage));
}

}  // namespace varde::eventlog
