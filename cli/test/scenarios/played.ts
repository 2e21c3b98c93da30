import { type CompileResult, compile } from "@orchlang/compiler";
import { notPlayed, type PlayedScenario, playScenario } from "@orchlang/simulator";
import { expect } from "vitest";
import { createFileHost, type FileSource } from "../../src/project/host.ts";

/** A scenario by its title, and what came of it. */
export interface Played {
  readonly says: string;
  readonly played: PlayedScenario;
}

/** Plays every scenario of these files, which have no mistake. */
export function playedFiles(files: readonly string[], from?: FileSource): readonly Played[] {
  const result = compile({ files, root: "." }, createFileHost(from));
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return result.scenarios.map((scenario) => {
    const file = scenario.plan();
    const played =
      file === undefined
        ? notPlayed(scenario, "its plan has a mistake")
        : playScenario(scenario, file, scenario.context);
    return { says: scenario.says, played };
  });
}

function fileOf(text: string): FileSource {
  return {
    read: (path) =>
      path === "scenario.orch" ? { text } : { fault: "missing", message: "there is no such file" },
    list: () => [],
  };
}

/** A text, compiled. */
export function compiledText(text: string): CompileResult {
  return compile({ files: ["scenario.orch"], root: "." }, createFileHost(fileOf(text)));
}

/** Plays the scenarios of a text. */
export function playedText(text: string): readonly Played[] {
  return playedFiles(["scenario.orch"], fileOf(text));
}
