// What the data of decoder.js mean.

// The 3.6 V lithium cells hold their voltage until shortly before the end.
const LOW_AT_MV = 3000;
const OK_AT_MV = 3200;
const MOST_SIGNALS = 16;

const MEANINGS = {
  temperature: (value) => ({kind: "temperature", state: "active", value: value, unit: "°C"}),
  humidity: (value) => ({kind: "humidity", state: "active", value: value, unit: "%"}),
  motion: (count) => ({kind: "heartbeat", state: "active", value: count, text: "movements"}),
  // 0 is dry, anything above says how wet.
  leak: (wet) => ({kind: "water_leak", state: wet > 0 ? "active" : "normal"}),
  digital: door,
  millivolts: battery,
};

function normalize(message) {
  const readings = message.decoded.readings.filter((reading) => reading.name in MEANINGS);
  const news = readings.filter((reading) => reading.seconds_ago === 0);
  const old = readings.filter((reading) => reading.seconds_ago > 0);
  // What waited in the device's queue is history: the leak was, it need not be any more. News go
  // first, so that none is lost where a long queue holds more than a message may say.
  return news.map((reading) => meaning(reading, message))
      .concat(old.map((reading) => aged(reading, message)))
      .filter((signal) => signal !== undefined)
      .slice(0, MOST_SIGNALS);
}

function meaning(reading, message) {
  return MEANINGS[reading.name](reading.value, message.device);
}

function aged(reading, message) {
  const signal = meaning(reading, message);
  if (signal === undefined) return undefined;
  const time = new Date(message.recvTime.getTime() - reading.seconds_ago * 1000);
  return {...signal, device_time: time, history: true};
}

// Only the EMS has a door on this input; with the others it is whatever is wired to it.
function door(value, device) {
  if (device.type !== "ems") return undefined;
  const open = String((device.parameters || {}).door_open_value) === "0" ? 0 : 1;
  return {kind: value === open ? "door_opened" : "door_closed", state: "active"};
}

function battery(millivolts) {
  const value = {value: millivolts / 1000, unit: "V"};
  if (millivolts <= LOW_AT_MV) return {kind: "battery_low", state: "active", ...value};
  if (millivolts >= OK_AT_MV) return {kind: "battery_low", state: "normal", ...value};
  return undefined;
}
