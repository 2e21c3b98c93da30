import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type { Compliance, Moderation, Verdict } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords, givenName } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { byRule, type RuleRow, totalOf } from "./by-rule.ts";

const words = texts.programs.compliance;
const never = (): boolean => false;
const lengths = [1, 7, 30, 62] as const;

/** Every rule of the program with its verdicts and its decisions in runs; the data and permissions of every plan. */
export function ComplianceSummary({ place }: { place: Place }) {
  const days = lengths.find((one) => String(one) === place.query.days) ?? 7;
  const loaded = useRead<{ readonly plans: readonly Compliance[] }>("/policy/compliance", never);
  const report = useRead<Moderation>(`/reports/moderation?days=${days}`, never);
  return (
    <Loaded of={loaded}>
      {({ plans }) => (
        <>
          <Totals plans={plans} />
          <label className="row small no-print">
            {words.period}
            <select
              className="is-narrow"
              value={days}
              onChange={({ target }) => amend(place, { days: target.value })}
            >
              {lengths.map((one) => (
                <option key={one} value={one}>
                  {words.days(one)}
                </option>
              ))}
            </select>
          </label>
          <RuleTable plans={plans} report={report.value} days={days} />
          <Loaded of={report}>{(moderation) => <People moderation={moderation} days={days} />}</Loaded>
          <DataTable plans={plans} />
        </>
      )}
    </Loaded>
  );
}

const looks: Readonly<Record<Verdict["verdict"], { readonly tone: Tone; readonly icon: IconName }>> = {
  proved: { tone: "done", icon: "done" },
  checked: { tone: "active", icon: "waiting" },
  refused: { tone: "wrong", icon: "wrong" },
};
const verdicts = ["proved", "checked", "refused"] as const;

function Totals({ plans }: { plans: readonly Compliance[] }) {
  return (
    <div className="figures">
      {verdicts.map((verdict) => (
        <section key={verdict} className="card" aria-label={words.columns[verdict]}>
          <Badge {...looks[verdict]}>{words.columns[verdict]}</Badge>
          <p>
            <strong>{totalOf(plans, verdict).toLocaleString("en")}</strong>{" "}
            <span className="quiet small">{words.about[verdict]}</span>
          </p>
        </section>
      ))}
    </div>
  );
}

function RuleTable({ plans, report, days }: RuleTableProps) {
  const rows = byRule(plans, report?.rules ?? []);
  return (
    <section className="card stack-s">
      <h2>{words.rules}</h2>
      {report?.partial === true && <p className="notice is-attention">{texts.reports.partial(1_000)}</p>}
      {rows.length === 0 ? (
        <Empty title={words.noRules} />
      ) : (
        <WideTable label={words.rules} className="compliance">
          <thead>
            <tr>
              <th scope="col">{words.rule}</th>
              {verdicts.map((verdict) => (
                <th key={verdict} scope="col">
                  {words.columns[verdict]}
                </th>
              ))}
              <th scope="col">{words.decided(days)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.rule} ${row.severity}`}>
                <th scope="row">
                  {row.rule.replaceAll("_", " ")} <div className="quiet small">{row.severity}</div>
                </th>
                {verdicts.map((verdict) => (
                  <td key={verdict}>
                    <Places of={row[verdict]} />
                  </td>
                ))}
                <td>
                  <Counted row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  );
}

interface RuleTableProps {
  readonly plans: readonly Compliance[];
  readonly report: Moderation | undefined;
  readonly days: number;
}

/** The plans of a verdict, each with the steps at which the rule is decided, or of which it speaks. */
function Places({ of }: { of: RuleRow["proved"] }) {
  if (of.length === 0) return <span className="quiet">{texts.unknown}</span>;
  return (
    <ul>
      {of.map(({ workflow, steps }) => (
        <li key={workflow}>
          <a href={hrefOf(["programs", workflow])} title={workflow}>
            {asWords(workflow)}
          </a>
          {steps.length > 0 && <span className="quiet small"> {texts.rules.at(stepNames(steps))}</span>}
        </li>
      ))}
    </ul>
  );
}

/** A step without a name is called by its statement: `with`, `return`. */
function stepNames(steps: readonly string[]): string {
  const names = steps.map((step) => step.slice(step.lastIndexOf("/") + 1));
  return [...new Set(names.map((name) => givenName(name) ?? name.replace(/@.*$/u, "")))].join(", ");
}

function Counted({ row: { counted } }: { row: RuleRow }) {
  if (counted === undefined) return <span className="quiet">{words.never}</span>;
  const { asked, denied, deferred, warned } = counted;
  const parts = [
    ...(denied > 0 ? [words.denied(denied)] : []),
    ...(deferred > 0 ? [words.deferred(deferred)] : []),
    ...(warned > 0 ? [words.warned(warned)] : []),
  ];
  return (
    <>
      {words.asked(asked)}
      {parts.length > 0 && <div className="small is-different">{parts.join(", ")}</div>}
    </>
  );
}

/** Decisions of people, and consents. */
function People({ moderation: { decisions, consents }, days }: { moderation: Moderation; days: number }) {
  return (
    <section className="card stack-s">
      <h2>{words.people(days)}</h2>
      {decisions.length + consents.length === 0 && <p className="quiet">{words.nobody}</p>}
      <ul className="stack-s">
        {decisions.map(({ kind, role, asked, granted, refused, unanswered, open, median }) => (
          <li key={`${kind} ${role}`}>
            <strong>{asWords(role)}</strong> <span className="quiet small">{words.kinds[kind]}</span>
            <div className="small">
              {words.answers({ asked, granted, refused, unanswered, open })}
              {median !== undefined && ` ${words.median(durationText(median))}`}
            </div>
          </li>
        ))}
        {consents.map(({ scope, given, withdrawn, lapsed, stopped }) => (
          <li key={scope}>
            <strong>{scope}</strong> <span className="quiet small">{words.consent}</span>
            <div className="small">{words.consents({ given, withdrawn, lapsed, stopped })}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DataTable({ plans }: { plans: readonly Compliance[] }) {
  return (
    <section className="card stack-s">
      <h2>{words.data}</h2>
      <WideTable label={words.data} className="compliance">
        <thead>
          <tr>
            <th scope="col">{words.plan}</th>
            <th scope="col">{words.labels}</th>
            <th scope="col">{words.scopes}</th>
            <th scope="col">{words.asksConsent}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map(({ workflow, labels, scopes, consents }) => (
            <tr key={workflow}>
              <th scope="row" title={workflow}>
                <a href={hrefOf(["programs", workflow])}>{asWords(workflow)}</a>
              </th>
              <td>{labels.length === 0 ? texts.unknown : labels.map((one) => `@${one}`).join(" ")}</td>
              <td>{scopes.length === 0 ? texts.unknown : scopes.join(", ")}</td>
              <td>
                {consents.length === 0 ? (
                  texts.unknown
                ) : (
                  <a href={hrefOf(["consents"])}>{consents.join(", ")}</a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  );
}
