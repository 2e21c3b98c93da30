import { canonicalBytes, sha256Hex, UncanonicalValue } from "../canonical/canonical.ts";
import { planFormat, planPrefix } from "../encode/encode.ts";
import { planFileSchema } from "../schema/plan-file.ts";
import { certificatesFormat } from "../shapes/certificate.ts";
import type { PlanFile, PlanId } from "../shapes/plan.ts";
import type { Json, JsonObject } from "../shapes/value.ts";
import type { PlanFault } from "./fault.ts";
import { lineAndColumn, locateJsonError } from "./locate-json-error.ts";
import { shortcuts } from "./validate/shortcuts.ts";
import { validatorOf } from "./validate/validator.ts";
import { wellFormed } from "./well-formed/well-formed.ts";

export type DecodedPlan = { readonly ok: PlanFile } | { readonly fault: PlanFault };

export interface DecodeOptions {
  /** A faster SHA-256 than the built-in one: 64 hex digits of the bytes. */
  readonly sha256?: (bytes: Uint8Array) => string;
}

const validate = validatorOf(planFileSchema, shortcuts);

/**
 * Reads a plan file, whoever wrote it: what comes back `ok` is of the form of `PlanFile`, is the plan that its
 * id names, and mentions nothing that it does not hold. Bytes are read faster than text: they are what is hashed.
 */
export function decodePlanFile(file: string | Uint8Array, options: DecodeOptions = {}): DecodedPlan {
  const text = typeof file === "string" ? file : decodeText(file);
  if (text === undefined) return { fault: { kind: "not text" } };
  const parsed = parse(text);
  if ("fault" in parsed) return parsed;
  const document = parsed.json;
  const foreign = formatFault(document);
  if (foreign !== undefined) return { fault: foreign };
  const { id, plan } = document as JsonObject;
  const written = typeof id === "string" ? writtenPlan(file, text, id) : undefined;
  const altered = identityFault(written, id, plan, options.sha256 ?? sha256Hex);
  if (altered !== undefined) return { fault: altered };
  const semantics = isRecord(plan) ? plan.semantics : undefined;
  if (typeof semantics === "number" && semantics > 1)
    return { fault: { kind: "newer semantics", semantics } };
  const faults = validate(
    hasOutdatedCertificates(document) ? { ...document, certificates: nothing } : document,
  );
  if (faults.length > 0) return { fault: { kind: "malformed", faults } };
  const decoded = asPlanFile(document);
  const dangling = wellFormed(decoded.plan);
  if (dangling.length > 0) {
    const inFile = dangling.map(({ path, says }) => ({ path: `/plan${path}`, says }));
    return { fault: { kind: "dangling", faults: inFile } };
  }
  return { ok: decoded };
}

const nothing = { format: certificatesFormat, of: {} };

/** Certificates of another form are left as they are: the plan can be run, and the checker reports that they are outdated. */
function hasOutdatedCertificates(document: Json): document is JsonObject {
  const certificates = isRecord(document) ? document.certificates : undefined;
  return isRecord(certificates) && certificates.format !== certificatesFormat;
}

/** The validator has looked at every value that the shapes speak of. */
function asPlanFile(document: Json): PlanFile {
  return document as unknown as PlanFile;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): { readonly json: Json } | { readonly fault: PlanFault } {
  try {
    return { json: JSON.parse(text) as Json };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { offset, ended, says } = locateJsonError(text);
    if (ended) return { fault: { kind: "cut short", length: text.trim().length } };
    return { fault: { kind: "not json", ...lineAndColumn(text, offset), says } };
  }
}

function formatFault(document: Json): PlanFault | undefined {
  if (!isRecord(document)) return { kind: "not a plan", found: "it holds no record" };
  const { format } = document;
  if (format === planFormat) return undefined;
  if (typeof format !== "string") return { kind: "not a plan", found: "it has no `format`" };
  const version = /^orch\.plan\/([1-9]\d{0,8})$/.exec(format)?.[1];
  if (version !== undefined) return { kind: "newer format", format };
  return { kind: "not a plan", found: `its format is ${JSON.stringify(format.slice(0, 60))}` };
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * The id is checked over the file's own bytes where it is written as `encodePlanFile` writes it, which is many
 * times faster than forming the canonical text anew; a file that was laid out otherwise goes the long way.
 */
function identityFault(
  written: Uint8Array | undefined,
  id: Json | undefined,
  plan: Json | undefined,
  sha256: (bytes: Uint8Array) => string,
): PlanFault | undefined {
  if (typeof id !== "string") return malformed("/id", "the id is missing");
  if (!isRecord(plan)) return malformed("/plan", "the plan is missing");
  if (written !== undefined && `sha256:${sha256(written)}` === id) return undefined;
  try {
    const computed: PlanId = `sha256:${sha256(canonicalBytes(plan))}`;
    return computed === id ? undefined : { kind: "altered", stated: id, computed };
  } catch (error) {
    if (!(error instanceof UncanonicalValue)) throw error;
    return malformed(`/plan${error.path}`, error.message);
  }
}

function malformed(path: string, says: string): PlanFault {
  return { kind: "malformed", faults: [{ path, says }] };
}

/**
 * The plan's bytes as they stand in a file that is laid out canonically. What it yields is hashed, so a false
 * find is harmless. Escaped surrogates may come single, which canonical JSON refuses: such a file goes the
 * long way.
 */
function writtenPlan(file: string | Uint8Array, text: string, id: string): Uint8Array | undefined {
  const prefix = planPrefix(id as PlanId);
  const at = text.indexOf(prefix);
  if (at === -1 || !text.endsWith("}\n") || text.includes("\\ud")) return undefined;
  const start = at + prefix.length;
  if (typeof file === "string") {
    return text.isWellFormed() ? new TextEncoder().encode(text.slice(start, -2)) : undefined;
  }
  const plain = file.length === text.length;
  return file.subarray(plain ? start : new TextEncoder().encode(text.slice(0, start)).length, -2);
}
