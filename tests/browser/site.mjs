// A whole site for one test file: Mosquitto, varded and its users, each on a free port of loopback.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, chmodSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Varded, eventually, freePort } from "../support/varded.mjs";

export { eventually };

export const password = "a-long-password-for-tests";

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => { socket.destroy(); resolve(true); });
    socket.once("error", () => resolve(false));
  });
}

const room = (n) => `        - id: room-${n}
          name: Rom ${n}
          site: Fjellheimen, 7999 Nordlia
          devices:
            - {id: detector-${n}, type: smoke detector}
`;

const configuration = (mqttPort, apiPort) => `
data: data
api:
  listen: 127.0.0.1:${apiPort}
storage:
  reserve_mib: 16
links:
  - name: mosquitto
    paho:
      server: mqtt://127.0.0.1:${mqttPort}
register:
  municipalities:
    - id: nordlia
      name: Nordlia
      positions:
        - id: astrid
          name: Astrid Lien
          site: Bakkevegen 14, 7999 Nordlia
          phone: "+47 00 00 00 01"
          access: Nøkkelboks ved døra, kode hos hjemmetjenesten
          instructions: Hører dårlig. Ring to ganger.
          devices:
            - {id: button-1, type: safety alarm}
        - id: hall
          name: Nordliahallen
          site: Skulevegen 2, 7999 Nordlia
          devices:
            - {id: leak-1, type: leak sensor}
            - {id: smoke-1, type: smoke detector}
${[1, 2, 3, 4, 5].map(room).join("")}    - id: sorvik
      name: Sørvik
      positions:
        - id: peder
          name: Peder Vik
          site: Strandgata 3, 7998 Sørvik
          devices:
            - {id: button-2, type: safety alarm}
`;

export class Site {
  static async start() {
    const site = new Site();
    site.folder = mkdtempSync(path.join(tmpdir(), "varde-browser-"));
    site.mqttPort = await freePort();
    site.apiPort = await freePort();
    site.url = `http://127.0.0.1:${site.apiPort}`;
    site.sequence = 0;
    site.varded = new Varded(site.folder);
    writeFileSync(path.join(site.folder, "varde.yaml"), configuration(site.mqttPort, site.apiPort));
    site.addUser("kari", "Kari Moen", "operator");
    site.addUser("ola", "Ola Berg", "operator");
    site.addUser("siri", "Siri Vik", "operator", "sorvik");
    site.addUser("tekla", "Tekla Dahl", "technician");
    const conf = path.join(site.folder, "mosquitto.conf");
    writeFileSync(conf, `listener ${site.mqttPort} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`);
    chmodSync(site.folder, 0o755);
    site.mosquitto = spawn("mosquitto", ["-c", conf], { stdio: "ignore", env: withSbin() });
    await eventually("mosquitto listens", () => listens(site.mqttPort));
    await site.startBroker();
    return site;
  }

  addUser(user, name, role, municipality) {
    const more = municipality ? ["--municipality", municipality] : [];
    this.varded.varde(["user", "add", user, "--name", name, "--role", role, ...more, "--password-stdin"],
      password + "\n");
  }

  async startBroker() {
    await this.varded.start();
    await eventually("varded is ready and its link is up", async () => {
      const ready = await fetch(`${this.url}/readyz`);
      const metrics = await (await fetch(`${this.url}/metrics`)).text();
      return ready.ok && /^varde_link_up\{[^}]*\} 1$/m.test(metrics);
    });
  }

  killBroker() {
    return this.varded.kill();
  }

  // One signal through Mosquitto; returns its sequence number.
  signal(device, kind, { municipality = "nordlia", state = "active", urgent = true } = {}) {
    const sequence = ++this.sequence;
    const topic = `varde/v1/${municipality}/${device}/signal${urgent ? "/urgent" : ""}`;
    execFileSync("mosquitto_pub", ["-h", "127.0.0.1", "-p", String(this.mqttPort), "-q", "1", "-t", topic,
      "-m", JSON.stringify({ kind, state, boot: "t", sequence })]);
    return sequence;
  }

  async stop() {
    await this.killBroker();
    this.mosquitto.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function withSbin() {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}
