import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the project's own programs and mistakes lie. */
const folders = ["./programs/", "./corpus/programs/", "./corpus/mistakes/", "../../examples/"];

/** All of them, each a module by itself, without the words that say what is wrong. */
export function ownTexts(): readonly string[] {
  return textsIn(folders);
}

/** Programs each of which carries labelled data somewhere by a way of its own. */
export function flowTexts(): readonly string[] {
  return textsIn(["../../trial/test/claims/flow/programs/"]);
}

function textsIn(all: readonly string[]): readonly string[] {
  return all.flatMap((folder) => {
    const cwd = fileURLToPath(new URL(folder, import.meta.url));
    const files = globSync("**/*.orch", { cwd }).filter((file) => !file.includes("node_modules"));
    return files
      .sort()
      .map((file) => readFileSync(`${cwd}${file}`, "utf8").replaceAll(/[ \t]*\/\/!.*$/gmu, ""));
  });
}

/** Five programs that between them have all that programs are made of: name to text. */
export const playbooks: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bulletin: "./corpus/programs/business/harvest_bulletin.orch",
    campaign: "../../examples/campaign-launch/campaign.orch",
    rehearsal: "./corpus/programs/home/rehearsal.orch",
    render: "./corpus/programs/operations/render_sites.orch",
    wildfire: "./corpus/programs/security/wildfire.orch",
  }).map(([name, path]) => [name, readFileSync(new URL(path, import.meta.url), "utf8")]),
);
