#include "broker/api/json.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

TEST_CASE("a request in JSON is read", "[api]") {
  v1::ResolveRequest request;

  REQUIRE(parse_json(R"( {"outcome": "assisted", "text": "Snø på trappa"} )", request).has_value());

  CHECK(request.outcome() == v1::Outcome::assisted);
  CHECK(request.text() == "Snø på trappa");
}

TEST_CASE("what is left out of a request is at its default", "[api]") {
  v1::ResolveRequest request;

  REQUIRE(parse_json("{}", request).has_value());

  CHECK(request.outcome() == v1::Outcome::unspecified);
}

TEST_CASE("a request that is not exactly what it should be is refused in one line", "[api]") {
  const std::string text = GENERATE(as<std::string>(),
                                    "",                                        // Nothing.
                                    "{",                                       // Cut off.
                                    "[]",                                      // No object.
                                    "null",                                    //
                                    "\"text\"",                                //
                                    "{'text': 'a'}",                           // Not JSON.
                                    "{text: \"a\"}",                           //
                                    R"({"text": "a",})",                       //
                                    R"({"text": "a"} {})",                     // Two.
                                    R"({"text": 5})",                          // Wrong type.
                                    R"({"text": true})",                       //
                                    R"({"text": ["a"]})",                      //
                                    R"({"text": {"a": 1}})",                   //
                                    R"({"outcome": "nonsense"})",              // No such word.
                                    R"({"outcome": 99})",                      // No such number.
                                    R"({"outcome": -1})",                      //
                                    R"({"outcome": 1.5})",                     //
                                    R"({"outcome": []})",                      //
                                    R"({"txt": "a"})",                         // Mistyped.
                                    "{\"text\": \"\xff\xfe\"}",                // Not UTF-8.
                                    "{\"text\": \"\xc0\xaf\"}",                // Overlong.
                                    R"({"text": "\ud800"})",                   // Half a pair.
                                    R"({"text": [[[[[[[[[[[[]]]]]]]]]]]]})");  // Deep.
  CAPTURE(text);
  v1::ResolveRequest request;

  const auto parsed = parse_json(text, request);

  REQUIRE(parsed.has_error());
  CHECK_FALSE(parsed.error().detail.empty());
  CHECK(parsed.error().detail.find('\n') == std::string::npos);
}

TEST_CASE("nesting without end does not take the stack", "[api]") {
  v1::NoteRequest request;
  const std::string deep = "{\"text\":" + std::string(60'000, '[');

  CHECK(parse_json(deep, request).has_error());
}

TEST_CASE("an answer has its fields by name, large numbers as text and defaults written out",
          "[api]") {
  v1::AlarmView view;
  view.set_id(1042);
  view.set_priority(v1::Priority::critical);

  const boost::json::object json = boost::json::parse(to_json(view)).as_object();

  CHECK(json.at("id").as_string() == "1042");
  CHECK(json.at("priority").as_string() == "critical");
  CHECK(json.at("owner_session").as_string() == "");
  CHECK(json.at("acknowledged").as_bool() == false);
  CHECK(json.at("response").as_string() == "unspecified");
}

}  // namespace
}  // namespace varde::api
