import { patchOf } from "@orchlang/editing/build";
import { useRef } from "react";
import { Badge } from "../../parts/badge.tsx";
import type { ProgramText } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import type { Files } from "./history.ts";
import type { Work } from "./work.ts";

const words = texts.builder;

/** A path below the folder of the program. */
export const shownPath = (path: string, root: string): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;

const freshText = "module mine\n\n/// What it does.\nplan first() {\n  wait 1m\n}\n";

/** The file at hand, undo and redo, the state of the check, and files in and out. */
export function Toolbar({ work, program, path, ask }: ToolbarProps) {
  const { files, first } = work;
  const paths = [...files.keys()].filter((one) => one.endsWith(".orch"));
  const isChanged = (one: string): boolean => files.get(one) !== first.get(one);
  return (
    <section className="card row builder-bar" aria-label={words.file}>
      {paths.length > 0 && (
        <select
          className="is-narrow"
          aria-label={words.file}
          value={path}
          onChange={({ target }) => ask(target.value)}
        >
          {paths.map((one) => (
            <option key={one} value={one}>
              {isChanged(one)
                ? words.changedFile(shownPath(one, program.root))
                : shownPath(one, program.root)}
            </option>
          ))}
        </select>
      )}
      <button type="button" className="button is-small" disabled={!work.canUndo} onClick={work.undo}>
        {words.undo}
      </button>
      <button type="button" className="button is-small" disabled={!work.canRedo} onClick={work.redo}>
        {words.redo}
      </button>
      <CheckState work={work} />
      <FileButtons work={work} program={program} path={path} ask={ask} />
    </section>
  );
}

/** Programs are begun, opened and saved. */
function FileButtons({ work, program, path, ask }: ToolbarProps) {
  const { files, first } = work;
  const opened = useRef<HTMLInputElement>(null);
  const paths = [...files.keys()].filter((one) => one.endsWith(".orch"));
  const isChanged = (one: string): boolean => files.get(one) !== first.get(one);
  const open = async (list: FileList | null): Promise<void> => {
    const file = list?.[0];
    if (file === undefined) return;
    work.replaceAll(new Map(files).set(file.name, await file.text()));
    ask(file.name);
  };
  const patch = (): string =>
    paths
      .map((one) => patchOf(shownPath(one, program.root), first.get(one) ?? "", files.get(one) ?? ""))
      .join("");
  const fresh = (): void => {
    const name = freeName(files);
    work.replaceAll(new Map(files).set(name, freshText));
    ask(name);
  };
  return (
    <span className="builder-files row">
      <button type="button" className="button is-small is-plain" onClick={fresh}>
        {words.fresh}
      </button>
      <button type="button" className="button is-small is-plain" onClick={() => opened.current?.click()}>
        {words.open}
      </button>
      <input
        ref={opened}
        type="file"
        accept=".orch"
        hidden
        aria-label={words.open}
        onChange={({ target }) => void open(target.files)}
      />
      <button
        type="button"
        className="button is-small"
        disabled={path === ""}
        onClick={() => save(path.split("/").at(-1) ?? path, files.get(path) ?? "")}
      >
        {words.save}
      </button>
      <button
        type="button"
        className="button is-small"
        disabled={!paths.some(isChanged)}
        title={paths.some(isChanged) ? undefined : words.unchanged}
        onClick={() => save("program.patch", patch())}
      >
        {words.patch}
      </button>
    </span>
  );
}

interface ToolbarProps {
  readonly work: Work;
  readonly program: ProgramText;
  readonly path: string;
  ask(path: string): void;
}

function freeName(files: Files): string {
  let name = "new.orch";
  for (let count = 2; files.has(name); count++) name = `new-${count}.orch`;
  return name;
}

/** Hands a text to the browser as a file. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function CheckState({ work: { checked, files } }: { work: Work }) {
  const isOld = checked === undefined || checked.files !== files;
  const errors = checked?.diagnostics.filter(({ severity }) => severity === "error").length ?? 0;
  const warnings = checked?.diagnostics.filter(({ severity }) => severity === "warning").length ?? 0;
  return (
    <span role="status">
      {isOld ? (
        <Badge tone="quiet">{words.checking}</Badge>
      ) : errors + warnings === 0 ? (
        <Badge tone="done" icon="done">
          {words.sound}
        </Badge>
      ) : (
        <Badge tone={errors > 0 ? "wrong" : "attention"} icon={errors > 0 ? "wrong" : "attention"}>
          {words.mistakes(errors, warnings)}
        </Badge>
      )}
    </span>
  );
}
