import { type Action, edited } from "@orchlang/editing/build";
import type { Diagnostic } from "@orchlang/language";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ProgramText } from "../../server/types.ts";
import { useAskBeforeUnload } from "../../shell/leaving.ts";
import { begun, done, doneAll, type Files, type History, redone, undone } from "./history.ts";
import { type OpenProgram, openProgram, type Sketch } from "./open-program.ts";

/** The program on the bench: its texts, what was done to them, and what the compiler says of them. */
export interface Work {
  readonly files: Files;
  /** As they were when they were opened. */
  readonly first: Files;
  readonly checked: Checked | undefined;
  readonly refused: string | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Returns the new text, or undefined where it was refused. */
  act(path: string, action: Action): string | undefined;
  rename(path: string, at: number, name: string): boolean;
  type(path: string, text: string): void;
  replaceAll(files: Files): void;
  undo(): void;
  redo(): void;
}

interface Checked {
  readonly files: Files;
  readonly diagnostics: readonly Diagnostic[];
  sketch(entry: string): Sketch | undefined;
}

/** The program that was being built, while another view is open. */
let kept: { readonly first: Files; readonly history: History } | undefined;

export function useWork(program: ProgramText): Work {
  const given = useMemo((): Files => new Map(program.files.map(({ path, text }) => [path, text])), [program]);
  const [first, setFirst] = useState<Files>(kept?.first ?? given);
  const [history, setHistory] = useState<History>(() => kept?.history ?? begun(given));
  const [refused, refuse] = useState<string | undefined>();
  const files = history.now;
  const compiler = useRef<OpenProgram | undefined>(undefined);
  const [checked, setChecked] = useState<Checked | undefined>();
  useEffect(() => {
    kept = { first, history };
  }, [first, history]);
  useEffect(() => {
    compiler.current ??= openProgram(program, files);
    const own = compiler.current;
    own.take(files);
    const diagnostics = [...files.keys()].flatMap((path) => own.diagnostics(path));
    setChecked({ files, diagnostics, sketch: (entry) => own.sketch(entry) });
  }, [program, files]);
  useAskBeforeUnload(files !== first);

  const undo = useCallback(() => setHistory(undone), []);
  const redo = useCallback(() => setHistory(redone), []);
  return {
    files,
    first,
    checked,
    refused,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    act(path, action) {
      const result = edited(files.get(path) ?? "", action);
      refuse("refused" in result ? result.refused : undefined);
      if ("refused" in result) return undefined;
      setHistory((now) => done(now, path, result.text));
      return result.text;
    },
    rename(path, at, name) {
      const own = compiler.current;
      own?.take(files);
      const result = own?.rename(path, at, name) ?? { refused: "" };
      refuse("refused" in result ? result.refused : undefined);
      if ("refused" in result) return false;
      setHistory((now) => doneAll(now, result.files));
      return true;
    },
    type(path, text) {
      refuse(undefined);
      setHistory((now) => done(now, path, text, path));
    },
    replaceAll(next) {
      refuse(undefined);
      setFirst(next);
      setHistory(begun(next));
    },
    undo,
    redo,
  };
}
