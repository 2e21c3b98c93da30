import type { BlockOutline, StatementOutline } from "@orchlang/editing/build";
import { type DragEvent, useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { Code } from "../../parts/code.tsx";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { texts } from "../../texts.ts";
import { type Bench, faultIn, type Mark } from "./bench.ts";
import { addAt, type Dragged, Palette } from "./palette.tsx";

const words = texts.builder;

const icons: Partial<Record<StatementOutline["kind"], IconName>> = {
  step: "play",
  when: "triggers",
  match: "triggers",
  with: "resources",
  wait: "waiting",
  emit: "events",
  return: "done",
  fail: "wrong",
};

/** The steps of a plan, in the order in which they stand: they are chosen, dragged to another place, and added. */
export function Canvas({ bench }: { bench: Bench }) {
  const [dragged, drag] = useState<Dragged | undefined>();
  const { declaration } = bench;
  if (declaration?.kind !== "plan") return null;
  return (
    <>
      <Palette bench={bench} drag={drag} />
      <section
        className={`card canvas${dragged === undefined ? "" : " is-dropping"}`}
        aria-labelledby="steps-title"
      >
        <h2 id="steps-title">{words.steps}</h2>
        {declaration.blocks.map((block, at) => (
          <div key={block.label} className="stack-s">
            {at > 0 && <h3 className="block-label">{words.finallySteps}</h3>}
            <Statements block={block} path={String(at)} bench={bench} dragged={dragged} drag={drag} />
          </div>
        ))}
      </section>
    </>
  );
}

interface Dragging {
  readonly bench: Bench;
  readonly dragged: Dragged | undefined;
  drag(dragged: Dragged | undefined): void;
}

function Statements({ block, path, ...more }: Dragging & { block: BlockOutline; path: string }) {
  return (
    <ol className="statements">
      {block.statements.map((one, at) => (
        <li key={one.span.start}>
          <Place
            mark={{ block: path, index: at }}
            label={at === 0 ? words.placeFirst : words.placeBehind(block.statements[at - 1]?.head ?? "")}
            {...more}
          />
          <Statement one={one} path={`${path}.${at}`} {...more} />
        </li>
      ))}
      <li>
        <Place
          mark={{ block: path, index: block.statements.length }}
          label={
            block.statements.length === 0
              ? words.placeFirst
              : words.placeBehind(block.statements.at(-1)?.head ?? "")
          }
          {...more}
        />
      </li>
    </ol>
  );
}

/** Between two statements: what is dragged is dropped here; what is chosen in the palette is added where it is marked. */
function Place({ mark, label, bench, dragged, drag }: Dragging & { mark: Mark; label: string }) {
  const [isOver, setOver] = useState(false);
  const isMarked = bench.mark?.block === mark.block && bench.mark.index === mark.index;
  const over = (event: DragEvent): void => {
    if (dragged === undefined) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = dragged.is === "new" ? "copy" : "move";
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (dragged !== undefined) addAt(bench, mark, dragged);
    drag(undefined);
  };
  return (
    <button
      type="button"
      className={`drop-place${isMarked ? " is-marked" : ""}${isOver ? " is-over" : ""}`}
      aria-pressed={isMarked}
      aria-label={words.place(label)}
      data-place={`${mark.block}:${mark.index}`}
      onClick={() => bench.setMark(isMarked ? undefined : mark)}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <span aria-hidden="true">{isMarked ? words.marked : "+"}</span>
    </button>
  );
}

function Statement({ one, path, ...more }: Dragging & { one: StatementOutline; path: string }) {
  const { bench, drag } = more;
  const { declaration, chosen } = bench;
  const isChosen = chosen?.statement === path;
  const fault = faultIn(bench, one.span);
  return (
    <div className={`statement is-${one.kind}${isChosen ? " is-chosen" : ""}`}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is for the mouse; the form has buttons that move it */}
      <div
        className="statement-head"
        draggable
        onDragStart={(event) => {
          event.stopPropagation();
          event.dataTransfer.setData("text/plain", one.head);
          drag({ is: "statement", path });
        }}
        onDragEnd={() => drag(undefined)}
      >
        <span className="drag-handle" aria-hidden="true" />
        <button
          type="button"
          className="statement-name"
          aria-label={words.choose(one.head)}
          aria-pressed={isChosen}
          onClick={() => bench.choose({ kind: "plan", name: declaration?.name ?? "", statement: path })}
        >
          <Icon name={icons[one.kind] ?? "programs"} />
          <Code text={one.head} />
        </button>
        {fault !== undefined && (
          <span title={fault}>
            <Badge tone="wrong" icon="wrong">
              {words.hasMistake}
            </Badge>
          </span>
        )}
      </div>
      {one.options.length > 0 && (
        <p className="small quiet">
          {one.options.map(({ word, text }) => `${word} ${text}`.trim()).join(" · ")}
        </p>
      )}
      {one.blocks.map((block, at) => (
        <div key={block.span.start} className="inner-block">
          {block.label !== "" && <code className="block-label">{block.label}</code>}
          <Statements block={block} path={`${path}.${at}`} {...more} />
        </div>
      ))}
    </div>
  );
}
