// An operator's console, as far as the queue of alarms goes: logs in and follows the stream.
import WebSocket from "ws";

export class ConsoleStream {
  #queue = new Map();

  static async open(api, login) {
    const answer = await fetch(`${api}/api/v1/session`,
      { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(login) });
    if (!answer.ok) throw new Error(`log-in: ${answer.status}`);
    const cookie = answer.headers.get("set-cookie").split(";")[0];
    const stream = new ConsoleStream();
    stream.socket = new WebSocket(`${api.replace("http", "ws")}/api/v1/stream`, { headers: { cookie } });
    stream.socket.on("message", (text) => stream.#hear(JSON.parse(text)));
    await new Promise((resolve, reject) => {
      stream.socket.once("message", resolve);
      stream.socket.once("error", reject);
    });
    return stream;
  }

  alarms() { return [...this.#queue.values()]; }

  close() { this.socket.close(); }

  #hear({ snapshot, delta }) {
    if (snapshot) this.#queue.clear();
    for (const alarm of snapshot?.alarms ?? delta?.alarms ?? []) this.#queue.set(alarm.id, alarm);
  }
}
