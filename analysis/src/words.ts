import type { LinkedStatement } from "./tree.ts";

/* How messages and evidence speak of the parts of a program. */

/** The last part of a qualified name: what an author calls it. */
export function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

/** `` `draft` `` for a step; "this `when`" for a statement that has no name of its own. */
export function called(linked: LinkedStatement): string {
  return isNamed(linked.id) ? `\`${linked.id}\`` : `this \`${wordOf(linked.id)}\``;
}

/** Ids of statements without a name are made up, as `when@2`. */
export function isNamed(id: string): boolean {
  return !id.includes("@");
}

function wordOf(id: string): string {
  return id.slice(0, id.indexOf("@"));
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], last = "and"): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** "once", "twice", "3 times". */
export function times(count: number): string {
  if (count === 1) return "once";
  return count === 2 ? "twice" : `${count} times`;
}

/** "1 step", "3 steps". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** True of fields and parameters that say how a thing is, and not which one it is. */
export function saysHow(name: string): boolean {
  return state.test(name);
}

const state =
  /(^|_)(action|case|kind|level|mode|outcome|phase|position|result|stage|state|status|step|type)$/;
