#include "tools/varde/adapter_skeleton.h"

#include <span>

namespace varde::cli {
namespace {

struct Template {
  const char* path;
  const char* text;  // "@NAME@" stands for the adapter's name.
};

constexpr Template kCodec[]{
    {"adapter.yaml", R"(id: @NAME@
version: 0.1.0
vendor: The maker's name
description: What it is, in one line.
documents:
  - https://example.org/the-maker-s-description-of-its-messages
topics:
  # {device} is one level of the topic and the vendor's name of the device; {device+} is one or more.
  - {topic: "@NAME@/{device}/state", name: state}
  - {topic: "@NAME@/{device}/online", name: online}
types:
  leak:
    description: Water leak sensor
    signals: [water_leak, battery_low, offline]
    supervision: {interval_s: 3600}
    duplicates: state
    clock: none
    battery: {low_at: 15, ok_at: 20}
    commands: [reset]
)"},
    {"codec.js", R"(// What a message says, as a list of signals; [] if it says nothing.
function normalize(message) {
  if (message.name === "online") {
    return [{kind: "offline", state: message.text === "true" ? "normal" : "active"}];
  }
  const said = message.payload;
  if (typeof said !== "object" || said === null) throw new Error("payload: is no JSON object");
  const signals = [];
  if (typeof said.leak === "boolean") {
    signals.push({kind: "water_leak", state: said.leak ? "active" : "normal"});
  }
  if (typeof said.battery === "number") signals.push(...battery(said.battery, message.previous.battery_low));
  if (signals.length === 0) throw new Error("payload: has neither leak nor battery");
  return signals;
}

// Between the two limits it stays what it was.
function battery(percent, previous) {
  if (percent <= 15) return [{kind: "battery_low", state: "active", value: percent, unit: "%"}];
  if (percent >= 20) return [{kind: "battery_low", state: "normal", value: percent, unit: "%"}];
  return previous ? [{kind: "battery_low", state: previous.state, value: percent, unit: "%"}] : [];
}

// What is sent to a device.
function encodeCommand({command, device}) {
  if (command !== "reset") throw new Error("command: " + command + " is not known");
  return {topic: `@NAME@/${device.address}/set`, payload: {restart: true}};
}
)"},
    {"fixtures/leak.json", R"({
  "name": "a leak is reported",
  "shows": ["alarm"],
  "topic": "@NAME@/kitchen/state",
  "payload": {"leak": true, "battery": 80},
  "device": {"type": "leak"},
  "expect": [
    {"kind": "water_leak", "state": "active"},
    {"kind": "battery_low", "state": "normal", "value": 80, "unit": "%"}
  ]
}
)"},
    {"fixtures/dry.json", R"({
  "name": "dry again",
  "shows": ["normal"],
  "topic": "@NAME@/kitchen/state",
  "payload": {"leak": false},
  "device": {"type": "leak"},
  "previous": {"water_leak": "active"},
  "expect": [{"kind": "water_leak", "state": "normal"}]
}
)"},
    {"fixtures/duplicate.json", R"({
  "name": "a leak that is told again is the same leak",
  "shows": ["duplicate"],
  "topic": "@NAME@/kitchen/state",
  "payload": {"leak": true},
  "device": {"type": "leak"},
  "previous": {"water_leak": "active"},
  "expect": [{"kind": "water_leak", "state": "active"}]
}
)"},
    {"fixtures/battery.json", R"({
  "name": "the battery is low",
  "shows": ["battery_low"],
  "topic": "@NAME@/kitchen/state",
  "payload": {"battery": 12},
  "device": {"type": "leak"},
  "expect": [{"kind": "battery_low", "state": "active", "value": 12, "unit": "%"}]
}
)"},
    {"fixtures/offline.json", R"({
  "name": "the device is offline",
  "shows": ["offline"],
  "topic": "@NAME@/kitchen/online",
  "payload_text": "false",
  "device": {"type": "leak"},
  "expect": [{"kind": "offline", "state": "active"}]
}
)"},
    {"fixtures/garbage.json", R"({
  "name": "what is no JSON is not understood",
  "shows": ["garbage"],
  "topic": "@NAME@/kitchen/state",
  "payload_text": "{\"leak\": tr",
  "device": {"type": "leak"},
  "expect_failure": "malformed"
}
)"},
    {"fixtures/reset.json", R"({
  "name": "the device is told to start anew",
  "shows": ["command"],
  "command": "reset",
  "device": {"address": "kitchen", "type": "leak"},
  "expect_publish": {"topic": "@NAME@/kitchen/set", "payload": {"restart": true}}
}
)"},
};

constexpr Template kMap[]{
    {"adapter.yaml", R"(id: @NAME@
version: 0.1.0
vendor: The maker's name
description: What it is, in one line.
documents: []
topics:
  # {device} is one level of the topic and the vendor's name of the device; {device+} is one or more.
  - {topic: "@NAME@/{device}/status", name: status}
types:
  pump:
    description: Pump
    signals: [pump_fault, water_level, water_leak]
    supervision: {interval_s: 300}
    duplicates: state
    clock: device
# A value that is not listed makes the message undecoded, and that raises an alarm.
map:
  - kind: pump_fault
    state: {pointer: /pump, values: {ok: normal, fault: active, service: test}}
  - kind: water_level
    value: {pointer: /level, unit: m}
  # Between the two limits it stays what it was.
  - kind: water_leak
    state: {pointer: /level, above: 2.5, clears_below: 2.3}
  - device_time: {pointer: /time, format: rfc3339}
)"},
    {"fixtures/fault.json", R"({
  "name": "a pump that does not run",
  "shows": ["alarm"],
  "topic": "@NAME@/north/status",
  "payload": {"pump": "fault", "time": "2026-03-01T12:00:00Z"},
  "device": {"type": "pump"},
  "expect": [{"kind": "pump_fault", "state": "active", "device_time": "2026-03-01T12:00:00Z"}]
}
)"},
    {"fixtures/high.json", R"({
  "name": "the water is high",
  "shows": ["alarm"],
  "topic": "@NAME@/north/status",
  "payload": {"pump": "ok", "level": 2.6},
  "device": {"type": "pump"},
  "expect": [
    {"kind": "pump_fault", "state": "normal"},
    {"kind": "water_level", "state": "active", "value": 2.6, "unit": "m"},
    {"kind": "water_leak", "state": "active"}
  ]
}
)"},
    {"fixtures/duplicate.json", R"({
  "name": "a fault that is told again is the same fault",
  "shows": ["duplicate"],
  "topic": "@NAME@/north/status",
  "payload": {"pump": "fault"},
  "device": {"type": "pump"},
  "previous": {"pump_fault": "active"},
  "expect": [{"kind": "pump_fault", "state": "active"}]
}
)"},
    {"fixtures/garbage.json", R"({
  "name": "a word that is not known is not understood",
  "shows": ["garbage"],
  "topic": "@NAME@/north/status",
  "payload": {"pump": "perhaps"},
  "device": {"type": "pump"},
  "expect_failure": "malformed"
}
)"},
};

constexpr Template kPayload[]{
    {"adapter.yaml", R"(id: @NAME@
version: 0.1.0
vendor: The maker's name
description: What it is, in one line.
documents:
  - https://example.org/the-maker-s-description-of-its-frames
# decoder.js may be the maker's own, unchanged. No topics: a carrier brings the frames.
codec: [decoder.js, normalize.js]
types:
  button:
    description: Call button
    signals: [help_call, battery_low]
    supervision: {sleepy: true, interval_s: 90000}
    duplicates: key
    clock: network
    battery: {low_at: 15, ok_at: 20}
    commands: [reset]
)"},
    {"decoder.js",
     R"(// From bytes to data; in the form that network servers use (LoRa Alliance TS013).
function decodeUplink(input) {
  if (input.fPort !== 1 || input.bytes.length !== 2) return {errors: ["is no frame of the button"]};
  return {data: {pressed: input.bytes[0] === 1, battery: input.bytes[1]}};
}
)"},
    {"normalize.js", R"(// What the data say, as a list of signals.
function normalize(message) {
  const {pressed, battery} = message.decoded;
  const signals = pressed ? [{kind: "help_call", state: "active"}] : [];
  const state = batteryState(battery, message.previous.battery_low);
  if (state) signals.push({kind: "battery_low", state, value: battery, unit: "%"});
  return signals;
}

// Between the two limits it stays what it was.
function batteryState(percent, previous) {
  if (percent <= 15) return "active";
  if (percent >= 20) return "normal";
  return previous && previous.state;
}

// What is sent to a device; the carrier takes it there.
function encodeCommand({command}) {
  if (command !== "reset") throw new Error("command: " + command + " is not known");
  return {fPort: 2, bytes: [0xff]};
}
)"},
    {"fixtures/press.json", R"({
  "name": "the button is pressed",
  "shows": ["alarm"],
  "f_port": 1,
  "payload_hex": "0150",
  "device": {"type": "button"},
  "expect": [
    {"kind": "help_call", "state": "active"},
    {"kind": "battery_low", "state": "normal", "value": 80, "unit": "%"}
  ]
}
)"},
    {"fixtures/duplicate.json", R"({
  "name": "a frame that comes twice says the same; the carrier's counter tells that it is one",
  "shows": ["duplicate"],
  "f_port": 1,
  "payload_hex": "0150",
  "device": {"type": "button"},
  "previous": {"help_call": "active", "battery_low": "normal"},
  "expect": [
    {"kind": "help_call", "state": "active"},
    {"kind": "battery_low", "state": "normal", "value": 80, "unit": "%"}
  ]
}
)"},
    {"fixtures/battery.json", R"({
  "name": "the battery is low",
  "shows": ["battery_low"],
  "f_port": 1,
  "payload_hex": "000c",
  "device": {"type": "button"},
  "expect": [{"kind": "battery_low", "state": "active", "value": 12, "unit": "%"}]
}
)"},
    {"fixtures/garbage.json", R"({
  "name": "a frame of another length is not understood",
  "shows": ["garbage"],
  "f_port": 1,
  "payload_hex": "01",
  "device": {"type": "button"},
  "expect_failure": "malformed"
}
)"},
    {"fixtures/reset.json", R"({
  "name": "the button is told to start anew",
  "shows": ["command"],
  "command": "reset",
  "device": {"address": "70b3d57ed0000001", "type": "button"},
  "expect_downlink": {"fPort": 2, "hex": "ff"}
}
)"},
};

constexpr Template kCarrier[]{
    {"adapter.yaml", R"(id: @NAME@
version: 0.1.0
vendor: The network's name
description: What network it is, in one line. Carries the frames of its devices.
documents:
  - https://example.org/the-network-s-description-of-its-messages
carrier: true
topics:
  - {topic: "@NAME@/{device}/up", name: up}
# What the network itself says of a device, whatever device it is.
types:
  radio:
    description: Any device of the network
    signals: [battery_low]
    supervision: {sleepy: true, interval_s: 90000}
    duplicates: key
    clock: network
    battery: {low_at: 15, ok_at: 20}
)"},
    {"codec.js",
     R"(// The frame in the envelope, which the payload adapter of the device decodes; without `hex` the
// signals stand alone.
function unwrap(message) {
  const said = message.payload;
  if (typeof said !== "object" || said === null) throw new Error("payload: is no JSON object");
  const networkTime = new Date(said.time);
  if (isNaN(networkTime)) throw new Error("payload: time is none");
  const out = {device: message.captures.device, networkTime, signals: []};
  if (typeof said.battery === "number") {
    out.signals.push({kind: "battery_low", state: said.battery <= 15 ? "active" : "normal", value: said.battery, unit: "%"});
  }
  if (said.data === undefined) return out;
  return {...out, fPort: said.port, base64: said.data, boot: said.session, sequence: said.counter};
}

// How a frame is sent to a device.
function encodeDownlink({device, fPort, bytes}) {
  return {topic: `@NAME@/${device.address}/down`, payload: {port: fPort, data: Buffer.from(bytes).toString("base64")}};
}
)"},
    {"fixtures/up.json", R"({
  "name": "a frame is unwrapped",
  "shows": ["normal"],
  "topic": "@NAME@/70b3d57ed0000001/up",
  "payload": {"time": "2026-03-01T12:00:00Z", "session": "a1", "counter": 7, "port": 1, "data": "AVA="},
  "expect_unwrapped": {
    "device": "70b3d57ed0000001", "fPort": 1, "hex": "0150", "networkTime": "2026-03-01T12:00:00Z",
    "boot": "a1", "sequence": 7, "signals": []
  }
}
)"},
    {"fixtures/duplicate.json", R"({
  "name": "a frame that comes twice has the same session and counter",
  "shows": ["duplicate"],
  "topic": "@NAME@/70b3d57ed0000001/up",
  "payload": {"time": "2026-03-01T12:00:01Z", "session": "a1", "counter": 7, "port": 1, "data": "AVA="},
  "expect_unwrapped": {
    "device": "70b3d57ed0000001", "fPort": 1, "hex": "0150", "networkTime": "2026-03-01T12:00:01Z",
    "boot": "a1", "sequence": 7, "signals": []
  }
}
)"},
    {"fixtures/battery.json", R"({
  "name": "the network says that the battery is low",
  "shows": ["battery_low"],
  "topic": "@NAME@/70b3d57ed0000001/up",
  "payload": {"time": "2026-03-01T12:00:00Z", "battery": 12},
  "expect_unwrapped": {
    "device": "70b3d57ed0000001", "networkTime": "2026-03-01T12:00:00Z",
    "signals": [{"kind": "battery_low", "state": "active", "value": 12, "unit": "%"}]
  }
}
)"},
    {"fixtures/garbage.json", R"({
  "name": "what is no JSON is not understood",
  "shows": ["garbage"],
  "topic": "@NAME@/70b3d57ed0000001/up",
  "payload_text": "data",
  "expect_failure": "malformed"
}
)"},
    {"fixtures/down.json", R"({
  "name": "a frame is sent to a device",
  "shows": ["command"],
  "downlink": {"fPort": 2, "hex": "ff"},
  "device": {"address": "70b3d57ed0000001"},
  "expect_publish": {"topic": "@NAME@/70b3d57ed0000001/down", "payload": {"port": 2, "data": "/w=="}}
}
)"},
};

std::span<const Template> templates(SkeletonKind kind) {
  switch (kind) {
    case SkeletonKind::Codec: return kCodec;
    case SkeletonKind::Map: return kMap;
    case SkeletonKind::Payload: return kPayload;
    case SkeletonKind::Carrier: return kCarrier;
  }
  return kCodec;
}

std::string named(std::string text, std::string_view name) {
  constexpr std::string_view kName = "@NAME@";
  for (std::size_t at = text.find(kName); at != std::string::npos; at = text.find(kName, at)) {
    text.replace(at, kName.size(), name);
    at += name.size();
  }
  return text;
}

}  // namespace

std::vector<SkeletonFile> skeleton(SkeletonKind kind, std::string_view name) {
  std::vector<SkeletonFile> files;
  for (const Template& file : templates(kind)) files.push_back({file.path, named(file.text, name)});
  return files;
}

}  // namespace varde::cli
