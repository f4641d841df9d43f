#include "broker/yaml/nearest_word.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde::yaml {

TEST_CASE("a mistyped key finds the one that was meant", "[yaml]") {
  const std::vector<std::string_view> words{"listen", "tls", "metrics_token_file"};

  CHECK(nearest_word("listn", words) == "listen");
  CHECK(nearest_word("lisetn", words) == "listen");
  CHECK(nearest_word("tsl", {"tls", "user"}) == "");
  CHECK(nearest_word("tlss", words) == "tls");
  CHECK(nearest_word("metric_token_file", words) == "metrics_token_file");
}

TEST_CASE("a key that is like none gets no guess", "[yaml]") {
  CHECK(nearest_word("colour", {"listen", "tls"}).empty());
  CHECK(nearest_word("", {"listen"}).empty());
  CHECK(nearest_word(std::string(1'000, 'x'), {"listen"}).empty());
}

}  // namespace varde::yaml
