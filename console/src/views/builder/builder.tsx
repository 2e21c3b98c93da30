import "./builder.css";
import { callablesIn, outlineOf } from "@orchlang/editing/build";
import { useEffect, useMemo, useState } from "react";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import type { ProgramText } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { limitText, mostText } from "../../words/money.ts";
import { durationText } from "../../words/time.ts";
import type { Bench, Chosen, Mark } from "./bench.ts";
import { Canvas } from "./canvas.tsx";
import { DeclarationForm } from "./declaration-form.tsx";
import { OutlineList } from "./outline-list.tsx";
import { statementAt } from "./places.ts";
import { StatementForm } from "./statement-form.tsx";
import { TextPane } from "./text-pane.tsx";
import { shownPath, Toolbar } from "./toolbar.tsx";
import { useWork, type Work } from "./work.ts";

const words = texts.builder;
const never = (): boolean => false;
const bare: ProgramText = { root: "", given: [], files: [], standard: [] };

/** Builds programs by forms, on a canvas and as text, which are one and the same program. */
export default function Builder({ session }: ViewProps) {
  const mayRead = mayAs(session, "author");
  const loaded = useRead<ProgramText>(mayRead ? "/program/text" : undefined, never);
  if (!mayRead)
    return (
      <Page title={words.title} lead={words.lead}>
        <Empty title={words.needsRole}>{words.needsRoleHint}</Empty>
      </Page>
    );
  if (loaded.problem?.code === "no_text") return <Workbench program={bare} />;
  return loaded.value === undefined ? (
    <Page title={words.title} lead={words.lead}>
      <Loaded of={loaded}>{() => null}</Loaded>
    </Page>
  ) : (
    <Workbench program={loaded.value} />
  );
}

function Workbench({ program }: { program: ProgramText }) {
  const work = useWork(program);
  const paths = [...work.files.keys()].filter((path) => path.endsWith(".orch"));
  const [asked, ask] = useState<string | undefined>(program.given[0]);
  const path = asked !== undefined && work.files.has(asked) ? asked : (paths[0] ?? "");
  const text = work.files.get(path) ?? "";
  const bench = useBench(work, program, path, text);
  const { chosen, declaration } = bench;
  const statement = chosen?.statement === undefined ? undefined : statementAt(declaration, chosen.statement);
  useUndoKeys(work);
  return (
    <Page title={words.title} lead={words.lead}>
      <Toolbar work={work} program={program} path={path} ask={ask} />
      {work.refused !== undefined && (
        <p className="notice is-attention" role="alert">
          {words.refused(work.refused)}
        </p>
      )}
      {paths.length === 0 ? (
        <Empty title={words.noText}>{words.noTextHint}</Empty>
      ) : (
        <div className="builder">
          <div className="stack">
            {bench.outline.fault === undefined ? (
              <>
                <OutlineList bench={bench} />
                <Canvas bench={bench} />
              </>
            ) : (
              <p className="notice is-wrong">{words.broken(bench.outline.fault)}</p>
            )}
          </div>
          <div className="stack builder-side">
            {bench.outline.fault === undefined && declaration !== undefined && (
              <>
                {statement !== undefined && chosen?.statement !== undefined ? (
                  <StatementForm key={chosen.statement} bench={bench} path={chosen.statement} />
                ) : (
                  <DeclarationForm
                    key={`${declaration.kind} ${declaration.name}`}
                    bench={bench}
                    one={declaration}
                  />
                )}
                {declaration.kind === "plan" && (
                  <Forecast work={work} entry={`${bench.outline.module}.${declaration.name}`} />
                )}
              </>
            )}
            <TextPane
              path={shownPath(path, program.root)}
              text={text}
              type={(next) => work.type(path, next)}
              chosen={statement?.span ?? declaration?.span}
              diagnostics={bench.diagnostics}
            />
          </div>
        </div>
      )}
    </Page>
  );
}

function useBench(work: Work, program: ProgramText, path: string, text: string): Bench {
  const [asked, choose] = useState<Chosen | undefined>();
  const [mark, setMark] = useState<Mark | undefined>();
  const outline = useMemo(() => outlineOf(text), [text]);
  const callables = useMemo(
    () => [
      ...callablesIn(text, "own"),
      ...[...work.files]
        .filter(([other]) => other !== path && other.endsWith(".orch"))
        .flatMap(([, other]) => callablesIn(other, "others")),
      ...program.standard.flatMap((one) => callablesIn(one.text, "others")),
    ],
    [work.files, program, path, text],
  );
  const first = outline.declarations.find(({ kind }) => kind === "plan") ?? outline.declarations[0];
  const declaration =
    outline.declarations.find(({ kind, name }) => kind === asked?.kind && name === asked.name) ?? first;
  const isAsked = declaration?.kind === asked?.kind && declaration?.name === asked?.name;
  const { checked } = work;
  return {
    outline,
    callables,
    // Those of an older text stand at other places.
    diagnostics: checked?.files === work.files ? checked.diagnostics.filter(({ file }) => file === path) : [],
    chosen: isAsked ? asked : declaration && { kind: declaration.kind, name: declaration.name },
    declaration,
    mark,
    choose,
    setMark,
    act: (action) => work.act(path, action),
    rename: (at, name) => work.rename(path, at, name),
  };
}

/** Ctrl+Z and Ctrl+Shift+Z; a field that is being filled in has its own. */
function useUndoKeys({ undo, redo }: Work): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      const isText = isField && event.target.classList.contains("program-text");
      if (!(event.ctrlKey || event.metaKey) || (isField && !isText)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [undo, redo]);
}

/** The most that a run of the plan takes, as the compiler knows it now. */
function Forecast({ work: { checked }, entry }: { work: Work; entry: string }) {
  const plan = useMemo(() => checked?.sketch(entry), [checked, entry]);
  if (plan === undefined) return null;
  const { bounds, obligations } = plan;
  const count = (verdict: string): number => obligations.filter((one) => one.verdict === verdict).length;
  return (
    <section className="card stack-s" aria-labelledby="forecast-title">
      <h2 id="forecast-title">{words.forecast}</h2>
      <dl className="facts">
        <dt>{words.time}</dt>
        <dd>{words.atMost(limitText(bounds.latency.worst, durationText))}</dd>
        <dt>{words.cost}</dt>
        <dd>{words.atMost(limitText(bounds.cost.worst, mostText))}</dd>
      </dl>
      <p className="small quiet">{words.verdicts(count("proved"), count("checked"))}</p>
    </section>
  );
}
