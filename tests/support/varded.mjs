// The real program varded for the tests in JavaScript: started, killed, asked where it listens.
// Programs are taken from VARDE_BIN (the build's bin folder).
import {execFileSync, spawn} from 'node:child_process';
import {createServer} from 'node:net';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const bin = process.env.VARDE_BIN ?? path.join(here, '../../build/dev/bin');
const pollMs = 2;

// A TCP port of loopback that nobody listened on a moment ago.
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Asks until `condition` answers something true; fails with `what` after `deadlineMs`.
export async function eventually(what, condition, deadlineMs = 30_000) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

export class Varded {
  // `folder` holds its varde.yaml.
  constructor(folder) {
    this.config = path.join(folder, 'varde.yaml');
  }

  // Resolves when it says that it is ready.
  async start() {
    this.said = '';
    this.errors = '';
    this.process = spawn(
        path.join(bin, 'varded'), ['--config', this.config], {stdio: ['ignore', 'pipe', 'pipe']});
    this.gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.stdout.on('data', (text) => {
      this.said += text;
    });
    this.process.stderr.on('data', (text) => {
      this.errors += text;
    });
    await eventually('varded is ready', () => {
      if (this.process.exitCode !== null) throw new Error(`varded ended:\n${this.errors}`);
      return /^varded ready: .*\n/m.test(this.said);
    });
  }

  // Where it is reached by "http", "mqtt", "mqtts", "ws" or "wss"; by TLS as localhost, which the
  // certificates of the tests are made out to.
  url(scheme) {
    const found = this.said.match(new RegExp(`(?<= )${scheme}://\\S+`));
    if (!found) throw new Error(`varded does not listen by ${scheme}: ${this.said}`);
    return scheme === 'mqtts' || scheme === 'wss' ? found[0].replace('127.0.0.1', 'localhost') :
                                                    found[0];
  }

  // Runs the command line program against the same site and returns what it writes.
  varde(command, input = '') {
    return execFileSync(
        path.join(bin, 'varde'), [...command, '--config', this.config],
        {input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe']});
  }

  kill() {
    this.process.kill('SIGKILL');
    return this.gone;
  }

  // In order; resolves to the exit code.
  stop() {
    this.process.kill('SIGTERM');
    return this.gone;
  }
}
