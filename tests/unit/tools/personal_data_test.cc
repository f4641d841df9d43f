#include "tools/varde/personal_data.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace varde::cli {
namespace {

namespace json = boost::json;

adapters::Adapter adapter_with(const std::string& script) {
  adapters::Adapter adapter;
  adapters::Codec codec;
  codec.scripts.push_back({"codec.js", script});
  adapter.codec = std::make_shared<const adapters::Codec>(std::move(codec));
  return adapter;
}

const char* const kScript =
    "function normalize(m) { const p = m.payload; if (p.action === 'single' || p.name || p.phone\n"
    "  || p.lat || p.lon || p.list || p.battery || p.last_seen || p.ieee || p.data) return []; }";

}  // namespace

TEST_CASE("of a payload stays what the adapter names, and no person", "[tools]") {
  PersonalData personal(adapter_with(kScript), {});
  CHECK(personal.alias("device", "Kari's bath") == "device-1");
  CHECK(personal.alias("device", "0x00158d") == "device-2");
  CHECK(personal.alias("device", "Kari's bath") == "device-1");
  const auto [given, shown] = GENERATE(table<std::string, std::string>({
      {R"({"action":"single","battery":87.5})", R"({"action":"single","battery":8.75E1})"},
      {R"({"name":"Kari Nordmann","Kari":1})", R"({"name":""})"},
      {R"({"name":"Kari's bath"})", R"({"name":"device-1"})"},
      {R"({"phone":4791234567,"battery":9})", R"({"phone":0,"battery":9})"},
      {R"({"phone":"+47 912 34 567"})", R"({"phone":""})"},
      {R"({"lat":63.4305,"lon":10.4})", R"({"lat":63,"lon":10})"},
      {R"({"lat":"63.4","lon":null})", R"({"lat":"","lon":null})"},
      {R"({"list":[63.43051,10.39506,true]})", R"({"list":[63,10,true]})"},
      {R"({"last_seen":1772366400000})", R"({"last_seen":1772366400000})"},
      {R"({"last_seen":"2026-03-01T12:00:00Z"})", R"({"last_seen":"2026-03-01T12:00:00Z"})"},
      {R"({"ieee":"0x00158d","data":"AXVk"})", R"({"ieee":"device-2","data":""})"},
      {R"({"battery":"80.00"})", R"({"battery":"80.00"})"},
      {R"("Kari")", R"("")"},
  }));
  CAPTURE(given);
  std::vector<std::string> changes;

  const std::string clean = json::serialize(personal.clean(json::parse(given), changes));

  CHECK(clean == shown);
  CHECK(changes.empty() == (clean == json::serialize(json::parse(given))));
  for (const std::string& change : changes) CHECK(change.find("Kari") == std::string::npos);
}

TEST_CASE("what a person wants to keep stays as it is", "[tools]") {
  const PersonalData personal(adapter_with("m.rx"), {"data"});
  std::vector<std::string> changes;

  const auto clean = personal.clean(json::parse(R"({"data":"AXVk","rx":"x"})"), changes);

  CHECK(json::serialize(clean) == R"({"data":"AXVk","rx":""})");
}

}  // namespace varde::cli
