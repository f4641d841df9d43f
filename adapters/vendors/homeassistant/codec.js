// Home Assistant discovery. What an entity's state means is in its discovery message, which this
// codec cannot remember: the register's device carries it as `parameters` (see adapter.yaml).

const BATTERY = { lowAt: 15, okAt: 20 }; // Percent.

// A parameter's long name, its short one in discovery messages, and what it is when left out.
const PARAMETERS = {
  value_template: ["val_tpl", undefined],
  availability_template: ["avty_tpl", undefined],
  payload_on: ["pl_on", "ON"],
  payload_off: ["pl_off", "OFF"],
  payload_available: ["pl_avail", "online"],
  payload_not_available: ["pl_not_avail", "offline"],
  unit_of_measurement: ["unit_of_meas", undefined],
  device_class: ["dev_cla", undefined],
};

// What "on" means, by device class.
const BINARY = {
  moisture: (on) => ({ kind: "water_leak", state: on ? "active" : "normal" }),
  smoke: (on) => ({ kind: "smoke", state: on ? "active" : "normal" }),
  heat: (on) => ({ kind: "heat", state: on ? "active" : "normal" }),
  carbon_monoxide: (on) => ({ kind: "co", state: on ? "active" : "normal" }),
  gas: (on) => ({ kind: "gas", state: on ? "active" : "normal" }),
  motion: (on) => ({ kind: "intrusion", state: on ? "active" : "normal" }),
  vibration: (on) => ({ kind: "intrusion", state: on ? "active" : "normal" }),
  tamper: (on) => ({ kind: "tamper", state: on ? "active" : "normal" }),
  problem: (on) => ({ kind: "fault", state: on ? "active" : "normal" }),
  power: (on) => ({ kind: "mains_lost", state: on ? "normal" : "active" }),
  connectivity: (on) => ({ kind: "offline", state: on ? "normal" : "active" }),
  door: (on) => ({ kind: on ? "door_opened" : "door_closed", state: "active" }),
  window: (on) => ({ kind: on ? "door_opened" : "door_closed", state: "active" }),
  lock: (on) => ({ kind: on ? "door_unlocked" : "door_locked", state: "active" }),
  occupancy: (on) => ({ kind: "heartbeat", state: "active", text: on ? "occupied" : "vacant" }),
};

// Words of Home Assistant for a value it has not got. For a binary sensor that is no "off".
const NO_VALUE = ["unknown", "unavailable", "None", "null", ""];

function normalize(message) {
  // Descriptions; an empty one deletes the entity. Both say nothing of anybody's state.
  if (message.name === "config" || message.name === "other" || message.text === "") return [];
  if (typeof message.text !== "string") throw new Error("payload: no text");
  if (message.name === "home") return [connection(message.text, "online", "offline")];
  return message.name === "availability" ? availability(message) : state(message);
}

function availability(message) {
  const said = read(message, parameter(message.device, "availability_template"));
  const yes = parameter(message.device, "payload_available");
  return [connection(said, yes, parameter(message.device, "payload_not_available"))];
}

function connection(said, yes, no) {
  if (same(said, yes)) return { kind: "offline", state: "normal" };
  if (same(said, no)) return { kind: "offline", state: "active" };
  throw new Error("payload: neither available nor not available");
}

function state(message) {
  const { device } = message;
  checkClass(device);
  const said = read(message, parameter(device, "value_template"));
  if (device.type === "temperature" || device.type === "humidity") return measured(device, said);
  if (device.type === "button") return press(said);
  if (device.type === "battery") return battery(device, said);
  if (!has(BINARY, device.type || "")) return []; // Nobody registered what it is.
  return [binary(device, said)];
}

// Classes that are another's type here.
const ALIASES = { opening: "door", garage_door: "door", presence: "occupancy", moving: "vibration" };

// A slip in the register must not turn smoke into a leak.
function checkClass(device) {
  const named = parameter(device, "device_class");
  if (named === undefined || (ALIASES[named] || named) === device.type) return;
  throw new Error("payload: device_class in the parameters is not the type");
}

function binary(device, said) {
  if (same(said, parameter(device, "payload_on"))) return BINARY[device.type](true);
  if (same(said, parameter(device, "payload_off"))) return BINARY[device.type](false);
  if (NO_VALUE.includes(String(said))) return { ...BINARY[device.type](true), state: "unknown" };
  throw new Error("payload: neither payload_on nor payload_off");
}

function battery(device, said) {
  if (same(said, parameter(device, "payload_on"))) return [{ kind: "battery_low", state: "active" }];
  if (same(said, parameter(device, "payload_off"))) return [{ kind: "battery_low", state: "normal" }];
  if (NO_VALUE.includes(String(said))) return [];
  const percent = { value: number(said), unit: "%" };
  if (percent.value <= BATTERY.lowAt) return [{ kind: "battery_low", state: "active", ...percent }];
  if (percent.value >= BATTERY.okAt) return [{ kind: "battery_low", state: "normal", ...percent }];
  return [];
}

function measured(device, said) {
  if (NO_VALUE.includes(String(said))) return [];
  const unit = parameter(device, "unit_of_measurement") || (device.type === "humidity" ? "%" : "°C");
  return [{ kind: device.type, state: "active", value: number(said), unit }];
}

// An event entity says {"event_type": "press"}; a device trigger the bare word.
function press(said) {
  const word = said !== null && typeof said === "object" ? said.event_type : said;
  if (typeof word !== "string") throw new Error("payload: no event_type");
  if (NO_VALUE.includes(word) || /release/.test(word)) return [];
  return [{ kind: "help_call", state: "active", text: word.slice(0, 40) }];
}

// The value a template picks. Templates are programs (Jinja); only the two forms below are taken,
// any other is refused loudly: a wrong guess could read an alarm as none.
function read(message, template) {
  if (template === undefined) return message.payload === undefined ? message.text : message.payload;
  if (/^\{\{-?\s*value\s*-?\}\}$/.test(template)) return message.text;
  const path = /^\{\{-?\s*value_json((?:\.\w+|\['[^'\]]+'\]|\[\d+\])+)\s*-?\}\}$/.exec(template);
  if (path === null) throw new Error("payload: the template in the parameters is more than value_json.path");
  if (message.payload === undefined) throw new Error("payload: not JSON");
  return [...path[1].matchAll(/'([^']+)'|\w+/g)].reduce(step, message.payload);
}

function step(value, found) {
  const key = found[1] || found[0];
  const held = value !== null && typeof value === "object" && has(value, key);
  if (!held) throw new Error(`payload: ${key.slice(0, 40)} is missing`);
  return value[key];
}

function parameter(device, name) {
  const [short, left_out] = PARAMETERS[name];
  return device.parameters[name] ?? device.parameters[short] ?? left_out;
}

// JSON true is the word "true"; templates in Home Assistant print it as "True".
function same(said, word) {
  if (typeof said === "boolean") return String(said) === String(word).toLowerCase();
  return String(said) === String(word);
}

function number(said) {
  const value = typeof said === "string" && said.trim() !== "" ? Number(said) : said;
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Error("payload: not a number");
  return value;
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}
