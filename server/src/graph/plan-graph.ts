import type { StatementView } from "@orchlang/kernel/run";
import type { JsonObject, Plan, PlanFile } from "@orchlang/plan";
import type { Attempt, Node } from "@orchlang/plan/nodes";
import {
  layOut,
  type PlacedItem,
  type PlacedLink,
  type Stacked,
  sceneOf,
  stacked,
} from "@orchlang/presentation/drawing";
import type { RunDetail } from "@orchlang/runtime";
import { aheadView } from "../forecast-view.ts";
import { shownStatus } from "../run-list.ts";
import { waitingView } from "../run-view.ts";

/** A node of a graph, with its place in pixels. */
type GraphNode = JsonObject & { readonly id: string };

/** A plan file as nodes, edges and groups, placed as in the compiler's drawings. */
interface PlanGraph {
  readonly workflow: string;
  readonly plan: string;
  readonly says: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly JsonObject[];
  readonly groups: readonly JsonObject[];
}

/** Laying out takes longest, and a plan file never changes. */
const known = new WeakMap<PlanFile, PlanGraph>();

export function planGraph(file: PlanFile): PlanGraph {
  const result = known.get(file) ?? graphOf(file);
  known.set(file, result);
  return result;
}

function graphOf(file: PlanFile): PlanGraph {
  const scene = sceneOf(file);
  const { width, height, parts } = stacked(layOut(scene));
  const many = parts.length > 1;
  const nodes = parts.flatMap((part) =>
    part.layout.items.flatMap((placed) => nodesOf(file, placed, part, many)),
  );
  const edges = parts.flatMap((part) => part.layout.links.map((link) => edgeOf(file.plan, link, part.top)));
  return {
    workflow: file.plan.entry,
    plan: file.id,
    says: scene.says,
    width,
    height,
    nodes,
    edges: [...edges, ...nodes.flatMap(compensation)],
    groups: parts.flatMap((part) => groupsOf(part, many)),
  };
}

type PlacedPart = Stacked["parts"][number];

function routineOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/"));
}

function nodeIn({ routines }: Plan, key: string): Node | undefined {
  const [plain = key] = key.split("#");
  const id = plain.slice(plain.lastIndexOf("/") + 1);
  return routines[routineOf(plain)]?.nodes.find((node) => node.id === id);
}

/** The node, and below it what undoes it. */
function nodesOf(file: PlanFile, placed: PlacedItem, part: PlacedPart, many: boolean): readonly GraphNode[] {
  const { plan, about } = file;
  const { item, box, x, y, width, height } = placed;
  const [key = item.key] = item.key.split("#");
  const node = nodeIn(plan, item.key);
  const id = key.slice(key.lastIndexOf("/") + 1);
  const written = item.form === "end" ? undefined : about.map[key];
  const group = item.frame ?? (many ? groupOf(part) : undefined);
  const common = { routine: routineOf(key), node: id, ...(group === undefined ? {} : { group }) };
  const undo = item.form === "end" || node === undefined ? undefined : undoOf(plan, node);
  const own: GraphNode = {
    id: item.key,
    ...common,
    kind: item.form === "end" ? "end" : (node?.kind ?? "call"),
    form: item.form,
    label: item.title,
    lines: box.lines.map(({ text, role }) => ({ text, role })),
    x,
    y: y + part.top,
    width,
    height,
    ...(written === undefined
      ? {}
      : { source: { file: written.file, line: written.line, start: written.start, end: written.end } }),
    ...(node === undefined || item.form === "end" ? {} : targetOf(plan, node)),
    ...(undo === undefined ? {} : { undo }),
    ...boundsOf(plan, key, item.form),
    critical: item.critical,
    rules: item.marks.map(({ rule, verdict }) => ({ rule, verdict })),
  };
  if (undo === undefined) return [own];
  const label = `undo: ${undo.slice(undo.lastIndexOf(".") + 1)}`;
  // It fits into the gap that a drawing leaves below each item.
  const place = { x, y: y + part.top + height + 3, width, height: 20 };
  const lines = [{ text: label, role: "title" }];
  const rest = { ...capabilityOf(plan, undo), critical: false, rules: [] };
  return [own, { id: `${key}#undo`, ...common, kind: "undo", form: "undo", label, lines, ...place, ...rest }];
}

function groupOf({ part }: PlacedPart): string {
  const [first] = part.items;
  const isFinally = part.heading?.endsWith(", finally") === true;
  return `plan ${first === undefined ? "" : routineOf(first.key)}${isFinally ? " finally" : ""}`;
}

function targetOf(plan: Plan, node: Node): JsonObject {
  const attempt = node.kind === "call" ? node.attempt : node.kind === "quorum" ? node.attempts[0] : undefined;
  if (attempt === undefined) return {};
  const { target } = attempt;
  if ("capability" in target) return capabilityOf(plan, target.capability);
  return { calls: "routine" in target ? target.routine : target.goal };
}

function capabilityOf({ capabilities }: Plan, name: string): JsonObject {
  const capability = capabilities[name];
  return capability === undefined
    ? {}
    : { capability: { name, kind: capability.kind, effect: capability.effect.kind } };
}

function undoOf({ capabilities }: Plan, node: Node): string | undefined {
  const ofWay = ({ options, target }: Attempt): string | undefined =>
    options.undo?.capability ??
    ("capability" in target ? capabilities[target.capability]?.undo?.capability : undefined);
  return node.kind === "call" ? ofWay(node.attempt) : undefined;
}

function boundsOf({ routines }: Plan, key: string, form: string): JsonObject {
  const id = key.slice(key.lastIndexOf("/") + 1);
  const bounds = form === "end" ? undefined : routines[routineOf(key)]?.nodeBounds[id];
  if (bounds === undefined) return {};
  const { cost, latency } = bounds;
  const range = { best: latency.best, worst: latency.worst };
  return { bounds: { cost, latency: range } as unknown as JsonObject };
}

function edgeOf(plan: Plan, { link, points, label }: PlacedLink, top: number): JsonObject {
  const { from, to, kind, critical } = link;
  const text = link.label ?? label?.text;
  return {
    id: `${from} → ${to}`,
    from,
    to,
    kind: kind === "side" ? (entersHandler(plan, from, to) ? "failure" : "order") : kind,
    ...(text === undefined ? {} : { label: text }),
    critical,
    points: points.map(({ x, y }) => ({ x, y: y + top })),
  };
}

/** True if a link leads into a block that handles a failure. */
function entersHandler(plan: Plan, from: string, to: string): boolean {
  const source = nodeIn(plan, from);
  const target = nodeIn(plan, to);
  if (source === undefined || target === undefined || !("rescues" in source)) return false;
  return source.rescues.some((rescue) => "block" in rescue && rescue.block === target.block);
}

function compensation({ id, kind, critical: _, ...node }: GraphNode): readonly JsonObject[] {
  if (kind === "undo" || node.undo === undefined) return [];
  const { x, y, width, height } = node as unknown as Readonly<Record<"x" | "y" | "width" | "height", number>>;
  const middle = x + width / 2;
  const to = `${id}#undo`;
  const points = [
    { x: middle, y: y + height },
    { x: middle, y: y + height + 3 },
  ];
  return [{ id: `${id} → ${to}`, from: id, to, kind: "compensation", critical: false, points }];
}

function groupsOf(part: PlacedPart, many: boolean): readonly JsonObject[] {
  const { layout, top } = part;
  const own = groupOf(part);
  const frames = layout.frames.map(({ frame, x, y, width, height }) => {
    const parent = frame.parent ?? (many ? own : undefined);
    const label = part.part.items.find(({ key }) => key === frame.key)?.title ?? "";
    const area = { x, y: y + top, width, height };
    return { id: frame.key, kind: frame.kind, label, ...(parent === undefined ? {} : { parent }), ...area };
  });
  if (!many) return frames;
  const heading = part.part.heading ?? "";
  const area = { x: 0, y: top - 30, width: layout.width, height: layout.height + 30 };
  return [{ id: own, kind: "plan", label: heading, ...area }, ...frames];
}

/** The graph of a run's plan, with the state of every node that something has happened to. */
export function runGraph(
  file: PlanFile,
  detail: RunDetail,
  redacted: (text: string) => string,
): PlanGraph & JsonObject {
  const graph = planGraph(file);
  const states = new Map(statesOf(file, detail, redacted).map(({ id, state }) => [id, state]));
  const nodes = graph.nodes.map((node) => {
    const state = states.get(node.id);
    return state === undefined ? node : { ...node, state };
  });
  return { ...graph, nodes, ...standing(detail) } as PlanGraph & JsonObject;
}

/** Changes as the run goes on; all else of its graph stays. */
export function runStates(file: PlanFile, detail: RunDetail, redacted: (text: string) => string): JsonObject {
  return { plan: file.id, states: statesOf(file, detail, redacted), ...standing(detail) };
}

interface NodeState extends JsonObject {
  readonly id: string;
  readonly state: JsonObject;
}

/** Those of the statements that are drawn. */
export function statesOf(
  file: PlanFile,
  { statements }: Pick<RunDetail, "statements">,
  redacted: (text: string) => string,
): readonly NodeState[] {
  const drawn = new Set(planGraph(file).nodes.map(({ id }) => id));
  return statements
    .filter(({ key }) => drawn.has(key))
    .map((one) => ({ id: one.key, state: stateView(one, redacted) }));
}

function standing(detail: RunDetail): JsonObject {
  return {
    run: detail.run,
    at: detail.at,
    status: shownStatus(detail),
    progress: { ...detail.progress },
    ...(detail.ahead === undefined ? {} : { remaining: aheadView(detail.ahead) }),
  };
}

function stateView(state: StatementView, redacted: (text: string) => string): JsonObject {
  const { status, instances, attempts, began, ended, waiting } = state;
  return {
    status,
    instances,
    attempts,
    ...(began === undefined ? {} : { began }),
    ...(ended === undefined ? {} : { ended }),
    ...(waiting === undefined ? {} : { waiting: waitingView(waiting, redacted) }),
  };
}
