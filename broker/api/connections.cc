#include "broker/api/connections.h"

#include <utility>
#include <vector>

namespace varde::api {

Connections::Ticket::Ticket(std::shared_ptr<Connections> all, std::uint64_t number,
                            std::string address)
    : all_(std::move(all)), number_(number), address_(std::move(address)) {
  all_->closers_[number_];
  all_->by_address_[address_] += 1;
}

Connections::Ticket::~Ticket() {
  all_->closers_.erase(number_);
  const auto count = all_->by_address_.find(address_);
  if (--count->second == 0) all_->by_address_.erase(count);
}

void Connections::Ticket::on_close(std::function<void()> close) {
  all_->closers_[number_] = std::move(close);
}

std::unique_ptr<Connections::Ticket> Connections::take(const std::string& address) {
  if (closers_.size() >= limit_) return nullptr;
  const auto count = by_address_.find(address);
  if (count != by_address_.end() && count->second >= per_address_) return nullptr;
  return std::make_unique<Ticket>(shared_from_this(), ++newest_, address);
}

void Connections::close_all() {
  std::vector<std::function<void()>> closers;  // Closing may take one out of the map.
  for (const auto& [number, close] : closers_) {
    if (close) closers.push_back(close);
  }
  for (const auto& close : closers) close();
}

}  // namespace varde::api
