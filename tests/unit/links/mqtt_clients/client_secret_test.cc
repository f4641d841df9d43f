#include "broker/links/mqtt/clients/client_secret.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde::test {
namespace {

using namespace links::mqtt;

TEST_CASE("a secret opens what was kept of it, and no other does", "[mqtt]") {
  const std::string secret = make_secret();
  const SecretHash kept = hash_secret(secret);

  CHECK(verify_secret(kept, secret));
  CHECK_FALSE(verify_secret(kept, make_secret()));
  CHECK_FALSE(verify_secret(kept, secret + "0"));
  CHECK_FALSE(verify_secret(kept, secret.substr(1)));
  CHECK_FALSE(verify_secret(kept, ""));
  CHECK_FALSE(verify_no_secret(secret));
  CHECK_FALSE(verify_no_secret(""));
}

TEST_CASE("the same secret is kept differently each time", "[mqtt]") {
  const std::string secret = make_secret();

  CHECK_FALSE(hash_secret(secret) == hash_secret(secret));
}

TEST_CASE("a secret is 128 bits or more, in hex", "[mqtt]") {
  CHECK(is_secret(make_secret()));
  CHECK(is_secret(std::string(kShortestSecret, 'A')));
  CHECK(is_secret(std::string(kLongestSecret, '9')));
  CHECK_FALSE(is_secret(std::string(kShortestSecret - 1, 'a')));
  CHECK_FALSE(is_secret(std::string(kLongestSecret + 1, 'a')));
  CHECK_FALSE(is_secret(std::string(kShortestSecret, 'g')));
  CHECK_FALSE(is_secret(""));
}

TEST_CASE("what begins as the longest secret and goes on is not that secret", "[mqtt]") {
  const std::string longest(kLongestSecret, 'a');
  const SecretHash kept = hash_secret(longest);

  CHECK(verify_secret(kept, longest));
  CHECK_FALSE(verify_secret(kept, longest + "a"));
  CHECK_FALSE(verify_secret(kept, std::string(65'535, 'a')));
}

}  // namespace
}  // namespace varde::test
