import type { RunEvent } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";

/** Rules of the library that the events of a run break, found without the engine's own checks. */
export function broken(
  events: readonly RunEvent[],
  { capabilities }: Pick<Plan, "capabilities">,
): readonly string[] {
  const tagsOf = (capability: string) => capabilities[capability]?.tags ?? [];
  const found: string[] = [];
  const counts = new Map<string, number>();
  const owing = new Map<string, string>();
  const begun = new Map<string, readonly string[]>();
  let granted = false;
  for (const event of events) {
    if (event.t === "Told" && event.say.say === "answered" && isGrant(event.say.value)) granted = true;
    if (event.t === "Began" && event.of === undefined) {
      const tags = tagsOf(event.capability);
      begun.set(event.intent.key, tags);
      for (const tag of tags.filter((one) => ["force", "intrusive", "public"].includes(one))) {
        if (!granted) found.push(`${event.capability} before anybody has said yes`);
        if (event.attempt === 1) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      }
    }
    if (event.t === "Began" && event.of !== undefined) owing.delete(event.of);
    if (event.t === "Ended" && "ok" in event.outcome) {
      const tags = begun.get(event.key) ?? [];
      if (tags.includes("force")) owing.set(event.key, "case_file");
      if (tags.includes("intrusive")) owing.set(event.key, "record");
      for (const [key, wanted] of owing) if (tags.includes(wanted)) owing.delete(key);
    }
  }
  for (const tag of ["force", "intrusive"])
    if ((counts.get(tag) ?? 0) > 4) found.push(`${tag} more than four times`);
  for (const wanted of owing.values()) found.push(`no ${wanted} at the end`);
  return found;
}

function isGrant(value: unknown): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === true;
}
