// What the owner of a transport holds. For .cc files of this folder only.
#pragma once

#include <memory>
#include <utility>

#include "broker/links/mqtt/transport/transport.h"

namespace varde::links::mqtt {

// The transport itself is shared with what it waits for in the io_context; when the handle goes it
// is told to end and to call nobody any more. Copies on the stack: the handle may be destroyed by
// what its transport calls or lets go.
template <class Shared>
class TransportHandle final : public Transport {
 public:
  explicit TransportHandle(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  ~TransportHandle() override { shared_->cut(); }
  TransportHandle(const TransportHandle&) = delete;
  TransportHandle& operator=(const TransportHandle&) = delete;

  void open(Opened done) override { shared_->open(std::move(done)); }
  void read(Arrived done) override { shared_->read(std::move(done)); }
  void write(std::string_view bytes, Written done) override {
    shared_->write(bytes, std::move(done));
  }
  void close() override {
    const auto alive = shared_;
    alive->close();
  }
  [[nodiscard]] std::string certificate_name() const override {
    return shared_->certificate_name();
  }

 private:
  const std::shared_ptr<Shared> shared_;
};

}  // namespace varde::links::mqtt
