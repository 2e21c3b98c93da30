import { Badge } from "../../parts/badge.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { PartLinks } from "../../parts/part-links.tsx";
import type { Compliance, Workflow } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import type { ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { limitText, mostText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { ComplianceSummary } from "./compliance.tsx";
import { Program } from "./program.tsx";
import "./programs.css";

const words = texts.programs;
const never = (): boolean => false;

/** The plans and goals that can be started, with their bounds and the verdicts on their rules. */
export default function Programs(props: ViewProps) {
  const [, name] = props.place.path;
  if (name !== undefined) return <Program key={name} {...props} name={name} />;
  const part = props.place.query.part === "compliance" ? "compliance" : "plans";
  return (
    <Page title={words.title} lead={words.lead}>
      <PartLinks
        label={words.parts.label}
        current={part}
        parts={[
          { part: "plans", title: words.parts.plans, href: hrefOf(["programs"]) },
          {
            part: "compliance",
            title: words.parts.compliance,
            href: hrefOf(["programs"], { part: "compliance" }),
          },
        ]}
      />
      {part === "plans" ? <All /> : <ComplianceSummary place={props.place} />}
    </Page>
  );
}

function All() {
  const loaded = useRead<{ readonly workflows: readonly Workflow[] }>("/workflows", never);
  const compliance = useRead<{ readonly plans: readonly Compliance[] }>("/policy/compliance", never);
  return (
    <Loaded of={loaded}>
      {({ workflows }) =>
        workflows.length === 0 ? (
          <Empty title={words.empty} />
        ) : (
          <section className="card">
            <table className="programs">
              <thead>
                <tr>
                  <th scope="col">{words.columns.name}</th>
                  <th scope="col">{words.columns.time}</th>
                  <th scope="col">{words.columns.cost}</th>
                  <th scope="col" className="is-wide">
                    {words.columns.rules}
                  </th>
                  <th scope="col" className="is-wide">
                    {words.columns.triggers}
                  </th>
                </tr>
              </thead>
              <tbody>
                {workflows.map(({ name, bounds, triggers }) => (
                  <tr key={name}>
                    <td>
                      <a href={hrefOf(["programs", name])} title={name}>
                        <strong>{asWords(name)}</strong>
                      </a>
                    </td>
                    <td>{limitText(bounds.latency.worst, durationText)}</td>
                    <td>{limitText(bounds.cost.worst, mostText)}</td>
                    <td className="is-wide">
                      <Verdicts of={compliance.value?.plans.find(({ workflow }) => workflow === name)} />
                    </td>
                    <td className="is-wide small quiet">{triggers.map(asWords).join(", ")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </Loaded>
  );
}

function Verdicts({ of }: { of: Compliance | undefined }) {
  if (of === undefined) return null;
  const { proved, checked, refused } = of;
  if (proved + checked + refused === 0) return <span className="quiet small">{texts.none}</span>;
  return (
    <span className="row">
      {proved > 0 && (
        <Badge tone="done" icon="done">
          {words.proved(proved)}
        </Badge>
      )}
      {checked > 0 && (
        <Badge tone="active" icon="waiting">
          {words.checked(checked)}
        </Badge>
      )}
      {refused > 0 && (
        <Badge tone="wrong" icon="wrong">
          {words.refused(refused)}
        </Badge>
      )}
    </span>
  );
}
