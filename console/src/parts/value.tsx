import type { Json, JsonObject } from "@orchlang/plan";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { moneyText } from "../words/money.ts";
import { plainly } from "../words/plainly.ts";
import { LargeValue, withoutLarge } from "./large-value.tsx";

/** Larger values are cut in the page: a long text must not hang it. Characters. */
const shownMax = 4_000;
const lineMax = 120;

/** One line of a value. A record has its fields beside each other: `film: Playtime, seats: 2`. */
export function ValueText({ value: given }: { value: Json }) {
  const text = lineText(withoutLarge(given).value);
  return <code>{plainly(text.length > lineMax ? `${text.slice(0, lineMax)}…` : text)}</code>;
}

/** As people read it, with the fields of a record beside each other. */
export function lineText(value: Json): string {
  if (!isRecord(value) || isMoney(value)) return plainText(value);
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${plainText(one)}`)
    .join(", ");
}

/** A value of any size: cut where it is long, with a remark where parts of it are masked, and a way to the large ones. */
export function ValuePre({ value: given }: { value: Json }) {
  const { value, large } = withoutLarge(given);
  const text = JSON.stringify(value, null, 2);
  const masked = text.includes("‹personal›") || text.includes("‹secret›");
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long value is scrolled by itself, with the keyboard too */}
      <pre className="value" tabIndex={0}>
        {plainly(text.length > shownMax ? `${text.slice(0, shownMax)}\n…` : text)}
      </pre>
      {text.length > shownMax && <p className="quiet small">{texts.run.cut(text.length)}</p>}
      {large.map((one) => (
        <LargeValue key={one.at} large={one} />
      ))}
      {masked && <p className="quiet small">{texts.run.masked}</p>}
    </>
  );
}

export function ValueCard({ title, value, empty }: ValueCardProps) {
  return (
    <section className="card stack-s">
      <h2>{title}</h2>
      {value === undefined ? <p className="quiet">{empty}</p> : <ValuePre value={value} />}
    </section>
  );
}

interface ValueCardProps {
  readonly title: string;
  readonly value: Json | undefined;
  readonly empty: string;
}

/** An amount of money as people write it. */
function isMoney(value: Json): value is { readonly amount: string; readonly currency: string } {
  return (
    isRecord(value) &&
    Object.keys(value).length === 2 &&
    typeof value.amount === "string" &&
    typeof value.currency === "string"
  );
}

function plainText(value: Json): string {
  if (isMoney(value)) return moneyText(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name and its value in a `dl.facts`. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
