// One visitor for `std::visit` out of several lambdas.
#pragma once

namespace varde {

template <class... Visitors>
struct Overload : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overload(Visitors...) -> Overload<Visitors...>;  // clang 14 needs it spelled out.

}  // namespace varde
