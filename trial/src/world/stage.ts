import type { Json, PlanFile, Schema } from "@orchlang/plan";
import type { EventDeclaration, World } from "@orchlang/plan/context";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Subject } from "../claim.ts";

/** A subject with the world that it is played in, as far as the program says what that is like. */
export interface Stage {
  readonly subject: Subject;
  readonly context: ScenarioContext;
  /** The trigger that starts the run in place of a request. */
  readonly trigger?: string;
  /** The possible events, by name. */
  readonly events: Readonly<Record<string, EventDeclaration>>;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly hints: readonly Json[];
}

/** A stage for the subject itself, and one for each trigger that starts it. */
export function stagesOf(subject: Subject): readonly Stage[] {
  const { compiled, entry, file } = subject;
  const context = compiled.context(entry);
  if (context === undefined) return [];
  const world = compiled.world().world;
  const own = stageFor(subject, context, world);
  const armed = compiled.triggers().flatMap((trigger): readonly Stage[] => {
    const [first] = trigger.context.armed?.triggers ?? [];
    if (first?.starts.target !== entry) return [];
    return [{ ...stageFor(subject, trigger.context, world), trigger: trigger.name }];
  });
  return file.plan.entry === entry ? [own, ...armed] : [];
}

function stageFor(subject: Subject, context: ScenarioContext, world: World): Stage {
  const { plan } = subject.file;
  return {
    subject,
    context,
    events: { ...(plan.events as unknown as Record<string, EventDeclaration>), ...world.events },
    schemas: { ...context.schemas, ...world.schemas, ...plan.schemas },
    hints: hintsIn(subject.file),
  };
}

/** Constants that a plan asks about. */
function hintsIn({ plan }: PlanFile): readonly Json[] {
  const collected = new Set<Json>();
  const queue: Json[] = [
    plan.routines as unknown as Json,
    plan.policies as unknown as Json,
    plan.guardrails as unknown as Json,
  ];
  for (let part = queue.pop(); part !== undefined && collected.size < 40; part = queue.pop()) {
    if (typeof part !== "object" || part === null) continue;
    if (!Array.isArray(part) && "op" in part && part.op === "constant") {
      const { value } = part;
      if (typeof value === "string") collected.add(value);
      if (typeof value === "number") for (const near of [value, value + 1, value - 1]) collected.add(near);
      continue;
    }
    queue.push(...(Object.values(part) as Json[]));
  }
  return [...collected];
}
