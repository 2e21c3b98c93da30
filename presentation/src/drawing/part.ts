import { expressionText, shortName } from "@orchlang/analysis";
import type { Bounds, Plan, PlanFile, Routine } from "@orchlang/plan";
import { topological, transitiveReduction } from "@orchlang/plan/graph";
import type { Block, BlockId, Node, NodeId, Rescue } from "@orchlang/plan/nodes";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import { beginsGuarded, driftOf, guardsPlan } from "../preview/drift.ts";
import { isPlainBlock } from "../preview/lanes.ts";
import type { RowView } from "../preview/model.ts";
import { actText, durationText, fromText, patternsText } from "../preview/words.ts";
import type { Frame, Item, Link, Mark, Measures, Part } from "./scene.ts";

/** The input for drawing one routine's statements. */
interface PartSource {
  readonly file: PlanFile;
  readonly routine: Routine;
  /** By node; of a choice and of acts too. */
  readonly rows: ReadonlyMap<NodeId, RowView>;
  /** By `routine/node`. */
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
}

/** The statements below a block, and the fewest links that order them alike. */
export function partOf(source: PartSource, root: BlockId): Omit<Part, "heading" | "note"> {
  const builder = new PartBuilder(source);
  builder.enter(root, undefined);
  const known = new Set(builder.items.map(({ key }) => key));
  const links = builder.links.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const keys = builder.items.map(({ key }) => key);
  const path = source.routine.criticalPath.map((id) => builder.key(id));
  return {
    items: builder.items,
    frames: builder.frames,
    links: criticalLinks(reduced(keys, links), path, keys),
  };
}

/** Nodes that only name a value are skipped: their dependencies take their place. */
const passedOver: ReadonlySet<Node["kind"]> = new Set(["let", "join", "yield"]);

class PartBuilder {
  readonly items: Item[] = [];
  readonly frames: Frame[] = [];
  readonly links: RawLink[] = [];
  readonly #source: PartSource;
  readonly #nodes: ReadonlyMap<NodeId, Node>;
  readonly #blocks: ReadonlyMap<BlockId, Block>;
  readonly #owned: ReadonlyMap<NodeId, readonly Block[]>;

  constructor(source: PartSource) {
    const { nodes, blocks } = source.routine;
    this.#source = source;
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#blocks = new Map(blocks.map((block) => [block.id, block]));
    this.#owned = Map.groupBy(blocks, (block) => block.owner ?? "");
  }

  key(id: NodeId): string {
    return `${this.#source.routine.name}/${id}`;
  }

  enter(block: BlockId, frame: string | undefined): void {
    for (const node of this.#nodesOf(block)) this.#draw(node, frame);
  }

  #nodesOf(block: BlockId): readonly Node[] {
    return (this.#blocks.get(block)?.nodes ?? []).flatMap((id) => this.#nodes.get(id) ?? []);
  }

  #draw(node: Node, frame: string | undefined): void {
    if (isPlainBlock(node)) {
      for (const { block } of node.arms) this.enter(block, frame);
      return;
    }
    if (beginsGuarded(node)) return;
    const key = this.key(node.id);
    if (guardsPlan(node)) {
      const title = this.#source.rows.get(node.id)?.title ?? "while";
      const details = { form: "act", title, notes: [], marks: [], critical: false } as const;
      this.items.push({ ...details, key, ...frameField(frame) });
      return;
    }
    const inner = node.kind === "hold" || node.kind === "loop" || node.kind === "race" ? key : undefined;
    if (inner !== undefined) {
      const kind = node.kind as Frame["kind"];
      this.frames.push({ key: inner, kind, ...(frame === undefined ? {} : { parent: frame }) });
    }
    if (!passedOver.has(node.kind)) {
      const { file, routine, rows, marks } = this.#source;
      const item = itemOf(file.plan, routine, node, rows.get(node.id), marks.get(key) ?? []);
      this.items.push({ ...item, key, ...frameField(inner ?? frame) });
      this.#waits(node, key);
    }
    this.#inside(node, key, frame);
    if (node.kind === "loop" || node.kind === "race") this.#close(node, key);
  }

  #waits(node: Node, key: string): void {
    for (const need of node.needs) {
      const kind = need.why === "data" ? "data" : "order";
      for (const from of this.#settled(need.node, need.why === "branch"))
        this.links.push({ from, to: key, kind });
    }
  }

  #inside(node: Node, key: string, frame: string | undefined): void {
    if (node.kind === "branch") {
      node.arms.forEach((arm, at) => {
        this.#side(key, arm.block, sideLabel(node, at), frame);
      });
    }
    if (node.kind === "hold") {
      this.#side(key, node.body, undefined, key);
      if (node.otherwise !== undefined) this.#side(key, node.otherwise, "else, when none is free", frame);
    }
    if (node.kind === "loop") this.#side(key, node.body, undefined, key);
    const drift = driftOf(node, this.#nodes, this.#blocks);
    if (drift !== undefined) this.#side(key, drift.work, undefined, key);
    else if (node.kind === "race") {
      for (const { name, node: branch } of node.branches) {
        const own = this.#nodes.get(branch);
        if (own !== undefined) this.#side(key, own.block, name, key);
      }
    }
    if ("rescues" in node) {
      for (const rescue of node.rescues) {
        if ("block" in rescue) this.#side(key, rescue.block, sideLabel(rescue), frame);
      }
    }
  }

  /** Draws everything below a block, entered from `key`. */
  #side(key: string, block: BlockId, label: string | undefined, frame: string | undefined): void {
    this.enter(block, frame);
    const result = label === undefined ? {} : { label };
    for (const node of this.#drawnIn(block)) {
      this.links.push({ from: key, to: this.key(node.id), kind: "side", ...result });
    }
  }

  #drawnIn(block: BlockId): readonly Node[] {
    return this.#nodesOf(block).flatMap((node) => {
      if (isPlainBlock(node)) return node.arms.flatMap((arm) => this.#drawnIn(arm.block));
      return passedOver.has(node.kind) || beginsGuarded(node) ? [] : [node];
    });
  }

  /** All that happens in a frame is over before what comes after it. */
  #close(node: Node, key: string): void {
    const end = `${key}#end`;
    this.items.push({ key: end, form: "end", title: "", notes: [], marks: [], critical: false, frame: key });
    const rescues = new Set(
      "rescues" in node ? node.rescues.map((each) => ("block" in each ? each.block : "")) : [],
    );
    const drift = driftOf(node, this.#nodes, this.#blocks);
    const inside =
      drift === undefined
        ? (this.#owned.get(node.id) ?? []).filter(({ id }) => !rescues.has(id))
        : [{ id: drift.work }];
    for (const from of [key, ...inside.flatMap(({ id }) => this.#ends(id))]) {
      this.links.push({ from, to: end, kind: "data" });
    }
  }

  /** The items that a block is over with; those before them too, which the reduction takes away. */
  #ends(block: BlockId): readonly string[] {
    return this.#nodesOf(block).flatMap((node) => this.#settled(node.id, false));
  }

  /** The items after which a node has settled. `undecided`: after which it is only clear that it won't end the plan. */
  #settled(id: NodeId, undecided: boolean): readonly string[] {
    const node = this.#nodes.get(id);
    if (node === undefined || node.kind === "return" || node.kind === "fail") return [];
    if (isPlainBlock(node)) return node.arms.flatMap(({ block }) => this.#ends(block));
    if (beginsGuarded(node)) return [];
    const key = this.key(id);
    if (passedOver.has(node.kind)) return node.needs.flatMap((need) => this.#settled(need.node, false));
    if (node.kind === "loop" || node.kind === "race") return [`${key}#end`];
    if (undecided && node.kind === "branch")
      return [key, ...this.#decided(node.arms.map((arm) => arm.block))];
    if (undecided || (node.kind !== "branch" && node.kind !== "hold")) return [key];
    const blocks = node.kind === "branch" ? node.arms.map(({ block }) => block) : [node.body];
    return [key, ...blocks.flatMap((block) => this.#ends(block))];
  }

  /** The items after which it is clear that nothing in the blocks ends the plan. */
  #decided(blocks: readonly BlockId[]): readonly string[] {
    return blocks.flatMap((block) =>
      this.#nodesOf(block).flatMap((node) => (this.#mayEnd(node) ? this.#settled(node.id, true) : [])),
    );
  }

  #mayEnd(node: Node): boolean {
    if (node.kind === "return" || node.kind === "fail") return true;
    return (this.#owned.get(node.id) ?? []).some(({ id }) =>
      this.#nodesOf(id).some((one) => this.#mayEnd(one)),
    );
  }
}

function frameField(frame: string | undefined): Pick<Item, "frame"> {
  return frame === undefined ? {} : { frame };
}

type RawLink = Omit<Link, "critical" | "change">;

/** The fewest links that order the items alike; of several between two items the one that says most. */
function reduced(keys: readonly string[], links: readonly RawLink[]): readonly RawLink[] {
  const best = new Map<string, RawLink>();
  for (const link of links) {
    const pair = `${link.from} ${link.to}`;
    const known = best.get(pair);
    if (known === undefined || weight(link) > weight(known)) best.set(pair, link);
  }
  return transitiveReduction(keys, links).flatMap(({ from, to }) => best.get(`${from} ${to}`) ?? []);
}

function weight({ label, kind }: RawLink): number {
  return (label === undefined ? 0 : 4) + (kind === "side" ? 2 : kind === "data" ? 1 : 0);
}

/** The links along the critical path: between two of its steps it goes through what only opens, parts or closes. */
function criticalLinks(
  links: readonly RawLink[],
  path: readonly string[],
  keys: readonly string[],
): readonly Link[] {
  const onPath = new Set(path);
  const known = new Set(keys);
  const outgoing = Map.groupBy(links, ({ from }) => from);
  const critical = new Set<RawLink>();
  const steps = path.filter((key) => known.has(key));
  const sorted = topological(keys, links);
  const ranks = new Map("ok" in sorted ? sorted.ok.map((key, at) => [key, at]) : []);
  steps.slice(0, -1).forEach((from, at) => {
    const to = steps[at + 1] ?? "";
    for (const link of wayBetween(from, to, outgoing, { onPath, ranks })) critical.add(link);
  });
  return links.map((link) => ({ ...link, critical: critical.has(link) }));
}

interface Surroundings {
  readonly onPath: ReadonlySet<string>;
  /** Places in one order of all items, in which each comes after what leads to it. */
  readonly ranks: ReadonlyMap<string, number>;
}

/** A shortest way that passes no other step of the path; none where the path jumps. */
function wayBetween(
  from: string,
  to: string,
  outgoing: ReadonlyMap<string, readonly RawLink[]>,
  { onPath, ranks }: Surroundings,
): readonly RawLink[] {
  // In a topological order later items lead to no earlier one, so each pair is looked at once.
  const last = ranks.get(to) ?? Infinity;
  const reachedBy = new Map<string, RawLink>();
  const queue = [from];
  for (let at = 0; at < queue.length; at++) {
    for (const link of outgoing.get(queue[at] ?? "") ?? []) {
      if (reachedBy.has(link.to) || (onPath.has(link.to) && link.to !== to)) continue;
      if ((ranks.get(link.to) ?? 0) > last) continue;
      reachedBy.set(link.to, link);
      queue.push(link.to);
    }
  }
  const way: RawLink[] = [];
  for (let link = reachedBy.get(to); link !== undefined; link = reachedBy.get(link.from)) {
    way.push(link);
    if (link.from === from) return way;
  }
  return [];
}

/* The texts of a drawing's items, and of links that lead to an arm. */

function itemOf(
  plan: Plan,
  routine: Routine,
  node: Node,
  row: RowView | undefined,
  marks: readonly Mark[],
): Omit<Item, "key"> {
  const bounds = routine.nodeBounds[node.id];
  const common = { marks, critical: row?.critical === true, notes: notesOf(row) };
  switch (node.kind) {
    case "branch":
      return { ...common, form: "choice", title: choiceTitle(node), notes: [] };
    case "hold": {
      const what = `hold ${shortName(node.pick.pool)}${fromText(node)} for ${durationText(node.for)}`;
      return { ...common, form: "head", title: node.variable, what, ...measuresOf(bounds), notes: [] };
    }
    case "emit":
    case "fail":
    case "return":
    case "yield":
    case "commit":
    case "let":
    case "join": {
      const form = node.kind === "fail" ? "stop" : "act";
      // Its value is too long for a box.
      const title = node.kind === "return" || node.kind === "yield" ? node.kind : actText(node);
      return { ...common, form, title, notes: [] };
    }
    case "loop":
    case "race":
      return { ...common, form: "head", title: node.id, ...called(row), ...measuresOf(bounds) };
    case "wait":
      return { ...common, form: "step", title: row?.title ?? node.id, ...called(row), ...measuresOf(bounds) };
    case "call":
    case "quorum": {
      const form = isPerson(plan, node) ? "person" : "step";
      return { ...common, form, title: node.id, ...called(row), ...measuresOf(bounds) };
    }
  }
}

function called(row: RowView | undefined): Pick<Item, "what" | "who"> {
  return {
    ...(row?.what === undefined ? {} : { what: row.what }),
    ...(row?.who === undefined ? {} : { who: row.who }),
  };
}

/** Marks, and facts visible at an item's position, are no notes. */
function notesOf(row: RowView | undefined): readonly string[] {
  const tries = row?.tries === undefined ? [] : [`${row.tries} tries`];
  return [...tries, ...(row?.notes ?? []).filter((note) => !/^[◐‖]/u.test(note))];
}

function isPerson(plan: Plan, node: Node): boolean {
  if (node.kind !== "call" || !("capability" in node.attempt.target)) return false;
  return plan.capabilities[node.attempt.target.capability]?.kind === "human";
}

function choiceTitle(node: Node & { readonly kind: "branch" }): string {
  return node.subject === undefined ? "when" : `match ${expressionText(node.subject)}`;
}

/** Under what condition a side of a choice, or a handler, is entered. */
function sideLabel(of: (Node & { readonly kind: "branch" }) | Rescue, at = 0): string {
  if (!("arms" in of)) return of.when === undefined ? "else" : `else when ${expressionText(of.when)}`;
  const arm = of.arms[at];
  if (arm === undefined) return "else";
  if (of.subject !== undefined) {
    return `${at === 0 ? `${expressionText(of.subject)}: ` : ""}${patternsText(arm.patterns ?? [])}`;
  }
  return arm.condition === undefined ? "else" : expressionText(arm.condition);
}

function measuresOf(bounds: Bounds | undefined): Pick<Item, "worst"> {
  if (bounds === undefined) return {};
  const { cost, latency } = bounds;
  const worst: Measures = {
    cost:
      "value" in cost.worst ? costText(formatMoney(cost.worst.value), cost.worst.value.amount) : "no bound",
    time: "value" in latency.worst ? `≤ ${formatDuration(latency.worst.value)}` : "no bound",
  };
  return { worst };
}

function costText(written: string, amount: string): string {
  return amount === "0" ? "–" : `≤ ${written}`;
}
