import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { JsonObject } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import type { Argument, Tool } from "./tools.ts";

/** How a command ended, and what it wrote. */
export interface CommandEnded {
  /** `null`: it was ended from outside. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of orch in the project's folder. `signal`: nobody waits for it any more. */
export type RunCommand = (args: readonly string[], signal?: AbortSignal) => Promise<CommandEnded>;

/** The project, and for whom its tools act. */
export interface Served {
  /** Absolute. */
  readonly folder: string;
  /** The journal, where it is not the project's own. */
  readonly store: string | undefined;
  /** The journal in which runs are started: {@link store}, or that of the folder. */
  readonly runsIn: string;
  /** `{"id", "roles", "consents"}` as `--user` takes it. */
  readonly user: string;
  readonly run: RunCommand;
}

/** The content of a tool's answer. `result`: as the command's `--format json` writes it; undefined: it wrote none. */
export interface ToolAnswer {
  readonly isError: boolean;
  /** The command's exit code. */
  readonly exit?: number;
  readonly result?: unknown;
  /** Why it was refused and what to do about it, or what else there is to say. */
  readonly messages: string;
}

/** Longer answers would fill a model's context, and the client's memory. Characters. */
const answerCharsMax = 2_000_000;

/** Calls a tool with what a client gave. Whatever is wrong with that is an answer. */
export async function callTool(
  tool: Tool,
  given: unknown,
  served: Served,
  signal?: AbortSignal,
): Promise<ToolAnswer> {
  const { name, properties, required, paths } = tool;
  const admitted = admit(schemaOf({ properties, required }), given ?? {}, {});
  if ("faults" in admitted) {
    const faults = admitted.faults.map(({ at, says }) => (at === "" ? says : `\`${at}\` ${says}`));
    return refused(`\`${name}\` can't take these arguments: ${faults.join("; ")}.`);
  }
  const values = admitted.ok as JsonObject;
  const broken = Object.keys(values).find((field) =>
    [values[field]].flat().some((value) => typeof value === "string" && value.includes("\0")),
  );
  if (broken !== undefined) return refused(`\`${broken}\` has a NUL character, which no command takes.`);
  if (name === "explain" && (values.code === undefined) === (values.target === undefined))
    return refused("`explain` takes either `code` or `target`.");
  for (const field of paths)
    for (const path of [values[field] ?? []].flat()) {
      const why = outside(served.folder, String(path).split("#")[0] ?? "");
      if (why !== undefined) return refused(`\`${field}\`: ${why}`);
    }
  return await called(tool, values, served, signal);
}

async function called(
  tool: Tool,
  values: JsonObject,
  served: Served,
  signal?: AbortSignal,
): Promise<ToolAnswer> {
  const { name, options, positional, acts, starts } = tool.command(values);
  const { store, runsIn, user, run } = served;
  const journal =
    starts === true ? runsIn : name === "show" || name === "runs" || acts === true ? store : undefined;
  const files = mkdtempSync(join(tmpdir(), "orch-mcp-"));
  try {
    let count = 0;
    const written = (argument: Argument): string => {
      if (typeof argument === "string") return argument;
      const path = join(files, `${count++}.json`);
      writeFileSync(path, JSON.stringify(argument.file), { mode: 0o600 });
      return `@${path}`;
    };
    const args = [
      name,
      ...options.map(written),
      ...(journal === undefined ? [] : ["--store", journal]),
      ...(acts === true ? ["--user", user] : []),
      "--format",
      "json",
      "--no-color",
      "--",
      ...positional.map(written),
    ];
    return answerOf(tool, await run(args, tool.readOnly ? signal : undefined));
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}

export function schemaOf({ properties, required }: Pick<Tool, "properties" | "required">) {
  return {
    type: "object" as const,
    properties: { ...properties },
    required: [...required],
    additionalProperties: false,
  };
}

function refused(messages: string): ToolAnswer {
  return { isError: true, messages };
}

/** Exit codes with which a command has done its work: all is well, something is wrong, or a run waits. */
const answered: readonly unknown[] = [0, 1, 3];

function answerOf({ name, writes }: Tool, { code, stdout, stderr }: CommandEnded): ToolAnswer {
  const exit = code === null ? {} : { exit: code };
  if (stdout.length + stderr.length > answerCharsMax)
    return {
      ...exit,
      isError: true,
      messages: `The answer of \`${name}\` is larger than ${answerCharsMax} characters: ask for less, such as one target.`,
    };
  const result = answered.includes(code) ? read(stdout, writes) : undefined;
  const isError = result === undefined;
  const messages =
    stderr.trim() === "" && isError ? `\`${name}\` was ended before it had an answer.` : stderr.trim();
  return { ...exit, isError, messages, ...(result === undefined ? {} : { result }) };
}

function read(stdout: string, writes: Tool["writes"]): unknown {
  const whole = stdout.trim();
  if (writes === "value" || whole.startsWith("{\n")) return whole === "" ? undefined : JSON.parse(whole);
  const lines = whole.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as unknown]));
  return writes === "last" ? lines.at(-1) : lines;
}

/** Why a path leads out of the folder, also by a link; undefined: it does not. */
function outside(folder: string, path: string): string | undefined {
  const wanted = resolve(folder, path);
  const says = `\`${path}\` is outside of the project's folder \`${folder}\`.`;
  return [wanted, real(wanted)].every((each, at) => isBelow(at === 0 ? folder : real(folder), each))
    ? undefined
    : says;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where links lead. What is not there is where its folder is. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return dirname(path) === path || (code !== "ENOENT" && code !== "ENOTDIR") ? path : real(dirname(path));
  }
}

/** Runs commands with the orch that this process is, each in a process of its own: several may be under way. */
export function commandsIn(folder: string): RunCommand {
  return (args, signal) =>
    new Promise((ended) => {
      const [, script = ""] = process.argv;
      const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
        cwd: folder,
        env: { ...process.env, NO_COLOR: "1" },
        stdio: ["ignore", "pipe", "pipe"],
        windowsHide: true,
      });
      const out = { stdout: "", stderr: "" };
      const stop = (): void => void child.kill();
      signal?.addEventListener("abort", stop);
      for (const name of ["stdout", "stderr"] as const)
        child[name].setEncoding("utf8").on("data", (text: string) => {
          // The rest is read and dropped, so that the command can end.
          if (out[name].length <= answerCharsMax) out[name] += text;
        });
      child.once("error", (error) => ended({ code: null, stdout: "", stderr: error.message }));
      child.once("close", (code) => {
        signal?.removeEventListener("abort", stop);
        ended({ code, ...out });
      });
    });
}
