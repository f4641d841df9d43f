#include "tests/scenarios/script.h"

#include <fstream>
#include <optional>
#include <regex>
#include <stdexcept>

namespace varde::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Where a scenario begins that names no time: a Monday at noon.
const core::LocalTime kUsualBeginning{std::chrono::year(2026) / 3 / 2, minutes(12 * 60)};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

minutes time_of(const std::smatch& match, std::size_t hour) {
  return minutes(std::stoi(match[hour]) * 60 + std::stoi(match[hour + 1]));
}

seconds seconds_of(const std::smatch& match, std::size_t group) {
  return seconds(match[group].matched ? std::stoi(match[group]) : 0);
}

std::chrono::year_month_day date_of(const std::smatch& match, std::size_t year) {
  return std::chrono::year(std::stoi(match[year])) /
         static_cast<unsigned>(std::stoul(match[year + 1])) /
         static_cast<unsigned>(std::stoul(match[year + 2]));
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file), in_(file) {
    if (!in_) throw NotUnderstood(file.string() + ": cannot be read");
  }

  std::vector<Script> read() {
    std::string line;
    while (std::getline(in_, line)) {
      ++line_;
      take(line);
    }
    return std::move(scripts_);
  }

 private:
  void take(const std::string& line) {
    const std::string text = trimmed(line);
    const bool indented = !line.empty() && line.front() == ' ';
    if (block_ != nullptr && (indented || text.empty())) {
      *block_ += line + "\n";
      return;
    }
    block_ = nullptr;
    if (text.empty() || text.front() == '#') return;
    if (text.starts_with("Scenario: ")) return begin(text.substr(10));
    if (scripts_.empty()) fail("a scenario begins with \"Scenario: what it is about\"");
    Script& script = scripts_.back();
    if (text == "Rules:") {
      block_ = &script.rules;
    } else if (text == "Combinations:") {
      block_ = &script.combinations;
    } else if (text == "Policies:") {
      block_ = &script.policies;
    } else if (text.starts_with("Begins ")) {
      now_ = script.begins = beginning(text.substr(7));
    } else {
      script.steps.push_back(step(text));
    }
  }

  void begin(const std::string& title) {
    now_ = core::instant_of(kUsualBeginning);
    scripts_.push_back({file_, title, {}, {}, {}, now_, {}});
  }

  Instant beginning(const std::string& text) {
    static const std::regex kForm(R"((\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d))");
    std::smatch match;
    if (!std::regex_match(text, match, kForm)) fail("write \"Begins 2026-03-02 12:00\"");
    return core::instant_of({date_of(match, 1), time_of(match, 4)});
  }

  // A line without a time happens at that of the line before.
  Step step(const std::string& text) {
    static const std::regex kLater(R"(\+(\d+) ?(s|min|h|d)\s+(.*))");
    static const std::regex kClock(R"((\d\d):(\d\d)(?::(\d\d))?\s+(.*))");
    static const std::regex kDate(R"((\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)(?::(\d\d))?\s+(.*))");
    std::smatch match;
    std::string sentence = text;
    if (std::regex_match(text, match, kLater)) {
      now_ += duration_of(match[1].str() + match[2].str());
      sentence = match[3];
    } else if (std::regex_match(text, match, kDate)) {
      set_now(core::instant_of({date_of(match, 1), time_of(match, 4)}) + seconds_of(match, 6));
      sentence = match[7];
    } else if (std::regex_match(text, match, kClock)) {
      set_now(next(time_of(match, 1)) + seconds_of(match, 3));
      sentence = match[4];
    }
    const Step step{line_, now_, sentence};
    // What takes its time ends later.
    static const std::regex kTakesTime(R"(the broker is down for (.+)|\d+ homes .+ within (.+))");
    if (std::regex_match(sentence, match, kTakesTime))
      now_ += duration_of(match[1].matched ? match[1] : match[2]);
    return step;
  }

  // The next time that a clock on the wall shows `time`; the present minute counts.
  Instant next(minutes time) const {
    const core::LocalTime local = core::local_time(now_);
    const auto today = std::chrono::sys_days(local.date);
    const auto date = time < local.time ? today + std::chrono::days(1) : today;
    return core::instant_of({std::chrono::year_month_day(date), time});
  }

  void set_now(Instant at) {
    if (at < now_) fail("this is before the line above");
    now_ = at;
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw NotUnderstood(file_.string() + ":" + std::to_string(line_) + ": " + why);
  }

  std::filesystem::path file_;
  std::ifstream in_;
  int line_ = 0;
  Instant now_;
  std::vector<Script> scripts_;
  std::string* block_ = nullptr;
};

}  // namespace

std::vector<Script> read_scripts(const std::filesystem::path& file) { return Reader(file).read(); }

Duration duration_of(const std::string& text) {
  static const std::regex kForm(R"((\d+) ?(s|min|h|d))");
  std::smatch match;
  if (!std::regex_match(text, match, kForm)) throw NotUnderstood("no duration: " + text);
  const auto number = std::stoll(match[1]);
  const std::string unit = match[2];
  if (unit == "s") return seconds(number);
  if (unit == "min") return minutes(number);
  return std::chrono::hours(unit == "h" ? number : 24 * number);
}

}  // namespace varde::test
