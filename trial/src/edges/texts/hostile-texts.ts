/**
 * Texts that mean harm, in each place where a program, a handler, a person or a file brings one, and secrets beside them.
 * Broken is: a character in any output of any command that could move a cursor, turn a direction or hide, but for the ends
 * of lines; a secret in any byte of it, in whatever form; an output of JSON that is none; a command that ends as none may.
 */
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dice } from "../../dice.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { drawSecret, drawText, handlers, program } from "./program.ts";

const commandLine = new URL("../../../../cli/src/main.ts", import.meta.url).href;
/** The built binary starts ten times as fast. */
const binary = fileURLToPath(new URL("../../../../cli/bin/orch.js", import.meta.url));
const built = fileURLToPath(new URL("../../../../cli/dist/bundle/main.js", import.meta.url));
const exitCodes: readonly (number | null)[] = [0, 1, 2, 3, 130];

export const hostileTexts: EdgeKind = {
  name: "texts",
  count: 50,
  async run(count, seed) {
    const counts: Record<string, number> = { texts: 0, commands: 0, runs: 0, "bytes looked at": 0 };
    const breaches: string[] = [];
    for (let nth = 0; nth < count; nth++) {
      const report = await ofCase(new Dice(seed + nth));
      for (const [what, many] of Object.entries(report.counts)) counts[what] = (counts[what] ?? 0) + many;
      breaches.push(...report.breaches.map((says) => `seed ${seed + nth}: ${says}`));
    }
    return { counts, breaches };
  },
};

/** One project with one hostile text in each place. */
interface Case {
  readonly cwd: string;
  readonly file: string;
  readonly text: string;
  readonly secrets: readonly string[];
}

async function ofCase(dice: Dice): Promise<EdgeReport> {
  const cwd = mkdtempSync(join(tmpdir(), "orch-edges-"));
  try {
    const one = written(cwd, dice);
    const breaches: string[] = [];
    const counts = { texts: 7, commands: 0, runs: 0, "bytes looked at": 0 };
    let run = "none";
    let how = "";
    for (const args of commandsOf(one, dice)) {
      const results = await ended(
        cwd,
        args.map((arg) => (arg === "RUN" ? run : arg)),
      );
      const begun = /(?: run |"run":")(\w{8,})/u.exec(results.stdout)?.[1];
      if (args[0] === "run" && begun === undefined) how = results.stdout + results.stderr;
      if (begun !== undefined && begun !== run && args[0] === "run") counts.runs += 1;
      run = begun ?? run;
      counts.commands += 1;
      counts["bytes looked at"] += results.stdout.length + results.stderr.length;
      const name = `\`orch ${args.join(" ")}\``;
      breaches.push(...wrongIn(results, one.secrets).map((wrong) => `${name}: ${wrong}`));
    }
    for (const [name, content] of filesIn(cwd, one.file))
      breaches.push(
        ...leaked(content, one.secrets).map((secret) => `${name} holds ${JSON.stringify(secret)}`),
      );
    if (counts.runs < 2) breaches.push(`its program does not run: ${how}`);
    return { counts, breaches };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function written(cwd: string, dice: Dice): Case {
  const secrets = [drawSecret(dice), drawSecret(dice)];
  const text = drawText(dice).toWellFormed();
  const name = drawText(dice)
    .toWellFormed()
    .replaceAll(/[/\\\0#]/gu, "")
    .slice(0, 40);
  const file = `./${name === "" ? "p" : name}.orch`;
  writeFileSync(join(cwd, file), program(drawText(dice).toWellFormed(), drawText(dice).toWellFormed()));
  writeFileSync(join(cwd, "handlers.mjs"), handlers(drawText(dice)));
  const input = {
    what: text,
    login: { user: drawText(dice).toWellFormed(), password: secrets[0] },
    key: secrets[1],
  };
  writeFileSync(join(cwd, "input.json"), JSON.stringify(input));
  mkdirSync(join(cwd, ".orch"));
  return { cwd, file, text, secrets };
}

/** Some of what can be done with it, each a process of its own: one that knows a secret already would take it out. */
function commandsOf({ file, text }: Case, dice: Dice): readonly (readonly string[])[] {
  const reason = JSON.stringify({ granted: true, reason: text });
  const reading = ["runs", "show RUN", "timeline RUN", "timeline RUN --all", "replay RUN", "audit RUN"];
  const formats = (all: readonly string[]): readonly string[] => dice.some(all, 0.4);
  return [
    ...formats(["pretty", "json", "sarif", "github"]).map((form) => ["check", file, "--format", form]),
    ...formats(["text", "json", "mermaid", "dot", "svg", "html", "markdown"]).map((form) => [
      "plan",
      file,
      "--format",
      form,
    ]),
    ...formats(["pretty", "json", "junit"]).map((form) => ["test", file, "--format", form]),
    ["run", file, "--input", "@input.json", "--log", "first.log"],
    ...dice.some(reading, 0.5).map((words) => words.split(" ")),
    ...dice.some(reading, 0.5).map((words) => [...words.split(" "), "--format", "json"]),
    ["answer", "RUN", "seen", reason, ...(dice.chance(0.5) ? ["--format", "json"] : [])],
    ...dice.some(reading, 0.5).map((words) => words.split(" ")),
    [
      "run",
      file,
      "--input",
      "@input.json",
      "--answer",
      `seen=${reason}`,
      ...(dice.chance(0.5) ? ["--format", "json"] : ["--log", "-"]),
    ],
    ["scenario", "RUN"],
    dice
      .one([
        ["explain", text],
        ["show", text],
        ["check", text],
        ["run", text],
        [text],
        ["run", file, `--${text}`],
      ])
      .map(withoutNul),
  ];
}

/** No argument of a process can hold it. */
function withoutNul(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

interface Ended {
  readonly args: readonly string[];
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Uses a list of its own instead of the engine's character classes. */
const harmful = new RegExp(
  [
    "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\u00ad\\u061c\\u115f\\u180e\\u200b\\u200e\\u200f]",
    "[\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\ufff9-\\ufffb]",
    "\\u034f",
    "[\\u{e0000}-\\u{e0fff}]",
  ].join("|"),
  "gu",
);

function wrongIn({ args, code, stdout, stderr }: Ended, secrets: readonly string[]): readonly string[] {
  const raw = new Set((stdout + stderr).match(harmful));
  const signs = [...raw].map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16)} leaves as it is`);
  const isJson = args.includes("json") && code !== 2 && args[0] !== "answer" && args[0] !== "run";
  const wrong = isJson && !isWell(stdout) ? ["it writes no JSON"] : [];
  const ending = exitCodes.includes(code) ? [] : [`it ends with ${code}: ${stderr}`];
  const results = leaked(stdout + stderr, secrets).map((secret) => `it tells ${JSON.stringify(secret)}`);
  return [...signs, ...wrong, ...ending, ...results];
}

/** One value, or one a line. */
function isWell(text: string): boolean {
  const parses = (one: string): boolean => {
    try {
      JSON.parse(one);
      return true;
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
  return text === "" || parses(text) || text.trimEnd().split("\n").every(parses);
}

function leaked(text: string, secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").slice(2, -4),
    Buffer.from(secret).toString("base64url").slice(2, -4),
    ...secret.split("\n").filter((line) => line.length >= 8),
  ]);
  return forms.filter((form) => text.includes(form));
}

/** The files that the commands wrote, without the given ones. */
function filesIn(folder: string, program: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && ![basename(program), "input.json", "handlers.mjs"].includes(entry.name),
    )
    .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), "utf8")] as const);
}

function ended(cwd: string, args: readonly string[]): Promise<Ended> {
  const call = `const { main } = await import(${JSON.stringify(commandLine)}); await main(${JSON.stringify(args)});`;
  const sources = ["--conditions=orch-source", "--input-type=module", "--eval", call];
  const child = spawn(process.execPath, existsSync(built) ? [binary, ...args] : sources, {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ args, code, stdout, stderr }));
  });
}
