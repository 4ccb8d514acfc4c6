// Reads pages of the served site in Firefox by WebDriver BiDi; prints what it saw as JSON.
// node read.mjs FIREFOX ADDRESS-OF-THE-SITE
import puppeteer from "puppeteer-core";

const [firefox, site] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: firefox,
  headless: true,
  extraPrefsFirefox: { "intl.accept_languages": "fr" },
});
const seen = { version: await browser.version(), faults: [], elsewhere: [] };

async function read(address, look) {
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) seen.faults.push(`${address}: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.faults.push(`${address}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(site) && !request.url().startsWith("data:")) seen.elsewhere.push(request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) seen.faults.push(`${address}: ${response.status()} ${response.url()}`);
  });
  await page.evaluateOnNewDocument(() => {
    // what the policy forbids is told to the page, not to every console
    window.forbidden = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      window.forbidden.push(`${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  await page.setViewport({ width: 375, height: 740 });
  await page.goto(site + address, { waitUntil: "networkidle0" });
  const found = await look(page);
  found.forbidden = await page.evaluate(() => window.forbidden);
  found.width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.close();
  return found;
}

try {
  seen.chapter = await read("de/chapters/01_volume.html", async (page) => {
    const found = await page.evaluate(() => ({
      title: document.querySelector("h1").textContent,
      figures: [...document.querySelectorAll(".tb-figure")].map((figure) =>
        [...figure.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 100).length),
      scripts: [...document.scripts].filter((script) => script.src).length,
    }));
    await page.click(".theme-switch-button");
    found.mode = await page.evaluate(() => document.documentElement.dataset.mode);
    await page.focus(".primary-toggle");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("pst-primary-sidebar-modal").open);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.matches(".primary-toggle"));
    found.focus = true;
    return found;
  });
  seen.search = await read("en/search.html?q=Grok", async (page) => {
    await page.waitForSelector("#search-results li a");
    return page.evaluate(() => ({ found: document.querySelectorAll("#search-results li").length }));
  });
  seen.explorer = await read("en/chapters/explorer.html", async (page) => {
    await page.waitForSelector(".tb-drawn svg path, svg.tb-drawn path");
    await page.select("select[name=unit]", "tokens");
    await page.waitForFunction(() => location.search.includes("tokens"));
    return page.evaluate(() => ({
      lines: document.querySelectorAll(".tb-drawn path").length,
      rows: document.querySelectorAll(".tb-explorer .tb-numbers tbody tr").length,
      address: location.search,
    }));
  });
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
