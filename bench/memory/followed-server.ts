// A server that a thousand WebSocket clients follow, in a process of its own; the clients are in another.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ingressRecordOf } from "@orchlang/runtime/events";
import type { Followed } from "../bare/followers.ts";
import { served } from "../served.ts";

const clients = 1_000;
const perSecond = 100;
const seconds = 10;
const [folder = "."] = process.argv.slice(2);

const { orchestrator, api, headers, close } = await served(folder, "followed");
tell("idle", { late: [], lost: 0 });

const url = `${api.replace("/api/", "/ws/")}/events`;
const followers = fork(fileURLToPath(new URL("../bare/followers.ts", import.meta.url)), [
  url,
  headers.authorization ?? "",
  `${clients}`,
  `${perSecond * seconds}`,
]);
await once(followers, "message");
tell(`${clients.toLocaleString("en")} clients are connected`, { late: [], lost: 0 });

const followed = once(followers, "message") as Promise<[Followed]>;
const start = performance.now();
for (let n = 0; n < perSecond * seconds; n++) {
  const wait = start + (n * 1_000) / perSecond - performance.now();
  if (wait > 0) await new Promise((resolve) => void setTimeout(resolve, wait));
  const shot = { event: "shot", from: "ear0", fields: { level: n } };
  void orchestrator.ingest(ingressRecordOf(shot, () => `e${n}`));
}
tell(`after ${perSecond} events/s for ${seconds} s`, (await followed)[0]);
followers.kill();
await close();
process.exit(0);

/** One line for `weigh`. `late`: ms from an event's time in the journal to its arrival. */
function tell(when: string, { late, lost }: Followed): void {
  const sorted = late.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  const memory = {
    "MB resident": process.memoryUsage.rss() / 1e6,
    "at most": (process.resourceUsage().maxRSS * 1_024) / 1e6,
    "s of processor": (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  };
  console.log(
    JSON.stringify({ when, ...memory, "ms late": at(0.5), "at p99": at(0.99), "frames lost": lost }),
  );
}
