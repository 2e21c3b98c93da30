// Makes the tokens of Prometheus and of the worker, and ends: `node tokens.mjs ADDRESS ADMIN-TOKEN-FILE FOLDER POOLS`.
// A token whose file is there is not made again.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [address, adminFile, folder, pools] = process.argv.slice(2);
const tokens = {
  "viewer-token": { name: "Prometheus", role: "viewer", user: "prometheus", roles: [] },
  "worker-token": { name: "worker", role: "worker", user: "worker", pools: pools.split(",") },
};
const authorization = readFileSync(adminFile, "utf8")
  .trim()
  .replace(/^authorization:\s*/iu, "");

for (const [name, body] of Object.entries(tokens)) {
  const file = join(folder, name);
  if (existsSync(file)) continue;
  const answer = await fetch(`${address}/api/orchestration/tokens`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "idempotency-key": name },
    body: JSON.stringify(body),
  });
  const { token, detail } = await answer.json();
  if (token === undefined) throw new Error(`${name}: ${answer.status} ${detail}`);
  writeFileSync(file, token, { mode: 0o600 });
}
