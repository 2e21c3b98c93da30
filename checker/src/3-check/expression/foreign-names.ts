import { closest } from "@orchlang/language";

/*
 * Names that other languages give to what has a name here. A row: the other names, then those of this language that
 * can be meant, of which the first that fits its place is proposed.
 */

const functionRows: readonly (readonly [others: string, own: string])[] = [
  ["length len count size", "size count"],
  ["includes include contains has in indexOf find", "contains has any find"],
  ["append push add extend plus", "concat"],
  ["toUpperCase upcase uppercase toUpper", "upper"],
  ["toLowerCase downcase lowercase toLower", "lower"],
  ["strip trimmed", "trim"],
  ["select where keep", "filter"],
  ["collect transform", "map"],
  ["some exists", "any"],
  ["every each", "all"],
  ["sort sorted order_by orderBy", "sort_by"],
  ["unique uniq dedup", "distinct"],
  ["flat flat_map flatMap", "flatten"],
  ["head", "first"],
  ["tail rest drop", "skip"],
  ["limit slice top", "take"],
  ["nth item elementAt", "at"],
  ["get lookup", "get at"],
  ["reversed", "reverse"],
  ["ceiling", "ceil"],
  ["modulo mod", "remainder"],
  ["total", "sum"],
  ["maximum", "max greatest"],
  ["minimum", "min least"],
];

const unitRows: readonly (readonly [others: string, own: string])[] = [
  ["msec msecs millis", "ms"],
  ["sec secs", "s"],
  ["min mins", "m"],
  ["hr hrs", "h"],
  ["kilojoule kilojoules", "kJ"],
  ["kilowatt kilowatts", "kW"],
  ["kilowatthour kilowatthours kwh", "kWh"],
  ["kilogram kilograms kilo kilos", "kg"],
  ["gram grams", "g"],
  ["celsius degC centigrade", "C"],
  ["fahrenheit degF", "F"],
  ["kelvin", "K"],
  ["mile miles", "mi"],
  ["millimeter millimeters millimetre millimetres", "mm"],
  ["centimeter centimeters centimetre centimetres", "cm"],
  ["metre metres", "meters"],
  ["kilometre kilometres kms", "km"],
  ["kilobyte kilobytes", "kB"],
  ["megabyte megabytes", "MB"],
  ["gigabyte gigabytes", "GB"],
  ["hertz", "Hz"],
];

/** Names of functions that there is no other name for, and how the same is said. */
const helpRows: readonly (readonly [others: string, help: string])[] = [
  ["is_empty isEmpty empty blank", "Ask for its size: `x.size == 0`."],
  ["not_empty isNotEmpty nonEmpty present", "Ask for its size: `x.size > 0`."],
  [
    "reduce fold foldl inject accumulate",
    "`sum` adds numbers. A value passed from round to round needs a step: `step r = for v from first up to 9 until done { … yield next }`.",
  ],
  [
    "in in_zone to_zone at_zone with_zone tz astimezone in_tz setZone to_timezone in_timezone zone timezone",
    'A part of a time is read in a zone: `at.hour("Europe/Vienna")`, `at.date("Europe/Vienna")`.',
  ],
  [
    "add_workdays add_weekdays plus_business_days addBusinessDays add_working_days",
    "Business days are those from Monday to Friday: `day.add_business_days(3)`.",
  ],
  ["toString to_string to_s str string format", `A value stands in a text by itself: \`"\${x}"\`.`],
  [
    "toInt to_int parseInt to_i toNumber to_number int",
    "A text that is no number is never taken for one: let the number come in as an `Int`.",
  ],
  [
    "forEach each_with foreach do",
    "Actions for each item need a step: `step r = for x in xs up to 9 { … }`.",
  ],
];

const constantRows: readonly (readonly [others: string, own: string])[] = [
  ["null nil undefined None", "none"],
  ["true yes on", "true"],
  ["false no off", "false"],
];

const constantOf: ReadonlyMap<string, string> = new Map(
  constantRows.flatMap(([others, own]) => others.split(" ").map((other) => [other.toLowerCase(), own])),
);

/** The constant that is meant by a name of another language: `null`, `True`, `YES`. */
export function meantConstant(name: string): string | undefined {
  return constantOf.get(name.toLowerCase());
}

/** Names that stand alone or are asked with brackets in other languages, and how the same is said. */
const nameRows: readonly (readonly [others: string, help: string])[] = [
  ["exists defined isset is_set isDefined present", "Ask `x is some`, of a list `x.size > 0`."],
  ["isNull is_null isNone is_none isnull missing", "Ask `x is none`."],
  ["range between", "A range is written `1..10`, with both ends in it: `n in 1..10`."],
  [
    "seconds minutes hours days weeks milliseconds timedelta duration",
    "A duration is a number and its unit: `5s`, `10m`, `2h`, `3d`.",
  ],
  [
    "today utcnow time timestamp datetime Date DateTime",
    "The time is `now`; its parts are `now.date`, `now.time` and `now.hour`.",
  ],
  [
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
    "Days of the week are numbers, and Monday is 1: `now.weekday == 5`.",
  ],
  [
    "granted approved accepted succeeded happened was_called",
    "A guardrail has rules about the order of actions: `a granted before b`.",
  ],
  ["sample", "Made-up values are a list of so many: `given xs = sample(20)` in a scenario."],
  ["self this", "A value is named by itself; in a capability's clauses its result is `result`."],
  [
    "Int Float String Bool str int float bool Number",
    "A value is of one type and is not made another; in a text it stands by itself.",
  ],
  [
    "env process os config secrets vars context inputs github params",
    "A plan gets data from its parameters and from capabilities.",
  ],
];

const nameHelpOf: ReadonlyMap<string, string> = new Map(
  nameRows.flatMap(([others, help]) => others.split(" ").map((other) => [other, help] as const)),
);

/** The replacement for a name of another language that corresponds to no single name here. */
export function helpForName(name: string): string | undefined {
  return nameHelpOf.get(name);
}

/** The replacement for a function of another language that has no name of its own here. */
export function helpFor(name: string): string | undefined {
  return helpOf.get(name.toLowerCase());
}

const helpOf: ReadonlyMap<string, string> = new Map(
  helpRows.flatMap(([others, help]) =>
    others.split(" ").map((other) => [other.toLowerCase(), help] as const),
  ),
);

/** The function that was most likely meant by a name that is none, of those that fit. */
export function meantFunction(name: string, candidates: readonly string[]): string | undefined {
  return translated(functionNames, name, candidates) ?? closest(name, candidates);
}

/** The unit that was most likely meant by a name that is none. */
export function meantUnit(name: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  // Two letters are near to too many: `mg` is neither a slip for `ms` nor for `kg`.
  const short = name.length <= 2;
  const near = short
    ? known.find((one) => one !== name && one.toLowerCase() === name.toLowerCase())
    : closest(name, known);
  return translated(unitNames, name, known) ?? near;
}

const functionNames = namesOf(functionRows);
const unitNames = namesOf(unitRows);

function namesOf(
  rows: readonly (readonly [others: string, own: string])[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    rows.flatMap(([others, own]) =>
      others.split(" ").map((other): [string, readonly string[]] => [other.toLowerCase(), own.split(" ")]),
    ),
  );
}

function translated(
  names: ReadonlyMap<string, readonly string[]>,
  name: string,
  candidates: readonly string[],
): string | undefined {
  return names.get(name.toLowerCase())?.find((own) => own !== name && candidates.includes(own));
}
