import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type Ended, ending } from "../orch.ts";

/** A block of a page: its language, the word behind it, and its text. */
interface Block {
  readonly kind: string;
  readonly word: string;
  readonly text: string;
}

const folderOfPages = fileURLToPath(new URL("../../../docs/paths/", import.meta.url));

export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(folderOfPages, page), "utf8");
  return [...text.matchAll(/^```(\w+) ?([\w.]*)\n(.*?)^```$/gmsu)].map(
    ([, kind = "", word = "", text = ""]) => ({ kind, word, text }),
  );
}

/** The commands of a page, one a line. */
export function commandsOf(page: string): readonly string[] {
  return blocksOf(page).flatMap(({ kind, text }) => (kind === "sh" ? text.trim().split("\n") : []));
}

/**
 * A reader who follows a page in an empty folder in which the packages are installed:
 *
 * - `sh` runs each line; with the word `fails` the last one ends with 1 or 2. A line that ends with `&` runs beside the
 *   others, which wait until it serves or is connected; `kill %1` ends the first of these.
 * - `text` has lines that the last block has printed, in that order.
 * - `diff file` changes a file; any other block with a word writes that file.
 */
export class Reader {
  readonly #folder: string;
  readonly #bin: string;
  readonly #replaced: ReadonlyMap<string, string>;
  readonly #beside: ChildProcess[] = [];
  #printed = "";

  /** @param replaced texts of the page and what stands for them here, such as an address. */
  constructor(installed: string, replaced: ReadonlyMap<string, string> = new Map()) {
    this.#folder = join(installed, "reader");
    this.#bin = join(installed, "bin");
    this.#replaced = replaced;
    for (const folder of [this.#folder, this.#bin]) mkdirSync(folder, { recursive: true });
    const npx = join(this.#bin, "npx");
    const orch = join(installed, "node_modules/@orchlang/cli/bin/orch.js");
    writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${orch}" "$@"\n`);
    chmodSync(npx, 0o755);
  }

  async follow(page: string): Promise<void> {
    for (const { kind, word, text } of blocksOf(page)) {
      if (kind === "sh") await this.#types(text.trim().split("\n"), word === "fails");
      else if (kind === "text") this.#sees(text);
      else if (kind === "diff") this.#changes(join(this.#folder, word), text);
      else if (word !== "") writeFileSync(join(this.#folder, word), this.#here(text));
    }
  }

  /** Ends what still runs, what was started last first: a worker leaves a server that is there. */
  async leave(): Promise<void> {
    for (const child of this.#beside.toReversed()) await this.#ends(child);
  }

  async #ends(child: ChildProcess | undefined): Promise<void> {
    if (child === undefined || child.exitCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  }

  #here(text: string): string {
    return [...this.#replaced].reduce((here, [shown, real]) => here.replaceAll(shown, real), text);
  }

  async #types(lines: readonly string[], fails: boolean): Promise<void> {
    this.#printed = "";
    for (const [at, line] of lines.entries()) {
      // The packages are there already.
      if (/\bnpm /u.test(line)) continue;
      if (line.endsWith(" &")) {
        await this.#starts(line.slice(0, -2));
        continue;
      }
      const [, job] = /^kill %(\d)$/u.exec(line) ?? [];
      if (job !== undefined) {
        await this.#ends(this.#beside[Number(job) - 1]);
        continue;
      }
      const { code, stdout, stderr } = await ending(this.#spawn(line));
      this.#printed += `${stdout}\n${stderr}\n`;
      const ends = fails && at === lines.length - 1 ? [1, 2] : [0];
      expect(ends, `${line}\n${this.#printed}`).toContain(code);
    }
  }

  #spawn(line: string): ChildProcess {
    const [run = ""] = /\b[0-9A-Z]{16}\b(?= {2}\S+ {2}waiting)/u.exec(this.#waiting) ?? [];
    const env = {
      ...process.env,
      NO_COLOR: "1",
      NODE_OPTIONS: "",
      PATH: `${this.#bin}:${process.env.PATH ?? ""}`,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
    };
    const meant = this.#here(line).replace(" RUN ", ` ${run} `);
    return spawn("sh", ["-c", meant], { cwd: this.#folder, env, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** The last list of runs. */
  #waiting = "";

  async #starts(line: string): Promise<void> {
    const child = this.#spawn(`exec ${line}`);
    this.#beside.push(child);
    const gone: Promise<Ended> = ending(child);
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (more: string) => {
          this.#printed += more;
          if (/^try: | leads$|^connected to /mu.test(more)) resolve();
        });
      void gone.then(({ stderr }) => reject(new Error(`${line} has ended: ${stderr}`)), reject);
    });
  }

  #sees(text: string): void {
    const printed = words(this.#printed);
    if (this.#printed.includes("waiting")) this.#waiting = this.#printed;
    let from = 0;
    for (const line of this.#here(text).trim().split("\n")) {
      const at = printed.indexOf(words(line), from);
      expect(at, `${line}\nis not printed:\n${this.#printed}`).toBeGreaterThanOrEqual(0);
      from = at + words(line).length;
    }
  }

  /** Takes out each run of lines with `-`, and puts those with `+` in its place. */
  #changes(file: string, text: string): void {
    const pieces = text.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)+)/gmu);
    let changed = readFileSync(file, "utf8");
    for (const [, taken = "", put = ""] of pieces) {
      const [from, to] = [taken, put].map((lines) => lines.replaceAll(/^./gmu, ""));
      expect(changed.split(from ?? ""), `${from}\nis not once in\n${changed}`).toHaveLength(2);
      changed = changed.replace(from ?? "", to ?? "");
    }
    writeFileSync(file, changed);
  }
}

function words(text: string): string {
  return text.trim().replaceAll(/\s+/gu, " ");
}
