// Ends well if a server hears the worker: `node worker-health.mjs WORKER TOKEN-FILE ADDRESS...`.

import { readFileSync } from "node:fs";

const [worker, tokenFile, ...addresses] = process.argv.slice(2);
const headers = { authorization: `Bearer ${readFileSync(tokenFile, "utf8").trim()}` };

for (const address of addresses) {
  const answer = await fetch(`${address}/api/orchestration/workers`, { headers }).catch(() => undefined);
  if (answer?.ok !== true) continue;
  const { workers } = await answer.json();
  process.exit(workers.some((one) => one.worker === worker && one.state === "connected") ? 0 : 1);
}
process.exit(1);
