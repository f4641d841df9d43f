// A varded with its own MQTT listener and the clients of the tests, in a folder of its own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Varded, freePort } from "../support/varded.mjs";

const address = async () => `127.0.0.1:${await freePort()}`;

const configuration = async ({ lab, tls }) => `
data: data
api:
  listen: ${await address()}
storage:
  reserve_mib: 16
mqtt:
  listen: ${await address()}
  lab: ${lab}
  websocket:
    listen: ${await address()}
    tls: ${tls}
${tls ? `  tls:
    listen: ${await address()}
    certificate: server.crt
    key: server.key
` : ""}
register:
  municipalities:
    - id: nordlia
      name: Nordlia
      positions:
        - id: astrid
          name: Astrid Lien
          devices:
            - {id: button-1, type: safety alarm}
`;

// ca.crt, and with its signature server.crt and server.key, made out to localhost.
function issueCertificates(folder) {
  const openssl = (...command) => execFileSync("openssl", command, { cwd: folder, stdio: "pipe" });
  const key = (name) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", name];
  openssl("req", "-x509", ...key("ca.key"), "-days", "2", "-subj", "/CN=Varde test authority", "-out", "ca.crt");
  openssl("req", ...key("server.key"), "-subj", "/CN=localhost", "-out", "server.csr");
  writeFileSync(path.join(folder, "names"), "subjectAltName=DNS:localhost\n");
  openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
    "-days", "2", "-extfile", "names", "-out", "server.crt");
}

export class Site {
  // `lab`: anybody may do anything. `tls`: MQTT over TLS too, and WebSocket over TLS only.
  static async start({ lab = false, tls = false } = {}) {
    const site = new Site();
    site.folder = mkdtempSync(path.join(tmpdir(), "varde-interop-"));
    if (tls) issueCertificates(site.folder);
    writeFileSync(path.join(site.folder, "varde.yaml"), await configuration({ lab, tls }));
    site.varded = new Varded(site.folder);
    await site.varded.start();
    return site;
  }

  // What mqtt.js needs to connect as a new client: `more` as `varde client add` has it. The running
  // varded sees the client within two seconds.
  addClient(name, ...more) {
    return { username: name, password: this.varded.varde(["client", "add", name, ...more]).trim() };
  }

  // The authority that the server's certificate is to be verified with.
  get authority() {
    return readFileSync(path.join(this.folder, "ca.crt"));
  }

  async metric(name) {
    const lines = (await (await fetch(`${this.varded.url("http")}/metrics`)).text()).split("\n");
    const line = lines.find((candidate) => candidate.startsWith(`${name} `));
    return line && Number(line.slice(name.length + 1));
  }

  // The messages of one device in the log, newest last, as `varde log show` has them.
  log(device) {
    return this.varded.varde(["log", "show", "--device", device, "--json"]).trim().split("\n").map((line) => JSON.parse(line));
  }

  async stop() {
    await this.varded.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
