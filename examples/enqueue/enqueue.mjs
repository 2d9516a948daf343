// Puts a text file on newsmill's queue as an article and waits for its event. Needs: npm install redis
//   REDIS_URL=redis://producer:PASSWORD@localhost:6379/0 node enqueue.mjs article.txt
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createClient } from "redis";

const path = process.argv[2];
const article = {
  id: `urn:example:${basename(path, ".txt")}`, // stable over versions; the same id and text again is a duplicate
  body: { content_type: "text/plain", value: await readFile(path, "utf8") }, // the one key that is required
  source: "Example Wire",
};
const queue = await createClient({ url: process.env.REDIS_URL }).connect();

// Where the events stand now, so that ours is not missed however fast it comes.
const [newest] = await queue.xRevRange("newsmill:events", "+", "-", { COUNT: 1 });
let since = newest?.id ?? "0";

// From this answer on, the article is newsmill's to finish.
const entry = await queue.xAdd("newsmill:incoming", "*", { article: JSON.stringify(article) });
console.log(`accepted as ${entry}`);

let ours;
while (!ours) {
  const streams = await queue.xRead({ key: "newsmill:events", id: since }, { BLOCK: 5000 });
  for (const { id, message } of streams?.[0].messages ?? []) {
    since = id;
    const { data } = JSON.parse(message.event);
    if (data.entry === entry) ours = data;
  }
}
// stored, duplicate or dead; the detail says why
console.log(ours.outcome, ours.article_id, ours.article_version, ours.detail ?? "");
await queue.close();
process.exitCode = ours.outcome === "dead" ? 1 : 0;
