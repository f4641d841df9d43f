// What the data of decoder.js mean.

const LOW_AT = 15;  // Percent, as in adapter.yaml.
const OK_AT = 20;
const OLD_FIX_S = 300;
const DOWNLINK_PORT = 2;

function normalize(message) {
  const data = message.decoded;
  if (data.message === "frame_pending") return [];  // "Send me what you have": no status in it.
  return [
    helpCall(data),
    ...position(data, message),
    ...power(data),
    ...battery(data.battery),
  ];
}

// Every message tells whether the wearer calls. The call never waits for a place: indoors there is no
// fix, or one from before. An old one is told in words, never shown as where the person is.
function helpCall(data) {
  if (!calls(data)) return {kind: "help_call", state: "normal"};
  const call = {kind: "help_call", state: "active"};
  if (!data.fix) return data.no_fix ? {...call, text: "no position found"} : call;
  const minutes = Math.round(data.fix.seconds_ago / 60);
  if (isOld(data.fix)) return {...call, text: `position is ${minutes} min old`};
  return {...call, location: place(data.fix)};
}

// The message that an SOS begins or ends with may still have the status of the moment before.
function calls(data) {
  if (data.event === "sos_start") return true;
  if (data.event === "sos_stop") return false;
  return data.sos;
}

// A fix that is old when it is sent was kept from before: where the tracker has been.
function position(data, message) {
  if (!data.fix) return [];
  const signal = {
    kind: "position",
    state: "active",
    location: place(data.fix),
    device_time: timeOf(data.fix, message),
  };
  return [isOld(data.fix) ? {...signal, history: true} : signal];
}

function isOld(fix) {
  return fix.seconds_ago > OLD_FIX_S;
}

function place({latitude, longitude, accuracy_m}) {
  return {latitude: latitude, longitude: longitude, accuracy_m: accuracy_m};
}

function timeOf(fix, message) {
  return new Date(message.recvTime.getTime() - fix.seconds_ago * 1000);
}

// A tracker that is switched off says so, and helps nobody until it says something else.
function power(data) {
  if (data.message === "shutdown") {
    return [{kind: "fault", state: "active", text: `switched off ${data.cause}`}];
  }
  return [{kind: "fault", state: "normal"}];
}

// 0 is "charging" and 255 "cannot be measured": neither is a level.
function battery(percent) {
  if (percent === 0 || percent > 100) return [];
  if (percent <= LOW_AT) return [{kind: "battery_low", state: "active", value: percent, unit: "%"}];
  if (percent >= OK_AT) return [{kind: "battery_low", state: "normal", value: percent, unit: "%"}];
  return [];
}

// The second byte is a token of four bits that the tracker shows in its next messages; it does what
// it is told whatever the token is.
function encodeCommand({command, arguments: values}) {
  const token = Number((values || {}).token || 0) & 0x0f;
  switch (command) {
    case "locate": return {fPort: DOWNLINK_PORT, bytes: [0x01, token]};
    case "reset": return {fPort: DOWNLINK_PORT, bytes: [0xff, token, 0x01]};
    default: throw new Error(`command: ${command} is not known to this tracker`);
  }
}
