// Small pictures: a screenshot as a PNG with a palette of at most 256 colours, which is all that a page of text needs.

import { crc32, deflateSync } from "node:zlib";

/** Turns a PNG into one with a palette; `page` lends its decoder. */
export async function indexed(page, png) {
  const { width, height, pixels } = await page.evaluate(decode, png.toString("base64"));
  const bytes = Buffer.from(pixels, "base64");
  const palette = paletteOf(bytes);
  const near = nearest(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      rows[y * (width + 1) + 1 + x] = near((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, each the number of a colour in the palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [["IHDR", header], ["PLTE", colours], ["IDAT", deflateSync(rows, { level: 9 })], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([signature, ...parts.map(([type, data]) => chunk(type, data))]);
}

/** Runs in the page: a picture's pixels, four bytes each. */
async function decode(base64) {
  const raw = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([raw], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(picture, 0, 0);
  const { data } = drawing.getImageData(0, 0, picture.width, picture.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return { width: picture.width, height: picture.height, pixels: btoa(text) };
}

/** The colours that stand for all: the most frequent of each small cell of the colour cube, and of these the 256 first. */
function paletteOf(bytes) {
  const counts = new Map();
  for (let at = 0; at < bytes.length; at += 4) {
    const colour = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const cells = new Map();
  for (const [colour, count] of counts) {
    const cell = colour & 0xf0f0f0;
    const held = cells.get(cell) ?? { colour, most: 0, all: 0 };
    cells.set(cell, { colour: count > held.most ? colour : held.colour, most: Math.max(count, held.most), all: held.all + count });
  }
  // Colours that fill areas stay exactly what they are, even where they share a cell.
  const areas = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 64).map(([colour]) => colour);
  const shades = [...cells.values()].sort((a, b) => b.all - a.all || a.colour - b.colour).map(({ colour }) => colour);
  return [...new Set([...areas, ...shades])].slice(0, 256);
}

/** Finds the number of the palette's colour that is nearest to a colour. */
function nearest(palette) {
  const known = new Map();
  const distance = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  return (colour) => {
    if (!known.has(colour)) {
      const ranked = palette.map((candidate, number) => [distance(candidate, colour), number]);
      known.set(colour, ranked.reduce((best, next) => (next[0] < best[0] ? next : best))[1]);
    }
    return known.get(colour);
  };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
