// The peer's station: has the documents in its own database, then replicates them to the central.
// Prints JSON: seconds and CPU seconds of the replication alone, the documents that the central has, peak memory.
const fs = require("fs");
const PouchDB = require("pouchdb");
const [folder, url, documents, batch] = process.argv.slice(2);

async function main() {
  const local = new PouchDB(folder + "/local");
  const docs = JSON.parse(fs.readFileSync(documents, "utf8"));
  for (let n = 0; n < docs.length; n += 1000) await local.bulkDocs(docs.slice(n, n + 1000));
  const remote = new PouchDB(url);
  await remote.info();
  console.log("go");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  await local.replicate.to(remote, { batch_size: Number(batch) });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(before);
  const { doc_count } = await remote.info();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
  console.log(JSON.stringify({ seconds, cpu_s: (used.user + used.system) / 1e6, stored: doc_count, peak_mb: peak }));
  process.exit(0);
}

main();
