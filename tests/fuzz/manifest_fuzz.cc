// Whatever stands in an adapter.yaml: a manifest that keeps what its header promises, or faults
// that can be shown. The adapter's folder is what the text gives as its `id`, if anything can be
// called so.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/host/codec_signals.h"
#include "adapters/host/manifest.h"
#include "adapters/host/mapped_adapter.h"
#include "broker/base/assert.h"
#include "broker/base/ids.h"
#include "broker/links/mqtt/topics/topic.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::adapters;

constexpr std::size_t kTextBytes = 300;

std::string folder_for(std::string_view text) {
  constexpr std::string_view kKey = "id: ";
  const std::size_t key = text.starts_with(kKey) ? 0 : text.find("\nid: ");
  if (key == std::string_view::npos) return "x";
  const std::string_view rest = text.substr(text.find(':', key) + 2);
  const std::string id(rest.substr(0, rest.find('\n')));
  return is_name(id) ? id : "x";
}

void check_one_line(const std::string& text) {
  VARDE_ASSERT(text.empty() || utf8_length(text).has_value());
  VARDE_ASSERT(text.size() <= 1'000 && text.find('\n') == std::string::npos);
}

void check_errors(const std::vector<yaml::ConfigError>& errors) {
  VARDE_ASSERT(!errors.empty() && errors.size() <= yaml::kMostConfigErrors);
  for (const yaml::ConfigError& error : errors) {
    VARDE_ASSERT(error.line >= 0 && error.column >= 0);
    check_reason(error.what);
    check_one_line(error.key);
    check_one_line(error.allowed);
  }
}

void check_type(const DeviceType& type) {
  VARDE_ASSERT(!type.description.empty() && type.description.size() <= kTextBytes);
  VARDE_ASSERT(type.signals.size() <= kTypeSignals);
  VARDE_ASSERT(type.supervision.interval.count() >= 1);
  VARDE_ASSERT(type.supervision.interval <= kLongestSupervision);
  if (type.battery) VARDE_ASSERT(type.battery->low_at <= type.battery->ok_at);
}

void check_topic(const Manifest& manifest, const ManifestTopic& topic) {
  VARDE_ASSERT(is_name(topic.name));
  VARDE_ASSERT(links::mqtt::is_topic_filter(topic.pattern.mqtt_filter()));
  VARDE_ASSERT(topic.device.has_value() != topic.pattern.has_capture("device"));
  if (topic.device) VARDE_ASSERT(!topic.device->empty() && topic.device->size() <= kAddressBytes);
  // A pattern without a capture is a topic, and finds an entry: itself, or one before it.
  const auto match = match_topic(manifest, topic.pattern.text());
  VARDE_ASSERT(match || topic.pattern.text().find('{') != std::string::npos);
}

void check_manifest(const Manifest& manifest) {
  VARDE_ASSERT(is_name(manifest.id) && !manifest.version.empty() && !manifest.vendor.empty());
  VARDE_ASSERT(manifest.documents.size() <= kManifestDocuments);
  VARDE_ASSERT(manifest.scripts.size() <= kManifestScripts);
  VARDE_ASSERT(manifest.scripts.empty() == manifest.map.has_value());
  VARDE_ASSERT(!manifest.carrier || !manifest.is_payload_adapter());
  VARDE_ASSERT(manifest.topics.size() <= kManifestTopics);
  for (const ManifestTopic& topic : manifest.topics) check_topic(manifest, topic);
  VARDE_ASSERT(!manifest.types.empty() && manifest.types.size() <= kManifestTypes);
  for (const auto& [name, type] : manifest.types) {
    VARDE_ASSERT(is_name(name));
    check_type(type);
  }
  if (!manifest.map) return;
  VARDE_ASSERT(!fault_of(*manifest.map));
  (void)decode_mapped(*manifest.map, R"({"a":1})", {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);

  const auto manifest = parse_manifest("/adapters/" + folder_for(text) + "/adapter.yaml", text);

  if (manifest) {
    check_manifest(*manifest);
  } else {
    check_errors(manifest.error());
  }
  return 0;
}
