#include "broker/app/register_config.h"

#include <chrono>
#include <set>
#include <utility>

#include "broker/policy/reading.h"
#include "broker/yaml/yaml_json.h"

namespace varde::app {
namespace {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

// What a console shows of a position; long enough for a paragraph, short enough to be read.
constexpr std::size_t kNameBytes = 200;
constexpr std::size_t kTextBytes = 2'000;
constexpr std::size_t kAddressBytes = 256;              // As the adapters have it.
constexpr std::chrono::hours kLongestSilence{31 * 24};  // As the adapters have it.

std::string item(const std::string& list, std::size_t i) {
  return list + "[" + std::to_string(i) + "]";
}

class RegisterReader {
 public:
  explicit RegisterReader(Problems& problems) : problems_(problems) {}

  core::ApplyRegister read(const YAML::Node& node, const std::string& path) {
    YamlMap map(node, path, problems_, {"municipalities"});
    map.require("municipalities");
    const auto nodes = map.list("municipalities");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      read_municipality(nodes[i], item(map.path_of("municipalities"), i));
    }
    return std::move(out_);
  }

 private:
  void read_municipality(const YAML::Node& node, const std::string& path) {
    if (devices_without_position(node, path)) return;
    YamlMap map(node, path, problems_, {"id", "name", "positions"});
    const std::string id = read_id(map, municipalities_, "municipality");
    core::Municipality municipality{MunicipalityId(id), id};
    map.require("name");
    if (const auto name = map.text("name", kNameBytes)) municipality.name = *name;
    out_.municipalities.push_back(municipality);
    devices_.clear();
    const auto nodes = map.list("positions");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      read_position(nodes[i], item(path + ".positions", i), municipality.id);
    }
  }

  // The likeliest mistake: a device must be somewhere, or nobody knows where to go.
  bool devices_without_position(const YAML::Node& node, const std::string& path) {
    if (!node.IsMap() || !node["devices"].IsDefined()) return false;
    problems_.add(ConfigErrorCode::Missing, node["devices"].Mark(), path + ".devices",
                  "devices without a position", "devices under " + path + ".positions[...]");
    return true;
  }

  void read_position(const YAML::Node& node, const std::string& path,
                     const MunicipalityId& municipality) {
    YamlMap map(node, path, problems_,
                {"id", "name", "site", "site_kind", "area", "phone", "access", "instructions",
                 "location", "devices"});
    core::Position position;
    position.id = PositionId(read_id(map, positions_, "position"));
    position.municipality = municipality;
    map.require("name");
    position.name = map.text("name", kNameBytes).value_or("");
    position.site = map.text("site", kNameBytes).value_or("");
    position.site_kind = map.text("site_kind", kNameBytes).value_or("");
    position.area = map.text("area", kNameBytes).value_or("");
    position.phone = map.text("phone", kNameBytes).value_or("");
    position.access = map.text("access", kTextBytes).value_or("");
    position.instructions = map.text("instructions", kTextBytes).value_or("");
    if (map.has("location")) position.location = read_location(map.at("location"), path);
    const auto nodes = map.list("devices");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      read_device(nodes[i], item(path + ".devices", i), position);
    }
    out_.positions.push_back(std::move(position));
  }

  std::optional<core::GeoPoint> read_location(const YAML::Node& node, const std::string& path) {
    YamlMap map(node, path + ".location", problems_, {"latitude", "longitude"});
    map.require("latitude");
    map.require("longitude");
    const auto latitude = map.number("latitude", -90, 90);
    const auto longitude = map.number("longitude", -180, 180);
    if (!latitude || !longitude) return std::nullopt;
    return core::GeoPoint{*latitude, *longitude, 0};
  }

  void read_device(const YAML::Node& node, const std::string& path,
                   const core::Position& position) {
    YamlMap map(node, path, problems_,
                {"id", "type", "gateway", "network", "supervision", "adapter", "address", "model",
                 "carrier", "parameters"});
    core::Device device;
    device.ref = {position.municipality, DeviceId(read_id(map, devices_, "device"))};
    device.position = position.id;
    map.require("type");
    device.type = map.text("type", kNameBytes).value_or("");
    device.gateway = map.text("gateway", kNameBytes).value_or("");
    device.network = map.text("network", kNameBytes).value_or("");
    if (map.has("supervision")) device.supervision = read_clocks(map);
    if (map.has("adapter")) {
      device.vendor = read_vendor(map, path);
    } else {
      for (const char* key : {"address", "model", "carrier", "parameters"}) {
        if (map.has(key)) map.require("adapter");
      }
    }
    out_.devices.push_back(std::move(device));
  }

  core::SupervisionClocks read_clocks(YamlMap& device) {
    using namespace std::chrono_literals;
    YamlMap map(device.at("supervision"), device.path_of("supervision"), problems_,
                {"heard_within", "tested_within"});
    map.require_one_of({"heard_within", "tested_within"});
    return {policy::duration_in(map, "heard_within", 10s, kLongestSilence, problems_),
            policy::duration_in(map, "tested_within", 1min, policy::kLongestTime, problems_)};
  }

  core::VendorDevice read_vendor(YamlMap& map, const std::string& path) {
    core::VendorDevice vendor;
    map.require("address");
    map.require("model");
    vendor.adapter = map.name("adapter").value_or("");
    vendor.address = map.text("address", kAddressBytes).value_or("");
    vendor.model = map.name("model").value_or("");
    if (map.has("carrier")) vendor.carrier = map.name("carrier").value_or("");
    if (map.has("parameters")) {
      vendor.parameters =
          yaml::to_json_object(map.at("parameters"), path + ".parameters", problems_);
    }
    const std::string& heard_by = vendor.carrier.empty() ? vendor.adapter : vendor.carrier;
    if (!addresses_.insert(heard_by + " " + vendor.address).second) {
      problems_.add(ConfigErrorCode::Duplicate, map.mark_of("address"), map.path_of("address"),
                    "another device of \"" + heard_by + "\" has the address \"" + vendor.address +
                        "\" already");
    }
    return vendor;
  }

  std::string read_id(YamlMap& map, std::set<std::string>& taken, const std::string& of_what) {
    map.require("id");
    const auto id = map.name("id");
    if (id && !taken.insert(*id).second) {
      problems_.add(ConfigErrorCode::Duplicate, map.mark_of("id"), map.path_of("id"),
                    "another " + of_what + " has the id \"" + *id + "\" already");
    }
    return id.value_or("");
  }

  Problems& problems_;
  core::ApplyRegister out_;
  std::set<std::string> municipalities_;
  std::set<std::string> positions_;
  std::set<std::string> devices_;    // Of the municipality being read.
  std::set<std::string> addresses_;  // Behind the adapters and carriers that hear them.
};

}  // namespace

core::ApplyRegister read_register(const YAML::Node& node, const std::string& path,
                                  Problems& problems) {
  return RegisterReader(problems).read(node, path);
}

}  // namespace varde::app
