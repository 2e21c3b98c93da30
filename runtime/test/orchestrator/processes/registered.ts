/**
 * Runs the plan of a file to its end, or goes on with it, by functions of this process:
 * `node registered.ts <journal> <plan file> <book>`. They write into the book, and last as long as `<book>.hold` is there.
 */
import { appendFileSync, existsSync, readFileSync, writeSync } from "node:fs";
import { decodePlanFile } from "@orchlang/plan";
import { createOrchestrator, type HandlerContext, localWorld, openSqliteStore } from "../../../src/index.ts";

const [path = "", planPath = "", book = ""] = process.argv.slice(2);
const store = openSqliteStore(path, { mode: "write", command: "registered" });
if ("fault" in store) throw new Error(store.message);
const decoded = decodePlanFile(readFileSync(planPath, "utf8"));
if ("fault" in decoded) throw new Error("not a plan file");
const handler = async (args: { readonly book: string }, context: HandlerContext): Promise<object> => {
  appendFileSync(book, `${context.capability} ${context.key} ${context.dispatch}\n`);
  while (existsSync(`${book}.hold`)) await new Promise((resolve) => setTimeout(resolve, 5));
  return args;
};
const capabilities = ["send", "note"].map((name) => ({ name, handler, version: "1" }));
const orch = await createOrchestrator({ store, world: localWorld({ threads: 1 }), capabilities });
if ("fault" in orch) throw new Error(orch.message);
const started = await orch.start({ plan: decoded.ok, input: { book }, root: "/", request: "the work" });
if ("refused" in started) throw new Error(started.message);
const rest = await orch.rest(started.run, 500_000);
writeSync(1, `${started.run} ${rest.status}\n`);
await orch.close();
