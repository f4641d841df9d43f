// What every client does, in both versions of MQTT and over each transport.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "../support/varded.mjs";
import { Client } from "./client.mjs";
import { Site } from "./site.mjs";

const wrongSecret = "0".repeat(32);
const badUserNameOrPassword = { 4: 4, 5: 0x86 };
const takenOver = 0x8e;

// Anonymous clients of a lab, and known ones of a broker that lets nobody else in.
const sites = [
  { name: "lab", options: { lab: true }, schemes: ["mqtt", "ws"] },
  { name: "TLS", options: { tls: true }, schemes: ["mqtts", "wss"] },
];

for (const { name, options, schemes } of sites) {
  describe(name, () => {
    let site;
    let login;

    before(async () => {
      site = await Site.start(options);
      login = options.lab ? {} : site.addClient("hall", "--publish", "#", "--subscribe", "#");
      if (options.tls) login.ca = site.authority;
      if (options.tls) await eventually("the client is known", () => known(site.varded.url("mqtts"), login));
    });
    after(() => site?.stop());

    for (const scheme of schemes) {
      for (const protocolVersion of [4, 5]) {
        exchange(`by ${scheme}, version ${protocolVersion}`, (more) =>
          Client.connect(site.varded.url(scheme), { ...login, protocolVersion, ...more }), protocolVersion);
      }
    }
  });
}

async function known(url, login) {
  try {
    await (await Client.connect(url, login)).leave();
    return true;
  } catch {
    return false;
  }
}

function exchange(way, connect, version) {
  test(`${way}: a message is heard at the lower QoS of publisher and subscriber`, async () => {
    const publisher = await connect();
    const subscriber = await connect();
    for (const asked of [0, 1, 2]) {
      await subscriber.subscribe(`${way}/qos/#`, { qos: asked });
      for (const qos of [0, 1, 2]) {
        await publisher.publish(`${way}/qos/${qos}`, `at ${qos}`, { qos });
        const [heard] = await subscriber.take();
        assert.equal(heard.topic, `${way}/qos/${qos}`);
        assert.equal(heard.payload.toString(), `at ${qos}`);
        assert.equal(heard.packet.qos, Math.min(asked, qos));
        assert.equal(heard.packet.retain, false);
      }
    }
    await Promise.all([publisher.leave(), subscriber.leave()]);
  });

  test(`${way}: a retained message comes first, until it is removed`, async () => {
    const topic = `${way}/mode`;
    const publisher = await connect();
    await publisher.publish(topic, "night", { retain: true });
    const subscriber = await connect();
    await subscriber.subscribe(topic);
    const [kept] = await subscriber.take();
    assert.equal(kept.payload.toString(), "night");
    assert.equal(kept.packet.retain, true);

    await publisher.publish(topic, "", { retain: true });
    const later = await connect();
    await later.subscribe(topic);
    await publisher.publish(topic, "news");
    const [news] = await later.take();
    assert.equal(news.payload.toString(), "news");
    await Promise.all([publisher, subscriber, later].map((client) => client.leave()));
  });

  test(`${way}: 1 MiB arrives as it was sent`, async () => {
    const payload = Buffer.alloc(1024 * 1024, "0123456789abcdefghijklm");
    const client = await connect();
    await client.subscribe(`${way}/plan`, { qos: 2 });
    await client.publish(`${way}/plan`, payload, { qos: 2 });
    const [heard] = await client.take();
    assert.ok(heard.payload.equals(payload));
    await client.leave();
  });

  test(`${way}: the will is published when the connection breaks, and not after a goodbye`, async () => {
    const subscriber = await connect();
    await subscriber.subscribe(`${way}/gone`, { qos: 2 });
    const withWill = (who) => connect({ will: { topic: `${way}/gone`, payload: who, qos: 2, retain: false } });

    await (await withWill("polite")).leave();
    await (await withWill("broken")).cut();

    const [heard] = await subscriber.take();
    assert.equal(heard.payload.toString(), "broken");
    assert.equal(heard.packet.qos, 2);
    await subscriber.leave();
  });

  test(`${way}: who connects under the same identifier takes over`, async () => {
    const clientId = way.replaceAll(/\W/g, "-");
    const earlier = await connect({ clientId });
    const later = await connect({ clientId });
    await earlier.closed;
    if (version === 5) assert.equal(earlier.disconnectReason, takenOver);
    await later.subscribe(`${way}/door`);
    await later.publish(`${way}/door`, "open");
    assert.equal((await later.take())[0].payload.toString(), "open");
    await later.leave();
  });

  test(`${way}: a wrong secret is refused`, async () => {
    const code = badUserNameOrPassword[version];
    await assert.rejects(connect({ username: "hall", password: wrongSecret }), { code });
  });
}
