// ELSYS frames to data, in the form Decode(fPort, bytes, variables). Written from ELSYS's payload
// document, which calls a channel a sensor data type.
//
// A frame is a row of channels: one byte type, then data whose length follows from the type. Behind
// an unknown type nothing can be read any more: the frame is then not understood at all.
//
// The two high bits of the type byte say how many bytes of age stand before the data: a reading that
// waited in the queue (setting Qsize) is sent later with its age in seconds.

var CHANNELS = {
  0x01: {size: 2, name: "temperature", read: readTenths},
  0x02: {size: 1, name: "humidity", read: readByte},
  0x03: {size: 3, name: "acceleration"},
  0x04: {size: 2, name: "light"},
  0x05: {size: 1, name: "motion", read: readByte},
  0x06: {size: 2, name: "co2"},
  0x07: {size: 2, name: "millivolts", read: readNumber},
  0x08: {size: 2, name: "analog_1"},
  0x09: {size: 6, name: "gps"},
  0x0a: {size: 2, name: "pulses_1"},
  0x0b: {size: 4, name: "pulses_1_total"},
  0x0c: {size: 2, name: "external_temperature_1"},
  0x0d: {size: 1, name: "digital", read: readFlag},
  0x0e: {size: 2, name: "distance"},
  0x0f: {size: 1, name: "acceleration_motion", read: readByte},
  0x10: {size: 4, name: "infrared_temperature"},
  0x11: {size: 1, name: "occupancy"},
  0x12: {size: 1, name: "leak", read: readByte},
  0x13: {size: 65, name: "grid_eye"},
  0x14: {size: 4, name: "pressure"},
  0x15: {size: 2, name: "sound"},
  0x16: {size: 2, name: "pulses_2"},
  0x17: {size: 4, name: "pulses_2_total"},
  0x18: {size: 2, name: "analog_2"},
  0x19: {size: 2, name: "external_temperature_2"},
  0x1a: {size: 1, name: "digital_2"},
  0x1b: {size: 4, name: "analog_microvolts"},
  0x1c: {size: 2, name: "tvoc"},
  0x3d: {size: 4, name: "debug"},
};
var SETTINGS = 0x3e;  // One byte length, then that many: its answer to new settings.

// `variables` are the network server's; there is none that matters.
function Decode(fPort, bytes, variables) {
  if (bytes.length === 0) throw new Error("payload: empty frame");
  var readings = [];
  var at = 0;
  while (at < bytes.length) {
    var reading = readingAt(bytes, at);
    readings.push({name: reading.name, value: reading.value, seconds_ago: reading.seconds_ago});
    at = reading.end;
  }
  return {readings: readings};
}

function readingAt(bytes, at) {
  var type = bytes[at] & 0x3f;
  var ageSize = bytes[at] >> 6;
  if (ageSize === 3) throw new Error("payload: reserved size of age at byte " + at);
  var age = take(bytes, at + 1, ageSize, "age");
  var start = at + 1 + ageSize;
  if (type === SETTINGS) {
    var size = take(bytes, start, 1, "settings")[0];
    take(bytes, start + 1, size, "settings");
    return {name: "settings", value: null, seconds_ago: 0, end: start + 1 + size};
  }
  var channel = CHANNELS[type];
  if (!channel) throw new Error("payload: unknown type " + type + " at byte " + at);
  var data = take(bytes, start, channel.size, channel.name);
  return {
    name: channel.name,
    value: channel.read ? channel.read(data) : null,  // No signal is made of the others.
    seconds_ago: readNumber(age),
    end: start + channel.size,
  };
}

function take(bytes, at, size, name) {
  if (at + size > bytes.length) {
    throw new Error("payload: frame ends within " + name + ": " + size + " bytes wanted at byte " +
                    at + " of " + bytes.length);
  }
  return bytes.slice(at, at + size);
}

function readByte(data) {
  return data[0];
}

function readNumber(data) {
  return data.reduce(function (value, byte) { return value * 256 + byte; }, 0);
}

function readTenths(data) {
  var value = readNumber(data);
  return (value > 0x7fff ? value - 0x10000 : value) / 10;
}

function readFlag(data) {
  if (data[0] > 1) throw new Error("payload: digital input is " + data[0] + ", neither 0 nor 1");
  return data[0];
}
