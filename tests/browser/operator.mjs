// One operator at one console: a browser of their own, and the hands.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { password } from "./site.mjs";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--autoplay-policy=document-user-activation-required"];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = path.join(path.dirname(fileURLToPath(import.meta.url)), "shots");
mkdirSync(shots, { recursive: true });

export class Operator {
  static async sitDown(site, user, options = {}) {
    const operator = new Operator();
    operator.browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: quiet });
    operator.context = await operator.browser.newContext({
      viewport: { width: 1440, height: 900 }, locale: "nb-NO", timezoneId: "Europe/Oslo", ...options });
    operator.page = await operator.context.newPage();
    operator.page.setDefaultTimeout(10_000);
    operator.complaints = [];
    operator.page.on("pageerror", (error) => operator.complaints.push(String(error)));
    operator.page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) operator.complaints.push(message.text());
    });
    await operator.page.goto(site.url);
    if (user) await operator.logIn(user);
    return operator;
  }

  async logIn(user, secret = password) {
    await this.at("login-user").fill(user);
    await this.at("login-password").fill(secret);
    await this.at("login-submit").click();
    await this.at("queue").waitFor();
  }

  at(testId) {
    return this.page.getByTestId(testId);
  }

  rows() {
    return this.at("alarm-row");
  }

  // The row of the alarm with this name on it.
  row(text) {
    return this.rows().filter({ hasText: text });
  }

  async open(text) {
    await this.row(text).first().click();
    await this.at("detail").filter({ hasText: text }).waitFor();
  }

  // What the queue shows: id, priority, response and owner of each row, from the top.
  queue() {
    return this.rows().evaluateAll((rows) => rows.map((row) => ({
      id: row.dataset.alarmId, priority: row.dataset.priority, response: row.dataset.response,
      owner: row.dataset.owner })));
  }

  press(keys) {
    return this.page.keyboard.press(keys);
  }

  shot(name) {
    return this.page.screenshot({ path: path.join(shots, `${name}.png`) });
  }

  // What axe finds wrong with the page as it is now.
  async accessibilityFaults() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() =>
      globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
    return violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
  }

  leave() {
    return this.browser.close();
  }
}
