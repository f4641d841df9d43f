#include "broker/app/control.h"

#include <sys/stat.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.h"

namespace varde::app {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Stream = asio::local::stream_protocol::iostream;

class Bench {
 public:
  explicit Bench(Control::Handler handler, std::chrono::milliseconds idle = kControlIdle)
      : control_(io_, {socket(), idle}, std::move(handler)) {
    control_.start();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Bench() {
    io_.stop();
    thread_.join();
    control_.stop();
    CHECK_FALSE(std::filesystem::exists(socket()));
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  [[nodiscard]] std::filesystem::path socket() const { return control_socket_in(folder_.path()); }

  [[nodiscard]] Stream connect() const {
    return Stream(asio::local::stream_protocol::endpoint(socket().string()));
  }
  [[nodiscard]] std::vector<std::string> ask(const std::string& line) const {
    Stream stream = connect();
    stream << line << "\n" << std::flush;
    std::vector<std::string> out;
    for (std::string said; std::getline(stream, said);) out.push_back(said);
    return out;
  }

 private:
  test::TempDir folder_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  Control control_;
  std::thread thread_;
};

json::object echo(const json::object& request, const Control::Say& say, const std::stop_token&) {
  say({{"step", 1}});
  say({{"step", 2}});
  return {{"asked", request}};
}

}  // namespace

TEST_CASE("a request is answered line by line, and only its owner may ask", "[app]") {
  const Bench bench(echo);

  const auto lines = bench.ask(R"({"request": "x"})");

  CHECK(lines == std::vector<std::string>{R"({"step":1})", R"({"step":2})",
                                          R"({"asked":{"request":"x"},"ok":true})"});
  struct stat found {};
  REQUIRE(::stat(bench.socket().c_str(), &found) == 0);
  CHECK((found.st_mode & 07777) == 0600);
}

TEST_CASE("what cannot be done or read is an error of one line", "[app]") {
  const Bench bench([](const json::object&, const Control::Say&,
                       const std::stop_token&) -> json::object { throw std::runtime_error("no"); });

  CHECK(bench.ask("{}") == std::vector<std::string>{R"({"error":"no"})"});
  CHECK(bench.ask("[1]").at(0).starts_with(R"({"error")"));
  CHECK(bench.ask("nonsense").at(0).starts_with(R"({"error")"));
}

TEST_CASE("who says nothing, and who says too much, is not waited for", "[app]") {
  const Bench bench(echo, std::chrono::milliseconds(50));
  Stream silent = bench.connect();
  std::string line;
  CHECK_FALSE(std::getline(silent, line));

  Stream talker = bench.connect();
  talker << std::string(kLargestControlRequest + 1, 'x') << std::flush;
  std::getline(talker, line);
  CHECK((line.empty() || line.starts_with(R"({"error")")));
}

TEST_CASE("more connections than there is room for are told so", "[app]") {
  const Bench bench(echo);
  std::vector<Stream> waiting;
  for (std::size_t i = 0; i < kControlConnections; ++i) waiting.push_back(bench.connect());

  Stream one_more = bench.connect();
  std::string line;
  std::getline(one_more, line);

  CHECK(line.starts_with(R"({"error")"));
}

TEST_CASE("a socket that was left behind is replaced, however long its folder's name", "[app]") {
  const test::TempDir folder;
  const auto data = folder.path() / std::string(120, 'd');
  std::filesystem::create_directory(data);
  std::ofstream(control_socket_in(data)) << "left behind";
  asio::io_context io;
  Control control(io, {control_socket_in(data)}, echo);

  control.start();

  CHECK(std::filesystem::is_socket(control_socket_in(data)));
}

TEST_CASE("a stop ends what is being worked on", "[app]") {
  std::promise<void> began;
  auto bench = std::make_unique<Bench>(
      [&](const json::object&, const Control::Say&, const std::stop_token& stop) -> json::object {
        began.set_value();
        while (!stop.stop_requested()) std::this_thread::yield();
        throw std::runtime_error("the broker is stopping");
      });
  Stream asking = bench->connect();
  asking << "{}\n" << std::flush;
  began.get_future().wait();

  bench.reset();

  std::string line;
  CHECK_FALSE(std::getline(asking, line));
}

}  // namespace varde::app
