import { hostname } from "node:os";
import type { JsonObject } from "@orchlang/plan";
import { parseDuration, parseMoney } from "@orchlang/plan/quantities";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { interruption } from "../project/interruption.ts";
import { readJsonArgument, readText } from "../project/json-argument.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { version } from "../version.ts";
import { loadWorld } from "../world/load-world.ts";

export const work: CommandDefinition = {
  name: "work",
  summary: "run the steps of some pools for a server, over an outbound connection",
  arguments: [{ form: "[target]", says: "a file or a folder: the program with the handlers (default: `.`)" }],
  options: [
    { form: "--pools <names>", says: "the pools to serve, separated by commas" },
    {
      form: "--server <url>",
      says: "the server's address (repeatable, for several nodes)",
      many: true,
    },
    { form: "--token-file <file>", says: "a file with a token of the role `worker`" },
    {
      form: "--name <name>",
      says: "the worker's name, unique (default: the host name and the process id)",
    },
    { form: "--capacity <n>", says: "the most jobs of each pool at once", default: "1" },
    { form: "--price <money>", says: "the price of one job per hour, such as `$0.40`" },
    { form: "--latency <duration>", says: "the network latency, such as `40ms`" },
    { form: "--fields <json>", says: "fields of the pool's kind, as JSON or `@file`" },
    { form: "--threads <n>", says: "worker threads (default: one per processor)" },
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch work --pools edge_a,gpu --server https://orch.example.com --token-file worker.token --capacity 4",
    "orch work fabric.orch --pools cloud --server http://127.0.0.1:7300 --token-file worker.token --price '$0.40'",
  ],
  async run(invocation) {
    const loaded = loadWorld(invocation.args[0] ?? ".");
    if (loaded.compiled === undefined) return refuseBroken(invocation.terminal, loaded);
    const { openRemoteWorker, workplacesHere } = await import("@orchlang/runtime/remote");
    const { connectWorker } = await import("@orchlang/server");
    const places = workplacesHere([...loaded.plans(), ...loaded.compiled.plans], loaded.root);
    const name = invocation.text("name") ?? `${hostname().replace(/[^\w.-]/gu, "-")}-${process.pid}`;
    const { out, err } = invocation.terminal;
    const says = (what: string): void =>
      invocation.format === "json" ? out.json({ worker: name, says: what }) : out.line(what);
    const refusal = Promise.withResolvers<string>();
    const threads = numberOf(invocation, "threads");
    const { worker, close } = openRemoteWorker({
      name,
      offers: offersOf(invocation),
      places,
      version,
      ...(threads === undefined ? {} : { threads }),
      output: ({ job, text }) => err.line(job === undefined ? text : `[${job.capability}] ${text}`),
      refused: (why) => refusal.resolve(why),
      says,
    });
    const interrupted = interruption();
    const again = Promise.withResolvers<"interrupted">();
    const connection = connectWorker({
      servers: serversOf(invocation),
      authorization: `Bearer ${tokenOf(invocation)}`,
      worker,
      says,
    });
    try {
      const first = await Promise.race([interrupted.promise, refusal.promise, connection.ended]);
      if (first !== "interrupted") throw new UsageError(`The server does not take the worker: ${first}.`);
      const stop = (): void => again.resolve("interrupted");
      process.once("SIGINT", stop).once("SIGTERM", stop);
      says(`draining: ${worker.busy} under way; interrupt again to stop at once`);
      await Promise.race([worker.drain(), again.promise, refusal.promise, connection.ended]);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      return ExitCode.interrupted;
    } finally {
      interrupted.dispose();
      connection.close();
      await close();
    }
  },
};

function offersOf(invocation: Invocation) {
  const pools = (invocation.text("pools") ?? "").split(",").filter((pool) => pool !== "");
  if (pools.length === 0) throw new UsageError("--pools names the pools to serve: `--pools edge_a,gpu`.");
  const capacity = numberOf(invocation, "capacity") ?? 1;
  const price = invocation.text("price");
  const latency = invocation.text("latency");
  const cost = price === undefined ? undefined : parseMoney(price);
  if (price !== undefined && cost === undefined)
    throw new UsageError("--price takes an amount of money: `--price '$0.40'` is that for an hour.");
  const ms = latency === undefined ? undefined : parseDuration(latency);
  if (latency !== undefined && ms === undefined) throw new UsageError("--latency takes a duration: `40ms`.");
  const own = invocation.text("fields");
  const more = own === undefined ? {} : readJsonArgument("--fields", own);
  if (typeof more !== "object" || more === null || Array.isArray(more))
    throw new UsageError("--fields takes a JSON object.");
  const fields: JsonObject = {
    ...(ms === undefined ? {} : { latency: ms }),
    ...(cost === undefined ? {} : { cost: { ...cost, per: 3_600_000 } }),
    ...(more as JsonObject),
  };
  return pools.map((pool) => ({ pool, capacity, fields }));
}

function numberOf(invocation: Invocation, option: string): number | undefined {
  const given = invocation.text(option);
  if (given === undefined) return undefined;
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= 1_000) return number;
  throw new UsageError(`--${option} takes a number from 1 to 1000.`);
}

function serversOf(invocation: Invocation): readonly string[] {
  const servers = invocation.texts("server");
  if (servers.length === 0)
    throw new UsageError("--server names the server: `--server http://127.0.0.1:7300`.");
  const wrong = servers.find((server) => !/^https?:$/u.test(URL.parse(server)?.protocol ?? ""));
  if (wrong !== undefined) throw new UsageError(`--server: \`${wrong}\` is no address of HTTP.`);
  return servers;
}

/** As a file for `curl -H @file` has it, or alone. */
function tokenOf(invocation: Invocation): string {
  const file = invocation.text("token-file");
  if (file === undefined) throw new UsageError("--token-file names a file with the worker's token.");
  return readText("--token-file", file)
    .trim()
    .replace(/^Authorization: Bearer /u, "");
}
