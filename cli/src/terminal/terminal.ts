import { randomInt } from "node:crypto";
import { type Paint, visible } from "@orchlang/language/display";
import picocolors from "picocolors";
import { outliveOutput } from "./broken-output.ts";

/** Results go to `out`, progress and complaints to `err`. */
export interface Terminal {
  readonly out: Sink;
  readonly err: Sink;
  /** True if a person can be asked: standard input and error are both a TTY. */
  readonly interactive: boolean;
}

/**
 * The only way out to a standard stream. Every text may hold what strangers wrote, so no character of it is trusted: those
 * that could move the cursor, turn the direction, break a line or hide are replaced by a sign for them, wherever they come
 * from, and values that are secret are taken out. What a command itself wants beside plain text it says otherwise: lines by calls, colours by `paint`.
 */
export interface Sink {
  /** One line. A break in it is a character like any other. */
  line(text?: string): void;
  lines(texts: readonly string[]): void;
  /** JSON on one line, or indented; in its strings such characters are escaped, so that it reads back as it was. */
  json(value: unknown, indent?: number): void;
  /** A whole text whose breaks of lines are its own: who makes it has seen to those in what it quotes. */
  document(text: string): void;
  /** A line for the person who is asked at this terminal, who may see what nobody else may: with its secrets. */
  toWhoIsAsked(text: string): void;
  /** A line as it would be written, for what writes to the terminal by itself. */
  shown(text: string): string;
  readonly paint: Paint;
  readonly isTTY: boolean;
  readonly columns: number;
}

export function openTerminal(options: { readonly color: boolean }): Terminal {
  outliveOutput();
  return {
    out: sink(process.stdout, options.color),
    err: sink(process.stderr, options.color),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  };
}

/** A region that is redrawn at the end of the terminal; all other output goes above it. */
interface RedrawnRegion {
  /** Takes itself away, has that written, and is drawn again. */
  above(write: () => void): void;
}

let region: RedrawnRegion | undefined;

/** From here on until it is taken away: undefined. */
export function setRedrawnRegion(next: RedrawnRegion | undefined): void {
  region = next;
}

function put(stream: NodeJS.WriteStream, text: string): void {
  const write = (): void => void stream.write(text);
  if (region === undefined || !stream.isTTY) write();
  else region.above(write);
}

function sink(stream: NodeJS.WriteStream, color: boolean): Sink {
  const forced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== "0";
  const colored = color && !process.env.NO_COLOR && (stream.isTTY === true || forced);
  const say = (text: string): string => shown(redacted(text));
  const lines = (texts: readonly string[]): void =>
    put(stream, texts.map((text) => `${say(text)}\n`).join(""));
  return {
    line: (text = "") => lines([text]),
    lines,
    json: (value, indent) => put(stream, `${escapedJson(JSON.stringify(value, redactedIn, indent))}\n`),
    document: (text) => put(stream, text.split("\n").map(say).join("\n")),
    toWhoIsAsked: (text) => put(stream, `${shown(text)}\n`),
    shown: say,
    paint: paintWith(colored),
    isTTY: stream.isTTY === true,
    columns: Math.max(40, Math.min(stream.columns ?? 100, 120)),
  };
}

/** Text of JSON without characters that hide or disturb: they can stand in its strings alone, as escapes. */
export function escapedJson(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      visible(line) === line
        ? line
        : [...line].map((one) => (visible(one) === one ? one : unicodeEscapes(one))).join(""),
    )
    .join("\n");
}

function unicodeEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}

/**
 * What a colour begins with until it is written: as a control sequence that this process alone knows, so that no text
 * can bring one along. Its form is one that every measure of columns leaves out.
 */
const own = `\u001b[${Array.from({ length: 5 }, () => randomInt(1000, 10_000)).join(";")};`;

function shown(text: string): string {
  return text
    .split(own)
    .map((part, at) => {
      if (at === 0) return visible(part);
      const end = part.indexOf("m");
      return `\u001b[${part.slice(0, end + 1)}${visible(part.slice(end + 1))}`;
    })
    .join("");
}

/** Colour means one thing each: red wrong, yellow doubtful, green proved or done, blue a place, dim to be skipped. */
function paintWith(colored: boolean): Paint {
  const colors = picocolors.createColors(colored);
  return {
    wrong: marked(colors.red),
    doubtful: marked(colors.yellow),
    done: marked(colors.green),
    place: marked(colors.blue),
    dim: marked(colors.dim),
    strong: marked(colors.bold),
  };
}

function marked(color: (text: string) => string): Paint["wrong"] {
  const [open = "", close = ""] = color("|").split("|");
  if (open === "") return (text) => text;
  const [begin, end] = [open, close].map((code) => code.replace("\u001b[", own)) as [string, string];
  // Where another ends within that is ended alike, this goes on.
  return (text) => begin + text.replaceAll(end, end + begin) + end;
}

/** Takes secrets out of a text; values it knows are those that were given to {@link hide}. */
interface Redactor {
  redacted(text: string): string;
}

let known: Redactor | undefined;

/** From here on every text that leaves this process goes through it. */
export function redactWith(redactor: Redactor): void {
  known = redactor;
}

/** A text as it may leave. */
export function redacted(text: string): string {
  return known === undefined ? text : known.redacted(text);
}

/** The same for every text in a value, and every number: a replacer of `JSON.stringify`. */
function redactedIn(_: string, value: unknown): unknown {
  if (known === undefined) return value;
  if (typeof value === "string") return redacted(value);
  if (typeof value === "number") {
    const text = redacted(String(value));
    return text === String(value) ? value : text;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [redacted(name), each]));
}
