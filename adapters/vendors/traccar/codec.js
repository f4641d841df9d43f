// Traccar forwards {position, device} for each position and {event, position, device, geofence} for
// each event it made of one. An alarm is in both if both are forwarded: said twice, it is one alarm.

const BATTERY = { lowAt: 15, okAt: 20 }; // Percent.

// A record whose device made it this long before the server had it was stored in the device.
const LATE_MS = 10 * 60 * 1000;

// A stored call of this age is still a call: somebody pressed where there was no cover, and nobody
// has come. Older ones are history.
const CALL_STANDS_MS = 24 * 3600 * 1000;
const CALLS = ["help_call", "fall"];

// What an alarm of a position means. One alarm word says nothing of the others: none of these is
// ever read as normal from its absence.
const ALARMS = {
  sos: { kind: "help_call" },
  general: { kind: "help_call", text: "alarm without a reason" },
  accident: { kind: "help_call", text: "accident" },
  fallDown: { kind: "fall" },
  lowBattery: { kind: "battery_low" },
  lowPower: { kind: "battery_low", text: "low power" },
  powerCut: { kind: "mains_lost" },
  powerRestored: { kind: "mains_lost", state: "normal" },
  powerOff: { kind: "offline", text: "switched off" },
  powerOn: { kind: "offline", state: "normal", text: "switched on" },
  removing: { kind: "tamper", text: "taken off" },
  tampering: { kind: "tamper" },
  jamming: { kind: "tamper", text: "radio jammed" },
  gpsAntennaCut: { kind: "tamper", text: "GPS antenna cut" },
  fault: { kind: "fault" },
  geofenceEnter: { kind: "zone_entered" },
  geofenceExit: { kind: "zone_left" },
};

// Of driving and of things nobody is called for.
const NO_ALARMS = [
  "vibration", "movement", "lowspeed", "overspeed", "door", "lock", "unlock", "geofence", "tow", "idle", "highRpm",
  "hardAcceleration", "hardBraking", "hardCornering", "laneChange", "fatigueDriving", "temperature", "parking",
  "bonnet", "footBrake", "fuelLeak",
];

const EVENTS = {
  alarm: (said) => alarms(said.event.attributes),
  geofenceEnter: (said) => [{ kind: "zone_entered", ...zone(said) }],
  geofenceExit: (said) => [{ kind: "zone_left", ...zone(said) }],
  deviceOnline: () => [{ kind: "offline", state: "normal" }],
  deviceOffline: () => [{ kind: "offline" }],
};

// Known events that say nothing here. deviceUnknown only says that the session timed out.
const NO_EVENTS = [
  "deviceUnknown", "deviceInactive", "deviceMoving", "deviceStopped", "deviceOverspeed", "deviceFuelDrop",
  "deviceFuelIncrease", "queuedCommandSent", "commandResult", "ignitionOn", "ignitionOff", "maintenance",
  "textMessage", "driverChanged", "media",
];

function normalize(message) {
  const said = message.payload;
  if (!isObject(said)) throw new Error("payload: not a JSON object");
  // Told by its shape: one topic may carry both.
  if (isObject(said.event)) return dated(ofEvent(said), said.position, said);
  if (isObject(said.position)) return dated(ofPosition(said.position), said.position, said);
  throw new Error("payload: neither a position nor an event");
}

function ofEvent(said) {
  const type = said.event.type;
  if (NO_EVENTS.includes(type)) return [];
  if (!has(EVENTS, type)) throw new Error(`payload: event ${String(type).slice(0, 40)} is not known`);
  return EVENTS[type](said);
}

function ofPosition(position) {
  const attributes = position.attributes;
  const known = alarms(attributes);
  // The device's own "low battery" counts before its percent.
  const charge = known.some((s) => s.kind === "battery_low") ? [] : battery(attributes);
  return [...known, ...charge, ...whereabouts(position)];
}

// `alarm` is a word, or several with commas between them. A call is heard even beside a word that
// nobody knows.
function alarms(attributes) {
  const said = isObject(attributes) && typeof attributes.alarm === "string" ? attributes.alarm.split(",") : [];
  const words = said.map((w) => w.trim()).filter((w) => w !== "" && !NO_ALARMS.includes(w));
  const known = words.filter((w) => has(ALARMS, w)).slice(0, 8).map((w) => ({ ...ALARMS[w] }));
  const strange = words.find((w) => !has(ALARMS, w));
  if (strange !== undefined && !known.some((s) => CALLS.includes(s.kind))) {
    throw new Error(`payload: alarm ${strange.slice(0, 40)} is not known`);
  }
  return known;
}

function battery(attributes) {
  const percent = isObject(attributes) ? attributes.batteryLevel : undefined;
  if (typeof percent !== "number") return [];
  if (percent <= BATTERY.lowAt) return [{ kind: "battery_low", value: percent, unit: "%" }];
  if (percent >= BATTERY.okAt) return [{ kind: "battery_low", state: "normal", value: percent, unit: "%" }];
  return [];
}

// Without a fix (valid: false) Traccar repeats the last coordinates it knew: no place of now.
function whereabouts(position) {
  return hasFix(position) ? [{ kind: "position" }] : [];
}

function zone(said) {
  const name = isObject(said.geofence) ? said.geofence.name : undefined;
  return typeof name === "string" && name !== "" ? { text: name.slice(0, 512) } : {};
}

// Adds what all signals of a record share: whose, when, where, and whether it is old.
function dated(signals, position, said) {
  const device = String((isObject(said.device) && said.device.uniqueId) || "");
  if (device === "") throw new Error("payload: device.uniqueId is missing");
  const record = isObject(position) ? position : {};
  return signals.map((signal) => ({
    ...signal,
    state: signal.state || "active",
    device,
    ...times(record, said.event),
    ...place(signal, record),
    ...(isHistory(signal, record) ? { history: true } : {}),
  }));
}

function times(record, event) {
  const device = time(record.deviceTime) ?? time(record.fixTime);
  const server = time(record.serverTime) ?? time(event && event.eventTime);
  return { ...(device && { device_time: device }), ...(server && { network_time: server }) };
}

function place(signal, record) {
  if (hasFix(record)) {
    const at = { latitude: record.latitude, longitude: record.longitude };
    return { location: record.accuracy > 0 ? { ...at, accuracy_m: record.accuracy } : at };
  }
  // Somebody has to go there all the same: where they were last, in words, so that nobody takes it
  // for a fix.
  if (!CALLS.includes(signal.kind) || !hasPlace(record)) return {};
  const since = time(record.fixTime);
  const last = `no fix; last known ${record.latitude}, ${record.longitude}`;
  const words = since ? `${last} at ${since.toISOString()}` : last;
  return { text: signal.text ? `${signal.text}; ${words}` : words };
}

function hasFix(record) {
  return record.valid === true && record.outdated !== true && hasPlace(record);
}

// A place off the globe is none; the call that came with it is a call all the same.
function hasPlace(record) {
  const within = (value, limit) => typeof value === "number" && Math.abs(value) <= limit;
  return within(record.latitude, 90) && within(record.longitude, 180);
}

// `archive` is the device's own word for a stored record; else its time says so.
function isHistory(signal, record) {
  const made = time(record.deviceTime) ?? time(record.fixTime);
  const had = time(record.serverTime);
  const age = made && had ? had - made : 0;
  const stored = age > LATE_MS || (isObject(record.attributes) && record.attributes.archive === true);
  if (CALLS.includes(signal.kind)) return age > CALL_STANDS_MS;
  return stored;
}

// "2026-03-01T12:00:00.000+0000" of Traccar 4 and 5, or with a colon, or Z; or epoch milliseconds.
function time(value) {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const read = new Date(typeof value === "string" ? value.replace(/([+-]\d\d)(\d\d)$/, "$1:$2") : value);
  return read.getTime() > 0 && read.getTime() < 1e14 ? read : undefined;
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}
