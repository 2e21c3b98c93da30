import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { ValueText } from "../../parts/value.tsx";
import type { Run } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { moneysText } from "../../words/money.ts";
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
export function Steps({ run, chosen, choose }: StepsProps) {
  return (
    <section className="card" aria-labelledby="steps-title">
      <h2 id="steps-title">{words.title}</h2>
      {run.steps.length === 0 ? (
        <p className="quiet">{words.empty}</p>
      ) : (
        <div className="scroll-x">
          <table className="steps">
            <thead>
              <tr>
                <th scope="col">{words.step}</th>
                <th scope="col">{words.state}</th>
                <th scope="col">{words.took}</th>
                <th scope="col">{words.cost}</th>
              </tr>
            </thead>
            <tbody>
              {run.steps.map((step) => {
                const node = nodeOfStep(step.step);
                return (
                  <tr key={step.step} className={node === chosen ? "is-selected" : undefined}>
                    <td>
                      <button type="button" className="link" onClick={() => choose(node)}>
                        {step.step}
                      </button>
                      {step.capability !== undefined && (
                        <div className="quiet small">{asWords(step.capability)}</div>
                      )}
                    </td>
                    <td>
                      <StepStatus status={step.standing === "undone" ? "undone" : step.status} />
                      {step.attempts > 1 && <div className="small">{words.attempts(step.attempts)}</div>}
                      {step.failure !== undefined && <div className="small">{step.failure.message}</div>}
                      {step.value !== undefined && step.value !== null && (
                        <div className="small quiet">
                          <ValueText value={step.value} />
                        </div>
                      )}
                    </td>
                    <td className="figure small">
                      {step.ended === undefined ? texts.unknown : durationText(step.ended - step.began)}
                    </td>
                    <td className="figure small">
                      {step.cost.length === 0 ? texts.unknown : moneysText(step.cost)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface StepsProps {
  readonly run: Run;
  readonly chosen: string | undefined;
  choose(node: string | undefined): void;
}
