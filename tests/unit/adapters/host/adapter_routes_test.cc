#include "adapters/host/adapter_routes.h"

#include <catch2/catch.hpp>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using adapters::AdapterRoutes;
using adapters::AdapterUse;

const LinkId kHouse("house");
const LinkId kOther("other");

AdapterUse use(const std::string& adapter, const std::string& prefix = "",
               std::vector<LinkId> links = {}) {
  return {adapter, MunicipalityId("nordlia"), prefix, std::move(links)};
}

struct Routes {
  TempDir dir;
  AdapterPtr one = own_adapter(dir, "one", "");
  AdapterPtr two = own_adapter(dir, "two", "");
};

}  // namespace

TEST_CASE("a topic goes to the adapter that reads it, with what the topic says", "[adapter_host]") {
  const Routes given;
  const AdapterRoutes routes({use("one"), use("two", "site7/")}, {given.one, given.two});

  const auto plain = routes.match(kHouse, "one/kitchen/leak");
  const auto prefixed = routes.match(kHouse, "site7/two/door");

  REQUIRE(plain);
  CHECK(plain->adapter == given.one);
  CHECK(plain->address == "kitchen/leak");
  CHECK(plain->captures.at("device") == "kitchen/leak");
  REQUIRE(prefixed);
  CHECK(prefixed->adapter == given.two);
  CHECK(prefixed->use->prefix == "site7/");
  CHECK(prefixed->address == "door");
  CHECK_FALSE(routes.match(kHouse, "two/door"));
  CHECK_FALSE(routes.match(kHouse, "site7/one/door"));
  CHECK_FALSE(routes.match(kHouse, "site7/"));
  CHECK_FALSE(routes.match(kHouse, ""));
}

TEST_CASE("an adapter is heard only on the links of its use", "[adapter_host]") {
  const Routes given;
  const AdapterRoutes routes({use("one", "", {kHouse}), use("two")}, {given.one, given.two});

  CHECK(routes.match(kHouse, "one/a"));
  CHECK_FALSE(routes.match(kOther, "one/a"));
  CHECK(routes.match(kOther, "two/a"));
  CHECK(routes.filters(kHouse) == std::vector<std::string>{"one/#", "two/#"});
  CHECK(routes.filters(kOther) == std::vector<std::string>{"two/#"});
}

TEST_CASE("one adapter may be used twice, under two prefixes", "[adapter_host]") {
  const Routes given;
  const AdapterRoutes routes({use("one", "a/"), use("one", "b/")}, {given.one});

  CHECK(routes.match(kHouse, "a/one/x")->use->prefix == "a/");
  CHECK(routes.match(kHouse, "b/one/x")->use->prefix == "b/");
  CHECK(routes.filters(kHouse) == std::vector<std::string>{"a/one/#", "b/one/#"});
}

TEST_CASE("the first use that reads a topic has it", "[adapter_host]") {
  const Routes given;
  const AdapterRoutes routes({use("one", "", {kOther}), use("one")}, {given.one});

  CHECK(routes.match(kOther, "one/x")->use->links.size() == 1);
  CHECK(routes.match(kHouse, "one/x")->use->links.empty());
}

TEST_CASE("a filter that another one covers is left out, for a broker may deliver twice",
          "[adapter_host]") {
  using Filters = std::vector<std::string>;
  const auto [all, left] = GENERATE(table<Filters, Filters>({
      {{}, {}},
      {{"a/#", "a/#"}, {"a/#"}},
      {{"a/b/state", "a/+/state", "a/#"}, {"a/#"}},
      {{"a/+/state", "a/b/state"}, {"a/+/state"}},
      {{"a/+", "a/#"}, {"a/#"}},
      {{"a/b/+", "a/+/c"}, {"a/b/+", "a/+/c"}},
      {{"a/b", "a/b/c"}, {"a/b", "a/b/c"}},
      {{"ab/#", "a/#"}, {"ab/#", "a/#"}},
      {{"#", "a/b", "+/+"}, {"#"}},
  }));
  CHECK(adapters::narrowed(all) == left);
}

TEST_CASE("a use of an adapter that is not there reads nothing", "[adapter_host]") {
  const Routes given;
  const AdapterRoutes routes({use("gone"), use("one")}, {given.one});

  CHECK(routes.find("gone") == nullptr);
  CHECK_FALSE(routes.match(kHouse, "gone/a"));
  CHECK(routes.match(kHouse, "one/a"));
}

}  // namespace varde::test
