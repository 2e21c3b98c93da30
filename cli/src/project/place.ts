import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";

/** Where a project keeps its journal. */
const journalName = ".orch/journal.db";

/**
 * The journal that a command is about: what `--store` names, else that of the project: beside the nearest `orch.json` at or
 * above the target, or the current folder where the command has no target. Below no `orch.json` it is that of the
 * target's folder.
 */
export function storeOf(invocation: Pick<Invocation, "target" | "text">): string {
  return invocation.text("store") ?? projectJournal(invocation.target);
}

/** The same invocation about the journal that doubles have in a project: beside that of its handlers. */
export function amongDoubles<T extends Pick<Invocation, "target" | "text">>(invocation: T): T {
  const store = invocation.text("store") ?? join(dirname(projectJournal(invocation.target)), "doubles.db");
  return { ...invocation, text: (option: string) => (option === "store" ? store : invocation.text(option)) };
}

/** True if a journal is in a PostgreSQL database or on Restate, and no file. */
export function isDatabase(store: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(store) || isRestate(store);
}

export function isRestate(store: string): boolean {
  return store.startsWith("restate://");
}

/** A journal as messages name it: without a password. */
export function shownStore(store: string): string {
  if (!isDatabase(store) || !URL.canParse(store)) return store;
  const url = new URL(store);
  url.password = "";
  return url.href;
}

/**
 * Where the files are that belong to a journal: tokens, the key of secrets, the address of the process that holds it. Each
 * has this name and an ending of its own. Those of a database are in the project's folder.
 */
export function filesOf(invocation: Pick<Invocation, "target" | "text">): string {
  const store = storeOf(invocation);
  if (!isDatabase(store)) return store;
  const name = createHash("sha256").update(shownStore(store)).digest("hex").slice(0, 12);
  const kind = isRestate(store) ? "restate" : "postgres";
  return join(dirname(projectJournal(invocation.target)), `${kind}-${name}`);
}

/** True if there may be a journal: a database is asked when it is opened. */
export function isThere(invocation: Pick<Invocation, "target" | "text">): boolean {
  const store = storeOf(invocation);
  return isDatabase(store) || existsSync(store);
}

/** Refuses a command that is about a journal's file. `instead`: what does the same for a database. */
export function refuseDatabase(invocation: Pick<Invocation, "target" | "text">, instead: string): void {
  if (isDatabase(storeOf(invocation)))
    throw new UsageError("This is for journals in a file, and this one is in a database.", [instead]);
}

/** Nothing has run in the project yet. A journal that `--store` names is expected to be there. */
export function isNew(invocation: Pick<Invocation, "target" | "text">): boolean {
  return invocation.text("store") === undefined && !existsSync(storeOf(invocation));
}

function projectJournal(target: string | undefined): string {
  const path = resolve(target?.split("#")[0] || ".");
  const start = isFolder(path) ? path : dirname(path);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "orch.json"))) return relativePath(join(folder, journalName));
    if (dirname(folder) === folder) return relativePath(join(start, journalName));
  }
}

/** The `--store` option with which a suggested command finds the same journal from here: empty, or ` --store FILE`. */
function storeWords(invocation: Pick<Invocation, "target" | "text">): string {
  const store = storeOf(invocation);
  if (isDatabase(store)) return ` --store ${shellWord(shownStore(store))}`;
  return resolve(store) === resolve(projectJournal(undefined)) ? "" : ` --store ${shellWord(store)}`;
}

/** A command as it is suggested: `orch`, these arguments, and where the journal is if it has to be said. */
export type Suggest = (args: string) => string;

/** A journal that is not what was committed to it takes nothing: what is first to be done about it is `orch audit`. */
export function suggesting(invocation: Pick<Invocation, "target" | "text">): Suggest {
  const at = storeWords(invocation);
  const isAltered = altered.has(resolve(storeOf(invocation)));
  return (args) => `orch ${isAltered && !reads.test(args) ? "audit" : args}${at}`;
}

const reads = /^(?:show|runs|timeline|audit)\b/u;

/** Journals that this process has found to be altered. */
const altered = new Set<string>();

export function noteAltered(journal: string): void {
  altered.add(resolve(journal));
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function relativePath(path: string): string {
  return relative(process.cwd(), path) || ".";
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
