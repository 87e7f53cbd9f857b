// Builds MiniSearch's index of a folder of records and writes it as a script: `node mini.mjs RECORDS OUT`.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import MiniSearch from "minisearch";

const [, , records, out] = process.argv;
const options = { fields: ["title", "text"], storeFields: ["title"], searchOptions: { prefix: true, boost: { title: 3 } } };

const search = new MiniSearch(options);
for (const name of readdirSync(records)) {
  const record = readFileSync(path.join(records, name), "utf8");
  const title = /^title: (.*)$/m.exec(record)?.[1] ?? name;
  search.add({ id: name, title, text: record });
}
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, "index.json"), JSON.stringify(search));
