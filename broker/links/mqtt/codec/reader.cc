#include "broker/links/mqtt/codec/reader.h"

#include "broker/base/utf8.h"
#include "broker/links/mqtt/codec/variable_integer.h"

namespace varde::links::mqtt {

void Reader::fail(Reason reason, std::string_view detail) {
  if (!error_) error_ = PacketError{reason, detail};
  rest_ = {};
}

std::uint32_t Reader::variable() {
  const VariableInteger read = read_variable_integer(rest_);
  switch (read.form) {
    case VariableInteger::Form::Whole:
      if (!read.shortest()) fail(Reason::MalformedPacket, "an integer of more bytes than needed");
      break;
    case VariableInteger::Form::Cut:
      fail(Reason::MalformedPacket, "the packet ends within a field");
      break;
    case VariableInteger::Form::TooLong:
      fail(Reason::MalformedPacket, "an integer of more than four bytes");
      break;
  }
  if (error_) return 0;
  rest_.remove_prefix(read.bytes);
  return read.value;
}

std::string_view Reader::binary() {
  const std::size_t size = u16();
  return take(size);
}

std::string_view Reader::text() {
  const std::string_view text = binary();
  if (!is_utf8(text)) {
    fail(Reason::MalformedPacket, "text that is not UTF-8");
    return {};
  }
  if (text.find('\0') != std::string_view::npos) {
    fail(Reason::MalformedPacket, "text with U+0000");
    return {};
  }
  return text;
}

std::string_view Reader::rest() { return take(rest_.size()); }

std::string_view Reader::narrow(std::size_t size) {
  const std::string_view section = take(size);
  const std::string_view after = rest_;
  rest_ = section;
  return after;
}

void Reader::widen(std::string_view after) {
  if (!error_) rest_ = after;
}

bool Reader::admit_user_property() {
  if (++user_properties_ <= limits_.user_properties) return true;
  fail(Reason::QuotaExceeded, "too many user properties");
  return false;
}

std::string_view Reader::take(std::size_t size) {
  if (size > rest_.size()) {
    fail(Reason::MalformedPacket, "the packet ends within a field");
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint32_t Reader::number(std::size_t size) {
  std::uint32_t value = 0;
  for (const char byte : take(size)) value = (value << 8U) | static_cast<std::uint8_t>(byte);
  return value;
}

}  // namespace varde::links::mqtt
