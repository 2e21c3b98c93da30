import { explainNode, type NodeExplanation } from "@orchlang/compiler";
import type { StepHere } from "@orchlang/compiler/ask";
import type { PlanFile } from "@orchlang/plan";

/** Facts of a step that its text does not contain: worst case, labels, what it waits for. Markdown. */
export function stepWords({ name, plan, place, labels }: StepHere, file: PlanFile | undefined): string {
  const routine = file?.plan.routines[plan];
  const node = routine?.nodes.find(({ id, kind }) => {
    const mark = file?.about.map[`${plan}/${id}`];
    const { start, end } = place.span;
    return id === name && kind !== "hold" && mark !== undefined && start <= mark.start && mark.end <= end;
  });
  const carried = labels === "" ? [] : [`- is ${labels}`];
  if (file === undefined || routine === undefined || node === undefined) return carried.join("\n");
  const explained = explainNode(file, routine, node);
  return [...takes(explained), ...carried, ...waits(explained), ...rules(explained)].join("\n");
}

/** `$0`, in any currency. */
const free = /^\D*0\D*$/u;

function takes({ measures, critical }: NodeExplanation): readonly string[] {
  const told = measures.flatMap(({ name, range, unbounded }) => {
    if (unbounded !== undefined) return [`${name} without bound (${unbounded})`];
    const most = range.replace(/^(?:.* \.\. |≤ )/u, "");
    return name === "cost" && free.test(most) ? [] : [`${name} ${most}`];
  });
  if (told.length === 0) return [];
  return [`- at worst: ${told.join(", ")}${critical ? "; on the critical path" : ""}`];
}

function waits({ waits: all }: NodeExplanation): readonly string[] {
  if (all.length === 0) return ["- waits for nothing"];
  return all.map(({ node, why }) => `- waits for \`${node}\`: ${why}`);
}

function rules({ rules: all }: NodeExplanation): readonly string[] {
  return all.map(({ verdict, source, here }) => `- ${verdict}${here ? " as it begins" : ""}: ${source}`);
}
