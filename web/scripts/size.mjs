// The resident page's first load, gzip compressed; over the limit the build fails.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 100 * 1024;
const dist = new URL("../dist/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
const linked = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1]);
const inline = /<script(?![^>]*src=)[^>]*>|<style|\son\w+=|\sstyle=/i.exec(html);
if (inline) throw new Error(`inline code in index.html: ${inline[0]}`);
if (/(?:src|href)="(?:https?:)?\/\//.test(html)) throw new Error("index.html names a foreign host");

const sizes = ["index.html", ...linked].map((path) => [path, gzipSync(readFileSync(new URL(path, dist))).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [path, size] of sizes) console.log(`${String(size).padStart(7)}  ${path}`);
console.log(`${String(total).padStart(7)}  resident page, first load (limit ${LIMIT})`);
if (total > LIMIT) throw new Error(`the resident page weighs ${total} bytes compressed, more than ${LIMIT}`);
