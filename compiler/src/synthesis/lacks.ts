import { showType } from "@orchlang/checker/types";
import { type Graph, isTelling, type Node, needOf, type Place } from "./graph.ts";
import { isMet } from "./search.ts";

/** Why no calls reach the goal, in sentences: from the goal backwards, each need that nothing meets. */
export function lacksOf(
  graph: Graph,
  made: ReadonlySet<number>,
  through: readonly number[],
): readonly string[] {
  const lacks: string[] = [];
  const asked = new Set<number>();
  const explain = (call: number): void => {
    const node = graph.nodes[call];
    if (node === undefined || asked.has(call)) return;
    asked.add(call);
    for (const place of node.places)
      if (place.isNeeded && !isMet(needOf(place), made))
        need(place, `\`${node.local}\` needs ${placeText(place)}`);
    for (const { guardrail, names, calls } of node.asks) {
      if (calls.some((one) => made.has(one))) continue;
      lacks.push(
        `\`${node.local}\` may only come after ${names.map(short).join(" or ")} (guardrail \`${guardrail}\`), which can't be called here.`,
      );
      calls.forEach(explain);
    }
  };
  const need = (place: Pick<Place, "name" | "feeds" | "type">, says: string): void => {
    // A text of any other name would be a poor reason.
    const telling = place.feeds.filter(({ fit }) => fit !== "any");
    const makers = [...new Set(needOf({ feeds: telling }).flat())].filter((call) => !made.has(call));
    if (makers.length === 0) lacks.push(`${says}, and nothing gives one${nearly(graph, place)}.`);
    else lacks.push(`${says}: ${makers.map((call) => nameOf(graph.nodes[call])).join(", ")} would give one.`);
    makers.forEach(explain);
  };
  for (const call of through) if (!made.has(call)) explain(call);
  const { result } = graph.wanted;
  if (result === undefined || graph.wholes.some((feed) => isMet(needOf({ feeds: [feed] }), made)))
    return lacks;
  const fields = graph.fields?.filter(({ isNeeded }) => isNeeded);
  const open = fields?.filter((field) => !isMet(needOf(field), made));
  if (open?.length === 0) return lacks;
  const isPartly = open?.some(({ feeds }) => feeds.length > 0) === true;
  if ((isPartly && graph.wholes.length === 0) || (open?.length ?? 0) < (fields?.length ?? 0))
    for (const field of open ?? []) need(field, `The result needs ${placeText(field)}`);
  else
    need({ name: "", feeds: graph.wholes, type: result.type }, `The result is \`${showType(result.type)}\``);
  return lacks;
}

function placeText({ name, type }: Place): string {
  return `\`${name}: ${showType(type)}\``;
}

/** Values of the type that may not go there: a label keeps them back. */
function nearly({ nodes, wanted }: Graph, { name, type }: Pick<Place, "name" | "type">): string {
  const shown = showType(type);
  const kept = [...wanted.params, ...nodes.flatMap(({ values }) => values)].filter(
    (value) => showType(value.type) === shown && (isTelling(type) || value.path.split(".").at(-1) === name),
  );
  if (kept.length === 0) return "";
  const names = kept.slice(0, 3).map(({ path, label }) => {
    const isStrange = label.integrity === "untrusted" ? ", untrusted" : "";
    return `\`${path}\` (${label.confidentiality}${isStrange})`;
  });
  return ` that may go there: ${names.join(", ")} may not by ${kept.length === 1 ? "its label" : "their labels"}`;
}

const nameOf = (node: Node | undefined): string => `\`${node?.local ?? "?"}\``;
const short = (name: string): string => `\`${name.slice(name.lastIndexOf(".") + 1)}\``;
