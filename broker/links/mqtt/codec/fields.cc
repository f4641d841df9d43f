#include "broker/links/mqtt/codec/fields.h"

namespace varde::links::mqtt {
namespace {

// Twice as one character: a set of two is looked up letter by letter.
bool has_wildcard(std::string_view topic) {
  return topic.find('#') != std::string_view::npos || topic.find('+') != std::string_view::npos;
}

}  // namespace

std::uint16_t read_packet_id(Reader& in) {
  const std::uint16_t id = in.u16();
  if (id == 0) in.fail(Reason::ProtocolError, "packet identifier 0");
  return id;
}

std::string read_topic_name(Reader& in, EmptyTopic empty) {
  const std::string_view topic = in.text();
  if (has_wildcard(topic)) in.fail(Reason::TopicNameInvalid, "a topic name with a wildcard");
  if (topic.empty() && empty == EmptyTopic::Refused) {
    in.fail(Reason::TopicNameInvalid, "an empty topic name");
  }
  return std::string(topic);
}

std::string read_response_topic(Reader& in) {
  const std::string_view topic = in.text();
  if (topic.empty() || has_wildcard(topic)) {
    in.fail(Reason::ProtocolError, "a response topic that is no topic name");
  }
  return std::string(topic);
}

}  // namespace varde::links::mqtt
