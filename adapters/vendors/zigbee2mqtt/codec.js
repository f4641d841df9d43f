// Zigbee2MQTT publishes one JSON object per device: everything it knows, each time anything is
// reported. So every field below is a state and is said each time; the core knows what is new.

// Percent. Between the two nothing is said: the battery stays what it was last said to be.
const BATTERY = { lowAt: 15, okAt: 20 };

// A field that is true while something is wrong.
const ALARM_FIELDS = {
  water_leak: "water_leak",
  smoke: "smoke",
  carbon_monoxide: "co",
  gas: "gas",
  tamper: "tamper",
  ac_status: "mains_lost", // The zone status bit "AC (mains) fault".
};

// Any of these true is a fault of the device. Some devices use the names for words: no matter.
const FAULT_FIELDS = ["trouble", "fault", "device_fault", "battery_defect"];

// Fields that are true while something moves, by the type that says intrusion of them.
const MOTION_FIELDS = {
  vibration: ["vibration"],
  intrusion: ["occupancy", "presence"],
};

// Combined devices report more than they are there for. These are said by the types that have a use
// for them, and by a device that nobody registered.
const SAID_BY = {
  contact: ["contact", "vibration"],
  lock: ["lock"],
  ac_status: ["smoke", "heat", "door_relay"],
  test: ["smoke", "heat"],
  climate: ["leak", "smoke", "heat", "contact", "vibration", "occupancy", "intrusion", "temperature"],
};

const MEASUREMENTS = { temperature: "°C", humidity: "%" };

// What a press is called. Only these call, whatever the device is registered as.
const EMERGENCY = ["emergency", "sos", "panic"];
const RELEASES = ["release", "hold_release", "long_release"];

function normalize(message) {
  if (message.name === "talk") return [];
  // An empty payload deletes what was retained: the device was removed or renamed.
  if (message.text === "") return [];
  if (message.name === "state") return deviceState(message);
  return availability(message);
}

// 2.x says {"state":"offline"}; before, the bare word, which is no JSON.
function availability(message) {
  const said = isObject(message.payload) ? message.payload.state : message.text;
  if (said === "offline") return [{ kind: "offline", state: "active" }];
  if (said === "online") return [{ kind: "offline", state: "normal" }];
  throw new Error("payload: neither online nor offline");
}

function deviceState(message) {
  const said = message.payload;
  if (!isObject(said)) throw new Error("payload: not a JSON object");
  const signals = [...presses(said, message.device.type)];
  try {
    signals.push(...states(said, message.device.type));
  } catch (error) {
    // A call is heard, whatever stands beside it that cannot be read.
    if (signals.length === 0) throw error;
  }
  // When the bridge last heard the device: the bridge's clock, set anew when it publishes an old
  // state once more, so it dates the message and not the state.
  const heard = lastSeen(said.last_seen);
  return heard === undefined ? signals : signals.map((s) => ({ ...s, network_time: heard }));
}

function states(said, type) {
  return [
    ...alarms(said, type),
    ...motion(said, type),
    ...(isSaid("contact", type) ? contact(said) : []),
    ...(isSaid("lock", type) ? lock(said) : []),
    ...faults(said, type),
    ...battery(said),
    ...(isSaid("climate", type) ? measurements(said) : []),
  ];
}

function isSaid(what, type) {
  return type === undefined || SAID_BY[what].includes(type);
}

function alarms(said, type) {
  const signals = [];
  for (const [field, meaning] of Object.entries(ALARM_FIELDS)) {
    if (field === "gas" && typeof said.gas === "number") continue; // A gas meter: cubic metres.
    if (field === "ac_status" && !isSaid(field, type)) continue;
    const on = flag(said, field);
    // A heat detector is of the zone type "fire" as well, and so says "smoke".
    const kind = field === "smoke" && type === "heat" ? "heat" : meaning;
    if (on !== undefined) signals.push({ kind, state: on ? "active" : "normal" });
  }
  // The detector's own test mode. Many have no such field, and the test button of one sends
  // smoke:false and no more: its installation test is to be made with smoke.
  if (said.test !== true || !isSaid("test", type)) return signals;
  const tests = (signal) => ["smoke", "heat"].includes(signal.kind) && signal.state === "active";
  return [...signals.map((s) => (tests(s) ? { ...s, state: "test" } : s)), { kind: "test", state: "active" }];
}

function motion(said, type) {
  const fields = type === "occupancy" ? MOTION_FIELDS.intrusion : MOTION_FIELDS[type] || [];
  const known = fields.map((field) => flag(said, field)).filter((on) => on !== undefined);
  if (known.length === 0) return [];
  const moves = known.includes(true);
  if (type === "occupancy") return [{ kind: "heartbeat", state: "active", text: moves ? "occupied" : "vacant" }];
  return [{ kind: "intrusion", state: moves ? "active" : "normal" }];
}

function contact(said) {
  const closed = flag(said, "contact");
  if (closed === undefined) return [];
  return [{ kind: closed ? "door_closed" : "door_opened", state: "active" }];
}

function lock(said) {
  const word = String(said.lock_state ?? said.state ?? "").toLowerCase();
  if (word === "locked" || word === "lock") return [{ kind: "door_locked", state: "active" }];
  if (word === "unlocked" || word === "unlock") return [{ kind: "door_unlocked", state: "active" }];
  return [];
}

// A press is "emergency" and then "" at once, which is no cancelling; null is what a button says
// when it joins. Neither says anything. An emergency with battery 0 comes without a press, owners
// say; nobody can know that here, so it is a call.
function presses(said, type) {
  const action = said.action;
  if (typeof action !== "string" || action === "") return [];
  const calls = EMERGENCY.includes(action) || (type === "call_button" && !RELEASES.includes(action));
  return calls ? [{ kind: "help_call", state: "active", text: action.slice(0, 40) }] : [];
}

function faults(said, type) {
  const known = FAULT_FIELDS.filter((field) => typeof said[field] === "boolean");
  const wrong = known.filter((field) => said[field]);
  if (isSaid("lock", type) && typeof said.lock_state === "string") known.push("lock");
  // The bolt is half way: neither locked nor open for who is to come in.
  if (said.lock_state === "not_fully_locked") wrong.push("not fully locked");
  if (known.length === 0) return [];
  if (wrong.length === 0) return [{ kind: "fault", state: "normal" }];
  return [{ kind: "fault", state: "active", text: wrong.join(", ") }];
}

// Percent, or the device's own word, or both: the worse counts.
function battery(said) {
  const percent = number(said, "battery");
  const low = flag(said, "battery_low");
  const value = percent === undefined ? {} : { value: percent, unit: "%" };
  if (low || percent <= BATTERY.lowAt) return [{ kind: "battery_low", state: "active", ...value }];
  const ok = percent === undefined ? low === false : percent >= BATTERY.okAt;
  return ok ? [{ kind: "battery_low", state: "normal", ...value }] : [];
}

// Plugs, locks and buttons measure their own inside; nobody asked.
function measurements(said) {
  const signals = [];
  for (const [field, unit] of Object.entries(MEASUREMENTS)) {
    const value = number(said, field);
    if (value !== undefined) signals.push({ kind: field, state: "active", value, unit });
  }
  return signals;
}

// Epoch milliseconds, or ISO 8601 with its zone. A time without a zone is somebody's local time.
function lastSeen(value) {
  const zoned = typeof value === "number" || (typeof value === "string" && /(Z|[+-]\d\d:?\d\d)$/.test(value));
  if (!zoned) return undefined;
  const time = new Date(value);
  return time.getTime() > 0 && time.getTime() < 1e14 ? time : undefined;
}

// null is a field that was not reported yet: it says nothing, and surely not "normal".
function flag(said, field) {
  const value = said[field];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new Error(`payload: ${field} is neither true nor false`);
}

// Old bridges write numbers as strings: "80.00".
function number(said, field) {
  const value = said[field];
  if (value === undefined || value === null || value === "") return undefined;
  const parsed = Number(value);
  if (typeof value === "boolean" || !Number.isFinite(parsed)) throw new Error(`payload: ${field} is not a number`);
  return parsed;
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

// arguments.seconds: how long a relay holds the door; the relay ends it by itself.
function encodeCommand({ command, arguments: given, device }) {
  const to = (payload) => ({ topic: `zigbee2mqtt/${device.address}/set`, payload, qos: 1, retain: false });
  if (command === "open_door" && device.type === "lock") return to({ state: "UNLOCK" });
  if (command === "open_door") return to({ state: "ON", on_time: given.seconds || 5 });
  if (command === "locate") return to({ identify: "identify" });
  if (command === "reset") return { topic: "zigbee2mqtt/bridge/request/restart", payload: "", qos: 1, retain: false };
  throw new Error(`command: ${command} is not known`);
}
