// ChirpStack 4: takes the frame out of the network server's JSON.
//
// ChirpStack writes protobuf's JSON form, which leaves out whatever is zero, false or empty. So a
// field that is missing is not a fault: the first frame of a session has no `fCnt`.

const LOW_AT = 15;  // Percent, as in adapter.yaml.
const OK_AT = 20;

function unwrap(message) {
  const event = eventOf(message);
  switch (message.name) {
    case "up": return up(message, event);
    case "join": return alone(message, event, [joined()]);
    case "status": return alone(message, event, battery(event));
    case "location": return alone(message, event, position(event));
    case "log": return alone(message, event, lost(event));
    // What became of a command, and what other integrations say: life, no news.
    default: return alone(message, event, []);
  }
}

function encodeDownlink({device, fPort, bytes}) {
  const application = (device.parameters || {}).application;
  if (!application) throw new Error("parameters: application is missing; the topic needs its UUID");
  return {
    topic: `application/${application}/device/${device.address}/command/down`,
    payload: {
      devEui: device.address,
      confirmed: false,
      fPort: fPort,
      data: Buffer.from(bytes).toString("base64"),
    },
  };
}

function eventOf(message) {
  const event = message.payload;
  if (typeof event !== "object" || event === null) {
    throw new Error("payload: not a JSON object; is the MQTT integration set to protobuf?");
  }
  if (typeof event.deviceInfo !== "object" || event.deviceInfo === null) {
    throw new Error("payload: deviceInfo is missing; ChirpStack 3 has another form");
  }
  return event;
}

// A frame. Its key is devAddr and fCnt: `deduplicationId` is new for each reception, so a gateway
// so near that it hears one transmission on two channels gives two ids for one frame.
function up(message, event) {
  const frame = {
    device: message.captures.device,
    networkTime: timeOf(event.time),
    boot: event.devAddr || "",
    sequence: counter(event),
  };
  // A frame without application data (it carries MAC commands or just an acknowledgement) is life.
  if (!event.data) return {...frame, signals: []};
  if (event.joinServerContext) {
    throw new Error("payload: encrypted; the join server keeps the application's key to itself");
  }
  return {...frame, fPort: event.fPort || 0, base64: base64(event.data)};
}

function counter(event) {
  const count = event.fCnt === undefined ? 0 : event.fCnt;
  if (!Number.isInteger(count) || count < 0) throw new Error("payload: fCnt is no counter");
  return count;
}

function base64(text) {
  if (typeof text !== "string" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw new Error("payload: data is not base64");
  }
  return text;
}

function alone(message, event, signals) {
  return {device: message.captures.device, networkTime: timeOf(event.time), signals: signals};
}

// With a join counters start anew, and what `lost` told is over.
function joined() {
  return {kind: "fault", state: "normal", text: "joined the network"};
}

// The level that the device gave to the network, in percent. No level means that it has none to
// give (external power, cannot measure): never that it is at 0.
function battery(event) {
  const level = event.batteryLevel;
  if (typeof level !== "number" || event.externalPowerSource || event.batteryLevelUnavailable) {
    return [];
  }
  if (level <= LOW_AT) return [{kind: "battery_low", state: "active", value: level, unit: "%"}];
  if (level >= OK_AT) return [{kind: "battery_low", state: "normal", value: level, unit: "%"}];
  return [];
}

// Where the network reckons that the device is. Zero is left out here too, but 0, 0 is no place.
function position(event) {
  const {latitude = 0, longitude = 0, accuracy = 0} = event.location || {};
  if (latitude === 0 && longitude === 0) return [];
  const location = {latitude: latitude, longitude: longitude, accuracy_m: accuracy};
  return [{kind: "position", state: "active", location: location}];
}

// Of the log only this matters: the device sends, but the network throws its frames away because of
// their counter or signature. A call for help would be lost the same way. A retransmission
// (UPLINK_F_CNT_RETRANSMISSION) is a frame that came already; the rest is about commands and joins.
const LOSES_FRAMES = {
  UPLINK_F_CNT_RESET: "the network drops its frames: frame counter was reset",
  UPLINK_MIC: "the network drops its frames: wrong key",
};

function lost(event) {
  const text = LOSES_FRAMES[event.code];
  return text ? [{kind: "fault", state: "active", text: text}] : [];
}

// ChirpStack's times have nine decimals; engines differ in what they make of more than three.
function timeOf(text) {
  const parts = /^(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text || "");
  if (!parts) return undefined;
  const time = new Date(`${parts[1]}.${((parts[2] || "") + "000").slice(0, 3)}${parts[3]}`);
  return isNaN(time.getTime()) ? undefined : time;
}
