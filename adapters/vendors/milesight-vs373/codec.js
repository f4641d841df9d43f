// Milesight VS373: one report for each change of an event, {device_info, trigger_data}.

// trigger_data.event
const EVENTS = {
  0: { kind: "fall" },
  1: { kind: "inactivity", text: "motionless" },
  2: { kind: "inactivity", text: "stays too long" },
  3: { kind: "bed_exit" },
  4: { kind: "heartbeat", text: "occupied" },
  5: { kind: "heartbeat", text: "vacant" },
  6: { kind: "supervision_requested", text: "bradycardia" },
  7: { kind: "supervision_requested", text: "tachypnea" },
  8: { kind: "fall", text: "lying" },
};

// trigger_data.status. "Ignored" is what somebody pressed on the radar's own page; the core keeps a
// fall open until an operator resolves it, whatever is pressed there. A status report (4) tells how
// things stand: it names the event that is.
const STATES = { 1: "active", 2: "normal", 3: "normal", 4: "active" };

function normalize(message) {
  if (message.text === "") return [];
  if (message.name === "status") return status(message.text);
  if (!isObject(message.payload)) throw new Error("payload: not a JSON object");
  const said = tidy(message.payload);
  const info = isObject(said.device_info) ? said.device_info : {};
  // The manual prints the trigger of a fall inside of the device's data, that of a bed beside it.
  const trigger = said.trigger_data || info.trigger_data;
  if (isObject(trigger)) return [report(trigger, info)];
  if (!isObject(said.device_info)) throw new Error("payload: neither device_info nor trigger_data");
  return [{ kind: "heartbeat", state: "active" }]; // A periodic report.
}

function status(word) {
  if (word === "online") return [{ kind: "offline", state: "normal" }];
  if (word === "offline") return [{ kind: "offline", state: "active" }];
  throw new Error("payload: neither online nor offline");
}

function report(trigger, info) {
  const event = has(EVENTS, trigger.event) ? EVENTS[trigger.event] : undefined;
  if (event === undefined) throw new Error(`payload: event ${String(trigger.event).slice(0, 20)} is not known`);
  const state = has(STATES, trigger.status) ? STATES[trigger.status] : undefined;
  if (state === undefined) throw new Error(`payload: status ${String(trigger.status).slice(0, 20)} is not known`);
  if (event.kind === "heartbeat") return { ...event, state: "active" };
  return { ...event, state, ...key(trigger, info) };
}

// A report is known again by its trigger, that trigger's status, and the radar's time of it: the
// count of triggers may begin anew when the radar does, and a second "fall 1" must be heard.
function key(trigger, info) {
  if (!Number.isSafeInteger(trigger.trigger_id)) return {};
  return { boot: `${trigger.trigger_id} ${String(info.time || "")}`.slice(0, 32), sequence: trigger.status };
}

// Keys are printed with spaces for a fall ("trigger id") and with underscores for a bed.
function tidy(value) {
  if (!isObject(value)) return value;
  const name = (key) => key.trim().toLowerCase().replace(/ /g, "_");
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [name(key), tidy(held)]));
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function has(table, key) {
  return Object.prototype.hasOwnProperty.call(table, key);
}
