#include <utility>

#include "broker/eventlog/log_view.h"
#include "broker/eventlog/reading_storage.h"
#include "broker/eventlog/rocksdb_event_log.h"

namespace varde::eventlog {

class LogReader::Impl {
 public:
  explicit Impl(std::unique_ptr<LogView> opened) : view(std::move(opened)) {}
  std::unique_ptr<LogView> view;
};

Result<LogReader, LogError> LogReader::open(const std::filesystem::path& folder) {
  auto storage = open_reading_storage(folder);
  if (storage.has_error()) return storage.error();
  auto view = LogView::over(std::move(*storage));
  if (view.has_error()) return view.error();
  return LogReader(std::make_unique<Impl>(std::move(*view)));
}

LogReader::LogReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

const EventLog& LogReader::log() const { return *impl_->view; }

Result<void, LogError> LogReader::refresh() { return impl_->view->look_again(); }

Result<std::vector<StoredEvent>, LogError> LogReader::read_device(const core::DeviceRef& device,
                                                                  std::size_t limit) const {
  return impl_->view->read_device(device, limit);
}

Result<std::vector<StoredEvent>, LogError> LogReader::read_municipality(
    const MunicipalityId& municipality, std::size_t limit) const {
  return impl_->view->read_municipality(municipality, limit);
}

Result<std::vector<LogPosition>, LogError> LogReader::find_key(const core::DeviceRef& device,
                                                               const core::SignalKey& key) const {
  return impl_->view->find_key(device, key);
}

Result<LogPosition, LogError> LogReader::find_time(Instant at) const {
  return impl_->view->find_time(at);
}

}  // namespace varde::eventlog
