import type { PlanFile, Routine } from "@orchlang/plan";
import type { Block, BlockId, Node, NodeId } from "@orchlang/plan/nodes";
import { isPlainBlock } from "../preview/lanes.ts";
import type { RowView } from "../preview/model.ts";
import { itemOf, sideLabel } from "./captions.ts";
import { criticalLinks, type RawLink, reduced } from "./links.ts";
import type { Frame, Item, Mark, Part } from "./scene.ts";

/** The input for drawing one routine's statements. */
export interface PartSource {
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
    const key = this.key(node.id);
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
    if (node.kind === "race") {
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
    const told = label === undefined ? {} : { label };
    for (const node of this.#drawnIn(block)) {
      this.links.push({ from: key, to: this.key(node.id), kind: "side", ...told });
    }
  }

  #drawnIn(block: BlockId): readonly Node[] {
    return this.#nodesOf(block).flatMap((node) => {
      if (isPlainBlock(node)) return node.arms.flatMap((arm) => this.#drawnIn(arm.block));
      return passedOver.has(node.kind) ? [] : [node];
    });
  }

  /** All that happens in a frame is over before what comes after it. */
  #close(node: Node, key: string): void {
    const end = `${key}#end`;
    this.items.push({ key: end, form: "end", title: "", notes: [], marks: [], critical: false, frame: key });
    const rescues = new Set(
      "rescues" in node ? node.rescues.map((each) => ("block" in each ? each.block : "")) : [],
    );
    const inside = (this.#owned.get(node.id) ?? []).filter(({ id }) => !rescues.has(id));
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
    const key = this.key(id);
    if (passedOver.has(node.kind)) return node.needs.flatMap((need) => this.#settled(need.node, false));
    if (node.kind === "loop" || node.kind === "race") return [`${key}#end`];
    if (undecided || (node.kind !== "branch" && node.kind !== "hold")) return [key];
    const blocks = node.kind === "branch" ? node.arms.map(({ block }) => block) : [node.body];
    return [key, ...blocks.flatMap((block) => this.#ends(block))];
  }
}

function frameField(frame: string | undefined): Pick<Item, "frame"> {
  return frame === undefined ? {} : { frame };
}
