import type { DeclarationBase } from "./declaration.ts";
import type { Argument, Expression, Invocation, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name, Path } from "./names.ts";
import type { Action, Selector } from "./rules.ts";
import type { Span } from "./span.ts";

export interface ScenarioDeclaration extends DeclarationBase {
  readonly kind: "scenarioDeclaration";
  readonly title: StringLiteral;
  /** A plan, a goal or a trigger. */
  readonly target: Name;
  readonly clauses: readonly ScenarioClause[];
}

/** `given signal motion(hall) = true at 5m`. */
export interface GivenSignal {
  readonly kind: "givenSignal";
  readonly signal: Name;
  readonly arguments: readonly Argument[] | undefined;
  readonly value: Expression;
  /** From when on; left out: from the start. */
  readonly at: Expression | undefined;
  readonly span: Span;
}

/** `given event shot(…) at 5s twice`. */
export interface GivenEvent {
  readonly kind: "givenEvent";
  readonly event: Invocation;
  readonly at: Expression;
  readonly twice: boolean;
  readonly span: Span;
}

/** `given consent "camera" withdrawn at 5s`. */
export interface GivenConsent {
  readonly kind: "givenConsent";
  readonly scope: StringLiteral;
  readonly at: Expression;
  readonly span: Span;
}

/** `given zone = living_room`; the names `now` and `user` too. */
export interface GivenValue {
  readonly kind: "givenValue";
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** `answer approve with { granted: true } after 1h`. */
export interface Answer {
  readonly kind: "answer";
  readonly capability: Path;
  readonly value: Expression;
  readonly after: Expression | undefined;
  readonly span: Span;
}

/** `fault resource luna lost at 10m for 20m`. */
export interface ResourceFault {
  readonly kind: "resourceFault";
  readonly resource: Name;
  readonly at: Expression;
  readonly for: Expression | undefined;
  readonly span: Span;
}

/** `fault clock jumps 2h`. */
export interface ClockFault {
  readonly kind: "clockFault";
  readonly by: Expression;
  readonly span: Span;
}

/** `fault crash during schedule_campaign`. */
export interface CrashFault {
  readonly kind: "crashFault";
  readonly moment: "before" | "after" | "during";
  readonly step: Name;
  readonly span: Span;
}

/** `fault crash at 5m`. */
export interface CrashAtFault {
  readonly kind: "crashAtFault";
  readonly at: Expression;
  readonly span: Span;
}

/** `fault worker dies during render`. */
export interface WorkerFault {
  readonly kind: "workerFault";
  readonly step: Name;
  readonly span: Span;
}

/** `fault charge call 2 …`: what one capability does wrong. */
export interface CapabilityFault {
  readonly kind: "capabilityFault";
  readonly capability: Path;
  /** Only its n-th call. */
  readonly call: NumberLiteral | undefined;
  readonly behaviour: FaultyBehaviour;
  readonly span: Span;
}

/** `fault approval by keeper refused`: an approval that a policy requires. */
export interface ApprovalFault {
  readonly kind: "approvalFault";
  readonly role: Path;
  /** Only the n-th approval of that role. */
  readonly call: NumberLiteral | undefined;
  readonly behaviour: "refused" | "timesOut";
  readonly span: Span;
}

/** `fails transient "link lost" times 2`. */
export interface Fails {
  readonly kind: "fails";
  readonly failure: Name | undefined;
  readonly message: StringLiteral | undefined;
  readonly times: NumberLiteral | undefined;
  readonly span: Span;
}

/** `times out times 2`. */
export interface TimesOut {
  readonly kind: "timesOut";
  readonly times: NumberLiteral | undefined;
  readonly span: Span;
}

/** `returns { … }`. */
export interface Returns {
  readonly kind: "returns";
  readonly value: Expression;
  readonly span: Span;
}

/** `answers twice`. */
export interface AnswersTwice {
  readonly kind: "answersTwice";
  readonly span: Span;
}

/** `answers late after 5s`. */
export interface AnswersLate {
  readonly kind: "answersLate";
  readonly after: Expression;
  readonly span: Span;
}

export type FaultyBehaviour = Fails | TimesOut | Returns | AnswersTwice | AnswersLate;

/** `operator cancels at 5m`. */
export interface OperatorCommand {
  readonly kind: "operatorCommand";
  readonly command: "cancels" | "pauses" | "unpauses";
  readonly at: Expression;
  readonly span: Span;
}

/** `operator resolves charge { … } at 5m`. */
export interface OperatorResolution {
  readonly kind: "operatorResolution";
  readonly step: Name;
  readonly resolution: Expression;
  readonly at: Expression | undefined;
  readonly span: Span;
}

/** `expect completed by tv_evening`. */
export interface ExpectCompleted {
  readonly kind: "expectCompleted";
  readonly by: Name | undefined;
  readonly span: Span;
}

/** `expect failed with "wrong logo"` (the message holds it) or `with no_eyes` (the failure's name). */
export interface ExpectFailed {
  readonly kind: "expectFailed";
  readonly with: StringLiteral | Name | undefined;
  readonly span: Span;
}

interface ExpectCancelled {
  readonly kind: "expectCancelled";
  readonly span: Span;
}

export interface ExpectWaiting {
  readonly kind: "expectWaiting";
  readonly span: Span;
}

/** `expect in doubt charge`. */
export interface ExpectInDoubt {
  readonly kind: "expectInDoubt";
  readonly step: Name;
  readonly span: Span;
}

/** `expect breached always_on_file`. */
export interface ExpectBreached {
  readonly kind: "expectBreached";
  readonly rule: Name;
  readonly span: Span;
}

/** `expect never schedule_campaign when args.day < today`. */
export interface ExpectNever {
  readonly kind: "expectNever";
  readonly selector: Selector;
  /** Reads the arguments of the call. */
  readonly condition: Expression | undefined;
  readonly span: Span;
}

/** `expect send once when args.to == author`, `expect each run_job called once`. */
export interface ExpectOnce {
  readonly kind: "expectOnce";
  readonly capability: Path;
  readonly each: boolean;
  /** Calls are counted, not effects. */
  readonly called: boolean;
  /** Reads the arguments of the call. */
  readonly condition: Expression | undefined;
  readonly span: Span;
}

/** `expect undone dispatch_drone`. */
export interface ExpectUndone {
  readonly kind: "expectUndone";
  readonly capability: Path;
  readonly span: Span;
}

/** `expect within 5m`. */
export interface ExpectWithin {
  readonly kind: "expectWithin";
  readonly duration: Expression;
  readonly span: Span;
}

/** `expect review granted before send`. */
export interface ExpectBefore {
  readonly kind: "expectBefore";
  readonly first: Action;
  readonly second: Action;
  readonly span: Span;
}

/** `expect energy <= 1kWh`. */
export interface ExpectCondition {
  readonly kind: "expectCondition";
  readonly condition: Expression;
  readonly span: Span;
}

export type Given = GivenSignal | GivenEvent | GivenConsent | GivenValue;
export type Fault =
  | ResourceFault
  | ClockFault
  | CrashFault
  | CrashAtFault
  | WorkerFault
  | ApprovalFault
  | CapabilityFault;
export type OperatorAction = OperatorCommand | OperatorResolution;
export type Expectation =
  | ExpectCompleted
  | ExpectFailed
  | ExpectCancelled
  | ExpectWaiting
  | ExpectInDoubt
  | ExpectBreached
  | ExpectNever
  | ExpectOnce
  | ExpectUndone
  | ExpectWithin
  | ExpectBefore
  | ExpectCondition;

export type ScenarioClause = Given | Answer | Fault | OperatorAction | Expectation;
