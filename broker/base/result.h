// The answer of a function that may fail expectedly.
#pragma once

#include <boost/system/result.hpp>

namespace varde {

template <class T, class E>
using Result = boost::system::result<T, E>;

}  // namespace varde
