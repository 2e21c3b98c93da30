import { type CSSProperties, lazy, Suspense, useState } from "react";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { Clock } from "../../parts/moment.tsx";
import { ValueText } from "../../parts/value.tsx";
import type { Graph, GraphNode, NodeState, Run } from "../../server/types.ts";
import { Boundary } from "../../shell/boundary.tsx";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { isFree, limitText, mostText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { waitingText } from "../../words/waiting.ts";
import { foldable } from "./folding.ts";
import { nodeOfStep } from "./step-node.ts";
import { StepStatus } from "./steps.tsx";
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
          {run !== undefined && (
            <button
              type="button"
              className="button is-small is-plain"
              onClick={() => fold(new Set(groups.filter(({ isDone }) => isDone).map(({ id }) => id)))}
            >
              {words.foldDone}
            </button>
          )}
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
        <figure className="graph-place" style={heightOf(graph)} aria-label={words.label}>
          <Boundary isPart>
            <Suspense fallback={<p className="loading">{texts.loading}</p>}>
              <PlanGraph graph={graph} folded={folded} fold={fold} chosen={chosen} choose={choose} />
            </Suspense>
          </Boundary>
          <figcaption className="visually-hidden">{graph.says}</figcaption>
        </figure>
        <NodePanel node={node} {...(run === undefined ? {} : { run })} />
      </div>
    </div>
  );
}

function heightOf({ height }: Graph): CSSProperties {
  return { "--graph-height": `${height}px` } as CSSProperties;
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

const nodeWords = texts.run.node;

/** All about one statement: its bounds, its state, why it waits, its rules, its place in the source. */
function NodePanel({ node, run }: { node: GraphNode | undefined; run?: Run }) {
  if (node === undefined) return <p className="node-panel quiet">{nodeWords.none}</p>;
  const { state, capability, bounds, undo, rules, source } = node;
  const steps = (run?.steps ?? []).filter(({ step }) => nodeOfStep(step) === node.node);
  return (
    <section className="node-panel stack-s" aria-live="polite" aria-label={nodeWords.label(node.label)}>
      <h3>{node.label}</h3>
      {run !== undefined && <StepStatus status={shownStatus(state)} />}
      {state?.waiting !== undefined && <p>{waitingText(state.waiting)}</p>}
      <dl className="facts">
        {capability !== undefined && (
          <>
            <dt>{nodeWords.calls}</dt>
            <dd>
              {asWords(capability.name)} <span className="quiet small">{capability.kind}</span>
            </dd>
          </>
        )}
        {state !== undefined && state.attempts > 0 && (
          <>
            <dt>{nodeWords.attempts}</dt>
            <dd>{state.attempts}</dd>
          </>
        )}
        {state?.began !== undefined && (
          <>
            <dt>{nodeWords.began}</dt>
            <dd>
              <Clock at={state.began} />
              {state.ended !== undefined && `, ${durationText(state.ended - state.began)}`}
            </dd>
          </>
        )}
        {bounds !== undefined && (
          <>
            <dt>{nodeWords.atMost}</dt>
            <dd>
              {limitText(bounds.latency.worst, durationText)}
              {!isFree(bounds.cost.worst) && `, ${limitText(bounds.cost.worst, mostText)}`}
            </dd>
          </>
        )}
        {undo !== undefined && (
          <>
            <dt>{nodeWords.undo}</dt>
            <dd>{asWords(undo)}</dd>
          </>
        )}
        {rules.length > 0 && (
          <>
            <dt>{nodeWords.rules}</dt>
            <dd>
              {rules.map(({ rule, verdict }) => (
                <div key={rule}>{nodeWords.rule(rule, verdict)}</div>
              ))}
            </dd>
          </>
        )}
        {source !== undefined && (
          <>
            <dt>{nodeWords.source}</dt>
            <dd>
              <a
                href={hrefOf(run === undefined ? ["programs"] : ["programs", run.entry], { step: node.node })}
              >
                {source.file}:{source.line}
              </a>
            </dd>
          </>
        )}
      </dl>
      <Results steps={steps} />
    </section>
  );
}

/** Waiting is never shown as running. */
function shownStatus(state: NodeState | undefined): string {
  if (state === undefined) return texts.run.graph.notYet;
  return state.waiting === undefined ? state.status : texts.status.waiting;
}

function Results({ steps }: { steps: Run["steps"] }) {
  return steps.map(({ step, value, failure }) => (
    <div key={step} className="small">
      {steps.length > 1 && <strong>{step}: </strong>}
      {value !== undefined && value !== null && <ValueText value={value} />}
      {failure !== undefined && <p>{failure.message}</p>}
    </div>
  ));
}
