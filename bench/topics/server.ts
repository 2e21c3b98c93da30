import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ingressRecordOf } from "@orchlang/runtime/events";
import { armed, ears, type Served, served } from "../served.ts";
import type { Contestant, Topic } from "../topic.ts";

const events = 500;
/** So many requests at once. */
const atOnce = 64;
const runs = 100_000;
const asked = 500;

/**
 * Events over HTTP, by themselves and fifty to a request, each journalled before its response, beside the same without
 * HTTP. Wanted: at least half.
 */
export const ingestion: Topic = {
  name: `server: events over HTTP, ${atOnce} at once`,
  unit: "events",
  calls: { warmUps: 2, measured: 8 },
  turns: 2,
  prepare: async (folder) => [await overHttp(folder), await overHttp(folder, 50), await inProcess(folder)],
};

const shot = (n: number) => ({ event: "shot", from: `ear${n % ears}`, fields: { level: n } });

async function overHttp(folder: string, each = 1): Promise<Contestant> {
  const server = await served(folder, `ingested-${each}`);
  const { api, headers } = server;
  let count = 0;
  const one = async (): Promise<void> => {
    count += 1;
    const first = count * each;
    const all = Array.from({ length: each }, (_, n) => shot(first + n));
    const body = JSON.stringify(each === 1 ? all[0] : { events: all });
    const key = { "idempotency-key": `e${count}` };
    const response = await fetch(`${api}/events/${each === 1 ? "ingest" : "fuse"}`, {
      method: "POST",
      headers: { ...headers, ...key },
      body,
    });
    if (response.status !== 202) throw new Error(await response.text());
    await response.arrayBuffer();
  };
  const name = each === 1 ? "orch" : `orch, ${each} events a request`;
  return { name, units: events, run: () => inLanes(events / each, one), close: server.close };
}

async function inProcess(folder: string): Promise<Contestant> {
  const root = join(folder, "heard");
  mkdirSync(root);
  const { orchestrator } = await armed(join(root, "journal.db"), root);
  let count = 0;
  const one = async (): Promise<void> => {
    count += 1;
    const id = `e${count}`;
    const heard = await orchestrator.ingest(ingressRecordOf(shot(count), () => id));
    if ("refused" in heard) throw new Error(heard.message);
  };
  const run = () => inLanes(events, one);
  return { name: "orchestrator.hear, without HTTP", units: events, run, close: () => orchestrator.close() };
}

/** Lists and single runs of a large journal, one request after another, beside a server that says nothing. */
export const listing: Topic = {
  name: `server: a journal of ${runs.toLocaleString("en")} runs, one request after another`,
  unit: "requests",
  calls: { warmUps: 1, measured: 3 },
  prepare: async (folder, note) => {
    const server = await served(folder, "listed");
    const ids = await begun(server);
    const every = Math.floor(ids.length / asked);
    const { api, headers } = server;
    const timed = (name: string, path: (n: number) => string): Contestant => {
      const times: number[] = [];
      const run = async (): Promise<void> => {
        for (let n = 0; n < asked; n++) times.push(await answered(`${api}${path(n)}`, headers));
      };
      const close = async (): Promise<void> => note(`${name}: ${spread(times)}`);
      return { name, units: asked, run, close };
    };
    const last = await empty();
    return [
      timed("orch: one run", (n) => `/runs/${ids[n * every] ?? ""}`),
      timed("orch: a page of 50 runs", () => "/runs?limit=50"),
      timed("orch: a page of 50 from the middle, by plan and status", (n) => filtered(ids[n * every] ?? "")),
      {
        name: "node:http, an empty response",
        units: asked,
        run: async () => {
          for (let n = 0; n < asked; n++) await answered(last.url, {});
        },
        close: async () => {
          last.close();
          await server.close();
        },
      },
    ];
  },
};

const filtered = (before: string): string =>
  `/runs?limit=50&workflow=bench.work.work&status=completed&cursor=${before}`;

async function begun({ orchestrator, plan, root }: Served): Promise<readonly string[]> {
  const ids: string[] = [];
  const one = async (): Promise<void> => {
    const started = await orchestrator.start({ plan, input: { n: ids.length }, root });
    if ("refused" in started) throw new Error(started.message);
    ids.push(started.run);
    await orchestrator.rest(started.run);
  };
  await inLanes(runs, one);
  return ids;
}

async function answered(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const start = performance.now();
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
  return performance.now() - start;
}

async function empty() {
  const server = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

async function inLanes(count: number, one: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
  return `${at(0.5)} ms in half of ${times.length}, ${at(0.99)} ms in one of a hundred`;
}
