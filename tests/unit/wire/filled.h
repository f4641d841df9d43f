// Which fields of the contract are filled in some example: a round trip shows nothing of a field
// that is empty on both sides.
#pragma once

#include <google/protobuf/message.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace varde::test {

using FieldNames = std::set<std::string>;  // "varde.v1.AlarmRaised.test".

// All that a message of this type can hold, in messages within it too.
inline void note_known(const google::protobuf::Descriptor& type, FieldNames& out) {
  for (int i = 0; i < type.field_count(); ++i) {
    const auto* field = type.field(i);
    const auto* within = field->message_type();
    const bool fresh = out.insert(field->full_name()).second;
    if (!fresh || within == nullptr) continue;
    if (within->file()->package() == type.file()->package()) note_known(*within, out);
  }
}

// All that this one holds.
inline void note_filled(const google::protobuf::Message& message, FieldNames& out) {
  const auto* reflection = message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    out.insert(field->full_name());
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      note_filled(reflection->GetMessage(message, field), out);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i)
      note_filled(reflection->GetRepeatedMessage(message, field, i), out);
  }
}

// The fields of `type` that no message noted in `filled` holds.
inline std::vector<std::string> unfilled(const google::protobuf::Descriptor& type,
                                         const FieldNames& filled) {
  FieldNames known;
  note_known(type, known);
  std::vector<std::string> out;
  std::ranges::set_difference(known, filled, std::back_inserter(out));
  return out;
}

}  // namespace varde::test
