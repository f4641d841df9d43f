// The published JSON Schemas and what reads the files say the same.
#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "adapters/host/adapter.h"
#include "adapters/host/fixture.h"
#include "broker/core/vocabulary.h"
#include "broker/wire/names.h"
#include "tests/unit/adapters/vendor/adapter_folder.h"
#include "tests/unit/adapters/vendor/json_schema.h"

namespace varde::adapters {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using test::schema_errors;
using Lines = std::vector<std::string>;

const fs::path kRoot = VARDE_SOURCE_FOLDER;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

json::value schema(const std::string& name) {
  return json::parse(read(kRoot / "docs/integrators" / (name + ".schema.json")));
}

json::value scalar(const YAML::Node& node) {
  const std::string text = node.Scalar();
  if (node.Tag() == "!") return json::string(text);
  if (text == "true" || text == "false") return text == "true";
  json::error_code error;
  const json::value number = json::parse(text, error);
  return !error && number.is_number() ? number : json::value(json::string(text));
}

json::value to_json(const YAML::Node& node) {
  if (node.IsScalar()) return scalar(node);
  if (node.IsSequence()) {
    json::array array;
    for (const auto& item : node) array.push_back(to_json(item));
    return array;
  }
  if (!node.IsMap()) return nullptr;
  json::object object;
  for (const auto& pair : node) {
    object[pair.first.IsNull() ? "null" : pair.first.Scalar()] = to_json(pair.second);
  }
  return object;
}

}  // namespace

TEST_CASE("all manifests and fixtures of the catalogue are as the schemas say", "[adapters]") {
  const auto manifest = schema("adapter");
  const auto fixture = schema("fixture");
  std::size_t fixtures = 0;
  for (const auto& folder : adapter_folders(kRoot / "adapters/vendors")) {
    CAPTURE(folder.filename());
    CHECK(schema_errors(manifest, to_json(YAML::LoadFile(folder / kManifestFile))) == Lines{});
    for (const auto& file : fs::directory_iterator(folder / "fixtures")) {
      CAPTURE(file.path().filename());
      CHECK(schema_errors(fixture, json::parse(read(file.path()))) == Lines{});
      ++fixtures;
    }
  }
  CHECK(fixtures > 500);
}

TEST_CASE("the schemas know all kinds and states of signals", "[adapters]") {
  std::set<std::string> kinds;
  for (int number = 1; number < 256; ++number) {
    const auto word = wire::name(static_cast<core::SignalKind>(number));
    if (!word.empty()) kinds.emplace(word);
  }
  for (const char* name : {"adapter", "fixture"}) {
    std::set<std::string> listed;
    const auto whole = schema(name);
    for (const auto& word : whole.at_pointer("/$defs/kind/enum").as_array()) {
      listed.emplace(word.as_string().c_str());
    }
    CHECK(listed == kinds);
  }
}

TEST_CASE("a manifest that is not read is not as the schema says", "[adapters]") {
  const auto text = GENERATE(
      as<std::string>(), kHead + kTypes + "carrier: true\n",
      kHead + kTopics + kTypes + "carier: true\n", kHead + kTopics,
      kHead + kTopics + kTypes + "codec: [../a.js]\n",
      kHead + kTypes + "map: [{kind: water_leak}]\n",
      kHead + kTopics + kTypes + "map: [{kind: water_leek}]\n",
      kHead + kTopics + kTypes + "map: [{kind: water_leak, state: {pointer: a, above: 1}}]\n",
      kHead + kTopics + kTypes + "    battery: {low_at: 101, ok_at: 20}\n",
      kHead + kTopics + kTypes + "    commands: [explode]\n");
  CAPTURE(text);
  const AdapterFolder folder(text);

  CHECK(read_manifest(folder.path() / kManifestFile).has_error());
  CHECK_FALSE(schema_errors(schema("adapter"), to_json(YAML::Load("id: acme\n" + text))).empty());
}

TEST_CASE("a fixture that is not read is not as the schema says", "[adapters]") {
  const auto fields =
      GENERATE(as<std::string>(), R"("payload": 1, "expect": [])", R"("topic": "t", "expect": [])",
               R"("topic": "t", "payload": 1, "payload_text": "", "expect": [])",
               R"("topic": "t", "payload": 1)", R"("topic": "t", "payload": 1, "expected": [])",
               R"("topic": "t", "payload": 1, "expect": [{"kind": "fall"}])",
               R"("topic": "t", "f_port": 1, "payload_hex": "00", "expect": [])",
               R"("topic": "t", "payload": 1, "expect": [], "expect_failure": "malformed")",
               R"("command": "reset", "expect_publish": {"topic": "t", "payload": "x"})");
  const std::string text = R"({"name": "n", "shows": ["alarm"], )" + fields + "}";
  CAPTURE(text);

  CHECK(parse_fixture("case.json", text).has_error());
  CHECK_FALSE(schema_errors(schema("fixture"), json::parse(text)).empty());
}

}  // namespace varde::adapters
