// The golden files: records as versions of Varde have written them, each to be read for ever.
//
// `wire_test "[.write-golden]"` writes those that do not exist yet, and never one that does.
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "broker/wire/events.h"
#include "broker/wire/names.h"
#include "tests/golden/example_events.h"
#include "varde/v1/event.pb.h"

using namespace varde;

namespace {

const std::filesystem::path kFolder = VARDE_GOLDEN_FOLDER;

// The first example of each kind of event, and those of fields that came later.
std::vector<test::LaterExample> golden_examples() {
  std::vector<test::LaterExample> all = test::later_examples();
  for (const core::Event& event : test::example_events())
    all.push_back({std::string(wire::name(event.body)), event});
  return all;
}

std::filesystem::path file_of(const test::LaterExample& example, const std::string& extension) {
  return kFolder / (example.file + extension);
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

v1::Record record_of(const core::Event& event) {
  v1::Record record;
  record.set_position(event.body.index() + 1);
  if (event.body.index() > 0) record.set_previous_sha256(std::string(32, '\x5A'));
  wire::to_proto(event, *record.mutable_event());
  return record;
}

void write_new(const std::filesystem::path& path, const std::string& bytes) {
  if (std::filesystem::exists(path)) return;
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  REQUIRE(file.good());
}

}  // namespace

TEST_CASE("every golden record decodes to the event it was made of", "[wire][golden]") {
  const auto example = GENERATE(from_range(golden_examples()));
  const core::Event& event = example.event;
  CAPTURE(example.file);
  v1::Record record;
  REQUIRE(record.ParseFromString(content(file_of(example, ".bin"))));

  const auto read = wire::from_proto(record.event());

  REQUIRE(read.has_value());
  CHECK(*read == event);
  CHECK(record.position() == event.body.index() + 1);
}

TEST_CASE("an event is still written as its golden record", "[wire][golden]") {
  const auto example = GENERATE(from_range(golden_examples()));
  const core::Event& event = example.event;
  CAPTURE(example.file);

  CHECK(record_of(event).SerializeAsString() == content(file_of(example, ".bin")));
}

TEST_CASE("the readable form beside a golden record says the same", "[wire][golden]") {
  const auto example = GENERATE(from_range(golden_examples()));
  const core::Event& event = example.event;
  CAPTURE(example.file);
  v1::Record readable;

  REQUIRE(google::protobuf::TextFormat::ParseFromString(content(file_of(example, ".txtpb")),
                                                        &readable));

  CHECK(google::protobuf::util::MessageDifferencer::Equals(readable, record_of(event)));
}

TEST_CASE("every golden file of every version decodes", "[wire][golden]") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".bin") continue;
    CAPTURE(entry.path().filename());
    files += 1;
    v1::Record record;
    REQUIRE(record.ParseFromString(content(entry.path())));
    CHECK(wire::from_proto(record.event()).has_value());
  }
  CHECK(files >= golden_examples().size());
}

TEST_CASE("fields of a later version are passed over, and kept", "[wire][golden]") {
  const auto example = GENERATE(from_range(golden_examples()));
  const core::Event& event = example.event;
  CAPTURE(example.file);
  v1::Record later;
  REQUIRE(later.ParseFromString(content(file_of(example, ".bin"))));
  auto* stored = later.mutable_event();
  later.GetReflection()->MutableUnknownFields(&later)->AddVarint(900, 7);
  stored->GetReflection()->MutableUnknownFields(stored)->AddLengthDelimited(901, "new in 2.0");
  const std::string bytes = later.SerializeAsString();

  v1::Record record;
  REQUIRE(record.ParseFromString(bytes));

  const auto read = wire::from_proto(record.event());
  REQUIRE(read.has_value());
  CHECK(*read == event);
  CHECK(record.SerializeAsString() == bytes);
  CHECK(bytes.find("new in 2.0") != std::string::npos);
}

TEST_CASE("write the golden files that do not exist yet", "[.write-golden]") {
  std::filesystem::create_directories(kFolder);
  for (const auto& example : golden_examples()) {
    const v1::Record record = record_of(example.event);
    google::protobuf::TextFormat::Printer printer;
    printer.SetUseUtf8StringEscaping(true);
    std::string text;
    REQUIRE(printer.PrintToString(record, &text));
    write_new(file_of(example, ".bin"), record.SerializeAsString());
    write_new(file_of(example, ".txtpb"), text);
  }
}
