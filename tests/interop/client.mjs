// An mqtt.js client that is asked and waited for.
import { once } from "node:events";
import mqtt from "mqtt";
import { eventually } from "../support/varded.mjs";

export class Client {
  // Fails where the broker refuses: with the return or reason code as `code`. Never comes back by
  // itself, unless `reconnectPeriod` says so.
  static async connect(url, options = {}) {
    const client = new Client();
    client.messages = [];
    client.mqtt = mqtt.connect(url, { reconnectPeriod: 0, ...options });
    client.mqtt.on("message", (topic, payload, packet) => client.messages.push({ topic, payload, packet }));
    client.mqtt.on("disconnect", (packet) => { client.disconnectReason = packet.reasonCode; });
    client.closed = new Promise((resolve) => client.mqtt.once("close", resolve));
    const refused = client.closed.then(() => { throw new Error("the connection ended"); });
    [client.connack] = await Promise.race([once(client.mqtt, "connect"), refused]);
    client.mqtt.on("error", () => {});  // From here on seen by what the test waits for.
    return client;
  }

  // Resolves when the broker has answered as the QoS has it.
  publish(topic, payload, options = {}) {
    return this.mqtt.publishAsync(topic, payload, { qos: 1, ...options });
  }

  subscribe(filter, options = {}) {
    return this.mqtt.subscribeAsync(filter, { qos: 1, ...options });
  }

  // The next `count` messages, in order of arrival.
  async take(count = 1) {
    await eventually(`${count} messages arrive`, () => this.messages.length >= count);
    return this.messages.splice(0, count);
  }

  // Breaks the connection off without a goodbye.
  async cut() {
    this.mqtt.stream.destroy();
    await this.closed;
  }

  // Says goodbye.
  leave() {
    return this.mqtt.endAsync();
  }
}
