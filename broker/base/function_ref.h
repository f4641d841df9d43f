// A function object that is only borrowed for the length of a call: unlike `std::function` it never
// allocates.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace varde {

template <class Signature>
class FunctionRef;

// For parameters only: what it was made from has to outlive it.
template <class Answer, class... Arguments>
class FunctionRef<Answer(Arguments...)> {
 public:
  template <class Function>
  requires(!std::is_same_v<Function, FunctionRef> &&
           std::is_invocable_r_v<Answer, const Function&, Arguments...>)
      FunctionRef(const Function& function)
      : function_(std::addressof(function)), call_(&call<Function>) {}

  Answer operator()(Arguments... arguments) const {
    return call_(function_, std::forward<Arguments>(arguments)...);
  }

 private:
  template <class Function>
  static Answer call(const void* function, Arguments... arguments) {
    return static_cast<Answer>(
        (*static_cast<const Function*>(function))(std::forward<Arguments>(arguments)...));
  }

  const void* function_;
  Answer (*call_)(const void*, Arguments...);
};

}  // namespace varde
