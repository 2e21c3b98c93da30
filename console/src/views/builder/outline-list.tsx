import type { DeclarationOutline } from "@orchlang/editing/build";
import { useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { texts } from "../../texts.ts";
import { type Bench, faultIn } from "./bench.ts";
import { NewDeclarationForm } from "./new-declaration.tsx";

const words = texts.builder;
const kinds = ["plan", "trigger", "guardrail"] as const;

/** The plans, triggers and guardrails of the file, and one more of each. */
export function OutlineList({ bench }: { bench: Bench }) {
  const [adding, add] = useState<DeclarationOutline["kind"] | undefined>();
  const { outline, declaration } = bench;
  return (
    <nav className="card outline-list" aria-label={words.outline}>
      {kinds.map((kind) => {
        const own = outline.declarations.filter((one) => one.kind === kind);
        return (
          <section key={kind} className="stack-s">
            <h2>{words.kinds[kind]}</h2>
            {own.length === 0 && <p className="quiet small">{words.noneOf[kind]}</p>}
            <ul>
              {own.map((one) => (
                <li key={one.name}>
                  <button
                    type="button"
                    className="outline-item"
                    aria-pressed={one === declaration}
                    onClick={() => {
                      bench.choose({ kind, name: one.name });
                      bench.setMark(undefined);
                    }}
                  >
                    {one.name}
                  </button>
                  {faultIn(bench, one.span) !== undefined && (
                    <Badge tone="wrong" icon="wrong">
                      {words.hasMistake}
                    </Badge>
                  )}
                </li>
              ))}
            </ul>
            {adding === kind ? (
              <NewDeclarationForm bench={bench} kind={kind} done={() => add(undefined)} />
            ) : (
              <div>
                <button type="button" className="button is-small" onClick={() => add(kind)}>
                  {words.add[kind]}
                </button>
              </div>
            )}
          </section>
        );
      })}
    </nav>
  );
}
