import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { ControlEntry, HttpDoor, Orchestrator, RegistryFile } from "@orchlang/runtime";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { interruption } from "../project/interruption.ts";
import { orRefused, storeOption } from "../project/journal.ts";
import { withOrchestrator } from "../project/operator.ts";
import { readUser, userOption } from "../project/user.ts";
import { controlWords } from "../render/control-words.ts";
import { clock } from "../render/moments.ts";
import { refuseBroken } from "../render/refuse-broken.ts";
import { shortName } from "../render/short-name.ts";
import { type LoadedWorld, loadWorld } from "../world/load-world.ts";
import { fileStream, streamNews } from "../world/streams.ts";

export const up: CommandDefinition = {
  name: "up",
  summary: "arm the triggers of a program, and take readings and events, until it is interrupted",
  arguments: [{ form: "<target>", says: "a file or a folder" }],
  options: [
    {
      form: "--news <file>",
      says: "news, a line of JSON each; `-` is the standard input (many)",
      many: true,
    },
    {
      form: "--registry <file>",
      says: "what resources there are, as JSON; read again whenever it changes (many)",
      many: true,
    },
    { form: "--port <n>", says: "where news is taken by HTTP; 0: any that is free", default: "0" },
    { form: "--host <address>", says: "on which address", default: "127.0.0.1" },
    { form: "--drain", says: "end when the news has been read and no run goes on" },
    userOption,
    storeOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch up house.orch",
    "orch up house.orch --news day.ndjson --drain",
    "mosquitto_sub … | orch up house.orch --news -",
    `curl localhost:7327/news -d '{"reading": "sensor.hall", "value": true}'`,
  ],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const files = filesThere(invocation, "news");
    filesThere(invocation, "registry");
    const user = readUser(invocation);
    const loaded = loadWorld(target);
    const { compiled, root } = loaded;
    if (compiled === undefined) return refuseBroken(invocation.terminal, loaded);
    if (compiled.world.triggers.length === 0)
      throw new UsageError(`\`${target}\` has no trigger: nothing would ever start.`);
    return withOrchestrator(invocation, async (orchestrator) => {
      const unlisten = orchestrator.listen((entry) => show(invocation, entry));
      try {
        orRefused(await orchestrator.arm({ ...compiled, root, user }));
        orRefused(await orchestrator.resume());
        return await serve(invocation, orchestrator, loaded, files);
      } finally {
        unlisten();
      }
    });
  },
};

function filesThere(invocation: Invocation, option: "news" | "registry"): readonly string[] {
  const files = invocation.texts(option);
  for (const file of files)
    if (file !== "-" && !existsSync(file)) throw new UsageError(`There is no \`${file}\`.`);
  return files;
}

async function serve(
  invocation: Invocation,
  orchestrator: Orchestrator,
  { compiled }: LoadedWorld,
  files: readonly string[],
): Promise<ExitCode> {
  const { openHttpDoor } = await import("@orchlang/runtime");
  const { err } = invocation.terminal;
  const host = invocation.text("host") ?? "127.0.0.1";
  const port = Number(invocation.text("port") ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError("--port takes a number.");
  const door = await openHttpDoor(orchestrator, { host, port, freshId: randomUUID });
  if ("fault" in door) throw new UsageError(`Nothing can be heard at ${host}:${port}: ${door.fault}`);
  const interrupted = interruption();
  greet(invocation, orchestrator, door);
  const registries = await followRegistries(invocation, orchestrator);
  const read = Promise.all(files.map((file) => readNews(invocation, orchestrator, file)));
  const drained = invocation.flag("drain")
    ? read.then(() => allAtRest(orchestrator))
    : read.then(() => interrupted.promise);
  try {
    const how = await Promise.race([drained, interrupted.promise]);
    if (how === "interrupted" || !invocation.flag("drain"))
      err.line(
        `interrupted; ${compiled?.world.triggers.length ?? 0} triggers rest until the next \`orch up\``,
      );
    return how === "waiting"
      ? ExitCode.waiting
      : how === "interrupted"
        ? ExitCode.interrupted
        : ExitCode.done;
  } finally {
    interrupted.dispose();
    for (const registry of registries) registry.close();
    await door.close();
    tellCounts(invocation, orchestrator);
  }
}

function greet({ terminal, format }: Invocation, orchestrator: Orchestrator, { address }: HttpDoor): void {
  if (format === "json") {
    terminal.out.line(JSON.stringify({ type: "up", address }));
    return;
  }
  const { triggers } = orchestrator.around();
  for (const { name, starts, next } of triggers) {
    const due = next === undefined ? "" : terminal.err.paint.dim(`  next at ${new Date(next).toISOString()}`);
    terminal.err.line(`armed ${shortName(name)} → ${shortName(starts)}${due}`);
  }
  terminal.err.line(`news is taken at ${terminal.err.paint.place(`${address}/news`)}`);
}

function show({ terminal, format }: Invocation, { seq, event }: ControlEntry): void {
  if (format === "json") {
    terminal.out.line(JSON.stringify({ type: "control", seq, event }));
    return;
  }
  const words = controlWords(event);
  if (words !== undefined) terminal.out.line(`${terminal.out.paint.dim(clock(event.at))} ${words}`);
}

/** Each is taken once before any news is read. */
async function followRegistries(
  invocation: Invocation,
  orchestrator: Orchestrator,
): Promise<readonly RegistryFile[]> {
  const { followRegistryFile } = await import("@orchlang/runtime");
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

async function readNews(invocation: Invocation, orchestrator: Orchestrator, file: string): Promise<void> {
  const { err } = invocation.terminal;
  const name = file === "-" ? "standard input" : file;
  const { taken, refused } = await streamNews(
    orchestrator,
    file === "-" ? process.stdin : fileStream(file),
    (line, why) => err.line(err.paint.doubtful(`${name}:${line}: ${why}`)),
  );
  err.line(err.paint.dim(`${name}: ${taken} taken${refused === 0 ? "" : `, ${refused} refused`}`));
}

/** Whether runs are left that wait for somebody, when none goes on and none is about to. */
async function allAtRest(orchestrator: Orchestrator): Promise<"done" | "waiting"> {
  const open = await orchestrator.settled();
  return open.length === 0 ? "done" : "waiting";
}

function tellCounts({ terminal }: Invocation, orchestrator: Orchestrator): void {
  const { refused } = orchestrator.around();
  for (const [why, count] of Object.entries(refused))
    terminal.err.line(
      why === "repeated" ? `${count} told twice` : `${count} refused: ${why.replaceAll("_", " ")}`,
    );
}
