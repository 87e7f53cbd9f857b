// A real browser, and pages that must stay quiet.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { chromium } from "playwright-core";

import { temporary } from "./casebook.mjs";

// A browser asks its maker's servers for this and that at every start; a test wants none of it.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function executable() {
  const name = process.env.CHROMIUM ?? "chromium";
  return path.isAbsolute(name) ? name : execFileSync("which", [name], { encoding: "utf8" }).trim();
}

/** Starts the browser with a new profile; `settings` are those of a Playwright context. */
export async function open(settings = {}) {
  return chromium.launchPersistentContext(temporary("profile"), {
    executablePath: executable(),
    headless: true,
    args: flags,
    viewport: { width: 1280, height: 800 },
    ...settings,
  });
}

/** Closes the browser. Some do not close while pages have been waiting for events; such a one is left behind. */
export async function close(context) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 8_000, "late");
  });
  const ended = await Promise.race([context?.close(), late]);
  // A timer that still runs would keep the process, and so would a browser that was left behind.
  clearTimeout(timer);
  if (ended === "late") setTimeout(() => process.exit(), 1_000).unref();
}

/**
 * Opens a page of `context` that may load nothing but what lies under `base`, gives it to `use`, and asserts that the
 * page kept quiet all the while.
 */
export async function quietly(context, base, use) {
  const page = await context.newPage();
  const noise = [];
  page.on("console", (message) => noise.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.stack ?? error}`));
  page.on("dialog", async (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("popup", (popup) => noise.push(`popup: ${popup.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) noise.push(`outside request: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left while it loads gives up its requests; that is no fault.
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") noise.push(`failed request: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) noise.push(`${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  try {
    await use(page, noise);
  } catch (error) {
    if (noise.length > 0) error.message += `\nnoise of the page:\n${noise.join("\n")}`;
    throw error;
  } finally {
    await page.close();
  }
  assert.deepEqual(noise, []);
}
