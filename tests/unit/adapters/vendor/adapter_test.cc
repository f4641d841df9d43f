#include "adapters/host/adapter.h"

#include <catch2/catch.hpp>
#include <string>

#include "adapters/host/adapter_check.h"
#include "tests/unit/adapters/vendor/adapter_folder.h"

namespace varde::adapters {

TEST_CASE("an adapter's scripts are loaded in the manifest's order, under its version",
          "[adapters]") {
  AdapterFolder folder(kHead + "codec: [b.js, a.js]\n" + kTypes);
  folder.put("a.js", "// a");
  folder.put("b.js", "// b");

  const auto adapter = load_adapter(folder.path());

  REQUIRE(adapter.has_value());
  const Codec& codec = *(*adapter)->codec;
  CHECK(codec.adapter == "acme");
  CHECK(codec.version == "1.2.0");
  REQUIRE(codec.scripts.size() == 2);
  CHECK(codec.scripts[0].name == "b.js");
  CHECK(codec.scripts[1].text == "// a");
}

TEST_CASE("an adapter whose script is missing, too large or no text is not loaded", "[adapters]") {
  AdapterFolder folder(kHead + kTypes);
  CHECK(load_adapter(folder.path()).has_error());

  folder.put("codec.js", std::string(kLargestScript + 1, ' '));
  REQUIRE(load_adapter(folder.path()).has_error());

  folder.put("codec.js", "'\xff'");
  REQUIRE(load_adapter(folder.path()).has_error());

  folder.put("codec.js", std::string(kLargestScript, ' '));
  CHECK(load_adapter(folder.path()).has_value());
}

TEST_CASE("the adapters of a folder are those that have a manifest", "[adapters]") {
  AdapterFolder folder(kHead + kTypes);
  folder.put("../zoo/adapter.yaml", "");
  folder.put("../notes/readme.txt", "");

  const auto folders = adapter_folders(folder.path().parent_path());

  REQUIRE(folders.size() == 2);
  CHECK(folders[0].filename() == "acme");
  CHECK(folders[1].filename() == "zoo");
  CHECK(adapter_folders(folder.path() / "nowhere").empty());
}

TEST_CASE("an adapter is good only if all of it is", "[adapters]") {
  AdapterFolder folder(
      kHead + kTopics +
      "types: {leak: {description: D, signals: [water_leak], supervision: {interval_s: 9}}}\n");
  CodecRunner runner;
  const auto good = [&] { return check_adapter(folder.path(), runner).good(); };
  const std::string given = R"("topic": "acme/k/state", "payload": {"leak": true}, )";
  folder.put("codec.js", R"(function normalize(m) {
      if (!m.payload) throw new Error("payload: is no JSON");
      return [{kind: "water_leak", state: m.payload.leak ? "active" : "normal"}];
    })");
  folder.put("fixtures/leak.json", R"({"name": "a leak", "shows": ["alarm", "duplicate"], )" +
                                       given +
                                       R"("expect": [{"kind": "water_leak", "state": "active"}]})");
  CHECK_FALSE(good());  // Nothing shows garbage.

  folder.put("fixtures/garbage.json",
             R"({"name": "garbage", "shows": ["garbage"], "topic": "acme/k/state",
                 "payload_text": "{", "expect_failure": "malformed"})");
  CHECK(good());

  folder.put("fixtures/no_case.json", "{}");
  CHECK_FALSE(good());

  folder.put("fixtures/no_case.json",
             R"({"name": "dry", "shows": ["normal"], )" + given + R"("expect": []})");
  const auto report = check_adapter(folder.path(), runner);
  CHECK_FALSE(report.good());
  CHECK(report.failed() == 1);
  CHECK(problems_of(report).size() == 2);

  folder.put("codec.js", "function normalize( {");
  CHECK_FALSE(check_adapter(folder.path(), runner).cannot_load.empty());
}

}  // namespace varde::adapters
