// Runs `queue_mailing` by itself under one fixed key and prints what came of it: something to be killed.

import { pickCustomers, queueMailing, writeLetter } from "../handlers.ts";

const context = {
  key: "one key",
  run: "run",
  capability: "queue_mailing",
  attempt: 1,
  dispatch: 1,
  signal: new AbortController().signal,
  spend: () => undefined,
  heartbeat: () => undefined,
  progress: () => undefined,
  log: () => undefined,
};
const product = { id: "tern", name: "Tern", price: { amount: "49", currency: "USD" } };
const letter = await writeLetter({ product, tone: "offer" }, context);
const { customers } = await pickCustomers({ segment: "studio", limit: 2_000 }, context);
const page = { id: "page", file: "file:///page.html" };
const mailing = await queueMailing({ letter, page, to: customers, at: "2026-12-01T10:00:00.000Z" }, context);
process.stdout.write(JSON.stringify(mailing));
