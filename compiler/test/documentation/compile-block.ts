import { createSourceFile, type Diagnostic, type SourceFile } from "@orchlang/language";
import { type CompileResult, compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";
import type { Block } from "./blocks.ts";

export interface CompiledBlock {
  readonly result: CompileResult;
  /** Errors and warnings. Hints are for authors at work, not for readers. */
  readonly found: readonly Diagnostic[];
  source(file: string): SourceFile | undefined;
}

export function compileBlock({ files }: Block): CompiledBlock {
  const named = Object.keys(files).filter((path) => path.endsWith(".orch"));
  const result = compile({ files: named, root: "/" }, memoryHost(files));
  const found = result.diagnostics.filter(({ severity }) => severity === "error" || severity === "warning");
  return {
    result,
    found,
    source: (file) => {
      const text = files[file];
      return text === undefined ? undefined : createSourceFile(file, text);
    },
  };
}
