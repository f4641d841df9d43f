// Tasmota: `Time` in all messages is the device's local time without a zone, and 1970 just after it
// started. It is never read: no signal has a device_time.

const BATTERY = { lowAt: 15, okAt: 20 }; // Percent.

// What a wired input means, by the device's type.
const INPUTS = {
  leak: { input: "Switch1", read: (on) => ({ kind: "water_leak", state: on ? "active" : "normal" }) },
  smoke: { input: "Switch1", read: (on) => ({ kind: "smoke", state: on ? "active" : "normal" }) },
  contact: { input: "Switch1", read: (on) => ({ kind: on ? "door_opened" : "door_closed", state: "active" }) },
};

const PRESSES = ["SINGLE", "DOUBLE", "TRIPLE", "QUAD", "PENTA", "HOLD"];

// Attributes of a Zigbee device: 1 while it is so.
const ZIGBEE = {
  Water: (on) => ({ kind: "water_leak", state: on ? "active" : "normal" }),
  Fire: (on) => ({ kind: "smoke", state: on ? "active" : "normal" }),
  CO: (on) => ({ kind: "co", state: on ? "active" : "normal" }),
  Tamper: (on) => ({ kind: "tamper", state: on ? "active" : "normal" }),
  Vibration: (on) => ({ kind: "intrusion", state: on ? "active" : "normal" }),
  GlassBreak: (on) => ({ kind: "intrusion", state: on ? "active" : "normal" }),
  Contact: (on) => ({ kind: on ? "door_opened" : "door_closed", state: "active" }),
  Occupancy: (on) => ({ kind: "heartbeat", state: "active", text: on ? "occupied" : "vacant" }),
  Panic: (on) => (on ? { kind: "help_call", state: "active" } : undefined), // 0 is no cancelling.
};

function normalize(message) {
  if (message.name === "other" || message.text === "") return [];
  if (message.name === "lwt") return will(message.text);
  const said = message.payload;
  if (!isObject(said)) throw new Error("payload: not a JSON object");
  if (message.name === "state") return [{ kind: "heartbeat", state: "active" }];
  return [...zigbee(said, message.captures.device), ...input(said, message.device), ...sensors(said, message)];
}

// Bare words, retained.
function will(word) {
  if (word === "Online") return [{ kind: "offline", state: "normal" }];
  if (word === "Offline") return [{ kind: "offline", state: "active" }];
  throw new Error("payload: neither Online nor Offline");
}

// SENSOR: {"Switch1":"ON"}; RESULT: {"Switch1":{"Action":"ON"}} and {"Button1":{"Action":"SINGLE"}}.
function input(said, device) {
  if (device.type === "call_button") return press(said, device);
  if (!has(INPUTS, device.type)) return [];
  const { input: wired, read } = INPUTS[device.type];
  const value = said[device.parameters.input || wired];
  const word = isObject(value) ? value.Action : value;
  if (word === undefined) return [];
  if (word !== "ON" && word !== "OFF") throw new Error("payload: a switch that is neither ON nor OFF");
  return [read(word === (device.parameters.active_when || "ON"))];
}

function press(said, device) {
  const button = said[device.parameters.input || "Button1"];
  const action = isObject(button) ? button.Action : undefined;
  return PRESSES.includes(action) ? [{ kind: "help_call", state: "active", text: action.toLowerCase() }] : [];
}

// One message may hold several sensors: then each is a device of its own, "TOPIC/SENSOR". The chip's
// own temperature is nobody's; a leak contact or a relay that measures beside says nothing of it.
function sensors(said, message) {
  if (message.name !== "sensor" || !["sensor", undefined].includes(message.device.type)) return [];
  const found = Object.entries(said).filter(([name, value]) => name !== "ESP32" && measures(value));
  const unit = said.TempUnit === "F" ? "°F" : "°C";
  return found.flatMap(([name, value]) => {
    const whose = found.length > 1 ? { device: `${message.captures.device}/${name}` } : {};
    return measured(value, unit).map((signal) => ({ ...signal, ...whose }));
  }).slice(0, 12);
}

function measures(value) {
  return isObject(value) && ("Temperature" in value || "Humidity" in value);
}

// null is a sensor that could not be read.
function measured(value, unit) {
  const signals = [
    { kind: "temperature", state: "active", value: value.Temperature, unit },
    { kind: "humidity", state: "active", value: value.Humidity, unit: "%" },
  ];
  return signals.filter((signal) => typeof signal.value === "number");
}

// {"ZbReceived":{"0x4F1F":{"Device":"0x4F1F","Name":"cellar","Water":1,...}}}: each by its name, which
// stays when the short address changes as a device joins anew.
function zigbee(said, captured) {
  if (!isObject(said.ZbReceived)) return [];
  return Object.entries(said.ZbReceived).flatMap(([address, value]) => {
    if (!isObject(value)) return [];
    const device = `${bridge(captured, address, value.Name)}/${value.Name || address}`;
    return [...attributes(value), ...zone(value), ...measured(value, "°C")].map((s) => ({ ...s, device }));
  });
}

// With SetOption89 the topic holds the Zigbee device, too: "BRIDGE/5FA7" or "BRIDGE/NAME".
function bridge(captured, address, name) {
  const last = captured.slice(captured.lastIndexOf("/") + 1);
  const itself = captured.includes("/") && (`0x${last}` === address || (name && last === name));
  return itself ? captured.slice(0, captured.lastIndexOf("/")) : captured;
}

// The status bits of an alarm zone: 0x01 and 0x02 its alarms, 0x04 tampering, 0x08 low battery. What
// the alarm is about stands beside them ("Water":1) once Tasmota has learned the zone's type by
// ZbProbe; until then nobody knows, and an alarm nobody knows is not passed over.
function zone(value) {
  const status = value.ZoneStatusChange ?? value.ZoneStatus;
  if (typeof status !== "number") return battery(value.BatteryPercentage);
  const named = Object.keys(ZIGBEE).some((name) => name in value);
  if ((status & 0x03) !== 0 && !named) throw new Error("payload: alarm of a zone of unknown type: run ZbProbe");
  const tamper = "Tamper" in value ? [] : [{ kind: "tamper", state: status & 0x04 ? "active" : "normal" }];
  const low = status & 0x08 ? [{ kind: "battery_low", state: "active" }] : battery(value.BatteryPercentage);
  return [...tamper, ...low];
}

function attributes(value) {
  const signals = Object.entries(ZIGBEE)
    .filter(([name]) => value[name] === 0 || value[name] === 1 || typeof value[name] === "boolean")
    .map(([name, read]) => read(value[name] === 1 || value[name] === true))
    .filter((signal) => signal !== undefined);
  // Of two attributes of one kind (vibration, glass) the one that is active counts.
  const ofKind = (kind) => signals.filter((signal) => signal.kind === kind);
  const counts = (kind) => ofKind(kind).find((signal) => signal.state === "active") || ofKind(kind)[0];
  return signals.filter((signal) => counts(signal.kind) === signal);
}

function battery(percent) {
  if (typeof percent !== "number") return [];
  if (percent <= BATTERY.lowAt) return [{ kind: "battery_low", state: "active", value: percent, unit: "%" }];
  if (percent >= BATTERY.okAt) return [{ kind: "battery_low", state: "normal", value: percent, unit: "%" }];
  return [];
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}

// parameters.topic_first: the device's FullTopic is %topic%/%prefix%/. parameters.output: "POWER2".
function encodeCommand({ command, device }) {
  const to = (name, payload) => {
    const topic = device.parameters.topic_first ? `${device.address}/cmnd/${name}` : `cmnd/${device.address}/${name}`;
    return { topic, payload, qos: 1, retain: false };
  };
  if (command === "open_door") return to(device.parameters.output || "POWER", "ON");
  if (command === "reset") return to("Restart", "1");
  throw new Error(`command: ${command} is not known`);
}
