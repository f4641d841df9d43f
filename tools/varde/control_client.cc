#include "tools/varde/control_client.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>

#include "broker/app/control_socket.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class File {
 public:
  explicit File(int number) : number_(number) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void cannot(const fs::path& socket) {
  const int code = errno;
  if (code == ENOENT || code == ECONNREFUSED) {
    throw CannotError("no varded runs with the data folder " + socket.parent_path().string());
  }
  if (code == EACCES || code == EPERM) {
    throw CannotError(socket.string() +
                      ": only the user that varded runs as, and root, may ask it");
  }
  throw CannotError(socket.string() + ": " + std::generic_category().message(code));
}

// By way of its folder: the address of a socket holds 107 bytes.
void connect_to(const File& connection, const fs::path& socket) {
  const File folder(::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0) cannot(socket);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path =
      "/proc/self/fd/" + std::to_string(folder.number()) + "/" + socket.filename().string();
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  if (::connect(connection.number(), reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0) {
    cannot(socket);
  }
}

void send_line(const File& connection, std::string line) {
  line += '\n';
  for (std::size_t sent = 0; sent < line.size();) {
    const auto more =
        ::send(connection.number(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) throw CannotError("varded does not listen");
    sent += static_cast<std::size_t>(more);
  }
}

// One line after another. None at the end.
class Lines {
 public:
  explicit Lines(const File& connection) : connection_(connection) {}

  std::optional<std::string> next() {
    for (;;) {
      const auto end = read_.find('\n');
      if (end != std::string::npos) {
        std::string line = read_.substr(0, end);
        read_.erase(0, end + 1);
        return line;
      }
      std::string more(16 * 1024, '\0');
      const auto length = ::recv(connection_.number(), more.data(), more.size(), 0);
      if (length <= 0) return std::nullopt;
      read_.append(more, 0, static_cast<std::size_t>(length));
    }
  }

 private:
  const File& connection_;
  std::string read_;
};

}  // namespace

json::object ask_varded(const fs::path& data, const json::object& request,
                        const std::function<void(const json::object&)>& each) {
  const fs::path socket = app::control_socket_in(data);
  const File connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection.number() < 0) cannot(socket);
  connect_to(connection, socket);
  send_line(connection, json::serialize(request));
  Lines lines(connection);
  while (const auto line = lines.next()) {
    boost::json::error_code error;
    const json::value said = json::parse(*line, error);
    if (error || !said.is_object()) throw CannotError("varded says what is no answer");
    const json::object& object = said.get_object();
    if (const auto* why = object.if_contains("error")) {
      throw CannotError("varded: " + json::value_to<std::string>(*why));
    }
    if (object.contains("ok")) return object;
    each(object);
  }
  throw CannotError("varded ended before it was done; what it had done stays");
}

}  // namespace varde::cli
