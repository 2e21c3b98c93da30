/**
 * Runs the campaign of a folder to its end, approving it when asked; resumes it if it was begun before. Prints each
 * event as soon as it is durable: `node campaign.ts <journal> <plan file> <handlers> <input as JSON>`.
 */
import { readFileSync, writeSync } from "node:fs";
import { decodePlanFile, type Json } from "@orchlang/plan";
import { createOrchestrator, localWorld, openSqliteStore } from "../../../src/index.ts";

const [path = "", planPath = "", root = "", input = ""] = process.argv.slice(2);
const store = openSqliteStore(path, { mode: "write", command: "campaign" });
if ("fault" in store) throw new Error(store.message);
const decoded = decodePlanFile(readFileSync(planPath, "utf8"));
if ("fault" in decoded) throw new Error("not a plan file");
const orch = await createOrchestrator({ store, world: localWorld({ threads: 1 }) });
if ("fault" in orch) throw new Error(orch.message);
writeSync(1, "open\n");
const request = "the campaign";
const user = { id: "local", roles: ["*"], consents: ["*"] };
const started = await orch.start({ plan: decoded.ok, input: JSON.parse(input) as Json, root, request, user });
if ("refused" in started) throw new Error(started.message);
const { run } = started;
orch.watch(run, 0, ({ seq, event }) => writeSync(1, `${seq} ${event.t}\n`));
for (;;) {
  const rest = await orch.rest(run, 500_000);
  if (rest.status !== "waiting") {
    writeSync(1, `${run} ${rest.status}\n`);
    break;
  }
  const [waiting] = rest.waiting;
  if (waiting?.for !== "answer") throw new Error(`it waits for ${JSON.stringify(waiting)}`);
  const answered = await orch.answer(run, waiting.step, { granted: true });
  if ("refused" in answered && answered.refused !== "not_waiting") throw new Error(answered.message);
}
await orch.close();
