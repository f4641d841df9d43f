// The direction of dependencies, as docs/architecture.md draws it, read from the #include lines:
// system-wide headers make a wrong include compile, so no linker would notice.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace varde {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const fs::path kRoot = VARDE_SOURCE_FOLDER;

// What a folder may include besides its own files.
const std::map<std::string, Names>& allowed() {
  static const Names kBrokerLibraries{
      "broker/base",   "broker/yaml",   "broker/core",     "broker/wire", "broker/eventlog",
      "broker/engine", "broker/links",  "broker/outbound", "broker/api",  "broker/app",
      "broker/policy", "adapters/host", "varde/v1"};
  static const std::map<std::string, Names> kAllowed{
      {"broker/base", {}},
      {"broker/yaml", {"broker/base"}},
      {"broker/core", {"broker/base"}},
      {"broker/wire", {"broker/base", "broker/core", "varde/v1"}},
      {"broker/policy", {"broker/base", "broker/yaml", "broker/core", "broker/wire"}},
      {"broker/eventlog", {"broker/base", "broker/core", "broker/wire", "varde/v1"}},
      {"broker/engine", {"broker/base", "broker/core", "broker/eventlog"}},
      {"broker/links",
       {"broker/base", "broker/core", "broker/eventlog", "broker/engine", "adapters/host",
        "varde/v1"}},
      {"broker/outbound", {"broker/base", "broker/core", "adapters/host"}},
      {"broker/api",
       {"broker/base", "broker/core", "broker/wire", "broker/eventlog", "broker/engine",
        "varde/v1"}},
      {"broker/app", kBrokerLibraries},
      {"adapters/host", {"broker/base", "broker/yaml", "broker/core", "broker/wire", "varde/v1"}},
      {"tools/varde", kBrokerLibraries},
  };
  return kAllowed;
}

// Headers of a library that only some files may include; by the beginning of the header's name.
struct Reserved {
  std::string_view header;
  std::vector<std::string_view> files;  // By the beginning of their path.
};
const std::vector<Reserved>& reserved() {
  static const std::vector<Reserved> kReserved{
      {"rocksdb/", {"broker/eventlog/"}},
      {"mqtt/", {"broker/links/", "tools/varde/"}},
      {"MQTT", {"broker/links/", "tools/varde/"}},
      {"boost/beast",
       {"broker/engine/beast_impl.cc", "broker/links/mqtt/transport/websocket_transport.cc",
        "broker/api/", "tools/varde/console_client.cc"}},
      {"boost/asio",
       {"broker/engine/", "broker/links/", "broker/outbound/", "broker/api/", "broker/app/",
        "adapters/host/", "tools/varde/console_client.cc"}},
      {"seccomp.h", {"adapters/host/codec/"}},
      {"quickjs", {"adapters/host/codec/"}},
      {"yaml-cpp/",
       {"broker/yaml/", "broker/policy/", "broker/app/", "adapters/host/", "tools/varde/"}},
      {"curl/", {"broker/outbound/"}},
  };
  return kReserved;
}

// What would make the core impure: clocks, threads, files, chance, sockets; also Varde's own.
const Names& impure_headers() {
  static const Names kImpure{"thread",
                             "mutex",
                             "shared_mutex",
                             "condition_variable",
                             "future",
                             "atomic",
                             "fstream",
                             "iostream",
                             "filesystem",
                             "random",
                             "ctime",
                             "cstdlib",
                             "cstdio",
                             "unistd.h",
                             "time.h",
                             "sys/socket.h",
                             "sys/time.h",
                             "netinet/in.h",
                             "semaphore",
                             "stop_token",
                             "broker/base/atomic_file.h",
                             "broker/base/frame_io.h",
                             "broker/base/secret.h",
                             "broker/base/worker_process.h"};
  return kImpure;
}

std::string folder_of(const std::string& path) {
  const auto first = path.find('/');
  const auto second = path.find('/', first + 1);
  return second == std::string::npos ? path.substr(0, first) : path.substr(0, second);
}

bool begins_with_one_of(const std::string& path, const std::vector<std::string_view>& beginnings) {
  return std::ranges::any_of(beginnings, [&](std::string_view b) { return path.starts_with(b); });
}

struct Line {
  int number = 0;
  std::string text;
};

std::vector<Line> lines_of(const fs::path& file) {
  std::vector<Line> lines;
  std::ifstream in(file);
  std::string text;
  for (int number = 1; std::getline(in, text); ++number) lines.push_back({number, text});
  return lines;
}

// The header an #include line names, with whether it stands in quotes; none for other lines.
struct Include {
  std::string header;
  bool own = false;
};
std::optional<Include> include_in(const std::string& line) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::smatch found;
  if (!std::regex_search(line, found, kInclude)) return std::nullopt;
  return Include{found[2], found[1] == "\""};
}

// What is wrong with one include in the file at `path`; empty: nothing.
std::string fault_of(const std::string& path, const Include& include) {
  const std::string folder = folder_of(path);
  if (include.own) {
    const std::string wanted = folder_of(include.header);
    const auto rule = allowed().find(folder);
    if (rule == allowed().end()) return "is in a folder without a rule";
    if (wanted != folder && !rule->second.contains(wanted)) return "may not use " + wanted;
  }
  if (folder == "broker/core" && impure_headers().contains(include.header)) {
    return "is in the core, which may not use <" + include.header + ">";
  }
  for (const Reserved& rule : reserved()) {
    if (include.header.starts_with(rule.header) && !begins_with_one_of(path, rule.files)) {
      return "may not use " + include.header;
    }
  }
  return {};
}

bool is_source(const fs::path& file) {
  return file.extension() == ".h" || file.extension() == ".cc";
}

std::vector<std::string> sources() {
  std::vector<std::string> files;
  for (const char* top : {"broker", "adapters", "tools"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
      if (entry.is_regular_file() && is_source(entry.path())) {
        files.push_back(fs::relative(entry.path(), kRoot).string());
      }
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

TEST_CASE("each include follows the direction of dependencies", "[layers]") {
  const auto files = sources();
  REQUIRE(files.size() > 50);
  std::vector<std::string> faults;
  for (const auto& path : files) {
    for (const Line& line : lines_of(kRoot / path)) {
      const auto include = include_in(line.text);
      const std::string fault = include ? fault_of(path, *include) : "";
      if (!fault.empty()) faults.push_back(path + ":" + std::to_string(line.number) + " " + fault);
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("the core asks no clock and rolls no dice", "[layers]") {
  static const std::regex kImpure(
      R"(_clock\s*::\s*now|\b(rand|srand|time|clock_gettime|getenv)\s*\()");
  std::vector<std::string> faults;
  for (const auto& path : sources()) {
    if (!path.starts_with("broker/core/")) continue;
    for (const Line& line : lines_of(kRoot / path)) {
      const std::string code = line.text.substr(0, line.text.find("//"));
      if (std::regex_search(code, kImpure)) faults.push_back(path + ": " + line.text);
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("public headers show no type of RocksDB, Paho or Beast", "[layers]") {
  for (const char* header :
       {"broker/eventlog/event_log.h", "broker/eventlog/rocksdb_event_log.h",
        "broker/links/paho_bridge.h", "broker/links/mqtt/transport/transport.h",
        "broker/api/server.h", "broker/api/user_store.h", "broker/engine/engine.h",
        "tools/varde/field_client.h", "tools/varde/console_client.h"}) {
    CAPTURE(header);
    const auto lines = lines_of(kRoot / header);
    REQUIRE_FALSE(lines.empty());
    for (const Line& line : lines) {
      const auto include = include_in(line.text);
      if (!include) continue;
      CAPTURE(include->header);
      CHECK_FALSE(include->header.starts_with("rocksdb/"));
      CHECK_FALSE(include->header.starts_with("mqtt/"));
      CHECK_FALSE(include->header.starts_with("MQTT"));
      CHECK_FALSE(include->header.starts_with("boost/beast"));
    }
  }
}

TEST_CASE("this check would see an include in the wrong direction", "[layers]") {
  const auto fault = [](const std::string& path, const std::string& line) {
    return fault_of(path, include_in(line).value());
  };
  CHECK_FALSE(fault("broker/core/state.h", "#include \"broker/engine/engine.h\"").empty());
  CHECK_FALSE(fault("broker/core/state.h", "#include <mutex>").empty());
  CHECK_FALSE(fault("broker/core/state.h", "#include \"broker/base/secret.h\"").empty());
  CHECK_FALSE(fault("broker/engine/engine.cc", "#include <rocksdb/db.h>").empty());
  CHECK_FALSE(fault("broker/api/server.cc", "#include <mqtt/async_client.h>").empty());
  CHECK_FALSE(fault("broker/app/broker.cc", "#  include <boost/beast/http.hpp>").empty());
  CHECK_FALSE(fault("broker/links/mqtt/a.cc", "#include <boost/beast/core.hpp>").empty());
  CHECK_FALSE(fault("adapters/host/a.cc", "#include \"broker/links/paho_bridge.h\"").empty());
  CHECK_FALSE(fault("broker/novel/a.cc", "#include \"broker/base/ids.h\"").empty());

  CHECK(fault("broker/core/state.h", "#include \"broker/base/ids.h\"").empty());
  CHECK(fault("broker/core/state.h", "#include <map>").empty());
  CHECK(fault("broker/eventlog/storage.cc", "#include <rocksdb/db.h>").empty());
  CHECK_FALSE(include_in("// #include <mutex>").has_value());
}

}  // namespace varde
