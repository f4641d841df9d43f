// A storage without a disk, in which a test puts faults.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "broker/eventlog/storage.h"

namespace varde::test {

class MemoryStorage final : public eventlog::Storage {
 public:
  using Families = std::map<eventlog::Family, std::map<std::string, std::string>>;

  // Shared with the test, which looks at it and sets it while the log is open.
  struct Contents {
    Families families;
    bool refuse_writes = false;
    int writes = 0;
    int synced_writes = 0;
  };

  explicit MemoryStorage(std::shared_ptr<Contents> contents) : contents_(std::move(contents)) {}

  Result<void, eventlog::LogError> write(std::span<const eventlog::Change> changes,
                                         eventlog::Durability durability) override {
    if (contents_->refuse_writes)
      return eventlog::LogError{eventlog::LogErrorCode::Storage, "no space", {}};
    contents_->writes += 1;
    if (durability == eventlog::Durability::Synced) contents_->synced_writes += 1;
    for (const auto& change : changes) {
      auto& family = contents_->families[change.family];
      if (change.value) {
        family[change.key] = *change.value;
      } else {
        family.erase(change.key);
      }
    }
    return {};
  }

  Result<std::optional<std::string>, eventlog::LogError> get(eventlog::Family family,
                                                             std::string_view key) const override {
    const auto& values = contents_->families[family];
    const auto found = values.find(std::string(key));
    if (found == values.end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }

  std::unique_ptr<eventlog::Cursor> cursor(eventlog::Family family) const override {
    return std::make_unique<MapCursor>(contents_->families[family]);
  }

  Result<void, eventlog::LogError> refresh() override { return {}; }
  void forget_keys_before(Instant) override {}

 private:
  class MapCursor final : public eventlog::Cursor {
   public:
    explicit MapCursor(std::map<std::string, std::string> values)
        : values_(std::move(values)), at_(values_.end()) {}
    void seek(std::string_view key) override { at_ = values_.lower_bound(std::string(key)); }
    void seek_at_most(std::string_view key) override {
      at_ = values_.upper_bound(std::string(key));
      step_back();
    }
    void seek_last() override {
      at_ = values_.end();
      step_back();
    }
    void next() override { ++at_; }
    void previous() override { step_back(); }
    bool valid() const override { return at_ != values_.end(); }
    std::optional<eventlog::LogError> error() const override { return std::nullopt; }
    std::string_view key() const override { return at_->first; }
    std::string_view value() const override { return at_->second; }

   private:
    void step_back() { at_ = at_ == values_.begin() ? values_.end() : std::prev(at_); }

    std::map<std::string, std::string> values_;
    std::map<std::string, std::string>::iterator at_;
  };

  std::shared_ptr<Contents> contents_;
};

}  // namespace varde::test
