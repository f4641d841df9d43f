// What is asked over the control socket, told from what is no request.
#include "broker/app/control_request.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>

namespace varde::app {
namespace {

Result<ControlRequest, ControlMistake> read(const std::string& line) {
  const auto object = parse_control_line(line);
  if (!object) return object.error();
  return read_control_request(*object);
}

template <class Request>
Request request(const std::string& line) {
  const auto asked = read(line);
  REQUIRE(asked.has_value());
  REQUIRE(std::holds_alternative<Request>(*asked));
  return std::get<Request>(*asked);
}

}  // namespace

TEST_CASE("a request says what it wants, and of which adapters", "[app]") {
  const auto some =
      request<ReloadAdapters>(R"({"request":"reload_adapters","adapters":["a","b"]})");
  const auto all = request<ReloadAdapters>("{\"request\":\"reload_adapters\"}\n");
  const auto one = request<ReplayUndecoded>(
      R"({"request":"replay_undecoded","adapter":"a","history_after_s":0})");
  const auto usual = request<ReplayUndecoded>(R"({"request":"replay_undecoded","newer":1})");
  (void)request<ListAdapters>(R"({"request":"list_adapters"})");

  CHECK(some.only == std::vector<std::string>{"a", "b"});
  CHECK(all.only.empty());
  CHECK(one.adapter == "a");
  CHECK(one.history_after == Duration::zero());
  CHECK(usual.adapter.empty());
  CHECK_FALSE(usual.history_after.has_value());
}

TEST_CASE("what is no request is refused", "[app]") {
  const std::string line =
      GENERATE("", "[1]", "null", "nonsense", R"({"request":"list_adapters"}{)",
               "{\"request\":\"\xFF\"}", "{}", R"({"request":"stop"})", R"({"request":1})",
               R"({"request":"reload_adapters","adapters":"a"})",
               R"({"request":"reload_adapters","adapters":[1]})",
               R"({"request":"replay_undecoded","adapter":null})",
               R"({"request":"replay_undecoded","history_after_s":-1})",
               R"({"request":"replay_undecoded","history_after_s":1.5})",
               R"({"request":"replay_undecoded","history_after_s":316224001})",
               R"({"request":"replay_undecoded","history_after_s":18446744073709551615})");
  CAPTURE(line);

  const auto asked = read(line);

  REQUIRE(asked.has_error());
  CHECK_FALSE(asked.error().reason.empty());
}

}  // namespace varde::app
