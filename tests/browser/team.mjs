// A small team's year in a few records: what broke, what was blamed in vain, who promised what. Everything that a test
// counts follows from the tables below.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { siteOf, temporary } from "./casebook.mjs";

/** The incidents: id, day, severity, service, patterns, what was seen, what was blamed, what it was, what proved it. */
export const incidents = [
  ["cart-slow", "2026-03-04", "sev2", "checkout", ["conn-pool-exhausted"], "Carts take a minute to open.", "The cache lost its entries", "The connection pool ran dry during the sale.", "all forty connections were checked out"],
  ["orders-stuck", "2026-08-11", "sev1", "checkout", ["conn-pool-exhausted"], "Orders wait for payment and never finish.", "The cache lost its entries", "A retry held its connection, and the connection pool ran dry.", "the pool's gauge stood at its limit"],
  ["invoice-gap", "2026-09-02", "sev3", "billing", ["clock-calendar"], "Invoices of one night are missing.", "The mail server refused them", "The clock of the second host had drifted by an hour.", "both hosts were asked for the time"],
  ["carts-again", "2026-10-05", "sev2", "checkout", ["conn-pool-exhausted"], "Carts take a minute to open, as in spring.", "A slow disk", "The new worker opened a pool of its own, and the connection pool ran dry.", "the pool's gauge stood at its limit"],
  ["ledger-late", "2026-10-21", "sev3", "billing", [], "The ledger is an hour late every morning.", "The night job was too large", "The job waited for a lock that a report held.", "the table of locks named the report"],
  ["index-empty", "2026-11-09", "sev2", "search", [], "A search for anything finds nothing.", "The query parser was broken", "The index was swapped before it was filled.", "the new folder had no files"],
].map(([id, day, severity, service, patterns, symptom, blamed, cause, check]) => ({ id, day, severity, service, patterns, symptom, blamed, cause, check }));

/** The promises: id of the incident, owner, due day, whether it is done. The newest record is of 2026-11-09. */
export const promises = [
  ["cart-slow", "ana", "2026-04-01", false],
  ["cart-slow", "bo", "2026-04-15", true],
  ["orders-stuck", "ana", "2026-10-10", false],
  ["orders-stuck", "bo", "2026-10-12", true],
  ["invoice-gap", "bo", "2026-10-20", false],
  ["carts-again", "ana", "2026-12-01", false],
  ["carts-again", "", "", false],
  ["ledger-late", "bo", "2026-11-01", false],
  ["ledger-late", "ana", "2026-12-24", false],
  ["index-empty", "ana", "", false],
].map(([id, owner, due, done], at) => ({ id, owner, due, done, text: `Promise number ${at}`, service: incidents.find((incident) => incident.id === id).service }));

function record({ id, day, severity, service, patterns, symptom, blamed, cause, check }) {
  const own = promises.filter((promise) => promise.id === id);
  const action = ({ owner, due, done, text }) => `- [${done ? "x" : " "}] ${text}${owner && ` @${owner}`}${due && ` due:${due}`}`;
  return `---
title: ${symptom.replace(/\.$/, "")}
date: ${day}
severity: ${severity}
services: [${service}]
status: resolved
patterns: [${patterns.join(", ")}]
---

## Symptoms

- ${symptom}

## Failed theories

### ${blamed}

Tried: half a day was spent on it.
Wrong because: nothing changed.

## Root cause

${cause}

Confirmed by: ${check}.

## Fix

It was set right by hand.

## Actions

${own.map(action).join("\n")}
`;
}

/** Builds the site of the team and gives its folder. */
export function teamSite(...args) {
  const records = path.join(temporary("team"), "records");
  mkdirSync(records, { recursive: true });
  for (const incident of incidents) writeFileSync(path.join(records, `${incident.id}.md`), record(incident));
  return siteOf(records, ...args);
}
