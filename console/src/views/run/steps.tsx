import type { RefCallback } from "react";
import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { LongTable } from "../../parts/long-table.tsx";
import { ValueText } from "../../parts/value.tsx";
import type { Run, RunStep } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { nodeOfStep } from "./step-node.ts";

const words = texts.run.steps;

/** The look of a step's state; waiting is never drawn as running. */
export const stepLooks: Readonly<Record<string, { readonly tone: Tone; readonly icon: IconName }>> = {
  running: { tone: "active", icon: "running" },
  active: { tone: "active", icon: "running" },
  ready: { tone: "active", icon: "running" },
  waiting: { tone: "quiet", icon: "waiting" },
  completed: { tone: "done", icon: "done" },
  failed: { tone: "wrong", icon: "wrong" },
  "in doubt": { tone: "attention", icon: "attention" },
  undone: { tone: "quiet", icon: "undo" },
  skipped: { tone: "quiet", icon: "cancelled" },
  cancelled: { tone: "quiet", icon: "cancelled" },
};

export function StepStatus({ status }: { status: string }) {
  const { tone, icon } = stepLooks[status] ?? { tone: "quiet", icon: "waiting" };
  return (
    <Badge tone={tone} icon={icon}>
      {status}
    </Badge>
  );
}

/** Each call with its attempts, its value as the reader may see it, and whether its effect stands. */
export function Steps({ run: { steps }, chosen, choose }: StepsProps) {
  return (
    <div className="card steps">
      <h2>{words.title}</h2>
      {steps.length === 0 ? (
        <p className="quiet">{words.empty}</p>
      ) : (
        <LongTable
          label={words.title}
          count={steps.length}
          rowHeight={56}
          keyOf={(index) => steps[index]?.step ?? index}
          head={
            <tr>
              <th scope="col">{words.step}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.took}</th>
            </tr>
          }
          row={(index, measure) => {
            const step = steps[index];
            return (
              step && (
                <Row
                  key={step.step}
                  step={step}
                  index={index}
                  isChosen={nodeOfStep(step.step) === chosen}
                  choose={choose}
                  measure={measure}
                />
              )
            );
          }}
        />
      )}
    </div>
  );
}

interface StepsProps {
  readonly run: Run;
  readonly chosen: string | undefined;
  choose(node: string | undefined): void;
}

function Row({ step, index, isChosen, choose, measure }: RowProps) {
  const { capability, standing, status, attempts, failure, value, began, ended, cost } = step;
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={isChosen ? "is-selected" : undefined}
    >
      <td>
        <button type="button" className="link" onClick={() => choose(nodeOfStep(step.step))}>
          {step.step}
        </button>
        {capability !== undefined && <div className="quiet small">{asWords(capability)}</div>}
      </td>
      <td>
        <StepStatus status={standing === "undone" ? "undone" : status} />
        {attempts > 1 && <div className="small">{words.attempts(attempts)}</div>}
        {failure !== undefined && <div className="small">{failure.message}</div>}
        {value !== undefined && value !== null && (
          <div className="small quiet">
            <ValueText value={value} />
          </div>
        )}
      </td>
      <td className="figure small">
        {ended === undefined ? texts.unknown : durationText(ended - began)}
        {cost.length > 0 && <div className="quiet">{spentText(cost)}</div>}
      </td>
    </tr>
  );
}

interface RowProps {
  readonly step: RunStep;
  readonly index: number;
  readonly isChosen: boolean;
  choose(node: string | undefined): void;
  readonly measure: RefCallback<Element>;
}
