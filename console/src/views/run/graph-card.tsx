import { lazy, Suspense, useState } from "react";
import { ProblemNotice } from "../../parts/loaded.tsx";
import type { Run } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { foldable } from "./folding.ts";
import { NodePanel } from "./node-panel.tsx";
import type { Moment } from "./use-moment.ts";

const PlanGraph = lazy(() => import("./plan-graph.tsx"));
const words = texts.run.graph;

/** The plan as a graph with the state of each statement, and what is known of the chosen one. */
export function GraphCard({ moment, run, chosen, choose }: GraphCardProps) {
  const { graph, problem } = moment;
  const [folded, fold] = useState<ReadonlySet<string>>(new Set());
  if (graph === undefined)
    return problem === undefined ? (
      <p className="loading graph-place" role="status">
        {texts.loading}
      </p>
    ) : (
      <ProblemNotice problem={problem} />
    );
  const groups = foldable(graph);
  const node = graph.nodes.find((one) => one.node === chosen && one.form !== "end" && one.form !== "undo");
  return (
    <div className="stack-s">
      {groups.length > 0 && (
        <div className="row no-print">
          <button
            type="button"
            className="button is-small is-plain"
            onClick={() => fold(new Set(groups.map(({ id }) => id)))}
          >
            {words.foldAll}
          </button>
          <button
            type="button"
            className="button is-small is-plain"
            onClick={() => fold(new Set(groups.filter(({ isDone }) => isDone).map(({ id }) => id)))}
          >
            {words.foldDone}
          </button>
          <button
            type="button"
            className="button is-small is-plain"
            disabled={folded.size === 0}
            onClick={() => fold(new Set())}
          >
            {words.unfold}
          </button>
        </div>
      )}
      <div className="graph-and-panel">
        <figure className="graph-place" aria-label={words.label}>
          <Suspense fallback={<p className="loading">{texts.loading}</p>}>
            <PlanGraph graph={graph} folded={folded} fold={fold} chosen={chosen} choose={choose} />
          </Suspense>
          <figcaption className="visually-hidden">{graph.says}</figcaption>
        </figure>
        <NodePanel node={node} {...(run === undefined ? {} : { run })} />
      </div>
    </div>
  );
}

interface GraphCardProps {
  readonly moment: {
    readonly graph?: Moment["graph"] | undefined;
    readonly problem?: Moment["problem"] | undefined;
  };
  /** Left out: the plan alone. */
  readonly run?: Run;
  readonly chosen: string | undefined;
  choose(node: string | undefined): void;
}
