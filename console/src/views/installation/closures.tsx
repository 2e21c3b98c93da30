import { useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Badge } from "../../parts/badge.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { Closure, Closures, Status, Workflow } from "../../server/types.ts";
import { type Read, useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";

const words = texts.installation;

/** The parts of the installation that are stopped or paused, and the ways to close and to open one. */
export function ClosuresCard({ mayAct }: { mayAct: boolean }) {
  const closures = useRead<Closures>("/kernel/closures");
  const workflows = useRead<{ readonly workflows: readonly Workflow[] }>("/workflows", () => false);
  const status = useRead<Status>(mayAct ? "/status" : undefined);
  const [plan, choose] = useState("");
  const [act, intend] = useState<Act | undefined>();
  const part = plan === "" ? words.everything : words.plan(shortName(plan));
  const body = plan === "" ? {} : { plan };
  const count = status.value?.runs;
  return (
    <section className="card stack" aria-labelledby="closures-title">
      <div className="row-between">
        <h2 id="closures-title">{words.state}</h2>
        {mayAct && (
          <div className="row">
            <select
              className="is-narrow"
              value={plan}
              aria-label={words.part}
              onChange={({ target }) => choose(target.value)}
            >
              <option value="">{words.everything}</option>
              {(workflows.value?.workflows ?? []).map(({ name }) => (
                <option key={name} value={name}>
                  {words.plan(shortName(name))}
                </option>
              ))}
            </select>
            <button
              type="button"
              className="button is-danger"
              onClick={() =>
                intend({
                  title: words.pauseTitle(part),
                  means: words.pauseMeans,
                  word: words.pause,
                  path: "/kernel/pause",
                  body,
                  isDanger: true,
                })
              }
            >
              {words.pause} …
            </button>
            <button
              type="button"
              className="button"
              onClick={() =>
                intend({
                  title: words.stopTitle(part),
                  means: words.stopMeans,
                  word: words.stop,
                  path: "/kernel/stop",
                  body,
                })
              }
            >
              {words.stop} …
            </button>
          </div>
        )}
      </div>
      <ClosureList of={closures} {...(mayAct ? { intend } : {})} />
      {act !== undefined && (
        <ReasonDialog
          act={act}
          close={() => {
            intend(undefined);
            closures.again();
          }}
        >
          {act.path === "/kernel/pause" && plan === "" && count !== undefined && (
            <p>{words.concerned((count.running ?? 0) + (count.waiting ?? 0) + (count.attention ?? 0))}</p>
          )}
        </ReasonDialog>
      )}
    </section>
  );
}

function ClosureList({ of, intend }: { of: Read<Closures>; intend?: (act: Act) => void }) {
  return (
    <Loaded of={of}>
      {({ closures }) =>
        closures.length === 0 ? (
          <p className="quiet">{words.open}</p>
        ) : (
          <ul className="closures">
            {closures.map((one) => (
              <li key={partOf(one)} className="notice is-attention row-between">
                <ClosureText of={one} />
                {intend !== undefined && one.mode !== "opening" && (
                  <button type="button" className="button is-primary" onClick={() => intend(opening(one))}>
                    {words.resume} …<span className="visually-hidden"> {partOf(one)}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function ClosureText({ of: one }: { of: Closure }) {
  return (
    <div className="stack-s">
      <div>
        <strong>{partOf(one)}</strong>{" "}
        <Badge tone="attention" icon="paused">
          {words.modes[one.mode]}
        </Badge>{" "}
        <span className="quiet small">
          {words.by(one.by)}, <Ago at={one.since} />
        </span>
      </div>
      <div>{one.why}</div>
      {one.runs.length > 0 && <div className="quiet small">{words.paused(one.runs.length)}</div>}
    </div>
  );
}

/** The stopped and paused parts, on the first page: nothing where all is open. */
export function ClosureNotice() {
  const { value } = useRead<Closures>("/kernel/closures");
  if (value === undefined || value.closures.length === 0) return null;
  return (
    <ul className="closures">
      {value.closures.map((one) => (
        <li key={partOf(one)} className="notice is-attention row-between">
          <ClosureText of={one} />
          <a className="button" href={hrefOf(["installation"])}>
            {words.title}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function partOf({ plan, input, label, site }: Part): string {
  const values = Object.entries(input ?? {}).map(([name, value]) => `${name} ${plain(value)}`);
  const runs = values.length === 0 ? [] : [words.input(values.join(", "))];
  const plans = plan === undefined ? [] : [words.plan(shortName(plan))];
  const data = label === undefined ? [] : [words.label(label)];
  const places = site === undefined ? [] : [words.site(site)];
  const parts = [...plans, ...runs, ...data, ...places];
  return parts.length === 0 ? words.everything : parts.join(", ");
}

const partFields = ["plan", "input", "label", "site"] as const;
type Part = Pick<Closure, (typeof partFields)[number]>;

/** Opens a part by the same names by which it was closed. */
function opening(closure: Closure): Act {
  const { mode } = closure;
  const part = partOf(closure);
  return {
    title: words.resumeTitle(part),
    means: words.resumeMeans,
    word: words.resume,
    path: mode === "stopped" ? "/kernel/start" : "/kernel/resume",
    body: Object.fromEntries(
      partFields.flatMap((field) => (closure[field] === undefined ? [] : [[field, closure[field]]])),
    ),
  };
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
