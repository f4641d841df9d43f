// Whatever arrives, the adapter answers: with signals, or with a failure that can be stored.
#include <catch2/catch.hpp>
#include <random>

#include "adapters/host/canonical_limits.h"
#include "tests/unit/adapters/canonical_samples.h"

namespace varde::adapters {
namespace {

void check_answer(const std::string& payload) {
  const auto message = decode(payload);
  if (const auto* failed = std::get_if<core::DecodeFailure>(&message.content)) {
    REQUIRE(failed->kind != core::DecodeFailureKind::Unspecified);
    REQUIRE_FALSE(failed->reason.empty());
    REQUIRE(failed->reason.size() <= 2 * kReasonBytes);
    REQUIRE(utf8_length(failed->reason).has_value());
    REQUIRE(failed->reason.find('\n') == std::string::npos);
  } else {
    REQUIRE(std::get<std::vector<core::Signal>>(message.content).size() == 1);
  }
  REQUIRE(message.raw.payload == payload);
}

}  // namespace

TEST_CASE("every truncation of a signal is answered", "[adapters]") {
  const std::string whole = encode_canonical(full_signal(), GENERATE(Form::Protobuf, Form::Json));

  for (std::size_t size = 0; size <= whole.size(); ++size) check_answer(whole.substr(0, size));
}

TEST_CASE("every one-byte change of a signal is answered", "[adapters]") {
  const std::string whole = encode_canonical(full_signal(), GENERATE(Form::Protobuf, Form::Json));

  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int change : {0x01, 0x20, 0x80, 0xFF}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      check_answer(damaged);
    }
  }
}

TEST_CASE("random bytes are answered", "[adapters]") {
  const auto seed = GENERATE(range(1U, 5U));
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> byte(0, 255);
  std::uniform_int_distribution<std::size_t> size(0, 400);

  for (int i = 0; i < 2'000; ++i) {
    std::string payload(size(random), '\0');
    for (char& letter : payload) letter = static_cast<char>(byte(random));
    if (i % 4 == 0) payload.insert(0, "{");
    check_answer(payload);
  }
}

}  // namespace varde::adapters
