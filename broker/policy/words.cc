#include "broker/policy/words.h"

#include "broker/wire/names.h"

namespace varde::policy {
namespace {

constexpr int kEndOfEnums = 256;

}  // namespace

template <class Enum>
std::optional<Enum> parse_word(std::string_view word) {
  const auto value = wire::parse<Enum>(word);
  return value == Enum::Unspecified ? std::nullopt : value;
}

template <class Enum>
std::string_view word_of(Enum value) {
  return value == Enum::Unspecified ? std::string_view() : wire::name(value);
}

template <class Enum>
const std::vector<std::string_view>& all_words() {
  static const std::vector<std::string_view> kAll = [] {
    std::vector<std::string_view> all;
    for (int number = 1; number < kEndOfEnums; ++number) {
      const std::string_view word = wire::name(static_cast<Enum>(number));
      if (!word.empty()) all.push_back(word);
    }
    return all;
  }();
  return kAll;
}

template std::optional<core::SignalKind> parse_word(std::string_view word);
template std::string_view word_of(core::SignalKind value);
template const std::vector<std::string_view>& all_words<core::SignalKind>();
template std::optional<core::AlarmType> parse_word(std::string_view word);
template std::string_view word_of(core::AlarmType value);
template const std::vector<std::string_view>& all_words<core::AlarmType>();
template std::optional<core::Priority> parse_word(std::string_view word);
template std::string_view word_of(core::Priority value);
template const std::vector<std::string_view>& all_words<core::Priority>();
template std::optional<core::DayType> parse_word(std::string_view word);
template std::string_view word_of(core::DayType value);
template const std::vector<std::string_view>& all_words<core::DayType>();
template std::optional<core::StepKind> parse_word(std::string_view word);
template std::string_view word_of(core::StepKind value);
template const std::vector<std::string_view>& all_words<core::StepKind>();
template std::optional<core::Channel> parse_word(std::string_view word);
template std::string_view word_of(core::Channel value);
template const std::vector<std::string_view>& all_words<core::Channel>();

}  // namespace varde::policy
