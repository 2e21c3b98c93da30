import type { Diagnostic } from "@orchlang/language";
import { useEffect, useRef } from "react";
import { Badge } from "../../parts/badge.tsx";
import { texts } from "../../texts.ts";

const words = texts.builder;

/** The text of the file, and the mistakes in it. What is chosen on the canvas is marked in it. */
export function TextPane({ path, text, type, chosen, diagnostics }: TextPaneProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const show = (start: number, end: number, focus: boolean): void => {
    const { current } = area;
    if (current === null) return;
    if (focus) current.focus();
    current.setSelectionRange(start, end);
    const lineHeight = Number.parseFloat(getComputedStyle(current).lineHeight);
    const line = text.slice(0, start).split("\n").length - 1;
    current.scrollTop = Math.max(0, (line - 3) * lineHeight);
  };
  useEffect(() => {
    if (chosen !== undefined && document.activeElement !== area.current)
      show(chosen.start, chosen.end, false);
  });
  const lineOf = (at: number): number => text.slice(0, at).split("\n").length;
  return (
    <section className="card stack-s text-pane" aria-labelledby="text-title">
      <h2 id="text-title">
        {words.text} <code className="quiet small">{path}</code>
      </h2>
      <textarea
        ref={area}
        className="mono program-text"
        aria-label={words.text}
        value={text}
        spellCheck={false}
        wrap="off"
        onChange={({ target }) => type(target.value)}
      />
      {diagnostics.length > 0 && (
        <>
          <h3>{words.problems}</h3>
          <ul className="stack-s problems">
            {diagnostics.map((one) => (
              <li key={`${one.code} ${one.span.start} ${one.message}`}>
                <button
                  type="button"
                  className="problem"
                  onClick={() => show(one.span.start, one.span.end, true)}
                >
                  <Badge
                    tone={one.severity === "error" ? "wrong" : "attention"}
                    icon={one.severity === "error" ? "wrong" : "attention"}
                  >
                    {words.line(lineOf(one.span.start))}
                  </Badge>{" "}
                  {one.message} <span className="quiet small">{one.code}</span>
                </button>
                {one.help !== undefined && <p className="small quiet">{one.help}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface TextPaneProps {
  readonly path: string;
  readonly text: string;
  type(text: string): void;
  readonly chosen: { readonly start: number; readonly end: number } | undefined;
  readonly diagnostics: readonly Diagnostic[];
}
