// Notifications over real sockets to a web server and a mail server of the test.
#include "broker/outbound/outbound.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <mutex>
#include <set>

#include "broker/outbound/webhook.h"
#include "tests/support/authority.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/http_receiver.h"
#include "tests/support/mail_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wall_clock.h"
#include "tests/unit/outbound/notify.h"

namespace varde::test {
namespace {

using namespace outbound;
using core::EffectOutcome;

constexpr const char* kSecret = "a secret of the two";

// An Outbound whose receivers the test names, and what it has said.
class Bench {
 public:
  Bench() { std::ofstream(folder_.path() / "secret") << kSecret << "\n"; }

  Receiver& add(const std::string& id, decltype(Receiver::how) how) {
    options.receivers.push_back({ReceiverId(id), std::move(how), Language::Norwegian, false});
    return options.receivers.back();
  }
  void add_webhook(const std::string& id, const std::string& url) {
    add(id, Webhook{url, folder_.path() / "secret", {}});
  }

  void start() {
    options.log_id = "log";
    options.retry = {20ms, 100ms};
    options.jitter = [] { return 0.0; };
    OutboundHooks hooks;
    hooks.look_up = [this](AlarmId) {
      const std::scoped_lock lock(mutex_);
      return known_;
    };
    hooks.publish = [this](const LinkId& link, const adapters::Publish& publish, Expiry expiry) {
      const std::scoped_lock lock(mutex_);
      if (!link_refuses_.empty()) return link_refuses_;
      published_.push_back(link.str() + " " + publish.topic + (expiry ? " expires" : ""));
      return std::string();
    };
    hooks.conclude = [this](core::ConcludeEffect concluded) {
      const std::scoped_lock lock(mutex_);
      concluded_.push_back(std::move(concluded));
    };
    hooks.report = [this](core::ReportHealth report) {
      const std::scoped_lock lock(mutex_);
      reports_.push_back(std::move(report));
    };
    outbound_ = std::make_unique<Outbound>(options, clock_, std::move(hooks));
    outbound_->start();
  }

  void notify(std::uint64_t id, const std::string& receiver, Duration expires_in = 1min,
              const std::string& address = {}) {
    outbound_->run(notification(id, receiver, clock_.now() + expires_in, address));
  }

  void know(std::optional<AlarmFacts> known) {
    const std::scoped_lock lock(mutex_);
    known_ = std::move(known);
  }
  void link_refuses(const std::string& why) {
    const std::scoped_lock lock(mutex_);
    link_refuses_ = why;
  }

  // How this one ended; waits for it.
  core::ConcludeEffect conclusion(std::uint64_t id) {
    REQUIRE(eventually([&] { return concluded(id) > 0; }));
    const std::scoped_lock lock(mutex_);
    return *std::ranges::find(concluded_, EffectId(id), &core::ConcludeEffect::effect);
  }
  [[nodiscard]] std::ptrdiff_t concluded(std::uint64_t id) const {
    const std::scoped_lock lock(mutex_);
    return std::ranges::count(concluded_, EffectId(id), &core::ConcludeEffect::effect);
  }
  [[nodiscard]] std::vector<core::ReportHealth> reports() const {
    const std::scoped_lock lock(mutex_);
    return reports_;
  }
  [[nodiscard]] std::vector<std::string> published() const {
    const std::scoped_lock lock(mutex_);
    return published_;
  }
  ReceiverCounters counters(const std::string& id) {
    return outbound_->counters().at(ReceiverId(id));
  }
  void stop() { outbound_->stop(); }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

  OutboundOptions options;

 private:
  TempDir folder_;
  WallClock clock_;
  mutable std::mutex mutex_;  // Guards what the hooks touch.
  std::optional<AlarmFacts> known_ = facts();
  std::string link_refuses_;
  std::vector<core::ConcludeEffect> concluded_;
  std::vector<core::ReportHealth> reports_;
  std::vector<std::string> published_;
  std::unique_ptr<Outbound> outbound_;
};

// Answers with each status in turn, and from then on with the last.
ReplyScript statuses(std::vector<unsigned> of) {
  return [of = std::move(of)](const ReceivedRequest&, std::size_t before) {
    return ScriptedReply{of.at(std::min(before, of.size() - 1)), {}, {}, false};
  };
}

ReplyScript hanging() {
  return [](const ReceivedRequest&, std::size_t) { return ScriptedReply{200, {}, {}, true}; };
}

std::string nobody_listens() { return "http://127.0.0.1:" + std::to_string(free_port()) + "/"; }

Instant time_in(const std::string& signature) {
  return Instant(std::chrono::seconds(std::stoll(signature.substr(2))));
}

}  // namespace

TEST_CASE("a webhook gets the notification once, signed, with its key", "[outbound]") {
  HttpReceiver server;
  Bench bench;
  bench.add_webhook("centre", server.url("/varde"));
  bench.start();

  bench.notify(7, "centre");

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
  const auto received = server.received();
  REQUIRE(received.size() == 1);
  CHECK(received[0].method == "POST");
  CHECK(received[0].target == "/varde");
  CHECK(received[0].headers.at("content-type") == "application/json");
  CHECK(received[0].headers.at("idempotency-key") == "varde-log-7");
  const std::string& signed_by = received[0].headers.at("varde-signature");
  CHECK(signed_by == signature(kSecret, received[0].body, time_in(signed_by)));
  CHECK(received[0].body.find("Astrid") == std::string::npos);
  REQUIRE(eventually([&] { return bench.counters("centre").sent == 1; }));
  CHECK(bench.counters("centre").succeeded_at.has_value());
  CHECK(bench.counters("centre").waiting == 0);
}

TEST_CASE("a receiver that is busy is asked again, with the same key, until it has it",
          "[outbound]") {
  HttpReceiver server(statuses({503, 429, 408, 500, 200}));
  Bench bench;
  bench.add_webhook("centre", server.url());
  bench.start();

  bench.notify(7, "centre");

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
  const auto received = server.received();
  REQUIRE(received.size() == 5);
  for (const auto& request : received) {
    CHECK(request.headers.at("idempotency-key") == "varde-log-7");
    CHECK(request.body == received[0].body);
  }
}

TEST_CASE("what a receiver will never take has failed at once", "[outbound]") {
  const unsigned status = GENERATE(400U, 401U, 404U, 410U, 422U);
  CAPTURE(status);
  HttpReceiver server(statuses({status}));
  Bench bench;
  bench.add_webhook("centre", server.url());
  bench.start();

  bench.notify(7, "centre");

  const auto ended = bench.conclusion(7);
  CHECK(ended.outcome == EffectOutcome::Failed);
  CHECK(ended.detail.find(std::to_string(status)) != std::string::npos);
  CHECK(server.count() == 1);
}

TEST_CASE("a redirect is not followed", "[outbound]") {
  HttpReceiver elsewhere;
  HttpReceiver server([&](const ReceivedRequest&, std::size_t) {
    return ScriptedReply{302, {}, elsewhere.url(), false};
  });
  Bench bench;
  bench.add_webhook("centre", server.url());
  bench.start();

  bench.notify(7, "centre");

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Failed);
  CHECK(elsewhere.count() == 0);
}

TEST_CASE("an answer without end does no harm: its status was said", "[outbound]") {
  HttpReceiver server([](const ReceivedRequest&, std::size_t) {
    return ScriptedReply{200, std::string(4'000'000, 'x'), {}, false};
  });
  Bench bench;
  bench.add_webhook("centre", server.url());
  bench.start();

  bench.notify(7, "centre");

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
}

TEST_CASE("receivers that hang or are down delay no other", "[outbound]") {
  HttpReceiver good;
  HttpReceiver hangs(hanging());
  Bench bench;
  bench.add_webhook("hangs", hangs.url());
  bench.add_webhook("down", nobody_listens());
  bench.add_webhook("good", good.url());
  bench.start();
  for (std::uint64_t id = 1; id <= 100; ++id) {
    bench.notify(id, "hangs");
    bench.notify(1'000 + id, "down");
  }
  REQUIRE(eventually([&] { return hangs.count() == ReceiverQueue::kUnderWay; }));

  for (std::uint64_t id = 2'001; id <= 2'100; ++id) bench.notify(id, "good");

  for (std::uint64_t id = 2'001; id <= 2'100; ++id) {
    CHECK(bench.conclusion(id).outcome == EffectOutcome::Delivered);
  }
  CHECK(good.count() == 100);
  CHECK(hangs.count() == ReceiverQueue::kUnderWay);
  for (std::uint64_t id = 1; id <= 100; ++id) CHECK(bench.concluded(id) == 0);
}

TEST_CASE("a receiver that says nothing is given up on, and tried anew until it is too late",
          "[outbound]") {
  HttpReceiver server(hanging());
  Bench bench;
  bench.options.limits.total = 100ms;
  bench.add_webhook("centre", server.url());
  bench.start();

  bench.notify(7, "centre", 500ms);

  const auto ended = bench.conclusion(7);
  CHECK(ended.outcome == EffectOutcome::Expired);
  const std::size_t attempts = server.count();
  CHECK(attempts >= 2);
  bench.notify(8, "centre", 0ms);
  CHECK(bench.conclusion(8).outcome == EffectOutcome::Expired);
  CHECK(server.count() == attempts);
  CHECK(bench.concluded(7) == 1);
}

TEST_CASE("what somebody has claimed, or is over, nobody is told of", "[outbound]") {
  HttpReceiver server;
  Bench bench;
  bench.add_webhook("centre", server.url());
  bench.start();
  AlarmFacts claimed = facts();
  claimed.wanted = false;
  bench.know(claimed);
  bench.notify(1, "centre");
  CHECK(bench.conclusion(1).outcome == EffectOutcome::Expired);
  bench.know(std::nullopt);
  bench.notify(2, "centre");
  const auto over = bench.conclusion(2);
  CHECK(over.outcome == EffectOutcome::Expired);
  CHECK(over.detail == "no longer needed");
  CHECK(server.count() == 0);
}

TEST_CASE("what is claimed between two attempts is not tried again", "[outbound]") {
  Bench bench;
  HttpReceiver server([&](const ReceivedRequest&, std::size_t) {
    bench.know(std::nullopt);
    return ScriptedReply{503, {}, {}, false};
  });
  bench.add_webhook("centre", server.url());
  bench.start();

  bench.notify(7, "centre");

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Expired);
  CHECK(server.count() == 1);
  bench.stop();
}

TEST_CASE("a receiver that nobody configured cannot be told", "[outbound]") {
  Bench bench;
  bench.start();
  bench.notify(7, "centre");
  const auto ended = bench.conclusion(7);
  CHECK(ended.outcome == EffectOutcome::Failed);
  CHECK(ended.detail.find("centre") != std::string::npos);
}

TEST_CASE("beyond a thousand that wait, the next has failed", "[outbound]") {
  Bench bench;
  bench.add_webhook("centre", nobody_listens());
  bench.options.retry = {60s, 60s};
  bench.start();
  for (std::uint64_t id = 1; id <= ReceiverQueue::kLargest + 1; ++id) bench.notify(id, "centre");
  const auto ended = bench.conclusion(ReceiverQueue::kLargest + 1);
  CHECK(ended.outcome == EffectOutcome::Failed);
  CHECK(ended.detail == "too many are waiting");
  CHECK(bench.concluded(1) == 0);
}

TEST_CASE("a receiver that is down is told of, and that it is well again", "[outbound]") {
  const unsigned short port = free_port();
  Bench bench;
  bench.add_webhook("centre", "http://127.0.0.1:" + std::to_string(port) + "/");
  bench.start();
  bench.notify(7, "centre");
  REQUIRE(eventually([&] { return bench.reports().size() == 1; }));
  const auto down = bench.reports().front();
  CHECK(down.subject == core::HealthSubject::Receiver);
  CHECK(down.name == "centre");
  CHECK_FALSE(down.well);
  CHECK_FALSE(down.detail.empty());

  const HttpReceiver server({}, port);

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
  REQUIRE(eventually([&] { return bench.reports().size() == 2; }));
  CHECK(bench.reports().back().well);
  CHECK(server.count() == 1);
}

TEST_CASE("a certificate that nobody vouches for is not believed", "[outbound]") {
  const Authority authority;
  HttpReceiver server({}, 0, {authority.file("server.crt"), authority.file("server.key")});
  Bench bench;
  bench.add("stranger", Webhook{server.url(), bench.folder() / "secret", {}});
  bench.add("known", Webhook{server.url(), bench.folder() / "secret", authority.file("ca.crt")});
  bench.start();

  bench.notify(1, "stranger", 300ms);
  bench.notify(2, "known");

  CHECK(bench.conclusion(2).outcome == EffectOutcome::Delivered);
  CHECK(bench.conclusion(1).outcome == EffectOutcome::Expired);
  CHECK(server.count() == 1);
}

TEST_CASE("a secret that is put right counts from the next attempt on", "[outbound]") {
  HttpReceiver server;
  Bench bench;
  bench.add("centre", Webhook{server.url(), bench.folder() / "later", {}});
  bench.start();
  bench.notify(7, "centre");
  REQUIRE(eventually([&] { return !bench.reports().empty(); }));
  CHECK(server.count() == 0);

  std::ofstream(bench.folder() / "later") << "another";

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
}

TEST_CASE("what was not concluded at a stop goes again with its key", "[outbound]") {
  HttpReceiver server(statuses({503}));
  {
    Bench bench;
    bench.add_webhook("centre", server.url());
    bench.start();
    bench.notify(7, "centre");
    REQUIRE(eventually([&] { return server.count() > 0; }));
    bench.stop();
    CHECK(bench.concluded(7) == 0);
  }
  Bench after;
  after.add_webhook("centre", server.url());
  after.start();
  const std::size_t before = server.count();
  after.notify(7, "centre");
  REQUIRE(eventually([&] { return server.count() > before; }));
  std::set<std::string> keys;
  for (const auto& request : server.received()) keys.insert(request.headers.at("idempotency-key"));
  CHECK(keys == std::set<std::string>{"varde-log-7"});
}

TEST_CASE("a text message goes to the gateway as its provider wants it", "[outbound]") {
  HttpReceiver server(statuses({202}));
  Bench bench;
  SmsGateway how;
  how.url = server.url("/sms?k={key}");
  how.method = "PUT";
  how.body = R"({"to":["{number}"],"text":"{text}"})";
  how.headers = {"X-Api: 2"};
  how.expected_status = 202;
  bench.add("sms", how);
  how.expected_status = 201;
  bench.add("strict", how);
  how.expected_status = 0;
  how.method = "GET";
  how.body.clear();
  bench.add("get", how);
  bench.start();

  bench.notify(7, "sms", 1min, "900 00 000");
  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
  bench.notify(8, "strict", 1min, "90000000");
  CHECK(bench.conclusion(8).outcome == EffectOutcome::Failed);
  bench.notify(9, "get", 1min, "90000000");
  CHECK(bench.conclusion(9).outcome == EffectOutcome::Delivered);
  bench.notify(10, "sms", 1min, "kari");
  CHECK(bench.conclusion(10).outcome == EffectOutcome::Failed);

  const auto received = server.received();
  REQUIRE(received.size() == 3);
  CHECK(received[0].method == "PUT");
  CHECK(received[0].target == "/sms?k=varde-log-7");
  CHECK(received[0].headers.at("x-api") == "2");
  CHECK(received[0].body ==
        R"({"to":["90000000"],"text":"Kritisk: Hjelpeanrop. Nordlia. Alarm 42."})");
  CHECK(received[2].method == "GET");
  CHECK(received[2].body.empty());
}

TEST_CASE("a display is told through its link, as soon as that takes it", "[outbound]") {
  Bench bench;
  bench.add("display", MqttTopic{LinkId("house"), "display/{municipality}", false});
  bench.add("siren", MqttTopic{LinkId("house"), "siren", true});
  bench.link_refuses("the link is down");
  bench.start();
  bench.notify(7, "display");
  REQUIRE(eventually([&] { return !bench.reports().empty(); }));
  CHECK(bench.reports().front().detail == "the link is down");

  bench.link_refuses("");

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
  bench.notify(8, "siren");
  CHECK(bench.conclusion(8).outcome == EffectOutcome::Delivered);
  CHECK(bench.published() ==
        std::vector<std::string>{"house display/nordlia expires", "house siren"});
}

TEST_CASE("an e-mail is handed to the mail server", "[outbound]") {
  MailServer server;
  Bench bench;
  std::ofstream(bench.folder() / "password") << "hemmelig";
  Email how;
  how.server = server.url();
  how.starttls = false;
  how.from = "varde@nordlia.no";
  how.to = "vakt@nordlia.no";
  how.user = "varde";
  how.password_file = bench.folder() / "password";
  bench.add("mail", how);
  bench.start();

  bench.notify(7, "mail");
  CHECK(bench.conclusion(7).outcome == EffectOutcome::Delivered);
  bench.notify(8, "mail", 1min, "kari@nordlia.no");
  CHECK(bench.conclusion(8).outcome == EffectOutcome::Delivered);
  bench.notify(9, "mail", 1min, "kari@nordlia.no>\r\nRCPT TO:<alle@nordlia.no");
  CHECK(bench.conclusion(9).outcome == EffectOutcome::Failed);

  const auto mails = server.mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].from == "<varde@nordlia.no>");
  CHECK(mails[0].to == std::vector<std::string>{"<vakt@nordlia.no>"});
  CHECK(mails[1].to == std::vector<std::string>{"<kari@nordlia.no>"});
  CHECK(mails[0].data.find("Message-ID: <varde-log-7@nordlia.no>\r\n") != std::string::npos);
  CHECK(mails[0].data.find("Subject: Kritisk: Hjelpeanrop. Nordlia. Alarm 42.\r\n") !=
        std::string::npos);
  const auto said = server.said();
  CHECK(std::ranges::any_of(said, [](const auto& line) { return line.starts_with("AUTH PLAIN"); }));
}

TEST_CASE("a mail server's no for now is tried again, its no for good is not", "[outbound]") {
  MailServer server;
  server.say({{"RCPT", "451 later"}});
  Bench bench;
  Email how;
  how.server = server.url();
  how.starttls = false;
  how.from = "varde@nordlia.no";
  how.to = "vakt@nordlia.no";
  bench.add("mail", how);
  bench.start();
  bench.notify(7, "mail");
  REQUIRE(eventually([&] { return !bench.reports().empty(); }));
  CHECK(bench.concluded(7) == 0);

  server.say({{"BODY", "554 spam"}});

  const auto ended = bench.conclusion(7);
  CHECK(ended.outcome == EffectOutcome::Failed);
  CHECK(ended.detail.find("554") != std::string::npos);
  CHECK(server.mails().empty());
}

TEST_CASE("a mail server without encryption is told nothing where it is wanted", "[outbound]") {
  MailServer server;
  Bench bench;
  Email how;
  how.server = server.url();
  how.from = "varde@nordlia.no";
  how.to = "vakt@nordlia.no";
  bench.add("mail", how);
  bench.start();

  bench.notify(7, "mail", 300ms);

  CHECK(bench.conclusion(7).outcome == EffectOutcome::Expired);
  for (const std::string& line : server.said()) CHECK_FALSE(line.starts_with("MAIL"));
}

}  // namespace varde::test
