#include "adapters/host/quarantine.h"

#include <catch2/catch.hpp>
#include <vector>

namespace varde::adapters {
namespace {

AdapterVersion adapter(const std::string& id) { return {id, "1.0.0"}; }

struct Bench {
  std::vector<core::ChangeAdapter> changes;
  Quarantine quarantine{[this](core::ChangeAdapter change) { changes.push_back(change); }};
  void fail(const AdapterVersion& which, CodecFaultKind kind) {
    quarantine.failed(which, {kind, "because"});
  }
};

}  // namespace

TEST_CASE("an adapter is out of use when the sandbox had to stop it three times in a row",
          "[adapter_host]") {
  const auto kind =
      GENERATE(CodecFaultKind::TimeLimit, CodecFaultKind::MemoryLimit,
               CodecFaultKind::ResultTooLarge, CodecFaultKind::CannotLoad, CodecFaultKind::Crashed);
  Bench bench;
  const AdapterVersion bad = adapter("bad");
  bench.fail(bad, kind);
  bench.fail(bad, kind);
  CHECK_FALSE(bench.quarantine.holds(bad));

  bench.fail(bad, kind);

  CHECK(bench.quarantine.holds(bad));
  CHECK_FALSE(bench.quarantine.holds(adapter("other")));
  CHECK(bench.quarantine.held() == 1);
  REQUIRE(bench.changes.size() == 1);
  CHECK(bench.changes[0].adapter == AdapterId("bad"));
  CHECK(bench.changes[0].version == "1.0.0");
  CHECK(bench.changes[0].quarantined);
  CHECK_FALSE(bench.changes[0].detail.empty());
}

TEST_CASE("an answer in between begins the count anew, and so does what a codec throws",
          "[adapter_host]") {
  Bench bench;
  const AdapterVersion shaky = adapter("shaky");
  for (int i = 0; i < 5; ++i) {
    bench.fail(shaky, CodecFaultKind::TimeLimit);
    bench.fail(shaky, CodecFaultKind::TimeLimit);
    if (i % 2 == 0) bench.quarantine.answered(shaky);
    if (i % 2 == 1) bench.fail(shaky, CodecFaultKind::Threw);
  }
  CHECK_FALSE(bench.quarantine.holds(shaky));
  CHECK(bench.changes.empty());
}

TEST_CASE("what is no stop never puts an adapter out of use", "[adapter_host]") {
  const auto kind = GENERATE(CodecFaultKind::Threw, CodecFaultKind::BadResult,
                             CodecFaultKind::NoFunction, CodecFaultKind::Unavailable);
  Bench bench;
  for (int i = 0; i < 10; ++i) bench.fail(adapter("a"), kind);
  CHECK_FALSE(bench.quarantine.holds(adapter("a")));
}

TEST_CASE("that no worker can be had says nothing of the adapter, good or bad", "[adapter_host]") {
  Bench bench;
  const AdapterVersion bad = adapter("bad");
  bench.fail(bad, CodecFaultKind::TimeLimit);
  bench.fail(bad, CodecFaultKind::Unavailable);
  bench.fail(bad, CodecFaultKind::TimeLimit);
  bench.fail(bad, CodecFaultKind::Withdrawn);
  bench.fail(bad, CodecFaultKind::TimeLimit);
  CHECK(bench.quarantine.holds(bad));
}

TEST_CASE("a release is told, and the count begins anew", "[adapter_host]") {
  Bench bench;
  const AdapterVersion bad = adapter("bad");
  for (int i = 0; i < 5; ++i) bench.fail(bad, CodecFaultKind::TimeLimit);
  REQUIRE(bench.changes.size() == 1);

  bench.quarantine.release(bad, "loaded anew");

  CHECK_FALSE(bench.quarantine.holds(bad));
  CHECK(bench.quarantine.held() == 0);
  REQUIRE(bench.changes.size() == 2);
  CHECK_FALSE(bench.changes[1].quarantined);
  bench.fail(bad, CodecFaultKind::TimeLimit);
  bench.fail(bad, CodecFaultKind::TimeLimit);
  CHECK_FALSE(bench.quarantine.holds(bad));
}

}  // namespace varde::adapters
