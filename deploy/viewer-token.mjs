// Makes a token with which Prometheus reads the metrics, and ends: `node viewer-token.mjs ADDRESS ADMIN-TOKEN-FILE FILE`.
// Once the file is there nothing happens.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [address, adminFile, file] = process.argv.slice(2);
if (!existsSync(file)) {
  const header = readFileSync(adminFile, "utf8").trim();
  const answer = await fetch(`${address}/api/orchestration/tokens`, {
    method: "POST",
    headers: {
      authorization: header.replace(/^authorization:\s*/iu, ""),
      "content-type": "application/json",
      "idempotency-key": "prometheus",
    },
    body: JSON.stringify({ name: "Prometheus", role: "viewer", user: "prometheus", roles: [] }),
  });
  const { token, detail } = await answer.json();
  if (token === undefined) throw new Error(`${answer.status}: ${detail}`);
  writeFileSync(file, token, { mode: 0o644 });
}
