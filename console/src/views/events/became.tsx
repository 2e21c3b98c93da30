import type { LoggedEvent } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { shortId, shortName } from "../../words/names.ts";

const words = texts.events;

/** The outcome of an event in one phrase: the first of its consequences, and how many more there are. */
export function BecameText({ event }: { event: LoggedEvent }) {
  const { kind, became, run, why, by } = event;
  if (kind === "trigger_fired" && run !== undefined) return <span>{words.began(shortId(run))}</span>;
  if (kind === "trigger_skipped") return <span className="quiet">{words.because(whyText(why))}</span>;
  if (kind === "member_changed")
    return <span className="quiet">{by !== undefined && words.decidedBy(by)}</span>;
  if (became === undefined) return null;
  const [first, ...others] = became.toSorted((one, other) => rank[one.kind] - rank[other.kind]);
  if (first === undefined) return <span className="quiet">{words.nothing}</span>;
  return (
    <>
      <div className="is-one-line">{consequenceText(first)}</div>
      {others.length > 0 && <div className="quiet is-one-line">{words.andMore(others.length)}</div>}
    </>
  );
}

export type Consequence = NonNullable<LoggedEvent["became"]>[number];

/** A run is worth more than a trigger that did not fire. */
const rank: Readonly<Record<Consequence["kind"], number>> = {
  trigger_fired: 0,
  fused: 1,
  trigger_skipped: 2,
};

export function consequenceText({ kind, name, why }: Consequence): string {
  if (kind === "trigger_fired") return words.fired(shortName(name));
  if (kind === "fused") return words.fusedInto(shortName(name));
  return words.skipped(shortName(name), whyText(why));
}

export function whyText(why: string | undefined): string {
  return words.whys[why as keyof typeof words.whys] ?? why ?? "";
}
