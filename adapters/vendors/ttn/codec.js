// The Things Stack 3: takes the frame out of the network server's JSON.
//
// A field that is "", 0 or false is left out: the first frame of a session has no `f_cnt`.

function unwrap(message) {
  const event = eventOf(message);
  // Somebody tries something out in the console. It looks like a frame of the device in all else.
  if (event.simulated === true) return {device: message.captures.device, signals: []};
  switch (message.name) {
    case "up": return up(message, event);
    case "location": return alone(message, event, position(event));
    // A join, what became of a command, the frame once more in the network's own units: life.
    default: return alone(message, event, []);
  }
}

function encodeDownlink({device, fPort, bytes}) {
  const application = (device.parameters || {}).application;
  if (!application) throw new Error("parameters: application is missing, such as app1@ttn");
  const downlink = {
    f_port: fPort,
    frm_payload: Buffer.from(bytes).toString("base64"),
    priority: "NORMAL",
  };
  return {
    topic: `v3/${application}/devices/${device.address}/down/push`,
    payload: {downlinks: [downlink]},
    qos: 0,
  };
}

function eventOf(message) {
  const event = message.payload;
  if (typeof event !== "object" || event === null) throw new Error("payload: not a JSON object");
  return event;
}

// A frame. Its key is the session and f_cnt. The Things Stack takes a frame that comes again on
// another frequency or data rate for a retransmission and passes it on.
function up(message, event) {
  const uplink = event.uplink_message;
  if (typeof uplink !== "object" || uplink === null) {
    throw new Error("payload: uplink_message is missing");
  }
  const frame = {
    device: message.captures.device,
    networkTime: timeOf(uplink.received_at) || timeOf(event.received_at),
    boot: session(uplink),
    sequence: counter(uplink),
  };
  // A frame without application data (MAC commands, an acknowledgement) is life.
  if (!uplink.frm_payload) return {...frame, signals: []};
  if (uplink.app_s_key) {
    throw new Error("payload: encrypted; the application is set to skip payload crypto");
  }
  return {...frame, fPort: uplink.f_port || 0, base64: base64(uplink.frm_payload)};
}

// A device that is activated by personalisation has no session. Its counter may begin anew with a
// new battery, so that it is no boot by which a call could be taken for an old one.
function session(uplink) {
  return (uplink.session_key_id || "").slice(-32);  // The most that `boot` may have; an id has 24.
}

function counter(uplink) {
  const count = uplink.f_cnt === undefined ? 0 : uplink.f_cnt;
  if (!Number.isInteger(count) || count < 0) throw new Error("payload: f_cnt is no counter");
  return count;
}

function base64(text) {
  if (typeof text !== "string" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw new Error("payload: frm_payload is not base64");
  }
  return text;
}

function alone(message, event, signals) {
  return {device: message.captures.device, networkTime: timeOf(event.received_at), signals: signals};
}

// Where the network reckons that the device is. Not `locations` of an uplink: that is what was
// typed in when the device was registered.
function position(event) {
  const {latitude = 0, longitude = 0, accuracy = 0} = (event.location_solved || {}).location || {};
  if (latitude === 0 && longitude === 0) return [];
  const location = {latitude: latitude, longitude: longitude, accuracy_m: accuracy};
  return [{kind: "position", state: "active", location: location}];
}

// The network's times have nine decimals; engines differ in what they make of more than three.
function timeOf(text) {
  const parts = /^(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text || "");
  if (!parts) return undefined;
  const time = new Date(`${parts[1]}.${((parts[2] || "") + "000").slice(0, 3)}${parts[3]}`);
  return isNaN(time.getTime()) ? undefined : time;
}
