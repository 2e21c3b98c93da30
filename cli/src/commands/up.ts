import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { Orchestrator, User } from "@orchlang/runtime";
import type { RegistryFile } from "@orchlang/runtime/events";
import type { RecordedClock } from "@orchlang/runtime/world";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { withOrchestrator } from "../project/hold-in-turn.ts";
import { leaveIngressFile, ownToken, tokenPath } from "../project/ingress-file.ts";
import { interruption } from "../project/interruption.ts";
import { orRefused, storeOption, withJournal } from "../project/journal.ts";
import { certificateOption, certified, readUser, userOption } from "../project/options.ts";
import { filesOf } from "../project/place.ts";
import { watchControl } from "../project/secrets.ts";
import { complaining } from "../render/complaints.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import type { Told } from "../render/questions.ts";
import { counted } from "../render/run-result.ts";
import { createUpScreen, greet, tellCounts, type UpScreen } from "../render/up.ts";
import { type LoadedWorld, loadWorld } from "../world/load-world.ts";
import { beginningOf, RecordedDay } from "../world/recorded-day.ts";

export const up: CommandDefinition = {
  name: "up",
  summary: "arm a program's triggers and accept readings and events, until interrupted",
  arguments: [{ form: "<target>", says: "a file or a folder" }],
  options: [
    {
      form: "--ingest <file>",
      says: "ingest records from this file, one line of JSON each; `-` is standard input (repeatable)",
      many: true,
    },
    {
      form: "--registry <file>",
      says: "members of pools, as JSON; read again whenever the file changes (repeatable)",
      many: true,
    },
    {
      form: "--speed <n>",
      says: "replay records at their own times, n times as fast while nothing runs; `max`: without waiting",
    },
    {
      form: "--category <word>",
      says: "print only events of this category (repeatable)",
      many: true,
    },
    { form: "--port <n>", says: "the port of the HTTP ingress; 0: any free port", default: "0" },
    { form: "--host <address>", says: "the address of the HTTP ingress", default: "127.0.0.1" },
    certificateOption,
    { form: "--drain", says: "exit when all records have been read and no run is in progress" },
    userOption,
    storeOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch up house.orch",
    "orch up house.orch --ingest day.ndjson --drain",
    "orch up house.orch --ingest day.ndjson --speed 600 --drain",
    "mosquitto_sub … | orch up house.orch --ingest -",
    `curl localhost:7327/ingest -H @.orch/journal.db-token -d '{"reading": "sensor.hall", "value": true}'`,
  ],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const files = filesThere(invocation, "ingest");
    filesThere(invocation, "registry");
    const user = readUser(invocation);
    const loaded = loadWorld(target);
    const { compiled, root } = loaded;
    if (compiled === undefined) return refuseBroken(invocation.terminal, loaded);
    if (compiled.world.triggers.length === 0)
      throw new UsageError(`\`${target}\` has no trigger: nothing would ever start.`);
    const { answerSchemaOf, stepName } = await import("@orchlang/runtime");
    const wants: Told["wants"] = (call, approval) =>
      firstOf(compiled.plans, ({ plan }) => answerSchemaOf(plan, call, approval));
    const screen = createUpScreen(invocation, { stepName, wants }, compiled.world.events);
    const played = await playedTime(invocation, files);
    const use = async (orchestrator: Orchestrator): Promise<ExitCode> => {
      const hideSecrets = await watchControl(orchestrator);
      await hideAsked(invocation, orchestrator);
      screen.begin(orchestrator);
      const unlisten = orchestrator.listen((entry) => {
        hideSecrets(entry);
        screen.see(entry);
      });
      try {
        const shown = await Promise.all(
          compiled.plans.map((plan) => certified(invocation, plan, compiled.world)),
        );
        const plans = shown.map(({ plan }) => plan);
        const required = invocation.flag("require-certificate")
          ? ({ certificates: "required" } as const)
          : {};
        orRefused(await orchestrator.arm({ ...compiled, plans, root, user, ...required }));
        const resumed = orRefused(await orchestrator.resume());
        screen.goOn(resumed);
        const day = played && new RecordedDay({ ...played, orchestrator, isAsking: screen.isAsking });
        return await serve(invocation, orchestrator, loaded, { files, screen, user, ...(day && { day }) });
      } finally {
        unlisten();
      }
    };
    return withOrchestrator(invocation, use, { clock: played?.clock });
  },
};

/** Open questions may contain secrets of runs that began before this process. */
async function hideAsked(invocation: Invocation, orchestrator: Orchestrator): Promise<void> {
  const runs = new Set(orchestrator.questions().map(({ run }) => run));
  if (runs.size === 0) return;
  await withJournal(invocation, async (journal) => {
    for (const run of runs) await journal.report(run);
  });
}

function firstOf<T, R>(list: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const result = find(one);
    if (result !== undefined) return result;
  }
  return undefined;
}

interface Played {
  readonly clock: RecordedClock;
  readonly speed: number;
}

/** The clock of a recorded day, which begins with its first record. */
async function playedTime(invocation: Invocation, files: readonly string[]): Promise<Played | undefined> {
  const text = invocation.text("speed");
  if (text === undefined) return undefined;
  const speed = text === "max" ? Number.POSITIVE_INFINITY : Number(text);
  if (!(speed >= 1)) throw new UsageError("--speed takes a number from 1, or `max`.");
  const { recordedClock } = await import("@orchlang/runtime/world");
  const begins = await Promise.all(files.filter((file) => file !== "-").map(beginningOf));
  const first = Math.min(...begins.flatMap((at) => at ?? []));
  if (!Number.isFinite(first))
    throw new UsageError('--speed plays files of --ingest that say with "at" when each was.');
  return { clock: recordedClock(first), speed };
}

/** How often the log names the runs that wait for an operator. */
const remindedEveryMs = 600_000;

interface Served {
  readonly files: readonly string[];
  readonly screen: UpScreen;
  /** In whose name it is spoken that comes with the token, or by a file. */
  readonly user: User;
  readonly day?: RecordedDay;
}

function filesThere(invocation: Invocation, option: "ingest" | "registry"): readonly string[] {
  const files = invocation.texts(option);
  for (const file of files)
    if (file !== "-" && !existsSync(file)) throw new UsageError(`There is no \`${file}\`.`);
  return files;
}

async function serve(
  invocation: Invocation,
  orchestrator: Orchestrator,
  { compiled }: LoadedWorld,
  { files, screen, day, user }: Served,
): Promise<ExitCode> {
  const { openHttpIngress } = await import("@orchlang/runtime/events");
  const { err } = invocation.terminal;
  const host = invocation.text("host") ?? "127.0.0.1";
  const port = Number(invocation.text("port") ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError("--port takes a number.");
  const journal = filesOf(invocation);
  const token = ownToken(journal);
  const door = await openHttpIngress(orchestrator, { host, port, freshId: randomUUID, token, user });
  if ("fault" in door) throw new UsageError(`Nothing can be heard at ${host}:${port}: ${door.fault}`);
  const takeAway = leaveIngressFile(journal, door.address);
  const interrupted = interruption();
  const before = orchestrator.around().tallies;
  screen.open(door.address, tokenPath(journal));
  const reminding = setInterval(() => screen.remind(), remindedEveryMs).unref();
  greet(invocation, orchestrator, door, tokenPath(journal));
  const registries = await followRegistries(invocation, orchestrator);
  const read = Promise.all(files.map((file) => readNews(invocation, orchestrator, file, { day, user })));
  const drained = invocation.flag("drain")
    ? read.then(() => allAtRest(orchestrator, day))
    : read.then(() => interrupted.promise);
  try {
    const how = await Promise.race([drained, interrupted.promise]);
    if (how === "interrupted" || !invocation.flag("drain")) {
      const count = compiled?.world.triggers.length ?? 0;
      const rest = `${counted(count, "trigger")} ${count === 1 ? "rests" : "rest"}`;
      err.line(`interrupted; ${rest} until the next \`orch up\``);
    }
    return how === "waiting"
      ? ExitCode.waiting
      : how === "interrupted"
        ? ExitCode.interrupted
        : ExitCode.done;
  } finally {
    clearInterval(reminding);
    interrupted.dispose();
    // An open standard input would keep the process alive.
    if (files.includes("-")) process.stdin.destroy();
    for (const registry of registries) registry.close();
    takeAway();
    await door.close();
    tellCounts(invocation, orchestrator, before);
  }
}

/** Each is taken once before any record is ingested. */
async function followRegistries(
  invocation: Invocation,
  orchestrator: Orchestrator,
): Promise<readonly RegistryFile[]> {
  const { followRegistryFile } = await import("@orchlang/runtime/events");
  const { err } = invocation.terminal;
  const followed = invocation.texts("registry").map((file) =>
    followRegistryFile(orchestrator, file, {
      freshId: randomUUID,
      tell: (why) => err.line(err.paint.doubtful(`${file}: ${why}`)),
    }),
  );
  await Promise.all(followed.map(({ first }) => first));
  return followed;
}

async function readNews(
  invocation: Invocation,
  orchestrator: Orchestrator,
  file: string,
  { day, user }: Pick<Served, "user"> & { readonly day: RecordedDay | undefined },
): Promise<void> {
  const { err } = invocation.terminal;
  const name = file === "-" ? "standard input" : file;
  const complaints = complaining((text) => err.line(err.paint.doubtful(`${name}:${text}`)));
  const { fileStream, ingestStream } = await import("../world/streams.ts");
  const { taken, refused } = await ingestStream(
    orchestrator,
    file === "-" ? process.stdin : fileStream(file),
    {
      tell: complaints.tell,
      user,
      pace: day === undefined || file === "-" ? undefined : (at) => day.until(at),
    },
  );
  complaints.end();
  err.line(err.paint.dim(`${name}: ${taken} taken${refused === 0 ? "" : `, ${refused} refused`}`));
}

/** Resolves when no run is active or about to start: true if runs are left that wait for somebody. */
async function allAtRest(
  orchestrator: Orchestrator,
  day: RecordedDay | undefined,
): Promise<"done" | "waiting"> {
  const open = day === undefined ? await orchestrator.settled() : await day.rest();
  return open.length === 0 ? "done" : "waiting";
}
