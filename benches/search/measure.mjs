// Measures our search in the browser beside Pagefind and MiniSearch, in one run: `node measure.mjs CASEBOOK-FOLDER`.
//
// README.md says what has to be there, and what each number means.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

import { serve } from "./serve.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const folder = path.resolve(process.argv[2] ?? "");
const records = path.join(folder, "postmortems");
const work = path.join(folder, ".bench");
const queries = (process.env.QUERIES ?? "connection pool timeout|certificate expired|keldor disk|rollback|server_lock session").split("|");

// ---- Index ----

/** Runs a command; its CPU seconds and the memory of its largest process in MiB, by GNU time. */
function measured(command, ...args) {
  const file = path.join(work, "time");
  execFileSync("/usr/bin/time", ["-o", file, "-f", "%U %S %M", command, ...args], { stdio: ["ignore", "ignore", "inherit"], cwd: here });
  const [user, system, memory] = readFileSync(file, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
  return { cpu: user + system, memory: Math.round(memory / 1024) };
}

/** Bytes and number of the files in a folder. */
function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name)).length);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

/** A page for each record with nothing but its words, which is all that Pagefind has to read. */
function plainPages(out) {
  for (const name of readdirSync(records)) {
    const record = readFileSync(path.join(records, name), "utf8");
    const title = /^title: (.*)$/m.exec(record)?.[1] ?? name;
    const body = record.split(/\n{2,}/).map((part) => `<p>${escaped(part)}</p>`).join("\n");
    mkdirSync(path.join(out, "p", name), { recursive: true });
    writeFileSync(path.join(out, "p", name, "index.html"), `<!doctype html><html lang="en"><title>${escaped(title)}</title><main data-pagefind-body><h1>${escaped(title)}</h1>\n${body}</main></html>`);
  }
}

const page = (head, script) => `<!doctype html><html lang="en"><meta charset="utf-8">${head}<input><ol></ol><script ${script}></script></html>`;

function prepare() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(path.join(work, "pagefind"), { recursive: true });
  mkdirSync(path.join(work, "mini"));
  plainPages(path.join(work, "pagefind"));
  writeFileSync(path.join(work, "pagefind/index.html"), page("", 'type="module" src="page.js"'));
  writeFileSync(path.join(work, "pagefind/page.js"), readFileSync(path.join(here, "pages/pagefind.js")));
  writeFileSync(path.join(work, "mini/index.html"), page('<script src="minisearch.js"></script>', 'src="page.js"'));
  writeFileSync(path.join(work, "mini/page.js"), readFileSync(path.join(here, "pages/minisearch.js")));
  cpSync(path.join(here, "node_modules/minisearch/dist/umd/index.js"), path.join(work, "mini/minisearch.js"));
}

function indexes() {
  const bench = execFileSync("cargo", ["bench", "--locked", "--bench", "build", "--", "browser", folder, path.join(work, "index")], { cwd: root, encoding: "utf8" });
  const ours = JSON.parse(bench.trim().split("\n").at(-1));
  const found = path.join(here, "node_modules/.bin/pagefind");
  const rows = [{ name: "casebook, the index alone", cpu: ours.cpu, memory: ours.memory, ...sizeOf(path.join(work, "index")) }];
  const site = path.join(work, "site");
  const casebook = process.env.CASEBOOK ?? path.join(root, "target/release/casebook");
  rows.push({ name: "casebook build, everything", ...measured(casebook, "build", "--root", folder, "--out", site, "--force") });
  rows.push({ name: "Pagefind", ...measured(found, "--site", path.join(work, "pagefind")), ...sizeOf(path.join(work, "pagefind/pagefind")) });
  rows.push({ name: "MiniSearch", ...measured("node", "mini.mjs", records, path.join(work, "mini")), ...sizeOf(path.join(work, "mini")) });
  return rows;
}

// ---- Queries ----

const boxes = {
  casebook: { input: "form.search input", result: ".result-option", start: "search/../index.html" },
  Pagefind: { input: "input", result: "li", start: "index.html" },
  MiniSearch: { input: "input", result: "li", start: "index.html" },
};

/** What a page from disk has read since it was opened; a server counts by itself. */
async function reading(tab) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Network.enable");
  const count = { requests: 0, sent: 0, raw: 0 };
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    count.requests += 1;
    count.sent += encodedDataLength;
    count.raw += encodedDataLength;
  });
  return count;
}

/** Types a query into a page just opened; bytes and time to the first results, then the time from a key to results. */
async function ask(context, { address, count, sentBefore }, { input, result, start }, query) {
  const tab = await context.newPage();
  const sent = count ?? (await reading(tab));
  const opened = sent.sent;
  await tab.goto(address + start);
  await tab.waitForTimeout(300);
  const before = { ...sent };
  const { time, shown } = await tab.evaluate(typed, { input, result, text: query, patience: 20_000 });
  // A server knows what was asked for before; from disk, it is what had come when this program heard of the results.
  const until = (sentBefore?.(shown) ?? sent.sent) - before.sent;
  await tab.waitForTimeout(300);
  const bytes = { until, raw: sent.raw - before.raw, sent: sent.sent - before.sent, requests: sent.requests - before.requests, page: before.sent - opened };
  const again = [];
  for (let turn = 0; turn < 5; turn += 1) {
    for (const text of [query.slice(0, -1), query]) again.push((await tab.evaluate(typed, { input, result, text, patience: 2_000 })).time);
  }
  await tab.close();
  // A word without its last letter may be none that any record has, and then nothing is shown.
  const keys = again.filter(Number.isFinite).sort((a, b) => a - b);
  return { query, first: time, ...bytes, key: keys[Math.floor(keys.length / 2)], slowest: keys.at(-1) };
}

/**
 * Puts a text into the box, as a key does, and waits until other results are shown; how long that took in milliseconds,
 * `NaN` where `patience` ends before, and when it was.
 */
function typed({ input, result, text, patience }) {
  const box = document.querySelector(input);
  return new Promise((done) => {
    const start = performance.now();
    const end = (time) => done({ time, shown: performance.timeOrigin + performance.now() });
    const look = new MutationObserver(() => {
      if (!document.querySelector(result)) return;
      look.disconnect();
      end(performance.now() - start);
    });
    look.observe(document.body, { childList: true, subtree: true });
    box.focus();
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => { look.disconnect(); end(NaN); }, patience);
  });
}

async function browse() {
  const context = await chromium.launchPersistentContext("", {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"],
  });
  const rows = [];
  for (const [name, folder] of [["casebook", "site"], ["Pagefind", "pagefind"], ["MiniSearch", "mini"]]) {
    const server = await serve(path.join(work, folder));
    for (const query of queries) rows.push({ name, from: "http", ...(await ask(context, server, boxes[name], query)) });
    await server.stop();
  }
  const disk = { address: `${pathToFileURL(path.join(work, "site"))}/` };
  for (const query of queries) rows.push({ name: "casebook", from: "file", ...(await ask(context, disk, boxes.casebook, query)) });
  await context.close();
  return rows;
}

const kilo = (bytes) => (bytes === undefined ? "" : `${Math.round(bytes / 1024)} KB`);
const number = (value) => (Number.isFinite(value) ? Math.round(value) : "none");

prepare();
console.log("| index | CPU s | MiB | files | size |\n|---|---|---|---|---|");
for (const row of indexes()) console.log(`| ${row.name} | ${row.cpu.toFixed(1)} | ${row.memory} | ${row.files ?? ""} | ${kilo(row.bytes)} |`);
console.log("\n| search | from | query | requests | sent before the first results | sent | raw | page before it | first results, ms | a key, ms | slowest key, ms |\n|---|---|---|---|---|---|---|---|---|---|---|");
for (const row of await browse()) {
  console.log(`| ${row.name} | ${row.from} | ${row.query} | ${row.requests} | ${kilo(row.until)} | ${kilo(row.sent)} | ${kilo(row.raw)} | ${kilo(row.page)} | ${number(row.first)} | ${number(row.key)} | ${number(row.slowest)} |`);
}
