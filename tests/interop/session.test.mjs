// Sessions, and what MQTT 5 adds, with a broker that knows its clients.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../support/varded.mjs";
import { Client } from "./client.mjs";
import { Site } from "./site.mjs";

const notAuthorized = 0x87;
const anHour = 3600;
const signal = "varde/v1/nordlia/button-1/signal";
const ack = "varde/v1/nordlia/button-1/ack";

let site;
let hall;
let button;

before(async () => {
  site = await Site.start();
  hall = site.addClient("hall", "--publish", "hall/#", "--subscribe", "hall/#");
  button = site.addClient("nordlia/button-1");
  await eventually("the clients are known", async () => {
    try {
      await (await connect(button)).leave();
      return true;
    } catch {
      return false;
    }
  });
});
after(() => site?.stop());

function connect(login, options = {}) {
  return Client.connect(site.varded.url("mqtt"), { protocolVersion: 5, ...login, ...options });
}

// Options of a client whose session stays for an hour.
function stays(clientId, protocolVersion) {
  const properties = protocolVersion === 5 ? { sessionExpiryInterval: anHour } : undefined;
  return { clientId, protocolVersion, clean: false, properties };
}

for (const protocolVersion of [4, 5]) {
  test(`version ${protocolVersion}: a session goes on after a break, with what came meanwhile`, async () => {
    const clientId = `sleeper-${protocolVersion}`;
    const publisher = await connect(hall, { protocolVersion });
    const sleeper = await connect(hall, stays(clientId, protocolVersion));
    assert.equal(sleeper.connack.sessionPresent, false);
    await sleeper.subscribe("hall/door", { qos: 2 });
    await sleeper.cut();
    for (const qos of [1, 2]) await publisher.publish("hall/door", `at ${qos}`, { qos });

    const back = await connect(hall, stays(clientId, protocolVersion));

    assert.equal(back.connack.sessionPresent, true);
    const heard = await back.take(2);
    assert.deepEqual(heard.map(({ payload }) => payload.toString()), ["at 1", "at 2"]);
    await Promise.all([publisher.leave(), back.leave()]);
  });

  test(`version ${protocolVersion}: mqtt.js finds its session again by itself`, async () => {
    const publisher = await connect(hall, { protocolVersion });
    const client = await connect(hall, { ...stays(`self-${protocolVersion}`, protocolVersion), reconnectPeriod: 10, resubscribe: false });
    await client.subscribe("hall/light");
    let connack;
    client.mqtt.on("connect", (packet) => { connack = packet; });

    client.mqtt.stream.destroy();
    await eventually("it is back", () => connack);

    assert.equal(connack.sessionPresent, true);
    await publisher.publish("hall/light", "on");
    assert.equal((await client.take())[0].payload.toString(), "on");
    await Promise.all([publisher.leave(), client.leave()]);
  });

  test(`version ${protocolVersion}: a device's help call raises an alarm`, async () => {
    const device = await connect(button, { protocolVersion });
    const call = JSON.stringify({ kind: "help_call", boot: `v${protocolVersion}`, sequence: 1 });
    await device.publish(signal, call, { qos: 2 });
    await eventually("the alarm is open", async () => (await site.metric('varde_open_alarms{priority="critical"}')) === 1);
    await device.leave();
  });
}

test("version 4: a topic that is not the device's ends the connection, without an acknowledgement", async () => {
  const device = await connect(button, { protocolVersion: 4 });
  let acknowledged = false;
  device.mqtt.publish("varde/v1/nordlia/button-2/signal", "{}", { qos: 1 }, (error) => { acknowledged = !error; });
  await device.closed;
  assert.equal(acknowledged, false);
  device.mqtt.end(true);
});

test("a topic that is not the device's is refused with its reason, and the connection goes on", async () => {
  const device = await connect(button);
  await assert.rejects(device.publish("varde/v1/nordlia/button-2/signal", "{}"), { code: notAuthorized });
  await assert.rejects(device.subscribe("varde/v1/nordlia/button-2/response"),
    ({ packet }) => packet.granted[0] === notAuthorized);
  await device.publish(signal, JSON.stringify({ kind: "heartbeat" }));
  await device.leave();
});

test("user properties and the rest of a message's properties reach the subscriber", async () => {
  const properties = {
    payloadFormatIndicator: true,
    messageExpiryInterval: 60,
    contentType: "text/plain",
    responseTopic: "hall/answers",
    correlationData: Buffer.from([0, 1, 255]),
    userProperties: { floor: "2", door: ["east", "west"], "navn på norsk": "dør" },
  };
  const client = await connect(hall);
  await client.subscribe("hall/door", { properties: { subscriptionIdentifier: 42 } });
  await client.publish("hall/door", "open", { properties });

  const [{ packet }] = await client.take();

  const { messageExpiryInterval, subscriptionIdentifier, userProperties, ...rest } = packet.properties;
  assert.ok(messageExpiryInterval > 0 && messageExpiryInterval <= 60);
  assert.equal(subscriptionIdentifier, 42);
  assert.deepEqual({ ...userProperties }, properties.userProperties);
  const { messageExpiryInterval: sent, userProperties: alsoSent, ...sentRest } = properties;
  assert.deepEqual(rest, sentRest);
  await client.leave();
});

test("topic aliases work in both directions", async () => {
  const topics = ["hall/a", "hall/b", "hall/c"];
  const subscriber = await connect(hall, { properties: { topicAliasMaximum: 2 } });
  await subscriber.subscribe("hall/+", { qos: 2 });
  const aliased = [];
  subscriber.mqtt.on("packetreceive", (packet) => {
    if (packet.cmd === "publish") aliased.push([packet.topic, packet.properties?.topicAlias]);
  });
  const publisher = await connect(hall, { autoAssignTopicAlias: true });
  const sent = [];
  publisher.mqtt.on("packetsend", (packet) => {
    if (packet.cmd === "publish") sent.push([packet.topic, packet.properties?.topicAlias]);
  });

  for (const qos of [0, 1, 2]) {
    for (const topic of topics) await publisher.publish(topic, topic, { qos });
  }

  const heard = (await subscriber.take(9)).map(({ topic, payload }) => [topic, payload.toString()]);
  assert.deepEqual(heard, [...topics, ...topics, ...topics].map((topic) => [topic, topic]));
  assert.equal(sent.filter(([topic]) => topic === "").length, 6);
  assert.equal(aliased.filter(([, alias]) => alias !== undefined).length, 4);
  assert.ok(aliased.every(([, alias]) => alias === undefined || alias <= 2));
  await Promise.all([publisher.leave(), subscriber.leave()]);
});

test("a device that gives a response topic is told where its call is in the log", async () => {
  const device = await connect(button, { properties: { requestResponseInformation: true } });
  assert.equal(device.connack.properties.responseInformation, ack);
  await device.subscribe(ack);
  const correlationData = Buffer.from("call 7");

  await device.publish(signal, JSON.stringify({ kind: "help_call", boot: "ack", sequence: 7 }),
    { properties: { responseTopic: ack, correlationData } });

  const [{ packet, payload }] = await device.take();
  assert.deepEqual(packet.properties.correlationData, correlationData);
  assert.equal(packet.properties.contentType, "application/json");
  const told = JSON.parse(payload.toString());
  const stored = JSON.parse(site.varded.varde(["log", "show", "--json", String(told.position)]));
  assert.equal(JSON.stringify(stored).includes('"ack"'), true);
  await device.leave();
});

test("a shared subscription gives each message to one member of its group", async () => {
  const members = [await connect(hall), await connect(hall)];
  const observer = await connect(hall);
  for (const member of members) await member.subscribe("$share/porters/hall/bell");
  await observer.subscribe("hall/bell");
  const publisher = await connect(hall);
  const rings = Array.from({ length: 10 }, (_, ring) => `ring ${ring}`);

  for (const ring of rings) await publisher.publish("hall/bell", ring);

  await observer.take(10);
  await eventually("all have arrived", () => members[0].messages.length + members[1].messages.length === 10);
  const heard = members.flatMap(({ messages }) => messages.map(({ payload }) => payload.toString()));
  assert.deepEqual(heard.sort(), rings);
  assert.ok(members.every(({ messages }) => messages.length > 0));
  await Promise.all([...members, observer, publisher].map((client) => client.leave()));
});

test("a queued message outlives varded's death, and a retained one too", async () => {
  const sleeper = await connect(hall, stays("over-death", 5));
  await sleeper.subscribe("hall/door");
  await sleeper.leave();
  const publisher = await connect(hall);
  await publisher.publish("hall/door", "open");
  await publisher.publish("hall/mode", "night", { retain: true });

  await site.varded.kill();
  await site.varded.start();

  const back = await connect(hall, stays("over-death", 5));
  assert.equal(back.connack.sessionPresent, true);
  assert.equal((await back.take())[0].payload.toString(), "open");
  await back.subscribe("hall/mode");
  assert.equal((await back.take())[0].payload.toString(), "night");
  await back.leave();
  publisher.mqtt.end(true);
});
