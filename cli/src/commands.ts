import type { CommandDefinition } from "./command.ts";

/** Everything that `orch` can do, in the order of `orch --help`; each is loaded where it is called, or listed. */
const loaders = {
  // before a run
  init: async () => (await import("./commands/init.ts")).init,
  check: async () => (await import("./commands/check.ts")).check,
  format: async () => (await import("./commands/format.ts")).format,
  compile: async () => (await import("./commands/compile.ts")).compile,
  plan: async () => (await import("./commands/plan.ts")).plan,
  explain: async () => (await import("./commands/explain.ts")).explain,
  test: async () => (await import("./commands/test.ts")).test,
  verify: async () => (await import("./commands/verify.ts")).verify,
  attack: async () => (await import("./commands/attack.ts")).attack,
  propose: async () => (await import("./commands/propose.ts")).propose,
  improve: async () => (await import("./commands/improve.ts")).improve,
  approve: async () => (await import("./commands/approve.ts")).approve,
  triggers: async () => (await import("./commands/triggers.ts")).triggers,
  // a run
  intent: async () => (await import("./commands/intent.ts")).intent,
  run: async () => (await import("./commands/run.ts")).run,
  resume: async () => (await import("./commands/resume.ts")).resume,
  answer: async () => (await import("./commands/answer.ts")).answer,
  callback: async () => (await import("./commands/callback.ts")).callback,
  resolve: async () => (await import("./commands/resolve.ts")).resolve,
  retry: async () => (await import("./commands/control.ts")).retry,
  skip: async () => (await import("./commands/control.ts")).skip,
  cancel: async () => (await import("./commands/control.ts")).cancel,
  pause: async () => (await import("./commands/control.ts")).pause,
  unpause: async () => (await import("./commands/control.ts")).unpause,
  // what starts runs
  up: async () => (await import("./commands/up.ts")).up,
  serve: async () => (await import("./commands/serve.ts")).serve,
  work: async () => (await import("./commands/work.ts")).work,
  workers: async () => (await import("./commands/workers.ts")).workers,
  // looking back
  runs: async () => (await import("./commands/runs.ts")).runs,
  context: async () => (await import("./commands/context.ts")).context,
  show: async () => (await import("./commands/show.ts")).show,
  report: async () => (await import("./commands/report.ts")).report,
  timeline: async () => (await import("./commands/timeline.ts")).timeline,
  replay: async () => (await import("./commands/replay.ts")).replay,
  scenario: async () => (await import("./commands/scenario.ts")).scenario,
  query: async () => (await import("./commands/query.ts")).query,
  audit: async () => (await import("./commands/audit.ts")).audit,
  backup: async () => (await import("./commands/backup.ts")).backup,
  restore: async () => (await import("./commands/backup.ts")).restore,
  prune: async () => (await import("./commands/prune.ts")).prune,
  rekey: async () => (await import("./commands/rekey.ts")).rekey,
  // while writing
  mcp: async () => (await import("./commands/mcp.ts")).mcp,
  lsp: async () => (await import("./commands/lsp.ts")).lsp,
} satisfies Readonly<Record<string, () => Promise<CommandDefinition>>>;

/** All commands, in the order of `orch --help`. */
export async function allCommands(): Promise<readonly CommandDefinition[]> {
  return await Promise.all(Object.values(loaders).map((load) => load()));
}

/** The command of this name alone, so that no other is loaded; all where there is none, but for the version. */
export async function commandsFor(name: string | undefined): Promise<readonly CommandDefinition[]> {
  if (name === "--version") return [];
  return name !== undefined && Object.hasOwn(loaders, name)
    ? [await loaders[name as keyof typeof loaders]()]
    : await allCommands();
}
