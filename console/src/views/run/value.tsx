import type { Json } from "@orchlang/plan";
import { texts } from "../../texts.ts";

/** Larger values are cut in the page: a long text must not hang it. Characters. */
const shownMax = 4_000;
const lineMax = 120;

/** One line of a value. */
export function ValueText({ value }: { value: Json }) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return <code>{text.length > lineMax ? `${text.slice(0, lineMax)}…` : text}</code>;
}

export function ValueCard({ title, value, empty }: ValueCardProps) {
  const text = value === undefined ? "" : JSON.stringify(value, null, 2);
  const masked = text.includes("‹personal›") || text.includes("‹secret›");
  return (
    <section className="card stack-s">
      <h2>{title}</h2>
      {value === undefined ? (
        <p className="quiet">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long value is scrolled by itself, with the keyboard too
        <pre className="value" tabIndex={0}>
          {text.length > shownMax ? `${text.slice(0, shownMax)}\n…` : text}
        </pre>
      )}
      {text.length > shownMax && <p className="quiet small">{texts.run.cut(text.length)}</p>}
      {masked && <p className="quiet small">{texts.run.masked}</p>}
    </section>
  );
}

interface ValueCardProps {
  readonly title: string;
  readonly value: Json | undefined;
  readonly empty: string;
}
