// Takes personal data out of a message of a vendor before it becomes a fixture, which people read,
// copy and publish.
//
// Errs on the side of removing. Of a JSON payload stays what the adapter's own files name: members
// whose names stand in its scripts or pointers, and texts that stand there in quotes, or as values
// of its `map`. Other members go; other texts become "". Numbers stay, but coordinates (by name, or
// with more than three decimals) are rounded to whole numbers, and whole numbers of eight digits
// and more, which may be telephone numbers, become 0 unless they are times. Times in RFC 3339 stay.
// Thread safety: one thread at a time.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/adapter.h"

namespace varde::cli {

class PersonalData {
 public:
  // `keep`: names of members that a person has looked at and wants to stay as they are.
  PersonalData(const adapters::Adapter& adapter, std::set<std::string> keep);

  // The name that stands for `value` of the capture `name`: "device-1", the same for the same.
  [[nodiscard]] std::string alias(const std::string& name, const std::string& value);

  // `value` as it may be shown. What was changed is added to `changes`, one line each, without the
  // data itself.
  [[nodiscard]] boost::json::value clean(const boost::json::value& value,
                                         std::vector<std::string>& changes) const;

  // True if the text of a payload that is no JSON is a word of the adapter's.
  [[nodiscard]] bool is_word(const std::string& text) const { return texts_.contains(text); }

 private:
  boost::json::value clean(const boost::json::value& value, const std::string& path,
                           const std::string& key, std::vector<std::string>& changes) const;
  boost::json::value clean_text(const std::string& text, const std::string& path,
                                const std::string& key, std::vector<std::string>& changes) const;
  boost::json::value clean_number(const boost::json::value& value, const std::string& path,
                                  const std::string& key, std::vector<std::string>& changes) const;

  std::set<std::string> names_;  // That members may have.
  std::set<std::string> texts_;  // That may stand as they are.
  std::set<std::string> keep_;
  std::map<std::pair<std::string, std::string>, std::string> aliases_;
  std::map<std::string, int> counts_;  // Of aliases, by capture.
};

}  // namespace varde::cli
