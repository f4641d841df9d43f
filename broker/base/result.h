// The answer of a function that may fail expectedly. Ask whether it has a value, then read it with
// `*` or `->`; `value()`, which throws, is not for our errors.
#pragma once

#include <boost/system/result.hpp>

namespace varde {

template <class T, class E>
using Result = boost::system::result<T, E>;

}  // namespace varde
