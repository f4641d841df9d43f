// OwnTracks: every message is a JSON object that says in `_type` what it is.

const BATTERY = { lowAt: 15, okAt: 20 }; // Percent.

// A message made this long before it arrived waited in the phone: it tells of the past. Measured by
// `created_at`, when the message was made; `tst` is when the fix was made, which may be minutes
// older in a message of this moment (246 s in one).
const LATE_MS = 5 * 60 * 1000;

const TYPES = {
  location,
  transition,
  lwt: will,
};

// Settings, cards and answers: nothing about the person.
const SAYS_NOTHING = [
  "waypoint", "waypoints", "card", "cmd", "configuration", "dump", "steps", "status", "beacon", "request",
];

function normalize(message) {
  if (message.name === "other") return [];
  if (message.text === "") return []; // The retained location was deleted.
  const said = message.payload;
  if (said === null || typeof said !== "object") throw new Error("payload: not a JSON object");
  if (SAYS_NOTHING.includes(said._type)) return [];
  const read = has(TYPES, said._type) ? TYPES[said._type] : undefined;
  // "encrypted" comes here too: it may be anything, and nobody here has the key.
  if (read === undefined) throw new Error(`payload: _type ${String(said._type).slice(0, 40)} is not known`);
  return read(said, message);
}

function location(said, message) {
  const position = { kind: "position", state: "active", ...when(said, message), location: place(said) };
  const signals = [position, ...battery(said)];
  // Who sends is connected. A retained location only says that the phone once was.
  if (!message.retained) signals.push({ kind: "offline", state: "normal" });
  return signals;
}

function transition(said, message) {
  const kinds = { enter: "zone_entered", leave: "zone_left" };
  const kind = has(kinds, said.event) ? kinds[said.event] : undefined;
  if (kind === undefined) throw new Error("payload: event is neither enter nor leave");
  const zone = typeof said.desc === "string" && said.desc !== "" ? { text: said.desc.slice(0, 512) } : {};
  // Some transitions come without a place: the zone says where.
  const where = said.lat === undefined ? {} : { location: place(said) };
  return [{ kind, state: "active", ...when(said, message), ...zone, ...where }];
}

// Sent by the MQTT broker one and a half keepalives after the connection was lost. Its tst is when
// the phone connected, hours ago perhaps: no time of this.
function will() {
  return [{ kind: "offline", state: "active" }];
}

function when(said, message) {
  const fix = seconds(said.tst);
  const made = seconds(said.created_at) ?? fix;
  const time = fix === undefined ? {} : { device_time: new Date(fix) };
  const late = made !== undefined && message.recvTime.getTime() - made > LATE_MS;
  return late ? { ...time, history: true } : time;
}

// Coordinates may be whole numbers; 0 is a place. Rounded ones come as strings from old gateways.
function place(said) {
  const at = { latitude: degrees(said.lat, 90, "lat"), longitude: degrees(said.lon, 180, "lon") };
  const accuracy = Number(said.acc);
  return said.acc !== undefined && accuracy > 0 ? { ...at, accuracy_m: accuracy } : at;
}

function degrees(value, limit, field) {
  const parsed = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof parsed !== "number" || !(Math.abs(parsed) <= limit)) throw new Error(`payload: ${field} is no place`);
  return parsed;
}

// bs: 0 unknown, 1 unplugged, 2 charging, 3 full. A low phone that charges is still low.
function battery(said) {
  if (typeof said.batt !== "number" || said.batt < 0) return []; // -1: the phone does not know.
  const value = { value: said.batt, unit: "%" };
  if (said.batt <= BATTERY.lowAt) return [{ kind: "battery_low", state: "active", ...value }];
  if (said.batt >= BATTERY.okAt) return [{ kind: "battery_low", state: "normal", ...value }];
  return [];
}

// Epoch seconds to milliseconds; 0 is a phone that does not know the time.
function seconds(value) {
  return typeof value === "number" && value > 0 && value < 1e11 ? value * 1000 : undefined;
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}

function encodeCommand({ command, device }) {
  if (command !== "locate") throw new Error(`command: ${command} is not known`);
  const payload = { _type: "cmd", action: "reportLocation" };
  return { topic: `owntracks/${device.address}/cmd`, payload, qos: 1, retain: false };
}
