// As much of JSON Schema (2020-12) as the schemas in docs/integrators use.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace varde::test {

// What is wrong with `value` by `schema`, one line each with its place; empty: it is valid. A
// keyword that is not known here is wrong, too, so that none is passed over.
[[nodiscard]] std::vector<std::string> schema_errors(const boost::json::value& schema,
                                                     const boost::json::value& value);

}  // namespace varde::test
