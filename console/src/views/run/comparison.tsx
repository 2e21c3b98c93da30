import { useState } from "react";
import { Badge, RunStatus, type Tone } from "../../parts/badge.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { ValueText } from "../../parts/value.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type { Difference, DifferenceStep, Run, RunsPage } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { shortId } from "../../words/names.ts";
import { agoText, durationText } from "../../words/time.ts";

const words = texts.run.compare;

/** This run and another one of the same workflow, step by step. */
export function Comparison({ run, place }: { run: Run; place: Place }) {
  const other = place.query.with;
  return (
    <section className="card stack" aria-labelledby="comparison">
      <div className="row-between">
        <h2 id="comparison">{words.title}</h2>
        <OtherRun run={run} place={place} />
      </div>
      {other === undefined ? (
        <p className="quiet">{words.choose}</p>
      ) : (
        <Compared run={run.run} other={other} />
      )}
    </section>
  );
}

function OtherRun({ run: { run, entry }, place }: { run: Run; place: Place }) {
  const { value } = useRead<RunsPage>(`/runs?workflow=${encodeURIComponent(entry)}&limit=30`, () => false);
  const others = (value?.runs ?? []).filter((one) => one.run !== run);
  const chosen = place.query.with ?? "";
  const isKnown = chosen === "" || others.some((one) => one.run === chosen);
  const now = Date.now();
  return (
    <select
      className="is-narrow"
      aria-label={words.other}
      value={chosen}
      onChange={({ target }) => amend(place, { with: target.value })}
    >
      <option value="">{others.length === 0 ? words.noOther : words.chooseOne}</option>
      {!isKnown && <option value={chosen}>{shortId(chosen)}</option>}
      {others.map((one) => (
        <option key={one.run} value={one.run}>
          {words.option(shortId(one.run), texts.status[one.status], agoText(one.started, now))}
        </option>
      ))}
    </select>
  );
}

function Compared({ run, other }: { run: string; other: string }) {
  const path = `/runs/${encodeURIComponent(run)}/difference?with=${encodeURIComponent(other)}`;
  const loaded = useRead<Difference>(path, ({ data }) => data.run === run || data.run === other);
  const [isAll, showAll] = useState(false);
  return (
    <Loaded of={loaded}>
      {(difference) => {
        const { plans, input, outcome, steps } = difference;
        const first = firstDivergence(difference);
        const differing = steps.filter((step) => verdictOf(step) !== "same");
        const shown = isAll ? steps : differing;
        return (
          <>
            <p role="status">
              {first === undefined
                ? words.alike(steps.length)
                : words.parts(first.step, differing.length, steps.length)}
              {!plans.same && ` ${words.otherPlan}`}
            </p>
            <WideTable label={words.beside} className="comparison">
              <thead>
                <tr>
                  <th scope="col">{words.step}</th>
                  <th scope="col">{words.here(shortId(run))}</th>
                  <th scope="col">
                    <a href={hrefOf(["runs", difference.with])}>{words.there(shortId(difference.with))}</a>
                  </th>
                  <th scope="col">{words.verdict}</th>
                </tr>
              </thead>
              <tbody>
                {input.map((one) => (
                  <tr key={one.parameter}>
                    <th scope="row">{words.input(one.parameter)}</th>
                    <td>{one.run === undefined ? texts.unknown : <ValueText value={one.run} />}</td>
                    <td>{one.with === undefined ? texts.unknown : <ValueText value={one.with} />}</td>
                    <td>
                      <VerdictBadge verdict="differs" />
                    </td>
                  </tr>
                ))}
                {shown.map((step) => (
                  <StepRow key={`${step.step} ${step.in}`} step={step} isFirst={step === first} />
                ))}
                <tr>
                  <th scope="row">{words.outcome}</th>
                  <td>
                    <Side of={outcome.run} differs={outcome.differs} isRun />
                  </td>
                  <td>
                    <Side of={outcome.with} differs={outcome.differs} isRun />
                  </td>
                  <td>
                    <VerdictBadge verdict={outcome.differs.length === 0 ? "same" : "differs"} />
                  </td>
                </tr>
              </tbody>
            </WideTable>
            {differing.length < steps.length && (
              <label className="row small">
                <input type="checkbox" checked={isAll} onChange={({ target }) => showAll(target.checked)} />
                {words.all}
              </label>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function StepRow({ step, isFirst }: { step: DifferenceStep; isFirst: boolean }) {
  const { run, with: other, differs = [] } = step;
  return (
    <tr className={isFirst ? "is-selected" : undefined}>
      <th scope="row" className="mono">
        {step.step}
      </th>
      <td>{run === undefined ? texts.unknown : <Side of={run} differs={differs} />}</td>
      <td>{other === undefined ? texts.unknown : <Side of={other} differs={differs} />}</td>
      <td>
        <VerdictBadge verdict={verdictOf(step)} />
        {isFirst && <div className="quiet small">{words.first}</div>}
      </td>
    </tr>
  );
}

type SideShape = NonNullable<DifferenceStep["run"]>;

/** A step as it was in one run. The parts in which the runs differ are strong. */
function Side({ of, differs, isRun = false }: SideProps) {
  const { status, attempts, value, failure, duration, cost } = of;
  const strong = (part: SideProps["differs"][number]): string | undefined =>
    differs.includes(part) ? "is-different" : undefined;
  return (
    <div className="stack-s">
      <div>
        <span className={strong("status")}>{isRun ? <RunStatus status={status} /> : status}</span>
        <span className="quiet small">
          {duration !== undefined && `, ${durationText(duration)}`}
          {cost !== undefined && cost.length > 0 && `, ${spentText(cost)}`}
        </span>
        {attempts !== undefined && attempts > 1 && (
          <span className={`small ${strong("attempts") ?? ""}`}> {texts.run.steps.attempts(attempts)}</span>
        )}
      </div>
      {value !== undefined && value !== null && (
        <div className={`small ${strong("value") ?? ""}`}>
          <ValueText value={value} />
        </div>
      )}
      {failure !== undefined && <div className={`small ${strong("failure") ?? ""}`}>{failure.message}</div>}
    </div>
  );
}

interface SideProps {
  readonly of: SideShape;
  readonly differs: Difference["outcome"]["differs"];
  readonly isRun?: boolean;
}

const tones: Readonly<Record<Verdict, Tone>> = {
  same: "quiet",
  differs: "attention",
  "only here": "active",
  "only there": "active",
};

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <Badge tone={tones[verdict]}>{words.verdicts[verdict]}</Badge>;
}

type Verdict = "same" | "differs" | "only here" | "only there";

export function verdictOf(step: DifferenceStep): Verdict {
  if (step.in === "run") return "only here";
  if (step.in === "with") return "only there";
  return (step.differs ?? []).length === 0 ? "same" : "differs";
}

/** The first step at which the runs part; undefined: all steps are alike. */
export function firstDivergence({ steps }: Difference): DifferenceStep | undefined {
  return steps.find((step) => verdictOf(step) !== "same");
}
