import { Badge, type Tone } from "../../parts/badge.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import type { ProgramVersions, VersionDifference } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { clockText } from "../../words/time.ts";

const words = texts.programs.versions;
const never = (): boolean => false;

/** The versions that were served, and the difference of two of them by what they mean. */
export function Versions({ name, place }: { name: string; place: Place }) {
  const path = `/programs/${encodeURIComponent(name)}`;
  const loaded = useRead<ProgramVersions>(path, never);
  return (
    <section className="card stack" aria-labelledby="versions-title">
      <h2 id="versions-title">{words.title}</h2>
      <Loaded of={loaded}>
        {({ versions }) => {
          const plans = plansOf(versions);
          const to = plans.find(({ plan }) => plan === place.query.to) ?? plans[0];
          const later = to === undefined ? -1 : plans.indexOf(to);
          const from =
            plans.find(({ plan }) => plan === place.query.from) ?? plans[later + 1] ?? plans.at(-1);
          if (to === undefined || from === undefined || plans.length === 1)
            return <p className="quiet">{words.only}</p>;
          return (
            <>
              <div className="row no-print">
                <Version
                  label={words.from}
                  all={plans}
                  chosen={from.plan}
                  choose={(plan) => amend(place, { from: plan })}
                />
                <Version
                  label={words.to}
                  all={plans}
                  chosen={to.plan}
                  choose={(plan) => amend(place, { to: plan })}
                />
              </div>
              <Compared path={`${path}/difference?from=${from.plan}&to=${to.plan}`} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

type Served = ProgramVersions["versions"][number];

/** Each plan once, newest first: a server that begins with other handlers alone has no other plan. */
function plansOf(versions: readonly Served[]): readonly Served[] {
  return versions.filter(({ plan }, at) => versions.findIndex((one) => one.plan === plan) === at);
}

function Version({ label, all, chosen, choose }: VersionProps) {
  return (
    <label className="row small">
      {label}
      <select className="is-narrow" value={chosen} onChange={({ target }) => choose(target.value)}>
        {all.map(({ plan, since }, at) => (
          <option key={plan} value={plan}>
            {words.option(plan.replace("sha256:", "").slice(0, 8), clockText(since, Date.now()), at === 0)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface VersionProps {
  readonly label: string;
  readonly all: readonly Served[];
  readonly chosen: string;
  choose(plan: string): void;
}

function Compared({ path }: { path: string }) {
  const loaded = useRead<VersionDifference>(path, never);
  return (
    <div aria-live="polite">
      <Loaded of={loaded}>{(difference) => <Differences of={difference} />}</Loaded>
    </div>
  );
}

interface Line {
  readonly key: string;
  readonly tone: Tone;
  readonly sign: string;
  readonly about: string;
  readonly says: readonly string[];
}

/** One list a kind of change: what a run would do, take, reach, and which rules it would keep. */
function Differences({ of }: { of: VersionDifference }) {
  const { from, to, findings } = of;
  if (from === to) return <p className="quiet">{words.same}</p>;
  const parts = partsOf(of).filter(({ lines }) => lines.length > 0);
  return (
    <div className="stack">
      {findings.length > 0 && (
        <ul className="notice is-attention stack-s" aria-label={words.findings}>
          {findings.map(({ kind, because }) => (
            <li key={`${kind} ${because}`}>
              <strong>{words.finding[kind]}</strong> {because}
            </li>
          ))}
        </ul>
      )}
      {parts.length === 0 && <p className="quiet">{words.alike}</p>}
      <div className="run-columns">
        {parts.map(({ title, lines }) => (
          <section key={title} aria-label={title} className="stack-s">
            <h3>{title}</h3>
            <ul className="differences">
              {lines.map(({ key, tone, sign, about, says }) => (
                <li key={key}>
                  <Badge tone={tone}>{sign}</Badge>
                  <div>
                    <strong>{about}</strong>
                    {says.map((line) => (
                      <div key={line} className="small">
                        {line}
                      </div>
                    ))}
                  </div>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <details>
        <summary>{words.asText}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus, the keyboard could not scroll it */}
        <pre className="value mono small" tabIndex={0}>
          {of.text}
        </pre>
      </details>
    </div>
  );
}

function partsOf(
  of: VersionDifference,
): readonly { readonly title: string; readonly lines: readonly Line[] }[] {
  const { steps, bounds, reach, rules, duties, declarations } = of;
  const many = new Set(steps.map(({ plan }) => plan)).size > 1;
  return [
    {
      title: words.steps,
      lines: steps.map(({ kind, key, plan, node, title = node, what, says }) => ({
        ...{
          key,
          sign: words.kinds[kind],
          tone: kind === "removed" ? "wrong" : kind === "added" ? "done" : "active",
        },
        about: many ? `${plan}/${title}` : title,
        says: [...(what.length > 0 ? [what.join(" · ")] : []), ...says],
      })),
    },
    {
      title: words.bounds,
      lines: bounds.map(({ of: quantity, end, from, to, direction, by, within }) => ({
        ...{ key: `${quantity} ${end}`, sign: words.kinds[direction] },
        tone: direction === "up" ? "attention" : "done",
        about: words.bound(quantity, end),
        says: [
          `${from} → ${to}${by === undefined ? "" : ` (${by})`}`,
          ...(within.length > 0 && direction === "up" ? [words.within(within.join(", "))] : []),
        ],
      })),
    },
    {
      title: words.reach,
      lines: reach.map(({ kind, of: what, name }) => ({
        ...{ key: `${kind} ${what} ${name}`, sign: words.kinds[kind] },
        tone: kind === "gained" ? "attention" : "quiet",
        about: name,
        says: [what],
      })),
    },
    {
      title: words.rules,
      lines: rules.map(({ kind, rule, says }) => ({
        ...{ key: `${kind} ${rule} ${says}`, sign: words.kinds[kind] },
        tone: kind === "lost" || kind === "weakened" ? "wrong" : kind === "changed" ? "active" : "done",
        about: rule,
        says: [says],
      })),
    },
    {
      title: words.duties,
      lines: duties.map(({ kind, duty, says, releases }) => ({
        ...{ key: `${kind} ${duty} ${says}`, sign: words.kinds[kind] },
        tone: releases ? "wrong" : kind === "lost" ? "attention" : "active",
        about: duty,
        says: [says],
      })),
    },
    {
      title: words.declarations,
      lines: declarations.map(({ of: what, says, weaker }) => ({
        ...{ key: `${what} ${says}`, sign: weaker ? words.kinds.weakened : words.kinds.changed },
        tone: weaker ? "wrong" : "active",
        about: what,
        says: [says],
      })),
    },
  ];
}
