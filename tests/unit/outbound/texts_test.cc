// What receivers are told, and that nothing in it can be taken for something else.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "broker/outbound/email.h"
#include "broker/outbound/json_body.h"
#include "broker/outbound/mailbox.h"
#include "broker/outbound/mqtt_notice.h"
#include "broker/outbound/phrases.h"
#include "broker/outbound/sms.h"
#include "broker/outbound/template_text.h"
#include "broker/outbound/utc_text.h"
#include "broker/outbound/webhook.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/outbound/notify.h"

namespace varde::test {
namespace {

using namespace outbound;

Receiver receiver(bool personal_data = false, Language language = Language::Norwegian) {
  Receiver out;
  out.id = ReceiverId("centre");
  out.personal_data = personal_data;
  out.language = language;
  return out;
}

SmsGateway gateway(const std::string& body, BodyForm form = BodyForm::Json) {
  SmsGateway out;
  out.url = "http://127.0.0.1/send?to={number}";
  out.form = form;
  out.body = body;
  return out;
}

HttpRequest sms(const SmsGateway& how, const Told& told, bool personal_data = false) {
  const auto made = make_request(receiver(personal_data), how, told);
  REQUIRE(made.has_value());
  return std::get<HttpRequest>(*made);
}

}  // namespace

TEST_CASE("a signature is the HMAC-SHA256 of the time, a dot and the body", "[outbound]") {
  // printf '1767225600.{}' | openssl dgst -sha256 -hmac 'a secret of the two'
  CHECK(signature("a secret of the two", "{}", Instant(std::chrono::seconds(1'767'225'600))) ==
        "t=1767225600,v1=fbfadfa069dd8b595d40b9afeae8c72da53bfc4dd6955ffdaf07047fcdf2d741");
}

TEST_CASE("a program is told the alarm, and of persons only where the receiver may hear it",
          "[outbound]") {
  const auto plain = boost::json::parse(json_body(receiver(), told("kari@example.no"))).as_object();
  CHECK(plain.at("alarm").as_string() == "42");
  CHECK(plain.at("key").as_string() == "varde-log-7");
  CHECK(plain.at("receiver").as_string() == "centre");
  CHECK(plain.at("type").as_string() == "help_call");
  CHECK(plain.at("priority").as_string() == "critical");
  CHECK(plain.at("municipality").as_string() == "nordlia");
  CHECK(plain.at("step").as_int64() == 1);
  CHECK(plain.at("round").as_int64() == 0);
  CHECK(plain.at("raised_at").as_string() == "2026-01-01T02:00:00Z");
  CHECK(plain.at("respond_by").as_string() == "2026-01-01T02:01:00Z");
  CHECK(plain.at("expires_at").as_string() == "2026-01-01T02:10:00Z");
  CHECK(plain.at("test").as_bool() == false);
  for (const char* personal : {"position", "site", "person", "address"}) {
    CHECK_FALSE(plain.contains(personal));
  }

  const auto all =
      boost::json::parse(json_body(receiver(true), told("kari@example.no"))).as_object();
  CHECK(all.at("position").as_string() == "Astrid Åsen");
  CHECK(all.at("site").as_string() == "Tunet 3");
  CHECK(all.at("person").as_string() == "kari");
  CHECK(all.at("address").as_string() == "kari@example.no");
}

TEST_CASE("a reminder is about no alarm", "[outbound]") {
  Told reminder;
  reminder.key = "varde-log-8";
  reminder.text = "Vakten begynner kl. 15\r\nBcc: alle@example.no";
  const auto body = boost::json::parse(json_body(receiver(), reminder)).as_object();
  CHECK_FALSE(body.contains("alarm"));
  CHECK(body.at("text").as_string() == reminder.text);
  CHECK(headline(reminder, Language::Norwegian, false) ==
        "Vakten begynner kl. 15  Bcc: alle@example.no");
}

TEST_CASE("a headline says what, where and which, in the receiver's language", "[outbound]") {
  CHECK(headline(told(), Language::Norwegian, false) == "Kritisk: Hjelpeanrop. Nordlia. Alarm 42.");
  CHECK(headline(told(), Language::English, true) ==
        "Critical: Help call. Astrid Åsen, Tunet 3. Nordlia. Alarm 42.");
  Told test = told();
  test.alarm.test = true;
  CHECK(headline(test, Language::English, false).starts_with("TEST "));
}

TEST_CASE("every type of alarm has its words in both languages", "[outbound]") {
  for (unsigned i = 1; i <= static_cast<unsigned>(core::AlarmType::QueueDeep); ++i) {
    CAPTURE(i);
    const auto type = static_cast<core::AlarmType>(i);
    CHECK_FALSE(phrase(type, Language::Norwegian).empty());
    CHECK(phrase(type, Language::English) != "Alarm");
  }
}

TEST_CASE("a text message has at most 160 characters, cut between two", "[outbound]") {
  const std::string exact(160, 'x');
  CHECK(cut(exact, 160) == exact);
  CHECK(cut(exact + "y", 160) == std::string(157, 'x') + "...");
  std::string norwegian;
  for (int i = 0; i < 161; ++i) norwegian += "å";
  const std::string shortened = cut(norwegian, 160);
  CHECK(shortened.size() == 157 * 2 + 3);
  CHECK(shortened.ends_with("å..."));
  CHECK(cut(norwegian.substr(2), 160) == norwegian.substr(2));
  Told long_one = told("90000000");
  long_one.alarm.position = std::string(300, 'P');
  const auto request = sms(gateway("{text}", BodyForm::Text), long_one, true);
  CHECK(request.body.size() == 160);
}

TEST_CASE("a text message without leave names no person and no place", "[outbound]") {
  const auto request = sms(gateway("{text}", BodyForm::Text), told("90000000"));
  CHECK(request.body.find("Astrid") == std::string::npos);
  CHECK(request.body.find("Tunet") == std::string::npos);
  CHECK(sms(gateway("{text}", BodyForm::Text), told("90000000"), true).body.find("Astrid Åsen") !=
        std::string::npos);
}

TEST_CASE("what stands in a gateway's body is escaped as its form wants it", "[outbound]") {
  Told nasty = told("+47 900 00-000");
  nasty.alarm.position = "Per \"Pus\" \\ {number}&to=1\n";
  const auto json = sms(gateway(R"({"to":"{number}","text":"{text}"})"), nasty, true);
  const auto parsed = boost::json::parse(json.body).as_object();
  CHECK(parsed.at("to").as_string() == "+4790000000");
  CHECK(parsed.at("text").as_string().find("Per \"Pus\" \\ {number}&to=1 ") != std::string::npos);
  CHECK(json.url == "http://127.0.0.1/send?to=%2B4790000000");

  const auto form = sms(gateway("to={number}&text={text}", BodyForm::Form), nasty, true);
  CHECK(form.body.starts_with("to=%2B4790000000&text=Kritisk%3A%20"));
  CHECK(form.body.find("%26to%3D1") != std::string::npos);
  CHECK(std::ranges::count(form.body, '&') == 1);
}

TEST_CASE("a number is its digits; what is none is refused for good", "[outbound]") {
  CHECK(telephone_number("+47 900 00 000") == "+4790000000");
  CHECK(telephone_number("(33) 99-99-99") == "33999999");
  CHECK(telephone_number("110") == "110");
  for (const char* none :
       {"", "12", "1234567890123456", "90+0", "900 00 00a", "++47", "90000000\n"}) {
    CAPTURE(none);
    CHECK(telephone_number(none).empty());
    const auto made = make_request(receiver(), gateway("{text}"), told(none));
    REQUIRE(made.has_error());
    CHECK(made.error().verdict == Verdict::Refused);
  }
}

TEST_CASE("a gateway's token is a header, and no part of what can fail aloud", "[outbound]") {
  const TempDir folder;
  SmsGateway how = gateway("{text}");
  how.token_file = folder.path() / "token";
  const auto missing = make_request(receiver(), how, told("90000000"));
  REQUIRE(missing.has_error());
  CHECK(missing.error().verdict == Verdict::Later);

  std::ofstream(how.token_file) << "t0ken\n";
  const auto request = sms(how, told("90000000"));
  CHECK(std::ranges::count(request.headers, "Authorization: Bearer t0ken") == 1);
  CHECK(std::ranges::count(request.headers, "Idempotency-Key: varde-log-7") == 1);

  std::ofstream(how.token_file) << "t0ken\r\nX-Other: 1\n";
  CHECK(make_request(receiver(), how, told("90000000")).has_error());
}

TEST_CASE("a mailbox is one name at one host, and nothing that a header knows", "[outbound]") {
  CHECK(is_mailbox("vakt@nordlia.kommune.no"));
  CHECK(is_mailbox("a+b@localhost"));
  for (const std::string none : {"", "vakt", "@host", "vakt@", "a@b@c", "a b@c",
                                 "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a@b,c@d", "\"a\"@b", "å@b"}) {
    CAPTURE(none);
    CHECK_FALSE(is_mailbox(none));
  }
  CHECK_FALSE(is_mailbox(std::string(250, 'a') + "@b.no"));
}

TEST_CASE("text in a header is encoded unless it is plain and short", "[outbound]") {
  CHECK(header_text("Alarm 42.") == "Alarm 42.");
  CHECK(header_text("Åsen") == "=?utf-8?B?w4VzZW4=?=");
  CHECK(header_text("a\r\nBcc: b@c") == "=?utf-8?B?YQ0KQmNjOiBiQGM=?=");
  const std::string folded = header_text(std::string(46, 'x') + "ø" + std::string(40, 'y'));
  CHECK(folded.find("?=\r\n =?utf-8?B?") != std::string::npos);
}

TEST_CASE("a message's id is its key, so that a repeat is known", "[outbound]") {
  Email how;
  how.server = "smtp://localhost";
  how.from = "varde@nordlia.no";
  how.to = "vakt@nordlia.no";
  Told nasty = told();
  nasty.alarm.municipality_name = "Nordlia\r\nBcc: alle@example.no";
  const auto made = make_request(receiver(true), how, nasty, kMorning);
  REQUIRE(made.has_value());
  const auto& mail = std::get<MailRequest>(*made);
  CHECK(mail.to == "vakt@nordlia.no");
  CHECK(mail.message.find("Message-ID: <varde-log-7@nordlia.no>\r\n") != std::string::npos);
  CHECK(mail.message.find("Date: Thu, 01 Jan 2026 02:00:00 +0000\r\n") != std::string::npos);
  CHECK(mail.message.find("Bcc") == std::string::npos);
  CHECK(mail.message.find("\r\n\r\n") != std::string::npos);
}

TEST_CASE("a letter says what and by when on the clock on the wall", "[outbound]") {
  const std::string norwegian = letter(told(), Language::Norwegian, false);
  CHECK(norwegian.find("Utløst: 01.01.2026 03:00") != std::string::npos);
  CHECK(norwegian.find("Astrid") == std::string::npos);
  const std::string english = letter(told(), Language::English, true);
  CHECK(english.find("Respond by: 01.01.2026 03:01") != std::string::npos);
  CHECK(english.find("Astrid Åsen, Tunet 3") != std::string::npos);
}

TEST_CASE("a topic is filled with the alarm's words", "[outbound]") {
  MqttTopic how;
  how.topic = "siren/{municipality}/{priority}/{other}";
  how.retain = true;
  const auto publish = make_publish(receiver(), how, told());
  CHECK(publish.topic == "siren/nordlia/critical/{other}");
  CHECK(publish.qos == 1);
  CHECK(publish.retain);
  CHECK(boost::json::parse(publish.payload).as_object().at("alarm").as_string() == "42");
  Told reminder;
  CHECK(make_publish(receiver(), how, reminder).topic == "siren/none/none/{other}");
}

}  // namespace varde::test
