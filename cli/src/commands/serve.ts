import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CompiledWorld } from "@orchlang/compiler";
import type { JsonObject, PlanFile } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import type { Kept } from "@orchlang/runtime/journal";
import type { RemoteWorkers } from "@orchlang/runtime/remote";
import type { Cluster, Program, Server, ServerOptions, TokenStore } from "@orchlang/server";
import type { Doubles } from "@orchlang/server/doubles";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { withOrchestrator } from "../project/hold-in-turn.ts";
import { interruption, onHangUp } from "../project/interruption.ts";
import { joined } from "../project/joined.ts";
import { orRefused, storeOption, withJournal } from "../project/journal.ts";
import { readJsonArgument, reason } from "../project/json-argument.ts";
import { certificateOption, certified } from "../project/options.ts";
import { amongDoubles, filesOf } from "../project/place.ts";
import { returnMemory } from "../project/return-memory.ts";
import { watchControl } from "../project/secrets.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { version } from "../version.ts";
import { type LoadedWorld, loadWorld } from "../world/load-world.ts";
import { undeclaredIn } from "../world/source-names.ts";

export const serve: CommandDefinition = {
  name: "serve",
  summary: "serve a program over HTTP: API, live channels, identity and roles, until interrupted",
  arguments: [{ form: "<target>", says: "a file or a folder" }],
  options: [
    { form: "--port <n>", says: "the port to listen on; 0: any free port", default: "7300" },
    { form: "--host <address>", says: "the address to listen on", default: "127.0.0.1" },
    {
      form: "--token-file <file>",
      says: "the file to which the first start writes an admin token, readable only by you (default: beside the journal)",
    },
    {
      form: "--settings <file>",
      says: "the server's settings, as JSON: sign-in, access, sources, notifications, retention",
    },
    {
      form: "--doubles",
      says: "call no handler and no model: doubles answer, as `orch attack --server` tells them",
    },
    {
      form: "--join",
      says: "be one of several servers of a journal in PostgreSQL: lead, or stand by and take over",
    },
    { form: "--advertise <url>", says: "with --join: where the other nodes reach this one" },
    {
      form: "--lease <duration>",
      says: "with --join: how long a silent leader is waited for",
      default: "10s",
    },
    {
      form: "--share <n>",
      says: "with --join: steps that this node does at once for the leader while it stands by; 0: none",
      default: "2000",
    },
    certificateOption,
    storeOption,
  ],
  formats: ["pretty", "json"],
  examples: ["orch serve house.orch", "orch serve . --port 8080 --token-file admin.token"],
  async run(given) {
    const isDoubled = given.flag("doubles");
    const invocation = isDoubled ? amongDoubles(given) : given;
    const [target = ""] = invocation.args;
    const loaded = loadWorld(target);
    if (loaded.compiled === undefined) return refuseBroken(invocation.terminal, loaded);
    const place = placeOf(invocation);
    const { asked } = loaded;
    const compiled: Compiled = {
      compiled: loaded.compiled,
      plans: loaded.plans(),
      root: loaded.root,
      asked,
      host: loaded.host,
      text: loaded.text,
    };
    const settings = await settingsOf(invocation, compiled);
    if (isDoubled) refuseOutside(invocation, settings);
    if (invocation.flag("join")) {
      // A standby that takes over has loaded everything: a process that loads does not renew its lease.
      await Promise.all([import("@orchlang/runtime"), import("@orchlang/runtime/owner"), asText(compiled)]);
      return joined(
        invocation,
        place,
        async (node) => {
          const { port, remote } = node;
          await served(invocation, node, compiled, { ...place, port, ...settings, remote });
        },
        (lease) => remoteAmong(settings, lease),
        { plans: [...compiled.plans, ...compiled.compiled.plans], root: compiled.root },
      );
    }
    const remote = await remoteOf(settings);
    const doubles = isDoubled
      ? new (await import("@orchlang/server/doubles")).Doubles(doubled(compiled))
      : undefined;
    return withOrchestrator(
      invocation,
      async (orchestrator, { kept }) => {
        const interrupted = interruption();
        try {
          const node = { orchestrator, kept, ended: interrupted.promise };
          return await served(invocation, node, compiled, { ...place, ...settings, remote, doubles });
        } finally {
          interrupted.dispose();
        }
      },
      { remote, doubles: doubles?.handler },
    );
  },
};

/** Every plan that may run, and so every capability that a double may stand in for. */
function doubled({ compiled, plans }: Compiled): readonly PlanFile[] {
  return [...plans, ...compiled.plans];
}

/** Doubles are a world of their own: nothing may reach people or machines outside of it. */
function refuseOutside(invocation: Invocation, { settings = {} }: Settings): void {
  if (invocation.flag("join"))
    throw new UsageError("`--doubles` is for an installation of its own: omit `--join`.");
  const outside = (["channels", "workers"] as const).filter((name) => settings[name] !== undefined);
  if (outside.length > 0)
    throw new UsageError("`--doubles` reaches nobody outside: use settings without these.", outside);
}

/** A program without errors. */
interface Compiled {
  readonly compiled: CompiledWorld;
  readonly plans: readonly PlanFile[];
  readonly root: string;
  readonly asked: LoadedWorld["asked"];
  readonly host: LoadedWorld["host"];
  readonly text: LoadedWorld["text"];
}

async function reader(asked: LoadedWorld["asked"]): Promise<NonNullable<Program["understand"]>> {
  const { goalsAsked, understand } = await import("@orchlang/compiler/intent");
  const goals = goalsAsked(asked);
  const phrases = goals.index.phrases.map(({ goal, text }) => ({ goal, text }));
  return (sentence, given) => {
    const understood = understand(sentence, goals, given);
    const readings =
      understood.kind === "goal"
        ? [understood.reading]
        : understood.kind === "unsure"
          ? understood.readings
          : [];
    return { kind: understood.kind, readings, phrases };
  };
}

/** The parts of a program that need its text. */
async function asText(
  loaded: Compiled,
): Promise<Required<Pick<Program, "understand" | "forRequest" | "text" | "trials">>> {
  const [understand, forRequest] = [await reader(loaded.asked), await requester(loaded)];
  const { trialsOf } = await import("../world/trials.ts");
  return { understand, forRequest, text: loaded.text(), trials: trialsOf(loaded) };
}

/** Compiles the text that the server has read at its start. */
async function requester({
  asked,
  text,
}: Pick<Compiled, "asked" | "text">): Promise<NonNullable<Program["forRequest"]>> {
  const { requestedPlan } = await import("@orchlang/compiler/intent");
  const { hostOf } = await import("../world/load-world.ts");
  return (goal, clauses) => {
    const own = text();
    const program = { files: own.given, root: own.root };
    const requested = requestedPlan({ program, host: hostOf(own), compiled: asked }, goal, clauses);
    if ("plan" in requested) return requested;
    if ("unreadable" in requested) return { why: "unreadable", faults: requested.unreadable };
    const faults = requested.diagnostics.flatMap(({ severity, message }) =>
      severity === "error" ? [message] : [],
    );
    return { why: "over_limits", faults };
  };
}

interface Place {
  readonly host: string;
  readonly port: number;
}

function placeOf(invocation: Invocation): Place {
  const port = Number(invocation.text("port"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError("--port takes a number from 0 to 65535.");
  return { host: invocation.text("host") ?? "127.0.0.1", port };
}

type Settings = Pick<ServerOptions, "settings" | "oidcSecret" | "secrets">;

/** The settings file, and the secret in the variable that it names. */
async function settingsOf(
  invocation: Invocation,
  { compiled: { world, plans: armed }, plans }: Compiled,
): Promise<Settings> {
  const file = invocation.text("settings");
  if (file === undefined) return {};
  const { declaredNames, settingsIn, unknownAccess, unknownPools, variablesOf } = await import(
    "@orchlang/server"
  );
  const settings = settingsIn(readJsonArgument("--settings", `@${file}`));
  if ("faults" in settings) throw new UsageError(`\`${file}\` is no file of settings.`, settings.faults);
  const undeclared = [
    ...undeclaredIn(settings.sources ?? {}, world),
    ...unknownPools(settings, world),
    ...unknownAccess(settings, { world, plans, names: declaredNames([...plans, ...armed]) }),
  ];
  if (undeclared.length > 0) throw new UsageError(`\`${file}\` does not fit the program.`, undeclared);
  const variable = settings.oidc?.secretVariable;
  const oidcSecret = variable === undefined ? undefined : process.env[variable];
  if (variable !== undefined && oidcSecret === undefined)
    throw new UsageError(`\`${file}\` names the variable \`${variable}\`, which is not set.`);
  const secrets = secretsOf(file, variablesOf(settings));
  return { settings, secrets, ...(oidcSecret === undefined ? {} : { oidcSecret }) };
}

/** Refuses settings that keep the runs of plans which neither the program nor the journal knows. */
async function refuseUnknownKept(
  invocation: Invocation,
  { settings = {} }: Settings,
  { compiled: { world, plans: armed }, plans }: Compiled,
  orchestrator: Orchestrator,
): Promise<void> {
  const { unknownKept } = await import("@orchlang/server");
  const unknown = unknownKept(settings, { world, plans: [...plans, ...armed] }, orchestrator);
  if (unknown.length > 0)
    throw new UsageError(`\`${invocation.text("settings")}\` does not fit the program.`, unknown);
}

/** The values of the environment variables that a settings file names; each has to be set. */
function secretsOf(file: string, variables: readonly string[]): Readonly<Record<string, string>> {
  const unset = variables.filter((name) => process.env[name] === undefined);
  if (unset.length > 0) throw new UsageError(`\`${file}\` names variables that are not set.`, unset);
  return Object.fromEntries(variables.map((name) => [name, process.env[name] ?? ""]));
}

/** Workers elsewhere, where the settings name pools for them. */
async function remoteOf({ settings }: Settings): Promise<RemoteWorkers | undefined> {
  const { workers } = settings ?? {};
  if (workers === undefined) return undefined;
  const { RemoteWorkers } = await import("@orchlang/runtime/remote");
  const { pools, leaseSeconds } = workers;
  return new RemoteWorkers({
    pools,
    ...(leaseSeconds === undefined ? {} : { leaseMs: leaseSeconds * 1_000 }),
  });
}

/** Among several nodes, all of which work. Their leases outlive a take-over, so that what they do can go on. */
async function remoteAmong({ settings }: Settings, nodeLeaseMs: number): Promise<RemoteWorkers> {
  const { RemoteWorkers } = await import("@orchlang/runtime/remote");
  const { pools = [], leaseSeconds } = settings?.workers ?? {};
  const leaseMs = leaseSeconds === undefined ? Math.max(15_000, nodeLeaseMs * 1.5) : leaseSeconds * 1_000;
  return new RemoteWorkers({ pools, leaseMs, lends: true });
}

interface Serving {
  readonly orchestrator: Orchestrator;
  readonly kept: Kept | undefined;
  readonly cluster?: Cluster;
  settle?(): void;
  /** Why it ends. */
  readonly ended: Promise<"interrupted" | "lost">;
}

interface Worlds {
  readonly remote: RemoteWorkers | undefined;
  readonly doubles?: Doubles | undefined;
}

async function served(
  invocation: Invocation,
  { orchestrator, kept, cluster, ended, settle }: Serving,
  loaded: Compiled,
  { host, port, remote, doubles, ...settings }: Place & Settings & Worlds,
): Promise<ExitCode> {
  const { compiled, plans, root } = loaded;
  const { declaredNames, openServer } = await import("@orchlang/server");
  const { err } = invocation.terminal;
  const unlisten = orchestrator.listen(await watchControl(orchestrator));
  try {
    const shown = async (files: readonly PlanFile[]): Promise<readonly PlanFile[]> => {
      const all = await Promise.all(files.map((plan) => certified(invocation, plan, compiled.world)));
      return all.map(({ plan }) => plan);
    };
    const startable = await shown(plans);
    // Triggers start private plans and those of imported modules too, which nobody starts by name.
    const others = compiled.plans.filter(({ id }) => !plans.some((plan) => plan.id === id));
    const armed = [
      ...startable.filter(({ id }) => compiled.plans.some((plan) => plan.id === id)),
      ...(await shown(others)),
    ];
    const required = invocation.flag("require-certificate") ? ({ certificates: "required" } as const) : {};
    orRefused(await orchestrator.arm({ ...compiled, plans: armed, root, ...required }));
    await refuseUnknownKept(invocation, settings, loaded, orchestrator);
    orRefused(await orchestrator.resume());
    const { tokens, file, isFirst } = await ownTokens(invocation, kept);
    return await withJournal(invocation, async (journal) => {
      const program = {
        plans: startable,
        world: compiled.world,
        names: declaredNames([...startable, ...armed]),
        root,
        ...(await asText(loaded)),
        ...required,
      };
      const server = await openServer({
        orchestrator,
        journal,
        program,
        tokens,
        host,
        port,
        version,
        now: Date.now,
        ...settings,
        ...(cluster === undefined ? {} : { cluster }),
        ...(remote === undefined ? {} : { remote }),
        ...(doubles === undefined ? {} : { doubles }),
        console: consoleFolder(),
        log: (entry) => err.line(JSON.stringify({ time: new Date().toISOString(), ...entry })),
      });
      settle?.();
      if ("fault" in server)
        throw new UsageError(`The server cannot listen at ${host}:${port}: ${server.fault}`);
      const isDoubled = doubles !== undefined;
      // A reload may be asked for as soon as it says that it serves.
      const reloading = onHangUp(async () => {
        const says = await reloaded(invocation, server, loaded, orchestrator);
        err.line(JSON.stringify({ time: new Date().toISOString(), ...says }));
      });
      announce(invocation, server, { tokens, file, isFirst, isLeader: cluster !== undefined, isDoubled });
      const collecting = setTimeout(returnMemory, quietMs);
      // Another of several nodes goes on; a single one ends, so that who watches it starts it again.
      const halted = cluster === undefined ? orchestrator.halted.then(() => "halted" as const) : ended;
      const why = await Promise.race([ended, halted]);
      reloading.dispose();
      clearTimeout(collecting);
      if (why === "interrupted") err.line("interrupted: requests end, runs rest in the journal");
      await server.close();
      return why === "halted" ? ExitCode.fault : ExitCode.interrupted;
    });
  } finally {
    unlisten();
  }
}

/** After a start, until what compiling has left behind is given back: whoever waited for the server goes first. */
const quietMs = 5_000;

/** Prints where it serves, and how to come in. */
function announce(
  { format, terminal: { out } }: Invocation,
  server: Server,
  {
    tokens,
    file,
    isFirst,
    isLeader,
    isDoubled,
  }: {
    readonly tokens: TokenStore;
    readonly file: string;
    readonly isFirst: boolean;
    readonly isLeader: boolean;
    readonly isDoubled: boolean;
  },
): void {
  const admin = tokens.list().find(({ id, role }) => role === "admin" && tokens.counts(id, Date.now()));
  const signIn = admin && server.signInLink(admin.id);
  const hasToken = hasAdminToken(tokens, file);
  if (format === "json")
    out.json({
      address: server.address,
      ...(isLeader && { role: "leader" }),
      ...(isDoubled && { doubles: true }),
      ...(hasToken && { tokenFile: file }),
      ...(signIn && { signIn }),
    });
  else {
    out.line(`serving at ${out.paint.strong(server.address)}`);
    if (isDoubled) out.line("doubles answer in place of every handler and model");
    if (signIn !== undefined) out.line(`sign in, once and within ten minutes: ${signIn}`);
    if (hasToken) {
      out.line(isFirst ? `a new admin token is in ${file}` : `the admin token is in ${file}`);
      out.line(out.paint.dim(`try: curl ${server.address}/api/orchestration/workflows -H @${file}`));
    } else out.line(`${file} has no admin token of this journal: ${withoutToken(signIn)}`);
  }
}

/** True if the file has a token that the server accepts as an admin's. */
function hasAdminToken(tokens: TokenStore, file: string): boolean {
  const token = existsSync(file) && tokenFileForm.exec(readFileSync(file, "utf8"))?.groups?.token;
  return typeof token === "string" && tokens.principal(token, Date.now())?.role === "admin";
}

function withoutToken(signIn: string | undefined): string {
  return signIn === undefined
    ? "people sign in at the provider of the settings"
    : "use the one that the first start wrote, or sign in by the link and create another";
}

/** Reads the settings file again. One that cannot be used changes nothing. */
async function reloaded(
  invocation: Invocation,
  server: Server,
  loaded: Compiled,
  orchestrator: Orchestrator,
): Promise<JsonObject> {
  try {
    const settings = await settingsOf(invocation, loaded);
    await refuseUnknownKept(invocation, settings, loaded, orchestrator);
    server.reload(settings);
    return { reloaded: invocation.text("settings") ?? "nothing: there is no settings file" };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { notReloaded: error.message, faults: [...(error.details ?? [])] };
  }
}

/**
 * Opens the hashed tokens: those in the journal's database, or in the file beside the journal. If it has none yet, creates an admin's token and writes it to the
 * token file, as the header that `curl -H @file` sends.
 */
async function ownTokens(
  invocation: Invocation,
  kept: Kept | undefined,
): Promise<{ readonly tokens: TokenStore; readonly file: string; readonly isFirst: boolean }> {
  const { openKeptTokens, openTokenFile } = await import("@orchlang/server");
  const journal = filesOf(invocation);
  const file = invocation.text("token-file") ?? `${journal}-admin-token`;
  const beside = openTokenFile(`${journal}-tokens`);
  const tokens = kept === undefined || "fault" in beside ? beside : await openKeptTokens(kept, beside.list());
  if ("fault" in tokens) throw new UsageError(tokens.fault);
  if (tokens.list().length > 0) return { tokens, file, isFirst: false };
  if (existsSync(file) && !isTokenFile(file))
    throw new UsageError(`\`${file}\` exists and is no token file: name another with \`--token-file\`.`);
  const { token, kept: saved } = tokens.create({
    name: "first admin",
    role: "admin",
    user: "admin",
    // An admin can give access to any role, so it has them all: the sign-in link is enough to answer a run.
    roles: ["*"],
    clearance: "personal",
  });
  await saved;
  try {
    writeFileSync(file, `Authorization: Bearer ${token}\n`, { mode: 0o600 });
  } catch (error) {
    for (const { id } of tokens.list()) await tokens.revoke(id);
    throw new UsageError(`\`${file}\` cannot be written: ${reason(error)}`);
  }
  return { tokens, file, isFirst: true };
}

/** The files of the web console, which are a package of their own. */
function consoleFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("@orchlang/console/package.json");
  return join(dirname(manifest), "dist", "app");
}

const tokenFileForm = /^Authorization: Bearer (?<token>\S+)/u;

function isTokenFile(file: string): boolean {
  return tokenFileForm.test(readFileSync(file, "utf8"));
}
