import { type Callable, outlineOf, stepText } from "@orchlang/editing/build";
import { useState } from "react";
import { texts } from "../../texts.ts";
import { type Bench, type Mark, namesIn } from "./bench.ts";
import { blockAt, endOf, pathOf, statementAt } from "./places.ts";

const words = texts.builder;

/** A statement, or something new, that is being dragged over the canvas. */
export type Dragged =
  | { readonly is: "statement"; readonly path: string }
  | { readonly is: "new"; readonly text: string; readonly from?: Callable };

const templates = (bench: Bench): readonly (readonly [keyof typeof words.statements, string])[] => [
  ["when", "when true { }"],
  ["wait", "wait 1m"],
  ["let", 'let value = ""'],
  ["each", "step each = for item in [1, 2] up to 10 { }"],
  ["emit", `emit ${bench.outline.events[0] ?? "event"}()`],
  ["return", "return { }"],
  ["fail", 'fail "The reason"'],
];

/** Everything that can be added: calls of capabilities and plans, and the other statements. */
export function Palette({ bench, drag }: { bench: Bench; drag: (dragged: Dragged | undefined) => void }) {
  const [asked, ask] = useState("");
  const wanted = asked.trim().toLowerCase();
  const { declaration, callables } = bench;
  if (declaration?.kind !== "plan") return null;
  const names = namesIn(declaration);
  const shown = callables.filter(
    ({ name, doc, module }) =>
      !(module === bench.outline.module && name === declaration.name) &&
      (wanted === "" ? module === bench.outline.module : `${name} ${doc}`.toLowerCase().includes(wanted)),
  );
  const item = (key: string, label: string, title: string, dragged: Extract<Dragged, { is: "new" }>) => (
    <li
      key={key}
      className="palette-item"
      title={title}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", dragged.text);
        drag(dragged);
      }}
      onDragEnd={() => drag(undefined)}
    >
      <span className="drag-handle" aria-hidden="true" />
      <button
        type="button"
        className="palette-name"
        onClick={() => addAt(bench, bench.mark ?? defaultMark(bench), dragged)}
      >
        {label}
      </button>
    </li>
  );
  return (
    <section className="card stack-s palette" aria-labelledby="palette-title">
      <h2 id="palette-title">{words.palette}</h2>
      <p className="quiet small">{words.paletteHint}</p>
      <input
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={asked}
        onChange={({ target }) => ask(target.value)}
      />
      <ul className="palette-items">
        {shown.map((one) =>
          item(`${one.module} ${one.name}`, one.name, `${one.kind} ${one.module}.${one.name}. ${one.doc}`, {
            is: "new",
            text: stepText(one, declaration.parameterNames, names),
            from: one,
          }),
        )}
        {wanted === "" &&
          templates(bench).map(([name, text]) =>
            item(name, words.statements[name], text, { is: "new", text }),
          )}
      </ul>
    </section>
  );
}

/** Behind the chosen statement; else at the end of the plan's body. */
function defaultMark({ declaration, chosen }: Bench): Mark {
  if (chosen?.statement !== undefined && statementAt(declaration, chosen.statement) !== undefined) {
    const at = chosen.statement.lastIndexOf(".");
    const block = chosen.statement.slice(0, at);
    const blockOutline = blockAt(declaration, block);
    const index = Number(chosen.statement.slice(at + 1)) + 1;
    return {
      block,
      index: blockOutline === undefined ? index : Math.min(index, Math.max(endOf(blockOutline), 0)),
    };
  }
  const body = blockAt(declaration, "0");
  return { block: "0", index: body === undefined ? 0 : endOf(body) };
}

/** Adds something new, or moves a statement; then that is chosen, and the mark stands behind it. */
export function addAt(bench: Bench, { block, index }: Mark, dragged: Dragged): void {
  const { declaration, outline } = bench;
  const to = blockAt(declaration, block)?.span.start;
  if (declaration === undefined || to === undefined) return;
  const place = { block: to, index };
  if (dragged.is === "statement") {
    const moved = statementAt(declaration, dragged.path);
    const text = moved && bench.act({ do: "move", at: moved.span.start, to: place });
    if (moved === undefined || text === undefined) return;
    const after = outlineOf(text).declarations.find(
      (one) => one.kind === declaration.kind && one.name === declaration.name,
    );
    bench.choose({
      kind: "plan",
      name: declaration.name,
      statement: pathOf(after?.blocks ?? [], moved.head),
    });
    bench.setMark(undefined);
    return;
  }
  const { text, from } = dragged;
  const imports =
    from !== undefined && from.module !== outline.module
      ? { imports: { module: from.module, name: from.name } }
      : {};
  if (bench.act({ do: "add", to: place, text, ...imports }) === undefined) return;
  bench.choose({ kind: "plan", name: declaration.name, statement: `${block}.${index}` });
  bench.setMark(undefined);
}
