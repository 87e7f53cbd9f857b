// A static server on loopback that sends what compresses with gzip, as servers do, and counts what it sent: a browser's
// tools do not see what a worker downloads, which is how Pagefind does it.

import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";

const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };

/**
 * Serves `folder`; returns its address, the bytes of the bodies it has sent so far, those that were asked for before a
 * time (in milliseconds since 1970, as the browser's clock has it), and a function that stops it.
 */
export async function serve(folder) {
  const count = { requests: 0, sent: 0, raw: 0 }, asked = [];
  const server = createServer((request, response) => {
    const at = performance.timeOrigin + performance.now();
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
    if (!file.startsWith(folder + path.sep) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = types[path.extname(file)];
    const bytes = readFileSync(file);
    // Pagefind compresses its own files.
    const body = type ? gzipSync(bytes) : bytes;
    response.writeHead(200, {
      "content-type": `${type ?? "application/octet-stream"}; charset=utf-8`,
      ...(type && { "content-encoding": "gzip" }),
    });
    count.requests += 1;
    count.sent += body.length;
    count.raw += bytes.length;
    asked.push({ at, bytes: body.length });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const sentBefore = (time) => asked.filter(({ at }) => at < time).reduce((sum, { bytes }) => sum + bytes, 0);
  return { address: `http://127.0.0.1:${server.address().port}/`, count, sentBefore, stop };
}
