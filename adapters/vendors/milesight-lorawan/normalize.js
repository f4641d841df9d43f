// What the data of decoder.js mean.

const LOW_AT = 15;  // Percent, as in adapter.yaml.
const OK_AT = 20;
const MOST_SIGNALS = 16;

const MEANINGS = {
  press: (press, device) => ({kind: callOf(device), state: "active", text: `${press} press`}),
  leak: (wet) => ({kind: "water_leak", state: wet ? "active" : "normal"}),
  open: (open) => ({kind: open ? "door_opened" : "door_closed", state: "active"}),
  // 1 is "not on its base". The example in Milesight's decoder list calls it "installed"; the guide
  // and the list's own table have it this way round.
  removed: (removed) => ({kind: "tamper", state: removed ? "active" : "normal"}),
  temperature: (value) => ({kind: "temperature", state: "active", value: value, unit: "°C"}),
  humidity: (value) => ({kind: "humidity", state: "active", value: value, unit: "%"}),
  battery: battery,
};

function normalize(message) {
  const readings = message.decoded.readings;
  const news = readings
      .filter((reading) => reading.name in MEANINGS)
      .map((reading) => MEANINGS[reading.name](reading.value, message.device))
      .filter((signal) => signal !== undefined);
  // A long frame of history holds more than a message may say; then the oldest records go (the frame
  // itself is stored). What is news goes first, so that none of it is ever among them.
  return news.concat(history(readings, message.device)).slice(0, MOST_SIGNALS);
}

function encodeCommand({command}) {
  if (command === "reset") return {fPort: 85, bytes: [0xff, 0x10, 0xff]};
  throw new Error(`command: ${command} is not known to these devices`);
}

// A mistyped parameter must not cost a call: whatever is not help_call is panic.
function callOf(device) {
  return (device.parameters || {}).call === "help_call" ? "help_call" : "panic";
}

function battery(percent) {
  if (percent <= LOW_AT) return {kind: "battery_low", state: "active", value: percent, unit: "%"};
  if (percent >= OK_AT) return {kind: "battery_low", state: "normal", value: percent, unit: "%"};
  return undefined;
}

// Records 20 ce are old: kept while there was no network, or asked for. A leak among them was, it is
// not: it must not alarm as a new one. The newest come first.
function history(readings, device) {
  return readings
      .filter((reading) => reading.name === "history")
      .map((reading) => reading.value)
      .sort((one, other) => other.seconds - one.seconds)
      .flatMap((record) => recorded(record, device));
}

function recorded(record, device) {
  const signals = [
    MEANINGS.temperature(record.temperature),
    MEANINGS.humidity(record.humidity),
  ];
  if (device.type === "em300-sld") signals.unshift(MEANINGS.leak(record.status));
  const time = new Date(record.seconds * 1000);
  return signals.map((signal) => ({...signal, device_time: time, history: true}));
}
