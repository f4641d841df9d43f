// Browan's Tabs sensors. The port says what a frame is, and each has one length. Unused bits are
// "reserved for future use": they are masked away, not trusted to be zero.

const LOW_AT_V = 3.0;  // The manual's least for its 3.6 V cell is 3.1 V, and the step is 0.1 V.
const OK_AT_V = 3.2;
const HUMIDITY_ERROR = 127;

const FRAMES = {
  100: {name: "door", size: 8, read: readDoor},
  106: {name: "leak", size: 5, read: readLeak},
  204: {name: "configuration", read: () => ({})},  // At the first frame, and when it is asked for.
};

function decodeUplink({bytes, fPort}) {
  const frame = FRAMES[fPort];
  if (!frame) return failed(`no frame is known on port ${fPort}`);
  if (frame.size !== undefined && bytes.length !== frame.size) {
    return failed(`a ${frame.name} frame has ${frame.size} bytes, not ${bytes.length}`);
  }
  return {data: {frame: frame.name, ...frame.read(bytes)}, warnings: [], errors: []};
}

function failed(reason) {
  return {data: {}, warnings: [], errors: [reason]};
}

// Status, battery, temperature of the board, minutes since the last change (2), count of changes (3).
function readDoor(bytes) {
  return {open: (bytes[0] & 1) === 1, volts: volts(bytes[1])};
}

// Status, battery, temperature of the board, humidity, temperature of the surroundings.
function readLeak(bytes) {
  return {
    wet: (bytes[0] & 1) === 1,
    volts: volts(bytes[1]),
    humidity: bytes[3] & 0x7f,
    temperature: (bytes[4] & 0x7f) - 32,
  };
}

function volts(byte) {
  return (25 + (byte & 0x0f)) / 10;
}

function normalize(message) {
  const data = message.decoded;
  switch (data.frame) {
    case "door": return [door(data)].concat(battery(data));
    case "leak": return [leak(data)].concat(climate(data), battery(data));
    default: return [];
  }
}

function door(data) {
  return {kind: data.open ? "door_opened" : "door_closed", state: "active"};
}

function leak(data) {
  return {kind: "water_leak", state: data.wet ? "active" : "normal"};
}

// 127 is not a humidity but "I cannot measure".
function climate(data) {
  const temperature =
      {kind: "temperature", state: "active", value: data.temperature, unit: "°C"};
  if (data.humidity === HUMIDITY_ERROR) {
    return [temperature, {kind: "fault", state: "active", text: "humidity cannot be measured"}];
  }
  const humidity = {kind: "humidity", state: "active", value: data.humidity, unit: "%"};
  return [temperature, humidity, {kind: "fault", state: "normal"}];
}

function battery({volts}) {
  if (volts <= LOW_AT_V) return [{kind: "battery_low", state: "active", value: volts, unit: "V"}];
  if (volts >= OK_AT_V) return [{kind: "battery_low", state: "normal", value: volts, unit: "V"}];
  return [];
}
