#include "broker/app/outbound_config.h"

#include <algorithm>
#include <array>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "broker/base/overload.h"
#include "broker/outbound/mailbox.h"
#include "broker/outbound/template_text.h"

namespace varde::app {
namespace {

using outbound::BodyForm;
using outbound::Email;
using outbound::Language;
using outbound::MqttTopic;
using outbound::Receiver;
using outbound::SmsGateway;
using outbound::Webhook;
using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

namespace fs = std::filesystem;
namespace urls = boost::urls;

constexpr std::size_t kReceivers = 64;
constexpr std::size_t kUrlBytes = 1'024;
constexpr std::size_t kBodyBytes = 4'096;
constexpr std::size_t kTopicBytes = 512;
constexpr std::size_t kHeaders = 16;
constexpr std::size_t kHeaderBytes = 512;

bool is_private(const urls::ipv4_address& address) {
  const auto bytes = address.to_bytes();
  return address.is_loopback() || bytes[0] == 10 || (bytes[0] == 172 && bytes[1] / 16 == 1) ||
         (bytes[0] == 192 && bytes[1] == 168);
}

bool is_private(const urls::ipv6_address& address) {
  const auto bytes = address.to_bytes();
  return address.is_loopback() || (bytes[0] & 0xFEU) == 0xFCU ||
         (bytes[0] == 0xFE && (bytes[1] & 0xC0U) == 0x80U);
}

// Where what is not encrypted stays in the house: this machine, and private addresses. Names are
// not looked up.
bool is_in_house(const urls::url_view& url) {
  // Boost 1.81 takes the name 10.0.0.1.example for the address that it begins with: so an address
  // counts only where nothing but a port, a path or the end stands behind it.
  if (url.host_type() == urls::host_type::ipv4) {
    const std::string_view text(url.data(), url.size());
    const std::string host = url.host_ipv4_address().to_string();
    const std::size_t at = text.find("://") + 3;
    const std::string_view behind = text.substr(std::min(at + host.size(), text.size()));
    const bool whole =
        text.substr(at).starts_with(host) &&
        (behind.empty() || std::string_view(":/?#").find(behind.front()) != std::string_view::npos);
    return whole && is_private(url.host_ipv4_address());
  }
  if (url.host_type() == urls::host_type::ipv6) return is_private(url.host_ipv6_address());
  return url.host_name() == "localhost";
}

// A token of HTTP, a colon, a space and a value (RFC 9110, 5).
bool is_header(std::string_view text) {
  static constexpr std::string_view kToken =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
  const std::size_t colon = text.find(": ");
  if (colon == 0 || colon == std::string_view::npos || colon + 2 == text.size()) return false;
  return text.substr(0, colon).find_first_not_of(kToken) == std::string_view::npos &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

class ReceiverReader {
 public:
  ReceiverReader(const YAML::Node& node, const std::string& path, const fs::path& folder,
                 const KnownLinks& links, Problems& problems)
      : map_(node, path, problems,
             {"id", "language", "personal_data", "webhook", "email", "sms", "mqtt"}),
        folder_(folder),
        links_(links),
        problems_(problems) {}

  Receiver read(std::set<std::string>& ids) {
    Receiver out;
    map_.require("id");
    if (const auto id = map_.name("id")) {
      out.id = ReceiverId(*id);
      if (!ids.insert(*id).second) {
        problems_.add(ConfigErrorCode::Duplicate, map_.mark_of("id"), map_.path_of("id"),
                      "another receiver is \"" + *id + "\" already");
      }
    }
    const auto language = map_.word("language", {"nb", "en"});
    out.language = language == "en" ? Language::English : Language::Norwegian;
    out.personal_data = map_.boolean("personal_data").value_or(false);
    map_.require_one_of({"webhook", "email", "sms", "mqtt"});
    read_how(out);
    return out;
  }

 private:
  void read_how(Receiver& out) {
    std::string first;
    for (const char* kind : {"webhook", "email", "sms", "mqtt"}) {
      if (!map_.has(kind)) continue;
      if (first.empty()) {
        first = kind;
        continue;
      }
      problems_.add(ConfigErrorCode::NotAllowed, map_.mark_of(kind), map_.path_of(kind),
                    "the receiver has " + first + " already", "one of the two");
    }
    if (first == "webhook") out.how = read_webhook();
    if (first == "email") out.how = read_email();
    if (first == "sms") out.how = read_sms();
    if (first == "mqtt") out.how = read_mqtt();
  }

  YamlMap inside(const char* key, std::initializer_list<std::string_view> keys) {
    return {map_.at(key), map_.path_of(key), problems_, keys};
  }

  fs::path file(YamlMap& map, std::string_view key) {
    return map.path(key, folder_).value_or(fs::path());
  }

  Webhook read_webhook() {
    YamlMap map = inside("webhook", {"url", "secret_file", "ca_file", "insecure"});
    Webhook out;
    map.require("url");
    map.require("secret_file");
    out.url = read_url(map, "url", {"http", "https"});
    out.secret_file = file(map, "secret_file");
    out.ca_file = file(map, "ca_file");
    return out;
  }

  Email read_email() {
    YamlMap map = inside("email", {"server", "starttls", "from", "to", "user", "password_file",
                                   "ca_file", "insecure"});
    Email out;
    out.starttls = map.boolean("starttls").value_or(true);
    map.require("server");
    map.require("from");
    out.server = read_url(map, "server", {"smtp", "smtps"}, out.starttls);
    out.from = read_mailbox(map, "from");
    out.to = read_mailbox(map, "to");
    out.user = map.text("user", 256).value_or("");
    out.password_file = file(map, "password_file");
    if (map.has("user")) map.require("password_file");
    if (map.has("password_file")) map.require("user");
    out.ca_file = file(map, "ca_file");
    return out;
  }

  SmsGateway read_sms() {
    YamlMap map = inside("sms", {"url", "method", "form", "body", "headers", "token_file",
                                 "expected_status", "ca_file", "insecure"});
    SmsGateway out;
    map.require("url");
    out.url = read_url(map, "url", {"http", "https"});
    out.method = map.word("method", {"POST", "PUT", "GET"}).value_or("POST");
    const std::string form = map.word("form", {"json", "form", "text"}).value_or("json");
    out.form = form == "json" ? BodyForm::Json : form == "form" ? BodyForm::Form : BodyForm::Text;
    if (out.method != "GET") map.require("body");
    out.body = map.text("body", kBodyBytes).value_or("");
    out.headers = read_headers(map);
    out.token_file = file(map, "token_file");
    out.expected_status = static_cast<long>(map.integer("expected_status", 200, 299).value_or(0));
    out.ca_file = file(map, "ca_file");
    return out;
  }

  MqttTopic read_mqtt() {
    YamlMap map = inside("mqtt", {"link", "topic", "retain"});
    MqttTopic out;
    map.require("link");
    map.require("topic");
    if (const auto link = map.name("link")) {
      out.link = LinkId(*link);
      if (!links_.bridges.contains(*link) && *link != links_.listener) {
        problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("link"), map.path_of("link"),
                      "no link is named \"" + *link + "\"");
      }
    }
    out.topic = read_topic(map);
    out.retain = map.boolean("retain").value_or(false);
    // What the listener retains belongs to clients, and is kept in the log for them.
    if (out.retain && !links_.listener.empty() && out.link.str() == links_.listener) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("retain"), map.path_of("retain"),
                    "Varde's own listener retains only what clients publish", "false");
    }
    return out;
  }

  std::string read_topic(YamlMap& map) {
    const auto topic = map.text("topic", kTopicBytes);
    if (!topic) return {};
    const bool own = topic->starts_with('$') || topic->starts_with("varde/");
    if (own || topic->find_first_of("+#\n") != std::string::npos) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("topic"), map.path_of("topic"),
                    "\"" + *topic + "\" cannot be published on",
                    "a topic without + and #, that begins neither with $ nor with varde/");
    }
    return *topic;
  }

  std::string read_mailbox(YamlMap& map, std::string_view key) {
    const auto text = map.text(key, 254);
    if (!text) return {};
    if (!outbound::is_mailbox(*text)) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                    "\"" + *text + "\" is no mailbox", "name@host");
    }
    return *text;
  }

  std::vector<std::string> read_headers(YamlMap& map) {
    std::vector<std::string> out;
    const auto nodes = map.list("headers");
    if (nodes.size() > kHeaders) {
      problems_.add(ConfigErrorCode::OutOfRange, map.mark_of("headers"), map.path_of("headers"),
                    "has more than " + std::to_string(kHeaders) + " entries");
      return out;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::string text = nodes[i].IsScalar() ? nodes[i].Scalar() : std::string();
      if (text.size() > kHeaderBytes || !is_header(text)) {
        problems_.add(ConfigErrorCode::NotAllowed, nodes[i].Mark(),
                      map.path_of("headers") + "[" + std::to_string(i) + "]",
                      "is no header of HTTP", "\"Name: value\"");
        continue;
      }
      out.push_back(text);
    }
    return out;
  }

  // `encrypted`: the protocol encrypts by itself whatever the scheme.
  std::string read_url(YamlMap& map, std::string_view key, std::array<std::string_view, 2> schemes,
                       bool encrypted = false) {
    const bool insecure = map.boolean("insecure").value_or(false);
    const auto text = map.text(key, kUrlBytes);
    if (!text) return {};
    const std::string sample = outbound::filled(*text, {{"number", ""}, {"text", ""}, {"key", ""}},
                                                [](std::string_view) { return std::string("0"); });
    const auto url = urls::parse_uri(sample);
    const auto refuse = [&](ConfigErrorCode code, const std::string& why,
                            const std::string& allowed) {
      problems_.add(code, map.mark_of(key), map.path_of(key), why, allowed);
    };
    const bool known = url && (url->scheme() == schemes[0] || url->scheme() == schemes[1]);
    if (!known || url->encoded_host().empty()) {
      refuse(ConfigErrorCode::NotAllowed, "is no URL that can be sent to",
             std::string(schemes[0]) + "://HOST or " + std::string(schemes[1]) + "://HOST");
    } else if (url->has_userinfo()) {
      refuse(ConfigErrorCode::Insecure, "holds a user or a password: they stand in files", "");
    } else if (url->scheme() == schemes[0] && !encrypted && !insecure && !is_in_house(*url)) {
      refuse(ConfigErrorCode::Insecure,
             "what is sent there passes over the network in the clear: give " +
                 std::string(schemes[1]) + "://, a private address, or insecure: true",
             "");
    }
    return *text;
  }

  YamlMap map_;
  const fs::path& folder_;
  const KnownLinks& links_;
  Problems& problems_;
};

}  // namespace

std::vector<Receiver> read_outbound(YamlMap& root, const fs::path& folder, const KnownLinks& links,
                                    Problems& problems) {
  std::vector<Receiver> out;
  const auto nodes = root.list("outbound");
  if (nodes.size() > kReceivers) {
    problems.add(ConfigErrorCode::OutOfRange, root.mark_of("outbound"), "outbound",
                 "has more than " + std::to_string(kReceivers) + " receivers");
    return out;
  }
  std::set<std::string> ids;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string path = "outbound[" + std::to_string(i) + "]";
    out.push_back(ReceiverReader(nodes[i], path, folder, links, problems).read(ids));
  }
  return out;
}

std::vector<std::pair<std::string, fs::path>> files_of(const Receiver& receiver) {
  using Files = std::vector<std::pair<std::string, fs::path>>;
  return std::visit(
      Overload{
          [](const Webhook& how) -> Files {
            return {{"webhook.secret_file", how.secret_file}, {"webhook.ca_file", how.ca_file}};
          },
          [](const Email& how) -> Files {
            return {{"email.password_file", how.password_file}, {"email.ca_file", how.ca_file}};
          },
          [](const SmsGateway& how) -> Files {
            return {{"sms.token_file", how.token_file}, {"sms.ca_file", how.ca_file}};
          },
          [](const MqttTopic&) -> Files { return {}; }},
      receiver.how);
}

}  // namespace varde::app
