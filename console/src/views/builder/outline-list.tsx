import type { DeclarationOutline } from "@orchlang/editing/build";
import { useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { texts } from "../../texts.ts";
import { type Bench, faultIn } from "./bench.ts";
import { NewDeclarationForm } from "./new-declaration.tsx";

const words = texts.builder;

type Kind = DeclarationOutline["kind"];

const kinds: readonly Kind[] = [
  "plan",
  "trigger",
  "guardrail",
  "capability",
  "event",
  "fusion",
  "policy",
  "scenario",
];

/** A workflow in a narrow sense; the rest is folded, so that the canvas is near. */
const unfolded: ReadonlySet<Kind> = new Set(["plan", "trigger", "guardrail"]);

/** The declarations of the file that have a form, by kind, and one more of each. */
export function OutlineList({ bench }: { bench: Bench }) {
  const [adding, add] = useState<Kind | undefined>();
  return (
    <nav className="card outline-list" aria-label={words.outline}>
      {kinds.map((kind) => (
        <Declarations key={kind} bench={bench} kind={kind} isAdding={adding === kind} add={add} />
      ))}
    </nav>
  );
}

interface DeclarationsProps {
  readonly bench: Bench;
  readonly kind: Kind;
  readonly isAdding: boolean;
  add(kind: Kind | undefined): void;
}

function Declarations({ bench, kind, isAdding, add }: DeclarationsProps) {
  const { outline, declaration } = bench;
  const [isOpen, setOpen] = useState(unfolded.has(kind));
  const own = outline.declarations.filter((one) => one.kind === kind);
  const isWrong = own.some((one) => faultIn(bench, one.span) !== undefined);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>{words.kinds[kind]}</h2> <span className="quiet small">{own.length}</span>
        {isWrong && !isOpen && <Mistaken />}
      </summary>
      <div className="stack-s">
        {own.length === 0 && <p className="quiet small">{words.noneOf[kind]}</p>}
        <ul>
          {own.map((one) => (
            <li key={one.span.start}>
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
              {faultIn(bench, one.span) !== undefined && <Mistaken />}
            </li>
          ))}
        </ul>
        {isAdding ? (
          <NewDeclarationForm bench={bench} kind={kind} done={() => add(undefined)} />
        ) : (
          <div>
            <button type="button" className="button is-small" onClick={() => add(kind)}>
              {words.add[kind]}
            </button>
          </div>
        )}
      </div>
    </details>
  );
}

function Mistaken() {
  return (
    <Badge tone="wrong" icon="wrong">
      {words.hasMistake}
    </Badge>
  );
}
