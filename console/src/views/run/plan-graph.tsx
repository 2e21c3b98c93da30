import {
  Background,
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { memo, useMemo } from "react";
import { Icon } from "../../parts/icon.tsx";
import type { Graph, GraphEdge, GraphGroup, GraphNode } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { waitingText } from "../../words/waiting.ts";
import { hiddenBy } from "./folding.ts";
import "./plan-graph.css";
import { stepLooks } from "./steps.tsx";

const words = texts.run.graph;

type Box = Node<{ readonly of: GraphNode }, "box">;
type Frame = Node<{ readonly of: GraphGroup; readonly isFolded: boolean; toggle(): void }, "frame">;
type Line = Edge<{ readonly of: GraphEdge; readonly isPast: boolean }, "line">;

const nodeTypes = { box: memo(BoxNode), frame: memo(FrameNode) };
const edgeTypes = { line: memo(LineEdge) };

/** Draws a graph where the compiler placed it. Nothing moves but what changed. */
export default function PlanGraph({ graph, folded, fold, chosen, choose }: PlanGraphProps) {
  const nodes = useMemo(() => nodesOf(graph, folded, fold, chosen), [graph, folded, fold, chosen]);
  const start = useMemo(() => lookedAt(graph), [graph]);
  const edges = useMemo(() => edgesOf(graph, folded), [graph, folded]);
  return (
    <ReactFlow<Box | Frame, Line>
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
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
      <Background gap={24} />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

/** First of all, a large graph shows where the run is; a small one all of it. */
function lookedAt({ nodes, width, height }: Graph) {
  const isSmall = width < 900 && height < 700;
  const here = nodes.filter(
    ({ form, state }) => form !== "head" && (state?.status === "active" || state?.status === "in doubt"),
  );
  const shown = isSmall || here.length === 0 ? nodes : here;
  return { padding: 0.08, minZoom: 0.55, maxZoom: 1, nodes: shown.map(({ id }) => ({ id })) };
}

interface PlanGraphProps {
  readonly graph: Graph;
  readonly folded: ReadonlySet<string>;
  fold(folded: ReadonlySet<string>): void;
  readonly chosen: string | undefined;
  choose(node: string | undefined): void;
}

function nodesOf(
  { nodes, groups }: Graph,
  folded: ReadonlySet<string>,
  fold: (folded: ReadonlySet<string>) => void,
  chosen: string | undefined,
): (Box | Frame)[] {
  const frames = groups
    .filter(
      (group) =>
        hiddenBy({ ...(group.parent === undefined ? {} : { group: group.parent }) }, folded, groups) ===
        undefined,
    )
    .map((of): Frame => {
      const isFolded = folded.has(of.id);
      const toggle = (): void => {
        const next = new Set(folded);
        if (!next.delete(of.id)) next.add(of.id);
        fold(next);
      };
      const place = placed(of);
      return {
        ...place,
        type: "frame",
        data: { of, isFolded, toggle },
        zIndex: isFolded ? 5 : -1,
        focusable: false,
        selectable: false,
      };
    });
  const boxes = nodes
    .filter((node) => hiddenBy(node, folded, groups) === undefined)
    .map(
      (of): Box => ({
        ...placed(of),
        type: "box",
        data: { of },
        selected: of.node === chosen && of.form !== "end" && of.form !== "undo",
        focusable: of.form !== "end" && of.form !== "undo",
        ariaLabel: spoken(of),
        zIndex: 2,
      }),
    );
  return [...frames, ...boxes];
}

function placed({ id, x, y, width, height }: GraphNode | GraphGroup) {
  return { id, position: { x, y }, width, height };
}

function edgesOf({ nodes, edges, groups }: Graph, folded: ReadonlySet<string>): Line[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((of): Line[] => {
    const [from, to] = [byId.get(of.from), byId.get(of.to)];
    if (from === undefined || to === undefined) return [];
    const source = hiddenBy(from, folded, groups) ?? from.id;
    const target = hiddenBy(to, folded, groups) ?? to.id;
    if (source === target) return [];
    const isPast =
      from.state?.status === "completed" && to.state !== undefined && to.state.status !== "skipped";
    return [
      { id: of.id, source, target, type: "line", data: { of, isPast }, focusable: false, selectable: false },
    ];
  });
}

/** The words of a screen reader for a node. */
function spoken({ label, state, lines }: GraphNode): string {
  const about = lines.filter(({ role }) => role === "what" || role === "worst").map(({ text }) => text);
  const status = state === undefined ? words.notYet : state.status;
  const waits = state?.waiting === undefined ? [] : [waitingText(state.waiting)];
  return [label, status, ...waits, ...about].join(", ");
}

/** An edge is drawn only between nodes that have both ends of one; where it runs, the compiler says. */
function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
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
      <Ends />
      {look !== undefined && form !== "undo" && form !== "end" && of.width > 48 && (
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
      <Ends />
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

function LineEdge({ data }: EdgeProps<Line>) {
  if (data === undefined) return null;
  const { of, isPast } = data;
  const { points, kind, label, critical } = of;
  const path = points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x} ${y}`).join("");
  const middle = points[Math.floor(points.length / 2)];
  const classes = [
    "line",
    `is-${kind}`,
    ...(critical ? ["is-critical"] : []),
    ...(isPast ? ["is-past"] : []),
  ];
  return (
    <>
      <BaseEdge path={path} className={classes.join(" ")} />
      {label !== undefined && middle !== undefined && (
        <EdgeLabelRenderer>
          <span
            className="line-label"
            style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
