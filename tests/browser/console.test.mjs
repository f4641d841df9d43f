// What operators do at their consoles, in real browsers against the real broker.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Operator } from "./operator.mjs";
import { Site, eventually } from "./site.mjs";

let site;
const seated = [];

async function sitDown(user, options) {
  const operator = await Operator.sitDown(site, user, options);
  seated.push(operator);
  return operator;
}

before(async () => {
  site = await Site.start();
});

after(async () => {
  await Promise.all(seated.map((operator) => operator.leave()));
  await site?.stop();
});

// Clears the queue through the consoles, so that each test begins with an empty one.
async function resolveAll(operator) {
  while ((await operator.rows().count()) > 0) {
    await operator.rows().first().click();
    const claim = operator.at("action-claim");
    if (await claim.isEnabled()) await claim.click();
    await operator.at("action-resolve").click();
    await operator.at("resolve-outcome").selectOption("handled_by_phone");
    const before = await operator.rows().count();
    await operator.at("resolve-submit").click();
    await eventually("the alarm leaves the queue", async () => (await operator.rows().count()) < before);
  }
}

test("a wrong password is refused in plain words, and the right one lets in", async () => {
  const kari = await sitDown();
  await kari.at("login-user").fill("kari");
  await kari.at("login-password").fill("not the password");
  await kari.at("login-submit").click();
  await kari.at("login-error").waitFor();

  await kari.logIn("kari");

  assert.match(await kari.at("whoami").innerText(), /Kari Moen/);
});

test("a pressed button appears at every console, most urgent first", async () => {
  const kari = await sitDown("kari");
  const ola = await sitDown("ola");
  site.signal("button-1", "battery_low", { urgent: false });
  site.signal("leak-1", "water_leak", { urgent: false });
  site.signal("button-1", "help_call");

  for (const operator of [kari, ola]) {
    await operator.row("Astrid Lien").first().waitFor();
    await eventually("all three are shown", async () => (await operator.queue()).length === 3);
    assert.deepEqual((await operator.queue()).map((row) => row.priority), ["critical", "medium", "low"]);
  }
  await kari.shot("queue");
});

test("both claim at the same instant: one has it, the other sees who", async () => {
  const [, kari, ola] = seated;
  for (const operator of [kari, ola]) await operator.rows().first().click();

  // Both pages stand still until the same millisecond, so that neither hears of the other's claim first.
  const instant = Date.now() + 300;
  await Promise.all([kari, ola].map((operator) => operator.at("action-claim").evaluate((button, when) => {
    while (Date.now() < when);
    button.click();
  }, instant)));

  const owner = await eventually("somebody has it", async () => (await kari.queue())[0].owner);
  assert.ok(["kari", "ola"].includes(owner));
  const loser = owner === "kari" ? ola : kari;
  await eventually("the other console shows the owner", async () => (await loser.queue())[0].owner === owner);
  await loser.at("refusal").waitFor();
  const name = owner === "kari" ? /kari/i : /ola/i;
  assert.match(await loser.at("refusal").innerText(), name);
  const claims = await kari.page.evaluate(async (id) => {
    const detail = await (await fetch(`/api/v1/alarms/${id}`)).json();
    return detail.history.filter((entry) => entry.event.alarm_claimed).length;
  }, (await kari.queue())[0].id);
  assert.equal(claims, 1);
});

test("closing the owner's browser gives the alarm back within ten seconds", async () => {
  const [, kari, ola] = seated;
  const owner = (await kari.queue())[0].owner;
  const [winner, other] = owner === "kari" ? [kari, ola] : [ola, kari];
  const closed = Date.now();

  await winner.leave();

  await eventually("the alarm is back", async () => (await other.queue())[0].response === "queued", 10_000);
  console.log(`back in the queue after ${Date.now() - closed} ms`);
  seated.splice(1, 2, other);
});

test("a reload shows the same queue and keeps the claim", async () => {
  const operator = seated[1];
  await operator.rows().first().click();
  await operator.at("action-claim").click();
  await eventually("claimed", async () => (await operator.queue())[0].response === "claimed");
  const shown = await operator.queue();

  await operator.page.reload();

  await operator.rows().first().waitFor();
  await eventually("the same queue", async () => JSON.stringify(await operator.queue()) === JSON.stringify(shown));
});

test("an alarm is worked from claim to resolution by keyboard alone", async () => {
  const operator = seated[1];
  const press = (keys) => operator.page.keyboard.press(keys);
  const id = (await operator.queue())[0].id;
  await operator.rows().first().focus();
  await press("Enter");
  await operator.at("detail").filter({ hasText: "Astrid Lien" }).waitFor();

  await press("Alt+k");
  await press("Alt+m");
  await operator.at("note-text").waitFor();
  await operator.page.keyboard.type("<b>Fell</b> i gangen & vil ha hjelp opp");
  await operator.at("note-submit").focus();
  await press("Enter");
  await operator.at("history").filter({ hasText: "<b>Fell</b> i gangen" }).waitFor();

  await press("Alt+d");
  await operator.at("dispatch-responder").waitFor();
  await operator.page.keyboard.type("Nattpatruljen");
  await operator.at("dispatch-submit").focus();
  await press("Enter");
  await eventually("dispatched", async () =>
    (await operator.queue()).find((row) => row.id === id)?.response === "dispatched");
  await operator.shot("detail");

  await press("Alt+r");
  await operator.at("resolve-outcome").waitFor();
  await operator.at("resolve-outcome").selectOption("assisted");
  await operator.at("resolve-submit").focus();
  await press("Enter");
  await eventually("resolved", async () => !(await operator.queue()).some((row) => row.id === id));
});

test("when the broker is killed the console says so, and comes back with the same queue", async () => {
  const operator = seated[1];
  const shown = (await operator.queue()).map((row) => row.id);
  assert.ok(shown.length > 0);
  const killed = Date.now();
  await site.killBroker();

  await operator.at("banner-connection").waitFor();
  console.log(`the banner came after ${Date.now() - killed} ms`);
  assert.ok(Date.now() - killed < 5_000);
  await operator.shot("lost");

  await site.startBroker();
  await operator.at("banner-connection").waitFor({ state: "hidden" });
  assert.deepEqual((await operator.queue()).map((row) => row.id), shown);
});

test("an operator of one municipality sees that one only", async () => {
  const siri = await sitDown("siri");
  site.signal("button-2", "help_call", { municipality: "sorvik" });

  await siri.row("Peder Vik").waitFor();
  assert.equal(await siri.rows().count(), 1);
});

test("a technician cannot claim a person's call", async () => {
  const tekla = await sitDown("tekla");
  await tekla.open("Peder Vik");
  const answer = await tekla.page.evaluate(async (id) => {
    const response = await fetch(`/api/v1/alarms/${id}/claim`, { method: "POST" });
    return { status: response.status, problem: await response.json() };
  }, (await tekla.queue())[0].id);
  assert.equal(answer.status, 403);
  assert.equal(answer.problem.refusal_name, "NotAllowed");
});

test("the console speaks Norwegian and English", async () => {
  const operator = seated[1];
  assert.match(await operator.page.locator("html").getAttribute("lang"), /^nb/);
  const norwegian = await operator.at("action-claim").innerText();
  const languages = operator.at("language-switch");
  if ((await languages.evaluate((element) => element.tagName)) === "SELECT") await languages.selectOption("en");
  else await languages.click();
  await eventually("English", async () => (await operator.page.locator("html").getAttribute("lang")) === "en");
  assert.notEqual(await operator.at("action-claim").innerText(), norwegian);
  await operator.shot("english");
});

test("no page has a serious accessibility fault", async () => {
  const login = await sitDown();
  for (const operator of [login, seated[1]]) {
    assert.deepEqual(await operator.accessibilityFaults(), []);
  }
});

test("the queue can be emptied, and no page has complained", async () => {
  const operator = seated[1];
  await resolveAll(operator);
  assert.equal((await operator.queue()).length, 0);
  for (const each of seated) assert.deepEqual(each.complaints, []);
});
