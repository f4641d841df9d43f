#include "adapters/host/sparkplug/sparkplug_topic.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde::adapters::sparkplug {

TEST_CASE("a topic tells the kind of message and whose it is", "[sparkplug]") {
  const auto [topic, type, node, address] =
      GENERATE(table<std::string, MessageType, std::string, std::string>({
          {"spBv1.0/works/NBIRTH/n1", MessageType::NodeBirth, "works/n1", "works/n1"},
          {"spBv1.0/works/NDATA/n1", MessageType::NodeData, "works/n1", "works/n1"},
          {"spBv1.0/works/NDEATH/n1", MessageType::NodeDeath, "works/n1", "works/n1"},
          {"spBv1.0/works/NCMD/n1", MessageType::Other, "works/n1", "works/n1"},
          {"spBv1.0/works/DBIRTH/n1/p", MessageType::DeviceBirth, "works/n1", "works/n1/p"},
          {"spBv1.0/works/DDATA/n1/p", MessageType::DeviceData, "works/n1", "works/n1/p"},
          {"spBv1.0/works/DDEATH/n1/p", MessageType::DeviceDeath, "works/n1", "works/n1/p"},
          {"spBv1.0/works/DCMD/n1/p", MessageType::Other, "works/n1", "works/n1/p"},
          {"spBv1.0/STATE/scada", MessageType::Other, "", ""},
          {"spBv1.0/STATE/NDATA/n1", MessageType::NodeData, "STATE/n1", "STATE/n1"},
      }));
  CAPTURE(topic);

  const auto parsed = parse_sparkplug_topic(topic);

  REQUIRE(parsed.has_value());
  CHECK(parsed->type == type);
  CHECK(parsed->node == node);
  CHECK(parsed->address == address);
}

TEST_CASE("what is no topic of Sparkplug B is none", "[sparkplug]") {
  const std::string topic = GENERATE(
      "", "spBv1.0", "spBv1.0/", "spAv1.0/g/NDATA/n", "spBv1.0/g/NDATA", "spBv1.0/g/NDATA/n/d",
      "spBv1.0/g/DDATA/n", "spBv1.0/g/DDATA/n/d/e", "spBv1.0/g/DATA/n", "spBv1.0//NDATA/n",
      "spBv1.0/g/NDATA/", "spBv1.0/g/DDATA/n/", "spBv1.0/g/NDATA/a\x01", "spBv1.0/g/NDATA/\xFF",
      std::string("spBv1.0/g/NDATA/") + std::string(255, 'n'));
  CAPTURE(topic);

  CHECK_FALSE(parse_sparkplug_topic(topic).has_value());
}

TEST_CASE("commands go to the node", "[sparkplug]") {
  CHECK(command_topic("works/n1") == "spBv1.0/works/NCMD/n1");
}

}  // namespace varde::adapters::sparkplug
