// Who is connected: counted against the limits, and all closed at the end.
//
// Thread safety: one thread (the io_context's).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace varde::api {

// Shared by the server and its connections; a ticket keeps it alive.
class Connections : public std::enable_shared_from_this<Connections> {
 public:
  // One connection's place; given back when it goes.
  class Ticket {
   public:
    Ticket(std::shared_ptr<Connections> all, std::uint64_t number, std::string address);
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    [[nodiscard]] const std::string& address() const { return address_; }

    // How to close it at once. The newest counts: a stream takes over from its request.
    void on_close(std::function<void()> close);

   private:
    std::shared_ptr<Connections> all_;
    std::uint64_t number_;
    std::string address_;
  };

  Connections(std::size_t limit, std::size_t per_address)
      : limit_(limit), per_address_(per_address) {}

  // None if there are as many as may be, altogether or from `address`.
  [[nodiscard]] std::unique_ptr<Ticket> take(const std::string& address);

  void close_all();
  [[nodiscard]] std::size_t size() const { return closers_.size(); }

 private:
  std::size_t limit_;
  std::size_t per_address_;
  std::uint64_t newest_ = 0;
  std::map<std::uint64_t, std::function<void()>> closers_;
  std::map<std::string, std::size_t> by_address_;
};

}  // namespace varde::api
