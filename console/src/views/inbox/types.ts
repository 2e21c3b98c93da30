import type { Json, JsonObject } from "@orchlang/plan";
import type { Forecast } from "../../server/types.ts";

/** A question that somebody is asked and has not answered. */
export interface Task {
  readonly task: string;
  readonly run: string;
  readonly workflow: string;
  readonly step: string;
  readonly capability: string;
  readonly role: string;
  readonly show: string;
  readonly evidence: Json;
  readonly approval: boolean;
  /** JSON Schema of the answer. */
  readonly answer?: JsonObject;
  readonly people: { readonly of: number; readonly answered: readonly string[] };
  readonly later: readonly string[];
  readonly claimed: readonly string[];
  readonly asked: number;
  readonly due?: number;
  readonly overdue: boolean;
  readonly may: { readonly answer: boolean; readonly why?: string };
  readonly no?: Forecast;
}

export interface Tasks {
  readonly tasks: readonly Task[];
  readonly total: number;
}
