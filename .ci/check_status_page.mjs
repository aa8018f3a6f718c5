// Checks a page of `ebs-backup status --html` in a browser: node check_status_page.mjs TOOLS PAGE [SCREENSHOT]
// TOOLS is the folder with node_modules. The page needs 2 to 100 sources, one of them with a restore point.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , tools, page, screenshot] = process.argv;
const require = createRequire(path.join(path.resolve(tools), "node_modules", "entry.js"));
const { chromium } = require("playwright-core");
const { default: bundled } = await import(pathToFileURL(require.resolve("@sparticuz/chromium")));

const browser = await chromium.launch({ executablePath: await bundled.executablePath(), args: ["--no-sandbox", "--disable-gpu"] });
let statements = 0;
const complaints = [];

/** Opens a page and records its requests and errors. */
async function open(options) {
  const tab = await browser.newPage(options);
  tab.on("console", (message) => complaints.push(`console: ${message.text()}`));
  tab.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  tab.on("request", (request) => request.url() === pathToFileURL(page).href || complaints.push(`request: ${request.url()}`));
  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector("body[data-ready]");
  return tab;
}

async function holds(statement, check) {
  await check();
  statements++;
  console.log(`ok   ${statement}`);
}

const ids = (tab) => tab.locator("#table tbody tr:not(.detail) button.open").allTextContents();

try {
  const tab = await open({ viewport: { width: 1600, height: 900 }, colorScheme: "light" });
  const all = await ids(tab);
  assert.ok(all.length >= 2 && (await tab.locator("#more").isHidden()), "the page needs 2 to 100 sources");

  await holds("the search keeps what matches, and says how many", async () => {
    await tab.fill("#search", all[1]);
    assert.deepEqual(await ids(tab), [all[1]]);
    assert.match(await tab.locator("#shown").textContent(), /^1 of 1 source, \d+ in all$/);
    await tab.fill("#search", "no such source");
    assert.deepEqual(await ids(tab), []);
    await tab.fill("#search", "");
    assert.deepEqual(await ids(tab), all);
  });

  await holds("a heading sorts, and a second press turns the order round", async () => {
    const heading = tab.locator("thead th").first();
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await ids(tab), all.toSorted());
    await tab.keyboard.press("Enter");
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await ids(tab), all.toSorted().reverse());
    assert.equal(await tab.locator("thead th[aria-sort]").count(), 1);
  });

  await holds("the keyboard reaches the search, every heading and the first source, and opens it", async () => {
    await tab.focus("#search");
    const headings = await tab.locator("thead button").count();
    for (let i = 0; i <= headings + 1; i++) await tab.keyboard.press("Tab");
    const focused = tab.locator("button.open:focus");
    assert.equal(await focused.count(), 1);
    await tab.keyboard.press("Enter");
    assert.equal(await focused.getAttribute("aria-expanded"), "true");
    await tab.keyboard.press("Space");
    assert.equal(await focused.getAttribute("aria-expanded"), "false");
    assert.equal(await tab.locator("tr.detail").count(), 0);
  });

  await holds("a tile shows the sources of its kind", async () => {
    const tile = tab.locator("#tiles button").nth(1);
    await tile.click();
    assert.equal(await tile.getAttribute("aria-pressed"), "true");
    assert.equal((await ids(tab)).length, Number(await tile.locator("strong").textContent()));
    await tab.locator("#tiles button").first().click();
  });

  await holds("a source has a calendar with as many points as its row says", async () => {
    const points = await tab.locator("#table tbody tr td:nth-of-type(10)").allTextContents();
    const i = points.findIndex((number) => Number(number) > 0);
    assert.ok(i >= 0, "no source has a restore point");
    await tab.locator("button.open").nth(i).click();
    const days = await tab.locator(".calendar .has, .calendar .goes").allTextContents();
    assert.equal(days.map(Number).reduce((a, b) => a + b), Number(points[i]));
    assert.ok((await tab.locator(".chart path").getAttribute("d")).length > 0);
    if (screenshot) await tab.screenshot({ path: screenshot });
  });

  await holds("every control and picture has a name", async () => {
    const nameless = await tab.evaluate(() =>
      [...document.querySelectorAll("button, input, svg[role=img], [role=region]")]
        .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length))
        .map((e) => e.outerHTML.slice(0, 100)));
    assert.deepEqual(nameless, []);
  });

  const backs = [];
  for (const colorScheme of ["light", "dark"]) {
    const narrow = await open({ viewport: { width: 360, height: 800 }, colorScheme });
    await narrow.locator("button.open").first().click();
    await holds(`360 pixels wide and ${colorScheme}, only the table scrolls sideways`, async () =>
      assert.ok(await narrow.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth)));
    backs.push(await narrow.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }
  await holds("light and dark differ", () => assert.notEqual(backs[0], backs[1]));
  await holds("no request and no complaint in the console", () => assert.deepEqual(complaints, []));
  console.log(`${statements} statements hold`);
} finally {
  await browser.close();
}
