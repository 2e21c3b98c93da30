import type { Json } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { type DoorFile, readDoorFile } from "./door-file.ts";
import { runIdOf } from "./find-run.ts";
import { follow } from "./follow.ts";
import { orRefused } from "./journal.ts";
import { reason } from "./json-argument.ts";
import { withOrchestrator } from "./operator.ts";

/** A word to a run, in both ways in which it can be said. */
export interface Word {
  /** Of the run, or how it begins. */
  readonly run: string;
  say(orchestrator: Orchestrator, run: string): Promise<Parameters<typeof orRefused>[0]>;
  /** The same to the door of the process that holds the journal. */
  readonly path: "/answers" | "/orders" | "/callbacks";
  body(run: string): Readonly<Record<string, Json>>;
}

/** Says it and carries the run on; where another process holds the journal, such as `orch up`, that is told instead. */
export async function operate(invocation: Invocation, word: Word): Promise<ExitCode> {
  const here = async (orchestrator: Orchestrator): Promise<ExitCode> => {
    const run = await runIdOf(invocation, word.run);
    orRefused(await orchestrator.resume(run));
    orRefused(await word.say(orchestrator, run));
    return follow(orchestrator, run, invocation, new Map());
  };
  return withOrchestrator(invocation, here, {
    held: async (holder) => {
      const door = doorOf(invocation, holder);
      if (door === undefined) return undefined;
      refuseUser(invocation, door);
      const run = await runIdOf(invocation, word.run);
      await tell(door, word.path, word.body(run));
      writeTold(invocation, run, door);
      return ExitCode.done;
    },
  });
}

/** In whose name something is said there follows from the token. */
export function refuseUser(invocation: Invocation, { pid }: DoorFile): void {
  if (invocation.text("user") === undefined) return;
  throw new UsageError(`Process ${pid} holds the journal, and takes no \`--user\`.`, [
    "What is said to it is said in the name of whoever started it.",
  ]);
}

/** Where the process that holds the journal takes words, if it does. */
export function doorOf(invocation: Invocation, holder: string | undefined): DoorFile | undefined {
  const door = readDoorFile(invocation.text("store") ?? "");
  // Left behind by a process that died: what holds the journal now takes no word.
  return door !== undefined && holder?.includes(`(process ${door.pid},`) === true ? door : undefined;
}

/** @returns what it replies; a refusal is thrown as wrong usage */
export async function tell({ address, token }: DoorFile, path: string, body: object): Promise<Json> {
  let response: Response;
  try {
    response = await fetch(`${address}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new UsageError(
      `The process that holds the journal does not answer at ${address}: ${reason(error)}`,
    );
  }
  if (response.ok) return (await response.json()) as Json;
  const { error, details } = (await response.json()) as {
    readonly error?: string;
    readonly details?: string[];
  };
  throw new UsageError(
    error ?? `The process that holds the journal answers with ${response.status}.`,
    details ?? [],
  );
}

export function writeTold({ terminal, format }: Invocation, run: string, { address, pid }: DoorFile): void {
  if (format === "json") terminal.out.json({ type: "told", run, address, pid });
  else terminal.out.line(`told; run ${run} goes on in process ${pid}, which holds the journal`);
}
