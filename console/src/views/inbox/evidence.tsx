import type { Json } from "@orchlang/plan";
import { ValueText } from "../../parts/value.tsx";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";

/** The arguments that the question is about, a line each. */
export function Evidence({ value }: { value: Json }) {
  const entries =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) return null;
  return (
    <section className="stack-s">
      <h3>{texts.inbox.evidence}</h3>
      <dl className="facts">
        {entries.map(([name, one]) => (
          <div key={name} className="fact">
            <dt>{asWords(name)}</dt>
            <dd>{typeof one === "string" ? one : <ValueText value={one} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
