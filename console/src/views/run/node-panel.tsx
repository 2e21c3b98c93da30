import { Clock } from "../../parts/moment.tsx";
import { ValueText } from "../../parts/value.tsx";
import type { GraphNode, Run } from "../../server/types.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { limitText, moneyText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { waitingText } from "../../words/waiting.ts";
import { nodeOfStep } from "./step-node.ts";
import { StepStatus } from "./steps.tsx";

const words = texts.run.node;

/** All about one statement: its bounds, its state, why it waits, its rules, its place in the source. */
export function NodePanel({ node, run }: { node: GraphNode | undefined; run?: Run }) {
  if (node === undefined) return <p className="node-panel quiet">{words.none}</p>;
  const { state, capability, bounds, undo, rules, source } = node;
  const steps = (run?.steps ?? []).filter(({ step }) => nodeOfStep(step) === node.node);
  return (
    <section className="node-panel stack-s" aria-live="polite" aria-label={words.label(node.label)}>
      <h3>{node.label}</h3>
      {run !== undefined && (
        <StepStatus status={state === undefined ? texts.run.graph.notYet : state.status} />
      )}
      {state?.waiting !== undefined && <p>{waitingText(state.waiting)}</p>}
      <dl className="facts">
        {capability !== undefined && (
          <>
            <dt>{words.calls}</dt>
            <dd>
              {asWords(capability.name)} <span className="quiet small">{capability.kind}</span>
            </dd>
          </>
        )}
        {state !== undefined && state.attempts > 0 && (
          <>
            <dt>{words.attempts}</dt>
            <dd>{state.attempts}</dd>
          </>
        )}
        {state?.began !== undefined && (
          <>
            <dt>{words.began}</dt>
            <dd>
              <Clock at={state.began} />
              {state.ended !== undefined && `, ${durationText(state.ended - state.began)}`}
            </dd>
          </>
        )}
        {bounds !== undefined && (
          <>
            <dt>{words.atMost}</dt>
            <dd>
              {limitText(bounds.latency.worst, durationText)}, {limitText(bounds.cost.worst, moneyText)}
            </dd>
          </>
        )}
        {undo !== undefined && (
          <>
            <dt>{words.undo}</dt>
            <dd>{asWords(undo)}</dd>
          </>
        )}
        {rules.length > 0 && (
          <>
            <dt>{words.rules}</dt>
            <dd>
              {rules.map(({ rule, verdict }) => (
                <div key={rule}>{words.rule(rule, verdict)}</div>
              ))}
            </dd>
          </>
        )}
        {source !== undefined && (
          <>
            <dt>{words.source}</dt>
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

function Results({ steps }: { steps: Run["steps"] }) {
  return steps.map(({ step, value, failure }) => (
    <div key={step} className="small">
      {steps.length > 1 && <strong>{step}: </strong>}
      {value !== undefined && value !== null && <ValueText value={value} />}
      {failure !== undefined && <p>{failure.message}</p>}
    </div>
  ));
}
