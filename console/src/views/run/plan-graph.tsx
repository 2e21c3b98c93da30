import { Background, Controls, type Node, type NodeProps, ReactFlow, ViewportPortal } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { memo, useMemo, useRef } from "react";
import { Icon } from "../../parts/icon.tsx";
import type { Graph, GraphGroup, GraphNode } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { waitingText } from "../../words/waiting.ts";
import { hiddenBy } from "./folding.ts";
import "./plan-graph.css";
import { stepLooks } from "./steps.tsx";

const words = texts.run.graph;

type Box = Node<{ readonly of: GraphNode }, "box">;
type Frame = Node<{ readonly of: GraphGroup; readonly isFolded: boolean; toggle(): void }, "frame">;

const nodeTypes = { box: memo(BoxNode), frame: memo(FrameNode) };

/** Draws a graph where the compiler placed it. Nothing moves but what changed. */
export default function PlanGraph({ graph, folded, fold, chosen, choose }: PlanGraphProps) {
  const boxes = useBoxes(graph, folded, chosen);
  const frames = useMemo(() => framesOf(graph.groups, folded, fold), [graph.groups, folded, fold]);
  const nodes = useMemo(() => [...frames, ...boxes], [frames, boxes]);
  const start = useMemo(() => lookedAt(graph), [graph]);
  return (
    <ReactFlow<Box | Frame>
      nodes={nodes}
      nodeTypes={nodeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      elementsSelectable
      onlyRenderVisibleElements={graph.nodes.length > 150}
      minZoom={0.1}
      maxZoom={1.5}
      fitView
      fitViewOptions={start}
      preventScrolling={false}
      zoomOnScroll={false}
      panOnScroll={false}
      proOptions={{ hideAttribution: true }}
      onSelectionChange={({ nodes: [first] }) => {
        if (first?.type === "box") choose(first.data.of.node);
      }}
      onPaneClick={() => choose(undefined)}
      ariaLabelConfig={words.aria}
    >
      <ViewportPortal>
        <Lines graph={graph} folded={folded} />
      </ViewportPortal>
      <Background gap={24} />
      <Controls showInteractive={false} orientation="horizontal" />
    </ReactFlow>
  );
}

/** First of all, a large graph shows where the run is or has failed, or else where it begins; a small one all of it. */
function lookedAt(graph: Graph) {
  const { nodes, width, height } = graph;
  const isSmall = width < 900 && height < 700;
  const shown = isSmall ? nodes : (placesOf(graph).find((some) => some.length > 0) ?? nodes);
  return { padding: 0.08, minZoom: 0.55, maxZoom: 1, nodes: shown.map(({ id }) => ({ id })) };
}

/** In pixels: so much of a graph is read without effort. */
const readable = { width: 640, height: 400 };

function placesOf({ nodes }: Graph): readonly (readonly GraphNode[])[] {
  const are = (...some: readonly string[]): readonly GraphNode[] =>
    nodes.filter(({ form, state }) => form !== "head" && some.includes(state?.status ?? ""));
  const top = Math.min(...nodes.map(({ y }) => y));
  const first = nodes.filter(({ x, y, width }) => x + width < readable.width && y - top < readable.height);
  return [are("active", "in doubt"), are("failed"), first];
}

interface PlanGraphProps {
  readonly graph: Graph;
  readonly folded: ReadonlySet<string>;
  fold(folded: ReadonlySet<string>): void;
  readonly chosen: string | undefined;
  choose(node: string | undefined): void;
}

function framesOf(
  groups: readonly GraphGroup[],
  folded: ReadonlySet<string>,
  fold: (folded: ReadonlySet<string>) => void,
): readonly Frame[] {
  return groups
    .filter(
      ({ parent }) => hiddenBy(parent === undefined ? {} : { group: parent }, folded, groups) === undefined,
    )
    .map((of): Frame => {
      const isFolded = folded.has(of.id);
      const toggle = (): void => {
        const next = new Set(folded);
        if (!next.delete(of.id)) next.add(of.id);
        fold(next);
      };
      return {
        ...placed(of),
        type: "frame",
        data: { of, isFolded, toggle },
        zIndex: isFolded ? 5 : -1,
        focusable: false,
        selectable: false,
      };
    });
}

/** A box that has not changed stays the same object: then nothing of it is computed or drawn again. */
function useBoxes(
  { nodes, groups }: Graph,
  folded: ReadonlySet<string>,
  chosen: string | undefined,
): readonly Box[] {
  const before = useRef(new Map<string, Box>());
  return useMemo(() => {
    const boxes = nodes
      .filter((node) => hiddenBy(node, folded, groups) === undefined)
      .map((of) => {
        const isStatement = of.form !== "end" && of.form !== "undo";
        const selected = isStatement && of.node === chosen;
        const old = before.current.get(of.id);
        return old?.data.of === of && old.selected === selected ? old : boxOf(of, selected);
      });
    before.current = new Map(boxes.map((box) => [box.id, box]));
    return boxes;
  }, [nodes, groups, folded, chosen]);
}

function boxOf(of: GraphNode, selected: boolean): Box {
  const focusable = of.form !== "end" && of.form !== "undo";
  return { ...placed(of), type: "box", data: { of }, selected, focusable, ariaLabel: spoken(of), zIndex: 2 };
}

/** Its place and size are known, and no edge ends in it: nothing has to be measured in the page first. */
function placed({ id, x, y, width, height }: GraphNode | GraphGroup) {
  return { id, position: { x, y }, width, height, measured: { width, height }, handles: [] };
}

/** The words of a screen reader for a node. */
function spoken({ label, state, lines }: GraphNode): string {
  const about = lines.filter(({ role }) => role === "what" || role === "worst").map(({ text }) => text);
  const status = state === undefined ? words.notYet : state.status;
  const waits = state?.waiting === undefined ? [] : [waitingText(state.waiting)];
  return [label, status, ...waits, ...about].join(", ");
}

function BoxNode({ data: { of }, selected }: NodeProps<Box>) {
  const { form, state, critical, lines, rules } = of;
  const status = state?.waiting === undefined ? (state?.status ?? "future") : "waits";
  const look = stepLooks[state?.waiting === undefined ? (state?.status ?? "") : "waiting"];
  const classes = ["box", `is-${form}`, `is-${status.replaceAll(" ", "-")}`];
  if (critical) classes.push("is-critical");
  if (selected) classes.push("is-chosen");
  return (
    <div className={classes.join(" ")}>
      {look !== undefined && form !== "undo" && form !== "end" && of.width > 64 && (
        <span className={`box-state is-${look.tone}`}>
          <Icon name={look.icon} />
        </span>
      )}
      {lines.map(({ text, role }) => (
        <span key={`${role} ${text}`} className={`box-${role}`}>
          {text}
        </span>
      ))}
      {state !== undefined && state.instances > 1 && <span className="box-count">×{state.instances}</span>}
      {rules.length > 0 && (
        <span className="box-rules" aria-hidden="true">
          {rules.map(({ rule, verdict }) => (
            <i key={rule} className={`is-${verdict}`} title={`${rule}: ${verdict}`} />
          ))}
        </span>
      )}
    </div>
  );
}

function FrameNode({ data: { of, isFolded, toggle } }: NodeProps<Frame>) {
  return (
    <div className={`frame is-${of.kind}${isFolded ? " is-folded" : ""}`}>
      <button
        type="button"
        className="nodrag nopan"
        aria-expanded={!isFolded}
        onClick={(event) => {
          event.stopPropagation();
          toggle();
        }}
      >
        {isFolded ? "▸" : "▾"} {of.label || words.groups[of.kind]}
      </button>
    </div>
  );
}

/** All edges of one look are one path, where the compiler drew them: a thousand cost no more than a few. */
const Lines = memo(({ graph, folded }: { graph: Graph; folded: ReadonlySet<string> }) => {
  const { paths, labels } = useMemo(() => linesOf(graph, folded), [graph, folded]);
  return (
    <>
      <svg className="lines" width={graph.width} height={graph.height} aria-hidden="true">
        {[...paths].map(([classes, path]) => (
          <path key={classes} className={classes} d={path} />
        ))}
      </svg>
      {labels.map(({ id, label, x, y }) => (
        <span
          key={id}
          className="line-label"
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {label}
        </span>
      ))}
    </>
  );
});

function linesOf({ nodes, edges, groups }: Graph, folded: ReadonlySet<string>) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const paths = new Map<string, string>();
  const labels: { readonly id: string; readonly label: string; readonly x: number; readonly y: number }[] =
    [];
  for (const { id, from, to, kind, critical, label, points } of edges) {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (source === undefined || target === undefined) continue;
    const hidden = hiddenBy(source, folded, groups);
    if (hidden !== undefined && hidden === hiddenBy(target, folded, groups)) continue;
    const isPast =
      source.state?.status === "completed" && target.state !== undefined && target.state.status !== "skipped";
    const classes = ["line", `is-${kind}`, critical ? "is-critical" : "", isPast ? "is-past" : ""];
    const look = classes.filter((one) => one !== "").join(" ");
    const path = points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x} ${y}`).join("");
    paths.set(look, (paths.get(look) ?? "") + path);
    const middle = points[Math.floor(points.length / 2)];
    if (label !== undefined && middle !== undefined) labels.push({ id, label, ...middle });
  }
  return { paths, labels };
}
