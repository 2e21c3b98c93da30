// So many runs of the campaign at once, in a process of their own: they come to wait for a person, and are answered.
import { join } from "node:path";
import { createOrchestrator, openSqliteStore } from "@orchlang/runtime";
import { campaignHandlers, campaignInput, campaignPlan } from "../campaign.ts";
import { tell } from "./tell.ts";

const runs = 10_000;
const [folder = "."] = process.argv.slice(2);

const store = openSqliteStore(join(folder, "campaign-runs.db"), { mode: "write", command: "bench" });
if ("fault" in store) throw new Error(store.message);
const orchestrator = await createOrchestrator({ store, capabilities: campaignHandlers });
if ("fault" in orchestrator) throw new Error(orchestrator.message);
const plan = campaignPlan();
const input = campaignInput();
const user = { id: "bench", roles: ["example.campaign.campaign_owner"], consents: ["*"] };
const { resident: idle } = tell("idle");

const begun = async (): Promise<string> => {
  const started = await orchestrator.start({ plan, input, user, root: folder });
  if ("refused" in started) throw new Error(started.message);
  await comesTo(started.run, "waiting");
  return started.run;
};
const answered = async (run: string): Promise<void> => {
  const done = await orchestrator.answer(run, "review", { granted: true }, user);
  if ("refused" in done) throw new Error(done.message);
  await comesTo(run, "completed");
};
const comesTo = async (run: string, status: string): Promise<void> => {
  const rest = await orchestrator.rest(run);
  if (rest.status !== status) throw new Error(`a run ended as ${JSON.stringify(rest)}`);
};

const all = await Promise.all(Array.from({ length: runs }, begun));
tell(`${runs.toLocaleString("en")} runs wait`, idle);
await Promise.all(all.map(answered));
tell("all are answered and over", idle);
await orchestrator.close();
