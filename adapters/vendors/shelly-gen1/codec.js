// Shelly's first generation: bare words on a topic for each value, and on `info` the whole status
// as JSON.

const BATTERY = { lowAt: 15, okAt: 20 }; // Percent.

// Always powered. All others sleep: the broker says `online false` of them each time they do.
const POWERED = ["gas", "door_relay"];

// The temperature of relays is their own inside.
const MEASURES = ["flood", "smoke", "door_window", "climate", undefined];

// shellies/ID/sensor/WHAT: what the bare word means.
const SENSORS = {
  flood: (word) => [detected("water_leak", word)],
  smoke: (word) => [detected("smoke", word)],
  gas: (word) => gas(word),
  self_test: (word) => selfTest(word),
  state: (word) => door(word),
  vibration: (word) => tamper(word),
  temperature: (word) => [measured("temperature", word, "°C")],
  humidity: (word) => [measured("humidity", word, "%")],
  battery: (word) => battery(number(word)),
  error: (word) => [sensorError(number(word))],
};

const NO_SENSORS = [
  "lux", "illumination", "tilt", "act_reasons", "charger", "concentration", "operation", "ext_power", "valve",
];

function normalize(message) {
  if (message.name === "other" || message.text === "") return [];
  if (typeof message.text !== "string") throw new Error("payload: no text");
  if (message.name === "online") return online(message);
  if (message.name === "info") return info(message);
  if (message.name === "press") return press(message);
  return sensor(message);
}

function online(message) {
  const word = message.text;
  if (word !== "true" && word !== "false") throw new Error("payload: online is neither true nor false");
  if (!POWERED.includes(message.device.type)) return [];
  return [{ kind: "offline", state: word === "true" ? "normal" : "active" }];
}

function sensor(message) {
  const what = message.captures.what;
  if (NO_SENSORS.includes(what)) return [];
  if (!has(SENSORS, what)) return []; // A measurement of a newer firmware.
  return SENSORS[what](message.text).filter((signal) => signal !== undefined);
}

// The whole status. `is_valid: false` stands beside a value that the sensor could not read: the
// value is a left-over then, and false is not "dry".
function info(message) {
  const said = message.payload;
  if (!isObject(said)) throw new Error("payload: not a JSON object");
  const signals = [];
  if ("flood" in said) signals.push(checked("water_leak", said.flood, said));
  if ("smoke" in said) signals.push(checked("smoke", said.smoke, said));
  if (isObject(said.gas_sensor)) signals.push(...gas(String(said.gas_sensor.alarm_state)));
  if (isObject(said.sensor) && said.sensor.is_valid === false) signals.push(invalid());
  else if (isObject(said.sensor)) signals.push(...door(said.sensor.state));
  if (MEASURES.includes(message.device.type)) signals.push(...climate(said));
  if (isObject(said.bat)) signals.push(...battery(said.bat.value));
  // Set by the network's time; 0 until the device has heard it.
  const heard = typeof said.unixtime === "number" && said.unixtime > 0 && said.unixtime < 1e11;
  const time = heard ? { device_time: new Date(said.unixtime * 1000) } : {};
  return signals.filter((signal) => signal !== undefined).map((signal) => ({ ...signal, ...time }));
}

function climate(said) {
  const valid = (part) => isObject(part) && part.is_valid !== false;
  return [
    valid(said.tmp) ? measured("temperature", said.tmp.tC ?? said.tmp.value, "°C") : undefined,
    valid(said.hum) ? measured("humidity", said.hum.value, "%") : undefined,
  ];
}

// A button sends its last press again whenever it wakes; event_cnt tells a new press from that one.
// `event` is "" until the first press.
function press(message) {
  const said = message.payload;
  if (!isObject(said) || typeof said.event !== "string") throw new Error("payload: no event");
  if (message.device.type !== "button" || said.event === "") return [];
  const count = Number.isSafeInteger(said.event_cnt) && said.event_cnt >= 0 ? { sequence: said.event_cnt } : {};
  return [{ kind: "help_call", state: "active", ...count, text: `press ${said.event.slice(0, 20)}` }];
}

function detected(kind, word) {
  if (word === "true") return { kind, state: "active" };
  if (word === "false") return { kind, state: "normal" };
  throw new Error(`payload: ${kind} is neither true nor false`);
}

function checked(kind, value, said) {
  const broken = said.is_valid === false || said.sensor_error > 0;
  if (broken && value !== true) return { kind, state: "fault", text: "sensor not valid" };
  return detected(kind, String(value));
}

// Mild gas is gas. "unknown" is what the sensor says while it warms up.
function gas(word) {
  const states = { none: "normal", mild: "active", heavy: "active", test: "test", unknown: "unknown" };
  if (!has(states, word)) throw new Error("payload: gas is none of its words");
  return [{ kind: "gas", state: states[word], text: word }];
}

function selfTest(word) {
  return word === "running" ? [{ kind: "test", state: "active", text: "self test" }] : [];
}

function door(word) {
  if (word === "open") return [{ kind: "door_opened", state: "active" }];
  if (word === "close" || word === "closed") return [{ kind: "door_closed", state: "active" }];
  if (word === "unknown") return [invalid()];
  throw new Error("payload: state is neither open nor close");
}

function invalid() {
  return { kind: "fault", state: "active", text: "sensor not valid" };
}

// -1: the sensor does not know.
function tamper(word) {
  if (word !== "1" && word !== "0") return [];
  return [{ kind: "tamper", state: word === "1" ? "active" : "normal", text: "vibration" }];
}

function sensorError(code) {
  if (code === 0) return { kind: "fault", state: "normal" };
  return { kind: "fault", state: "active", text: `sensor error ${code}` };
}

// 999 is what a sensor that cannot be read sends for a temperature.
function measured(kind, word, unit) {
  const value = number(word);
  return value >= 999 ? undefined : { kind, state: "active", value, unit };
}

function battery(value) {
  if (typeof value !== "number") throw new Error("payload: battery is not a number");
  if (value < 0) return []; // -1: not measured yet.
  if (value <= BATTERY.lowAt) return [{ kind: "battery_low", state: "active", value, unit: "%" }];
  if (value >= BATTERY.okAt) return [{ kind: "battery_low", state: "normal", value, unit: "%" }];
  return [];
}

function number(word) {
  const value = Number(word);
  if (word === "" || word === null || !Number.isFinite(value)) throw new Error("payload: not a number");
  return value;
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}

function encodeCommand({ command, device }) {
  if (command !== "open_door") throw new Error(`command: ${command} is not known`);
  return { topic: `shellies/${device.address}/relay/0/command`, payload: "on", qos: 1, retain: false };
}
