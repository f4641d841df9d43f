#include "tests/support/mosquitto_clients.h"

#include <sstream>
#include <stdexcept>

#include "tests/support/eventually.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

void add(std::vector<std::string>& arguments, const std::string& option, const std::string& value) {
  if (value.empty()) return;
  arguments.push_back(option);
  arguments.push_back(value);
}

std::vector<std::string> command_line(const std::string& program, const MosquittoLogin& login,
                                      const std::vector<std::string>& more) {
  const std::size_t host = login.server.find("://") + 3;
  const std::size_t colon = login.server.rfind(':');
  // Into a file they would write block by block.
  std::vector<std::string> arguments{"stdbuf", "-oL", program, "-d"};
  add(arguments, "-h", login.server.substr(host, colon - host));
  add(arguments, "-p", login.server.substr(colon + 1));
  add(arguments, "-V", login.version);
  add(arguments, "-u", login.user);
  add(arguments, "-P", login.password);
  add(arguments, "-i", login.client_id);
  add(arguments, "--cafile", login.ca_file);
  add(arguments, "--cert", login.certificate_file);
  add(arguments, "--key", login.key_file);
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

MosquittoClient::MosquittoClient(const std::string& program, const MosquittoLogin& login,
                                 const std::vector<std::string>& more)
    : process_(command_line(program, login, more), folder_.path() / "output") {}

std::size_t MosquittoClient::lines_with(const std::string& words) const {
  std::istringstream lines(output());
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(words) != std::string::npos) count += 1;
  }
  return count;
}

Ended mosquitto_pub(const MosquittoLogin& login, const std::vector<std::string>& more) {
  MosquittoClient client("mosquitto_pub", login, more);
  const auto code = client.wait(30s);
  if (!code) throw std::runtime_error("mosquitto_pub takes too long:\n" + client.output());
  return {*code, client.output()};
}

std::unique_ptr<MosquittoClient> mosquitto_sub(const MosquittoLogin& login,
                                               const std::string& filter, int qos,
                                               const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"-t", filter, "-q", std::to_string(qos)};
  add(arguments, "-F", "got %t qos %q retained %r bytes %l %p");
  arguments.insert(arguments.end(), more.begin(), more.end());
  auto client = std::make_unique<MosquittoClient>("mosquitto_sub", login, arguments);
  if (!eventually(
          [&] { return client->lines_with("received SUBACK") > 0 || !client->running(); }) ||
      !client->running()) {
    throw std::runtime_error("mosquitto_sub does not subscribe:\n" + client->output());
  }
  return client;
}

}  // namespace varde::test
