// What operators do beside answering: the shift, the shelf, handing over, exceptions, incidents, devices.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Operator } from "./operator.mjs";
import { Site, eventually } from "./site.mjs";

let site;
let kari;
let ola;

before(async () => {
  site = await Site.start();
  kari = await Operator.sitDown(site, "kari");
  ola = await Operator.sitDown(site, "ola");
});

after(async () => {
  await Promise.all([kari, ola].map((operator) => operator?.leave()));
  await site?.stop();
});

// The page as it is now has no fault, and its picture is kept.
async function isSound(operator, name) {
  await operator.shot(name);
  assert.deepEqual(await operator.accessibilityFaults(), []);
}

async function isOnShift(operator, on) {
  await eventually(`on shift: ${on}`, async () =>
    (await operator.at("shift-control").getAttribute("data-on")) === String(on));
}

test("who is not on shift is told so, and begins it by keyboard", async () => {
  await kari.at("banner-off-duty").waitFor();
  await isSound(kari, "off-duty");

  await kari.press("Alt+v");
  await kari.at("duty-pane").waitFor();
  await isSound(kari, "duty");
  await kari.at("shift-begin").focus();
  await kari.press("Enter");

  await isOnShift(kari, true);
  assert.equal(await kari.at("banner-off-duty").count(), 0);
  await kari.press("Escape");
  await kari.at("duty-pane").waitFor({ state: "hidden" });
  await ola.at("shift-begin-now").click();
  await isOnShift(ola, true);
});

test("one alone on duty is shown, and two are not", async () => {
  site.signal("leak-1", "water_leak", { urgent: false });
  await kari.open("Nordliahallen");
  await kari.press("Alt+v");
  await kari.at("on-shift").filter({ hasText: "ola" }).waitFor();
  assert.equal(await kari.at("staffing").count(), 0);

  await ola.press("Alt+v");
  await ola.at("shift-end").click();
  await ola.at("shift-end-submit").click();

  await kari.at("staffing").filter({ hasText: "kari" }).waitFor();
  await isSound(kari, "alone");
  await ola.at("shift-begin").click();
  await isOnShift(ola, true);
  await ola.press("Escape");
  await kari.press("Escape");
});

test("an alarm is put aside with a reason and brought back", async () => {
  await kari.open("Nordliahallen");
  await kari.press("Alt+s");
  await kari.at("shelve-duration").selectOption("120");
  await kari.at("shelve-text").fill("x".repeat(501));
  await kari.at("shelve-submit").click();
  await kari.at("refusal").waitFor();
  assert.equal((await kari.at("shelve-text").inputValue()).length, 501, "what was typed is still there");
  await isSound(kari, "shelve");

  await kari.at("shelve-text").fill("Rørlegger er på vei");
  await kari.press("Control+Enter");

  for (const operator of [kari, ola]) {
    await operator.row("Nordliahallen").waitFor({ state: "hidden" });
    await operator.at("shelved").filter({ hasText: "Nordliahallen" }).waitFor();
  }
  await kari.at("history").filter({ hasText: "Rørlegger er på vei" }).waitFor();
  await kari.press("Alt+s");
  for (const operator of [kari, ola]) await operator.row("Nordliahallen").waitFor();
});

test("a critical alarm has no way to the shelf", async () => {
  site.signal("button-1", "help_call");
  await kari.open("Astrid Lien");
  assert.equal(await kari.at("action-shelve").getAttribute("aria-disabled"), "true");
  assert.notEqual(await kari.at("action-shelve").getAttribute("title"), null);
});

test("an alarm is offered, declined, offered again and accepted", async () => {
  await kari.open("Astrid Lien");
  await kari.press("Alt+c");
  await eventually("claimed", async () => (await kari.queue())[0].owner === "kari");
  const offer = async () => {
    await kari.press("Alt+o");
    await kari.at("offer-to").selectOption("ola");
    await isSound(kari, "offer");
    await kari.press("Control+Enter");
    await ola.at("banner-offer").filter({ hasText: "Astrid Lien" }).waitFor();
  };
  await offer();
  await eventually("it is announced", async () => /Astrid Lien/.test(await ola.at("live-assertive").innerText()));
  await isSound(ola, "offered");
  await ola.at("offer-decline").click();
  await ola.at("banner-offer").waitFor({ state: "hidden" });
  await eventually("kari can offer again", () => kari.at("action-offer").count());
  assert.equal((await kari.queue())[0].owner, "kari");

  await offer();
  await ola.press("Alt+a");

  await eventually("ola has it", async () => (await kari.queue())[0].owner === "ola");
  await ola.at("detail").filter({ hasText: "Astrid Lien" }).waitFor();
});

test("a door is opened only after a second question, by whoever has the alarm", async () => {
  await kari.open("Astrid Lien");
  await kari.press("Alt+e");
  assert.equal(await kari.at("device-open_door").getAttribute("aria-disabled"), "true");
  await kari.press("Escape");

  await ola.open("Astrid Lien");
  await ola.press("Alt+e");
  await isSound(ola, "device");
  await ola.at("device-open_door").click();
  await isSound(ola, "door");
  await ola.press("Enter"); // The focus is on "no".
  await ola.at("device-open_door").click();
  await ola.at("open-door-yes").click();

  await ola.at("done").filter({ hasText: "button-1" }).waitFor();
});

test("a device is put on test from its alarm, is shown at every console, and is taken back", async () => {
  await kari.open("Nordliahallen");
  await kari.press("Alt+t");
  await kari.at("exception-reason").fill("Årskontroll");
  await isSound(kari, "exception");
  await kari.press("Control+Enter");

  for (const operator of [kari, ola]) {
    await operator.at("exceptions").locator("summary").click();
    await operator.at("exception").filter({ hasText: "leak-1" }).filter({ hasText: "Årskontroll" }).waitFor();
  }
  await isSound(kari, "exceptions");
  await ola.at("exception-end").click();
  for (const operator of [kari, ola]) await operator.at("exception").waitFor({ state: "hidden" });
});

test("a whole site goes out of service without an alarm, and an unknown one is refused with its words", async () => {
  await kari.at("exception-new").click();
  await kari.at("exception-kind").selectOption("out_of_service");
  await kari.at("exception-by").selectOption("site");
  await kari.at("exception-municipality").fill("nordlia");
  await kari.at("exception-name").fill("Ingensteds");
  await kari.at("exception-reason").fill("Males");
  await kari.at("exception-submit").click();
  await kari.at("exception-pane").getByTestId("refusal").waitFor();
  assert.equal(await kari.at("exception-reason").inputValue(), "Males");
  await isSound(kari, "exception-pane");

  await kari.at("exception-name").fill("Fjellheimen, 7999 Nordlia");
  await kari.at("exception-submit").click();

  await kari.at("exception").filter({ hasText: "Fjellheimen" }).waitFor();
  await kari.at("exception-end").click();
  await kari.at("exception").waitFor({ state: "hidden" });
});

test("an incident is acknowledged and resolved as a whole", async () => {
  for (const n of [1, 2, 3, 4, 5]) site.signal(`detector-${n}`, "battery_low", { urgent: false });
  await kari.at("incidents").filter({ hasText: "Fjellheimen" }).waitFor();
  await kari.at("incident-acknowledge").click();
  await eventually("all are acknowledged", async () =>
    (await kari.at("incident-acknowledge").getAttribute("aria-disabled")) === "true");

  await kari.at("incident-resolve").click();
  await kari.at("resolve-outcome").selectOption("device_fault");
  await isSound(kari, "incident");
  await kari.at("incident-resolve-submit").click();

  for (const operator of [kari, ola]) await operator.at("incidents").waitFor({ state: "hidden" });
});

test("the shift ends with a note for whoever comes", async () => {
  await ola.press("Alt+v");
  await ola.at("shift-end").click();
  await ola.at("shift-mine").filter({ hasText: "Astrid Lien" }).waitFor();
  await ola.at("shift-note").fill("Astrid er urolig, ring henne i kveld.");
  await isSound(ola, "end-shift");
  await ola.at("offer-to").selectOption("kari");
  await ola.at("shift-offer-all").click();
  await kari.at("banner-offer").waitFor();
  await ola.at("shift-end-submit").click();
  await isOnShift(ola, false);

  await kari.press("Alt+a");
  await eventually("kari has it", async () => (await ola.queue())[0].owner === "kari");
  await kari.press("Alt+v");
  await kari.at("handovers").filter({ hasText: "Astrid er urolig" }).waitFor();
  await isSound(kari, "handover");
  assert.match(await ola.at("duty-pane").innerText(), /Astrid er urolig/);
});

test("a flood is told in one line", async () => {
  for (let n = 0; n < 12; n += 1) site.signal(`stranger-${n}`, "help_call");
  await kari.at("banner-flood").filter({ hasText: "Nordlia" }).waitFor();
  await isSound(kari, "flood");
});

test("a technician puts on test and takes back, and has no shift", async () => {
  const tekla = await Operator.sitDown(site, "tekla");
  await tekla.at("exceptions").locator("summary").click();
  await tekla.at("exception-new").click();
  await tekla.at("exception-by").selectOption("device_type");
  await tekla.at("exception-name").fill("smoke detector");
  await tekla.at("exception-municipality").fill("nordlia");
  await tekla.at("exception-reason").fill("Funksjonstest");
  await tekla.press("Control+Enter");
  await kari.at("exception").filter({ hasText: "Funksjonstest" }).waitFor();
  assert.equal(await tekla.at("banner-off-duty").count(), 0);
  await tekla.at("exception-end").click();
  await kari.at("exception").waitFor({ state: "hidden" });
  assert.deepEqual(tekla.complaints, []);
  await tekla.leave();
});

test("no page has complained", () => {
  for (const operator of [kari, ola]) assert.deepEqual(operator.complaints, []);
});
