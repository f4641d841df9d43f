// Abeeway frames to data, in the form Decoder(bytes, port). Written from Abeeway's reference guide
// for firmware 2; numbers are big end first. Firmware 1 gives the battery in volts: not for this one.
//
// Each message has a header of five bytes, whose status tells whether the wearer has called for help,
// whatever the message is about. Only "frame pending" has none.

var PORTS = [17, 18];

var FRAME_PENDING = 0x00;
var MESSAGES = {
  0x03: {name: "position", size: 6, read: readPosition},
  0x05: {name: "heartbeat", size: 6},
  0x07: {name: "report", size: 6},  // Activity, settings, shock.
  0x09: {name: "shutdown", size: 6, read: readShutdown},
  0x0a: {name: "event", size: 6, read: readEvent},
  0x0b: {name: "scan", size: 6},
  0x0c: {name: "proximity", size: 6},
  0x0e: {name: "extended_position", size: 7, read: readExtendedPosition},
  0x0f: {name: "debug", size: 5},
};

var GPS_FIX = 0;
var NO_FIX = [1, 3, 4, 8];  // GPS timeout, WIFI timeout and failure, BLE failure.
var SHUTDOWN_CAUSES = ["by its button", "battery empty", "by a command", "by Bluetooth"];
var LAST_EVENT = 0x0a;
var EVENTS = {0x07: "sos_start", 0x08: "sos_stop"};

function Decoder(bytes, port) {
  if (PORTS.indexOf(port) < 0) throw new Error("payload: no message is known on port " + port);
  if (bytes.length === 0) throw new Error("payload: empty frame");
  if (bytes[0] === FRAME_PENDING) return {message: "frame_pending"};
  var message = MESSAGES[bytes[0]];
  if (!message) throw new Error("payload: unknown message type " + bytes[0]);
  need(bytes, message.size, message.name);
  var data = readHeader(bytes);
  data.message = message.name;
  if (message.read) message.read(bytes, data);
  return data;
}

function need(bytes, size, name) {
  if (bytes.length < size) {
    throw new Error("payload: " + name + " has at least " + size + " bytes, not " + bytes.length);
  }
}

function readHeader(bytes) {
  return {
    sos: (bytes[1] & 0x10) !== 0,
    battery: bytes[2],
    option: bytes[4] & 0x0f,
  };
}

function readPosition(bytes, data) {
  data.no_fix = NO_FIX.indexOf(data.option) >= 0;
  if (data.option !== GPS_FIX) return;  // Radio stations in sight, which only a service can place.
  need(bytes, 13, "position");
  data.fix = onEarth({
    seconds_ago: bytes[5] * 8,
    latitude: signed(bytes, 6, 3) * 256 / 1e7,
    longitude: signed(bytes, 9, 3) * 256 / 1e7,
    accuracy_m: Math.round(bytes[12] * 1000 / 255),
  });
}

// The guide copies "<< 8" from the short form; four bytes are the whole number. The form of the
// accuracy depends on a flag, and is left out.
function readExtendedPosition(bytes, data) {
  data.no_fix = NO_FIX.indexOf(data.option) >= 0;
  if (data.option !== GPS_FIX) return;
  need(bytes, 16, "extended position");
  data.fix = onEarth({
    seconds_ago: bytes[5] * 256 + bytes[6],
    latitude: signed(bytes, 8, 4) / 1e7,
    longitude: signed(bytes, 12, 4) / 1e7,
    accuracy_m: 0,
  });
}

function onEarth(fix) {
  if (Math.abs(fix.latitude) > 90 || Math.abs(fix.longitude) > 180) {
    throw new Error("payload: position is off the globe");
  }
  return fix;
}

function readShutdown(bytes, data) {
  data.cause = SHUTDOWN_CAUSES[bytes[5]] || "cause " + bytes[5];
}

function readEvent(bytes, data) {
  if (bytes[5] > LAST_EVENT) throw new Error("payload: unknown event " + bytes[5]);
  data.event = EVENTS[bytes[5]] || "other";
}

function signed(bytes, at, size) {
  var value = 0;
  for (var i = 0; i < size; i++) value = value * 256 + bytes[at + i];
  return value >= Math.pow(2, 8 * size - 1) ? value - Math.pow(2, 8 * size) : value;
}
