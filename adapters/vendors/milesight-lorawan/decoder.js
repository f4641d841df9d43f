// Milesight frames to data, in the form of TS013. Written from the user guides.
//
// A frame is a row of channels: one byte id, one byte type, then data. How long the data are follows
// from id and type alone, so that behind an unknown channel nothing can be read any more: the frame
// is then not understood at all.

var CHANNELS = [
  {id: 0x01, type: 0x75, size: 1, name: "battery", read: readByte},
  {id: 0x03, type: 0x67, size: 2, name: "temperature", read: readTenths},
  {id: 0x04, type: 0x68, size: 1, name: "humidity", read: readHalves},
  {id: 0x05, type: 0x00, size: 1, name: "leak", read: readFlag},
  {id: 0x03, type: 0x00, size: 1, name: "open", read: readFlag},
  {id: 0x04, type: 0x00, size: 1, name: "removed", read: readFlag},
  {id: 0xff, type: 0x2e, size: 1, name: "press", read: readPress},
  {id: 0x20, type: 0xce, size: 8, name: "history", read: readHistory},

  // Sent when the device joins: what it is.
  {id: 0xff, type: 0x01, size: 1, name: "protocol", read: readHex},
  {id: 0xff, type: 0x08, size: 6, name: "serial", read: readHex},
  {id: 0xff, type: 0x09, size: 2, name: "hardware", read: readHex},
  {id: 0xff, type: 0x0a, size: 2, name: "software", read: readHex},
  {id: 0xff, type: 0x0b, size: 1, name: "power_on", read: readHex},
  {id: 0xff, type: 0x0f, size: 1, name: "class", read: readHex},
  {id: 0xff, type: 0x16, size: 8, name: "serial", read: readHex},
  {id: 0xff, type: 0xfe, size: 1, name: "reset", read: readHex},
  {id: 0xff, type: 0xff, size: 2, name: "tsl", read: readHex},

  // Its answers to what it was told: the same types under id fe.
  {id: 0xfe, type: 0x03, size: 2, name: "answer", read: readHex},
  {id: 0xfe, type: 0x10, size: 1, name: "answer", read: readHex},
  {id: 0xfe, type: 0x28, size: 1, name: "answer", read: readHex},
];

function decodeUplink(input) {
  try {
    return {data: {readings: readFrame(input.bytes)}, warnings: [], errors: []};
  } catch (error) {
    return {data: {}, warnings: [], errors: [error.message]};
  }
}

// A list, not one field for each name: a frame may hold a channel twice, such as many records of the
// history, and none of them may cover another.
function readFrame(bytes) {
  if (bytes.length === 0) throw new Error("empty frame");
  var readings = [];
  var at = 0;
  while (at < bytes.length) {
    var channel = channelAt(bytes, at);
    at += 2;
    if (at + channel.size > bytes.length) {
      throw new Error("frame ends within " + channel.name + ": " + channel.size +
                      " bytes wanted at byte " + at + " of " + bytes.length);
    }
    var data = bytes.slice(at, at + channel.size);
    readings.push({name: channel.name, value: channel.read(data, channel.name)});
    at += channel.size;
  }
  return readings;
}

function channelAt(bytes, at) {
  for (var i = 0; i < CHANNELS.length; i++) {
    if (CHANNELS[i].id === bytes[at] && CHANNELS[i].type === bytes[at + 1]) return CHANNELS[i];
  }
  throw new Error("unknown channel " + readHex(bytes.slice(at, at + 2)) + " at byte " + at);
}

function readByte(data) {
  return data[0];
}

function readTenths(data) {
  var value = data[0] | data[1] << 8;  // Little end first, as all of Milesight's numbers.
  return (value > 0x7fff ? value - 0x10000 : value) / 10;
}

function readHalves(data) {
  return data[0] / 2;
}

// The guides know 0 and 1. Anything else is not to be taken for one of them.
function readFlag(data, name) {
  if (data[0] > 1) throw new Error(name + " is " + data[0] + ", neither 0 nor 1");
  return data[0] === 1;
}

function readPress(data) {
  var press = {1: "short", 2: "long", 3: "double"}[data[0]];
  if (!press) throw new Error("press is " + data[0] + ", none of 1, 2, 3");
  return press;
}

// `status` means what the type of the device says: with a leak detector, that it was wet.
function readHistory(data) {
  return {
    seconds: data[0] + data[1] * 0x100 + data[2] * 0x10000 + data[3] * 0x1000000,
    temperature: readTenths(data.slice(4, 6)),
    humidity: readHalves(data.slice(6, 7)),
    status: readFlag(data.slice(7, 8), "status"),
  };
}

function readHex(data) {
  return data.map(function (byte) { return (byte + 0x100).toString(16).slice(1); }).join("");
}
