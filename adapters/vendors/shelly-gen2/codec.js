// Shelly's second generation: a status is an object of components, {"flood:0": {...}, "sys": {...}}.
// NotifyStatus carries only what changed, so what is absent is said nothing of.

const BATTERY = { lowAt: 15, okAt: 20 }; // Percent.

// Always powered. All others sleep, and the broker says `online false` of them each time they do.
const POWERED = ["door_window", "button", "door_relay"];

const PRESSES = ["single_push", "double_push", "triple_push", "long_push"];

// Inputs and relays of which a device has several: parameters.port names the one (default 0).
const PORTS = ["input", "switch"];

// What each component says, by its name without the ":0".
const COMPONENTS = {
  flood: (status) => detector("water_leak", status),
  smoke: (status) => detector("smoke", status),
  devicepower: power,
  temperature: (status, device) => measured("temperature", status.tC, "°C", status, device),
  humidity: (status, device) => measured("humidity", status.rh, "%", status, device),
  input: contact,
  switch: relay,
};

function normalize(message) {
  if (message.text === "") return [];
  if (message.name === "online") return online(message);
  const said = message.payload;
  if (!isObject(said)) throw new Error("payload: not a JSON object");
  if (message.name === "status") return component(message.captures.component, said, message.device);
  return notification(said, message.device);
}

function online(message) {
  if (typeof message.payload !== "boolean") throw new Error("payload: online is neither true nor false");
  if (!POWERED.includes(message.device.type)) return [];
  return [{ kind: "offline", state: message.payload ? "normal" : "active" }];
}

function notification(said, device) {
  const params = said.params;
  if (typeof said.method !== "string" || !isObject(params)) throw new Error("payload: no notification");
  // Seconds with a fraction; null until the device has heard the time.
  const heard = typeof params.ts === "number" && params.ts > 0 && params.ts < 1e11;
  const time = heard ? { device_time: new Date(Math.round(params.ts * 1000)) } : {};
  const signals = said.method === "NotifyEvent" ? events(params.events, device) : statuses(params, device);
  return signals.map((signal) => ({ ...signal, ...time }));
}

function statuses(params, device) {
  const parts = Object.entries(params).filter(([, status]) => isObject(status));
  return parts.flatMap(([name, status]) => component(name, status, device));
}

// A device may have several components of a kind: the second is a device of its own, "ADDRESS/flood:1",
// for a dry second cable must not end what the first one reports.
function component(name, status, device) {
  const [kind, id = "0"] = name.split(":");
  if (!has(COMPONENTS, kind)) return [];
  if (PORTS.includes(kind)) return id === String(device.parameters.port ?? 0) ? COMPONENTS[kind](status, device) : [];
  const whose = id === "0" ? {} : { device: `${device.address}/${name}` };
  return COMPONENTS[kind](status, device).map((signal) => ({ ...signal, ...whose }));
}

// alarm:null is a detector that does not know: with errors (the cable is out) a fault, else unknown.
// An error beside alarm:false is a fault, too; water is water, whatever the errors.
// `mute` silences the device's own sounder and changes nothing here.
function detector(kind, status) {
  const errors = Array.isArray(status.errors) ? status.errors.map(String) : [];
  if (status.alarm === true) return [{ kind, state: "active" }];
  if (errors.length > 0) return [{ kind, state: "fault", text: errors.join(", ").slice(0, 512) }];
  if (status.alarm === false) return [{ kind, state: "normal" }];
  if (status.alarm === null) return [{ kind, state: "unknown" }];
  if (status.alarm === undefined) return [];
  throw new Error(`payload: alarm of ${kind} is neither true nor false`);
}

function power(status, device) {
  const signals = [];
  const percent = isObject(status.battery) ? status.battery.percent : undefined;
  const low = (state) => ({ kind: "battery_low", state, value: percent, unit: "%" });
  if (typeof percent === "number" && percent <= BATTERY.lowAt) signals.push(low("active"));
  if (typeof percent === "number" && percent >= BATTERY.okAt) signals.push(low("normal"));
  // Only who is registered as fed from outside has lost something.
  const fed = isObject(status.external) ? status.external.present : undefined;
  if (device.parameters.external_power === true && typeof fed === "boolean") {
    signals.push({ kind: "mains_lost", state: fed ? "normal" : "active" });
  }
  return signals;
}

// Other devices measure their own inside, or have an add-on nobody registered.
function measured(kind, value, unit, status, device) {
  if (device.type !== "climate" && device.type !== undefined) return [];
  if (Array.isArray(status.errors) && status.errors.length > 0) {
    return [{ kind: "fault", state: "active", text: `${kind}: ${status.errors.join(", ")}`.slice(0, 512) }];
  }
  return typeof value === "number" ? [{ kind, state: "active", value, unit }] : [];
}

// state:null is an input that is no switch, or that is not known yet.
function contact(status, device) {
  if (device.type !== "door_window" || typeof status.state !== "boolean") return [];
  const closed = status.state === (device.parameters.closed_when === true);
  return [{ kind: closed ? "door_closed" : "door_opened", state: "active" }];
}

function relay(status, device) {
  if (device.type !== "door_relay" || !Array.isArray(status.errors)) return [];
  if (status.errors.length === 0) return [{ kind: "fault", state: "normal" }];
  return [{ kind: "fault", state: "active", text: status.errors.join(", ").slice(0, 512) }];
}

// btn_down and btn_up come with each push: the push is the press.
function events(list, device) {
  if (!Array.isArray(list)) throw new Error("payload: no events");
  if (device.type !== "button") return [];
  const presses = list.filter((e) => isObject(e) && PRESSES.includes(e.event)).slice(0, 16);
  return presses.map((e) => ({ kind: "help_call", state: "active", text: `${e.component} ${e.event}` }));
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}

// arguments.seconds: how long the relay is on; the device ends it by itself.
function encodeCommand({ command, arguments: given, device }) {
  const prefix = device.parameters.prefix || device.address;
  const call = (method, params) => {
    const payload = { id: 1, src: "varde", method, params };
    return { topic: `${prefix}/rpc`, payload, qos: 1, retain: false };
  };
  const open = { id: device.parameters.port ?? 0, on: true, toggle_after: given.seconds || 5 };
  if (command === "open_door") return call("Switch.Set", open);
  if (command === "reset") return call("Shelly.Reboot", {});
  throw new Error(`command: ${command} is not known`);
}
