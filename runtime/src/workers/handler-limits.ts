import { dirname, relative, resolve } from "node:path";
import { type Operation, operationNamed } from "@orchlang/memory";
import type { Handler } from "@orchlang/plan";
import { parseDuration } from "@orchlang/plan/quantities";
import { isRecord, type Project, projectAround } from "./project.ts";

/** Limits of one capability's handler here, whatever its plan allows. Absent: no limit. */
export interface HandlerLimits {
  /** Calls under way at once, in this process. */
  readonly concurrency?: number;
  /** The memory of one call, MiB: it runs in a process of its own. Only for modules: others run in this process. */
  readonly memoryMb?: number;
  /** The time of one attempt, ms: then it is asked to stop, as at a timeout. */
  readonly timeLimitMs?: number;
}

/** The settings of one capability's handler. */
export interface HandlerSettings extends HandlerLimits {
  /** Its code, where the program does not name it: a module, relative to the root of the plan, or an operation of memory. */
  readonly run?:
    | Extract<Handler, { kind: "module" }>
    | { readonly kind: "memory"; readonly operation: Operation };
}

type SettingsByCapability = ReadonlyMap<string, HandlerSettings>;

/** Those of the project around a folder. */
export function limitsAround(root: string): SettingsByCapability | { readonly wrong: readonly string[] } {
  const project = projectAround(root);
  if (project === undefined) return new Map();
  return "wrong" in project ? { wrong: [project.wrong] } : handlerSettings(project, root);
}

/** The map `handlers` of an `orch.json`, by capability; or every mistake in it. */
function handlerSettings(
  { path, settings }: Project,
  root: string,
): SettingsByCapability | { readonly wrong: readonly string[] } {
  const { handlers = {} } = settings;
  if (!isRecord(handlers)) return { wrong: [`\`handlers\` in ${path} has to be a record by capability`] };
  const wrong: string[] = [];
  const results = Object.entries(handlers).map(([name, given]): [string, HandlerSettings] => {
    const tell = (says: string): void => void wrong.push(`\`handlers.${name}\` in ${path}: ${says}`);
    return [name, settingsOf(given, tell, (file) => relative(root, resolve(dirname(path), file)))];
  });
  return wrong.length === 0 ? new Map(results) : { wrong };
}

function settingsOf(
  given: unknown,
  tell: (says: string) => void,
  fromRoot: (file: string) => string,
): HandlerSettings {
  if (!isRecord(given)) {
    tell("has to be { run?, concurrency?, memory?, timeLimit? }");
    return {};
  }
  const { run, concurrency, memory, timeLimit, ...others } = given;
  for (const name of Object.keys(others))
    tell(`there is no \`${name}\`; there are run, concurrency, memory and timeLimit`);
  const module = typeof run === "string" ? /^(.+)#(\w+)$/u.exec(run) : null;
  if (run !== undefined && module === null)
    tell('`run` is a module and the name of its export, as "./city.mjs#writeAudit"');
  const memoryMb = memory === undefined ? undefined : megabytesOf(memory);
  const timeLimitMs = typeof timeLimit === "string" ? parseDuration(timeLimit) : undefined;
  const many = typeof concurrency === "number" && Number.isSafeInteger(concurrency) && concurrency >= 1;
  if (concurrency !== undefined && !many) tell("`concurrency` is a whole number from 1");
  if (memory !== undefined && memoryMb === undefined) tell('`memory` is text as "256MB", at least 16MB');
  if (timeLimit !== undefined && !(timeLimitMs !== undefined && timeLimitMs > 0))
    tell('`timeLimit` is a time as "30s" or "5m"');
  const [, file = "", name = ""] = module ?? [];
  const operation = file === "std.memory" ? operationNamed(name) : undefined;
  if (file === "std.memory" && operation === undefined) tell(`std.memory has no \`${name}\``);
  return {
    ...(operation !== undefined
      ? { run: { kind: "memory", operation } }
      : module === null
        ? {}
        : { run: { kind: "module", path: fromRoot(file), export: name } }),
    ...(many ? { concurrency } : {}),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
  };
}

const units: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, MiB: 2 ** 20, GiB: 2 ** 30 };

/** Less than a thread needs to start with is a mistake. */
function megabytesOf(memory: unknown): number | undefined {
  const match =
    typeof memory === "string" ? /^(\d+(?:\.\d+)?)\s?(MB|GB|MiB|GiB)$/u.exec(memory.trim()) : null;
  const bytes = Number(match?.[1]) * (units[match?.[2] ?? ""] ?? Number.NaN);
  return bytes >= 16e6 ? Math.floor(bytes / 2 ** 20) : undefined;
}
