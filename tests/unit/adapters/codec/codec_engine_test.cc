#include "adapters/host/codec/codec_engine.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "tests/unit/adapters/codec/codec_samples.h"

namespace varde::adapters {
namespace {

// One machine for all cases: a process has room for one.
CodecEngine& engine() {
  static const std::unique_ptr<CodecEngine> kEngine = make_quickjs_engine();
  return *kEngine;
}

std::shared_ptr<const CodecImage> loaded(const std::string& script) {
  const auto done = engine().load({{"codec.js", script}});
  INFO((done ? "" : done.error().reason));
  REQUIRE(done.has_value());
  return engine().snapshot();
}

CodecAnswer answer_of(const std::shared_ptr<const CodecImage>& image,
                      const std::string& argument = "{}", const std::string& function = "normalize",
                      std::uint64_t seed = 42) {
  engine().reset(image);
  const CodecCall call = samples::call(nullptr, argument, function);
  return engine().call(call.function, call.argument, call.now, seed);
}

std::string json_of(const CodecAnswer& answer) {
  INFO((answer ? "" : answer.error().reason));
  REQUIRE(answer.has_value());
  return answer->json;
}

// What `expression` is inside normalize(m).
std::string value_of(const std::string& expression, const std::string& argument = "{}") {
  const auto image = loaded("function normalize(m) { return [{v: " + expression + "}]; }");
  const std::string json = json_of(answer_of(image, argument));
  return json.substr(6, json.size() - 8);  // [{"v":...}]
}

CodecFault fault_of(const CodecAnswer& answer) {
  REQUIRE(answer.has_error());
  return answer.error();
}

}  // namespace

TEST_CASE("a global that a call sets is not there in the next", "[codec]") {
  const auto image = loaded(
      "var seen = 0; let also = 0; function normalize(m) { return [{a: ++seen, b: ++also, "
      "c: (Array.prototype.n = (Array.prototype.n || 0) + 1)}]; }");

  for (int i = 0; i < 3; ++i) CHECK(json_of(answer_of(image)) == R"([{"a":1,"b":1,"c":1}])");
}

TEST_CASE("the order of messages and adapters changes no answer", "[codec]") {
  const auto first = loaded(
      "let last; function normalize(m) { const was = last; last = m.text; "
      "return [{was: was === undefined ? null : was, now: last}]; }");
  const auto second = loaded(
      "const kept = []; function normalize(m) { kept.push(m.text); "
      "return [{kept}]; }");
  const auto ask = [](const auto& image, const char* text) {
    return json_of(answer_of(image, std::string(R"({"text":")") + text + "\"}"));
  };

  CHECK(ask(first, "a") == R"([{"was":null,"now":"a"}])");
  CHECK(ask(second, "b") == R"([{"kept":["b"]}])");
  CHECK(ask(second, "c") == R"([{"kept":["c"]}])");
  CHECK(ask(first, "d") == R"([{"was":null,"now":"d"}])");
  CHECK(ask(first, "a") == R"([{"was":null,"now":"a"}])");
}

TEST_CASE("a state that was put back is the same to the byte", "[codec]") {
  const auto image = loaded(samples::kGood);
  engine().reset(image);
  const auto before = engine().snapshot();
  const auto busy = loaded(
      "function normalize() { const a = []; for (let i = 0; i < 20000; i++) "
      "a.push({i}); return [{n: a.length}]; }");
  REQUIRE(json_of(answer_of(busy)) == R"([{"n":20000}])");

  engine().reset(image);

  // A snapshot shares with the state it came from each page that is equal.
  CHECK(engine().snapshot()->bytes() == before->bytes());
  CHECK(json_of(answer_of(image)) == samples::kGoodAnswer);
}

TEST_CASE("the same call gives the same answer, chance included", "[codec]") {
  const auto image =
      loaded("function normalize(m) { return [{r: Math.random(), t: Date.now()}]; }");

  const std::string once = json_of(answer_of(image));

  CHECK(json_of(answer_of(image)) == once);
  CHECK(json_of(answer_of(image, "{}", "normalize", 43)) != once);
  CHECK(json_of(answer_of(image, "{}", "normalize", 42 + (1ULL << 40U))) != once);
}

TEST_CASE("the clock stands at the call's time and the zone is UTC", "[codec]") {
  CHECK(value_of("Date.now()") == "1772366400123");
  CHECK(value_of("new Date().toISOString()") == R"("2026-03-01T12:00:00.123Z")");
  CHECK(value_of("new Date().getTimezoneOffset()") == "0");
  CHECK(value_of("new Date(2026, 6, 1, 12).toISOString()") == R"("2026-07-01T12:00:00.000Z")");
  CHECK(value_of("new Date('2026-03-01 12:00:00').toISOString()") ==
        R"("2026-03-01T12:00:00.000Z")");
  CHECK(value_of("new Date(8.64e15).getTimezoneOffset()") == "0");
}

TEST_CASE("nothing of the host can be reached", "[codec]") {
  const auto* const name = GENERATE(
      "performance", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry", "navigator",
      "require", "process", "fetch", "XMLHttpRequest", "WebAssembly", "std", "os", "setTimeout",
      "setInterval", "queueMicrotask", "Worker", "print", "scriptArgs", "gc", "module", "Intl");
  CAPTURE(name);

  CHECK(value_of(std::string("typeof ") + name) == R"("undefined")");
  CHECK(value_of(std::string("typeof this.constructor.constructor('return typeof ") + name +
                 "')()") == R"("string")");
  CHECK(value_of(std::string("this.constructor.constructor('return typeof ") + name + "')()") ==
        R"("undefined")");
}

TEST_CASE("a message's parts are what the adapter contract says", "[codec]") {
  const std::string message =
      R"({"topic":"a/b","text":"{\"x\":[1,null]}","bytes":"00ff7f",)"
      R"("recvTime":"2026-03-01T12:00:00Z","networkTime":1772366400000,)"
      R"("previous":{"water_leak":{"state":"normal","at":"2026-02-01T00:00:00Z"}}})";

  CHECK(value_of("m.payload.x[1]", message) == "null");
  CHECK(value_of("m.bytes", message) == "[0,255,127]");
  CHECK(value_of("Array.isArray(m.bytes)", message) == "true");
  CHECK(value_of("m.recvTime instanceof Date", message) == "true");
  CHECK(value_of("m.recvTime.getTime()", message) == "1772366400000");
  CHECK(value_of("m.networkTime.getTime()", message) == "1772366400000");
  CHECK(value_of("m.previous.water_leak.at.getUTCMonth()", message) == "1");
  CHECK(value_of("m.recvTime", message) == R"("2026-03-01T12:00:00.000Z")");
  CHECK(value_of("typeof m.networkTime") == R"("undefined")");
  CHECK(value_of("m.previous") == "{}");
  CHECK(value_of("m.bytes", R"({"bytes":[0,255]})") == "[0,255]");
}

TEST_CASE("the payload is there when the text is JSON, bare values included", "[codec]") {
  const auto payload = [](const std::string& text) {
    return value_of("String(m.payload)", R"({"text":)" + text + "}");
  };
  CHECK(payload(R"("21.5")") == R"("21.5")");
  CHECK(payload(R"("true")") == R"("true")");
  CHECK(payload(R"("null")") == R"("null")");
  CHECK(payload(R"("\"online\"")") == R"("online")");
  CHECK(payload(R"("online")") == R"("undefined")");
  CHECK(payload(R"("")") == R"("undefined")");
}

TEST_CASE("Buffer, base64 and text decoding are as in Node", "[codec]") {
  const auto [expression, value] = GENERATE(table<const char*, const char*>({
      {"Buffer.from('0a0bFF', 'hex').toString('hex')", R"("0a0bff")"},
      {"Buffer.from('0a0', 'hex').length", "1"},
      {"Buffer.from('aGVp', 'base64').toString()", R"("hei")"},
      {"Buffer.from('\\u00e6\\u20ac\\ud83d\\ude00').toString('hex')", R"("c3a6e282acf09f9880")"},
      {"Buffer.from('c3a6e282acf09f9880', 'hex').toString()",
       "\"\xC3\xA6\xE2\x82\xAC\xF0\x9F\x98\x80\""},
      {"Buffer.from([0xff, 0x61]).toString('utf8')",
       "\"\xEF\xBF\xBD"
       "a\""},
      {"Buffer.from([1, 2, 3]).toString('base64')", R"("AQID")"},
      {"Buffer.from([1]).toString('base64')", R"("AQ==")"},
      {"Buffer.from([0x12, 0x34]).readUInt16BE(0)", "4660"},
      {"Buffer.from([0x12, 0x34]).readUint16LE()", "13330"},
      {"Buffer.from([0xff, 0xfe]).readInt16BE(0)", "-2"},
      {"Buffer.from([0xff]).readInt8(0)", "-1"},
      {"Buffer.from([0xff, 0xff, 0xff, 0xff]).readUInt32LE(0)", "4294967295"},
      {"Buffer.from([1, 2, 3]).readUIntBE(0, 3)", "66051"},
      {"Buffer.from([0xfe, 0xff, 0xff]).readIntLE(0, 3)", "-2"},
      {"Buffer.from([0x41, 0x48, 0, 0]).readFloatBE(0)", "12.5"},
      {"Buffer.from([1, 2, 3, 4]).slice(1, 3).readUInt16BE(0)", "515"},
      {"Buffer.concat([Buffer.from([1]), Buffer.from([2, 3])]).toString('hex')", R"("010203")"},
      {"(() => { const b = Buffer.alloc(4); b.writeUInt16BE(0x1234, 1); return b.toString('hex'); "
       "})()",
       R"("00123400")"},
      {"(() => { try { Buffer.from([1]).readUInt16BE(0); } catch (e) { return e.name; } })()",
       R"("RangeError")"},
      {"new Buffer([1, 2]).length", "2"},
      {"Buffer.isBuffer(Buffer.from('a'))", "true"},
      {"atob('aGVp')", R"("hei")"},
      {"btoa('hei')", R"("aGVp")"},
      {"new TextDecoder('utf-8').decode(new Uint8Array([0xc3, 0xa6]))", "\"\xC3\xA6\""},
      {"new TextEncoder().encode('a').length", "1"},
      {"console.log('nobody hears') === undefined", "true"},
  }));
  CAPTURE(expression);

  CHECK(value_of(expression) == value);
}

TEST_CASE("published decoders of each form run unchanged", "[codec]") {
  const std::string normalize = "function normalize(m) { return [{v: m.decoded.v, p: m.fPort}]; }";
  const std::string message = GENERATE(R"({"bytes":"0102","fPort":7,"recvTime":0})",
                                       R"({"bytes":[1,2],"fPort":7,"recvTime":0})");
  const auto* const decoder = GENERATE(
      "function decodeUplink(i) { return {data: {v: i.bytes[0] * 256 + i.bytes[1] + i.fPort}}; }\n",
      "const decodeUplink = (i) => ({data: {v: i.bytes.length + 256 + i.fPort}, errors: []});\n",
      "function Decode(fPort, bytes, variables) { return {v: bytes[0] * 256 + bytes[1] + fPort}; "
      "}\n",
      "function Decoder(bytes, port) { return {v: bytes[0] * 256 + bytes[1] + port}; }\n",
      "var Decoder = function (bytes, port) { return {v: 258 + port + (typeof exports === "
      "'object')}; };\n");
  CAPTURE(decoder);

  const auto image = loaded(decoder + normalize);

  CHECK(json_of(answer_of(image, message, "decode")) == R"([{"v":265,"p":7}])");
  CHECK(json_of(answer_of(image, message, "decodeUplink")) == R"({"v":265})");
}

TEST_CASE("errors that a decoder lists are a message that was not understood", "[codec]") {
  const auto image = loaded(
      "function decodeUplink(i) { return {errors: ['unknown channel 9']}; } "
      "function normalize(m) { return []; }");

  const auto fault = fault_of(answer_of(image, R"({"bytes":"00","fPort":1})", "decode"));

  CHECK(fault.kind == CodecFaultKind::Threw);
  CHECK(fault.reason == "unknown channel 9");
}

TEST_CASE("what a codec throws is told in one line", "[codec]") {
  const auto thrown = [](const std::string& what) {
    const auto fault = fault_of(answer_of(loaded("function normalize(m) { " + what + " }")));
    CHECK(fault.kind == CodecFaultKind::Threw);
    return fault.reason;
  };
  CHECK(thrown("throw new Error('payload: too short\\nand more')") == "payload: too short");
  CHECK(thrown("throw 'as text'") == "as text");
  CHECK(thrown("throw null") == "null");
  CHECK(thrown("throw {get message() { throw 1; }}").size() > 10);
  CHECK(thrown("return m.no.thing").find("TypeError: ") == 0);
  CHECK(thrown("return m.no.thing").find("codec.js:1") != std::string::npos);
  CHECK(thrown("throw new Error('\\u00e6'.repeat(1000))").size() == kLargestCodecReason);
  CHECK(thrown("throw new Error('\\ud800 x\\u0007')") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD x ");
}

TEST_CASE("a function that is not there is a fault that says which", "[codec]") {
  const auto fault = fault_of(answer_of(loaded("const x = 1;"), "{}", "unwrap"));

  CHECK(fault.kind == CodecFaultKind::NoFunction);
  CHECK(fault.reason.find("unwrap") != std::string::npos);
  CHECK(fault_of(answer_of(loaded(samples::kGood), "{}", "eval")).kind ==
        CodecFaultKind::NoFunction);
}

TEST_CASE("an answer that has not the form of one is a fault", "[codec]") {
  const auto* const body = GENERATE(
      "return undefined", "return null", "return {}", "return 'text'", "return [1]", "return [[]]",
      "return [{device_time: new Date(NaN)}]", "return Promise.resolve([])");
  CAPTURE(body);
  const auto image = loaded(std::string("function normalize(m) { ") + body + "; }");

  CHECK(fault_of(answer_of(image)).kind == CodecFaultKind::BadResult);
}

TEST_CASE("a carrier gives the bytes of a device however it has them", "[codec]") {
  const auto unwrapped = [](const std::string& what) {
    return json_of(
        answer_of(loaded("function unwrap(m) { return " + what + "; }"), "{}", "unwrap"));
  };
  CHECK(unwrapped("{device: 'a', bytes: [1, 255]}") == R"({"device":"a","hex":"01ff"})");
  CHECK(unwrapped("{device: 'a', bytes: Buffer.from('ff', 'hex')}") ==
        R"({"device":"a","hex":"ff"})");
  CHECK(unwrapped("{device: 'a', base64: 'Af8='}") == R"({"device":"a","hex":"01ff"})");
  CHECK(unwrapped("{device: 'a', hex: '01ff'}") == R"({"device":"a","hex":"01ff"})");
  CHECK(unwrapped("{device: 'a', signals: []}") == R"({"device":"a","signals":[]})");
  CHECK(unwrapped("{networkTime: new Date(0)}") == R"({"networkTime":"1970-01-01T00:00:00.000Z"})");
  const auto bad = loaded("function unwrap(m) { return {bytes: [256]}; }");
  CHECK(fault_of(answer_of(bad, "{}", "unwrap")).kind == CodecFaultKind::BadResult);
}

TEST_CASE("a command becomes a topic with text or bytes", "[codec]") {
  const auto encoded = [](const std::string& what) {
    const auto image = loaded("function encodeCommand(c) { return " + what + "; }");
    return json_of(answer_of(image, R"({"command":"open_door"})", "encodeCommand"));
  };
  CHECK(encoded("{topic: 't', payload: {cmd: c.command}}") ==
        R"({"topic":"t","payload":"{\"cmd\":\"open_door\"}"})");
  CHECK(encoded("{topic: 't', payload: 'on', qos: 1}") ==
        R"({"topic":"t","payload":"on","qos":1})");
  CHECK(encoded("{topic: 't', payload: [1, 2]}") == R"({"topic":"t","payloadHex":"0102"})");
  CHECK(encoded("{fPort: 85, bytes: [1, 2]}") == R"({"fPort":85,"hex":"0102"})");
  const auto carrier = loaded(
      "function encodeDownlink(d) { return {topic: d.device, payload: "
      "{data: btoa(String.fromCharCode(...d.bytes))}}; }");
  CHECK(json_of(answer_of(carrier, R"({"device":"a","fPort":1,"bytes":"0102"})",
                          "encodeDownlink")) == R"({"topic":"a","payload":"{\"data\":\"AQI=\"}"})");
}

TEST_CASE("a script that cannot be evaluated is told with its line", "[codec]") {
  const auto fault = [](const std::string& script) {
    const auto done = engine().load({{"first.js", "var a;"}, {"second.js", script}});
    REQUIRE(done.has_error());
    CHECK(done.error().kind == CodecFaultKind::CannotLoad);
    return done.error().reason;
  };
  CHECK(fault("\n\nlet x = ;").find("second.js: SyntaxError") == 0);
  CHECK(fault("\n\nlet x = ;").find("second.js:3") != std::string::npos);
  CHECK(fault("throw new Error('no')") == "second.js: no");
  CHECK(fault("for (;;) {}").find("second.js: ") == 0);
  CHECK(fault("import fs from 'fs'").find("SyntaxError") != std::string::npos);
}

TEST_CASE("scripts of one adapter see one another, in the order given", "[codec]") {
  const auto done =
      engine().load({{"tables.js", "const kKinds = ['leak'];"},
                     {"codec.js", "function normalize() { return [{kind: kKinds[0]}]; }"}});
  REQUIRE(done.has_value());

  CHECK(json_of(answer_of(engine().snapshot())) == samples::kGoodAnswer);
}

}  // namespace varde::adapters
