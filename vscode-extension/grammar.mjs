// The colours that need no understanding: made of the words that the lexer knows, so that it falls behind no change.
import { contextualWords, declarationWords, reservedWords, spacedUnits } from "@orchlang/language";

const constants = ["true", "false", "none"];
const operators = ["and", "or", "not", "in", "is", "per"];
const control = [
  ...["when", "else", "match", "for", "from", "until", "return", "yield", "fail", "wait", "emit", "finally"],
  ...["commit", "sequence", "do", "while", "first", "quorum", "with", "if", "then"],
];
const types = [
  ...["Bool", "Int", "Float", "String", "Duration", "Instant", "Date", "TimeOfDay", "Ratio", "Email", "Url"],
  ...["Geo", "Json", "Money", "Map", "Done"],
];

const words = (list) => `\\b(?:${[...new Set(list)].sort().join("|")})\\b`;
const declaring = [...declarationWords, "module", "import", "private"];
const taken = new Set([...constants, ...operators, ...control, ...declaring]);
const others = [...reservedWords, ...contextualWords].filter((word) => !taken.has(word));

/** The grammar as TextMate wants it. */
export const grammar = {
  $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
  name: "orch",
  scopeName: "source.orch",
  patterns: [{ include: "#code" }],
  repository: {
    code: {
      patterns: [
        { include: "#comments" },
        { include: "#texts" },
        { include: "#imports" },
        { include: "#declarations" },
        { include: "#labels" },
        { include: "#quantities" },
        { include: "#words" },
      ],
    },
    comments: {
      patterns: [
        { name: "comment.line.documentation.orch", match: "///.*$" },
        { name: "comment.line.double-slash.orch", match: "//.*$" },
        { name: "comment.block.orch", begin: "/\\*", end: "\\*/" },
      ],
    },
    texts: {
      patterns: [
        { name: "string.quoted.triple.orch", begin: '"""', end: '"""', patterns: [{ include: "#inText" }] },
        { name: "string.quoted.double.orch", begin: '"', end: '"|$', patterns: [{ include: "#inText" }] },
      ],
    },
    inText: {
      patterns: [
        { name: "constant.character.escape.orch", match: "\\\\(?:u[0-9a-fA-F]{4}|.)" },
        {
          name: "meta.template.expression.orch",
          // Else the editor takes it for text, and completes nothing there.
          contentName: "meta.embedded.line.orch",
          begin: "\\$\\{",
          end: "\\}",
          beginCaptures: { 0: { name: "punctuation.definition.template-expression.begin.orch" } },
          endCaptures: { 0: { name: "punctuation.definition.template-expression.end.orch" } },
          patterns: [{ include: "#braces" }, { include: "#code" }],
        },
      ],
    },
    braces: { begin: "\\{", end: "\\}", patterns: [{ include: "#braces" }, { include: "#code" }] },
    imports: {
      match: "^\\s*(module|import)\\s+([\\w.]+)",
      captures: { 1: { name: "keyword.control.import.orch" }, 2: { name: "entity.name.namespace.orch" } },
    },
    declarations: {
      patterns: [
        {
          match: "\\b(type|unit|role)\\s+([A-Za-z_]\\w*)",
          captures: { 1: { name: "storage.type.orch" }, 2: { name: "entity.name.type.orch" } },
        },
        {
          match: `\\b(${declarationWords.filter((word) => word !== "scenario").join("|")})\\s+([A-Za-z_]\\w*)(?=\\s*(?:[({:@=\\[]|$)|\\s+(?:x\\b|achieves\\b|under\\b|for\\b|blocking\\b|warning\\b|advisory\\b|informational\\b))`,
          captures: { 1: { name: "storage.type.orch" }, 2: { name: "entity.name.function.orch" } },
        },
        {
          match: "\\b(step|let)\\s+([A-Za-z_]\\w*)",
          captures: {
            1: { name: "keyword.declaration.orch" },
            2: { name: "variable.other.definition.orch" },
          },
        },
      ],
    },
    labels: {
      name: "storage.modifier.label.orch",
      match: "@(?:public|internal|personal|secret|untrusted)\\b",
    },
    quantities: {
      patterns: [
        {
          name: "constant.numeric.date.orch",
          match: "\\b\\d{4}-\\d\\d-\\d\\d(?:T[0-9:.]+(?:Z|[+-]\\d\\d:\\d\\d))?",
        },
        { name: "constant.numeric.time.orch", match: "\\b\\d\\d:\\d\\d\\b" },
        { name: "constant.numeric.money.orch", match: "\\p{Sc}\\d[\\d_]*(?:\\.\\d+)?" },
        {
          match: `\\b(\\d[\\d_]*(?:\\.\\d+)?)(%|[A-Za-z]\\w*|\\s+(?:${[...spacedUnits].sort().join("|")})\\b)?`,
          captures: { 1: { name: "constant.numeric.orch" }, 2: { name: "keyword.other.unit.orch" } },
        },
      ],
    },
    words: {
      patterns: [
        { name: "constant.language.orch", match: words(constants) },
        { name: "keyword.operator.word.orch", match: words(operators) },
        // Members of enums, and cases of unions: in their declaration and in patterns.
        {
          name: "variable.other.enummember.orch",
          match: "\\b[a-z_]\\w*(?=\\s*\\|)|(?<=\\|\\s?)\\b[a-z_]\\w*",
        },
        { name: "support.type.orch", match: words(types) },
        { name: "entity.name.type.orch", match: "\\b[A-Z]\\w*\\b" },
        {
          name: "entity.name.function.call.orch",
          match: "\\b(?!(?:if|match|in|not|and|or|is|when)\\b)[a-z_]\\w*(?=\\()",
        },
        { match: "(\\.)(?:\\s*)([a-z_]\\w*)", captures: { 2: { name: "variable.other.property.orch" } } },
        { name: "variable.parameter.orch", match: "\\b[a-z_]\\w*(?=\\s*:(?!:))" },
        { name: "keyword.control.orch", match: words(control) },
        { name: "storage.type.orch", match: words(declaring) },
        { name: "keyword.other.orch", match: words(others) },
        { name: "keyword.operator.orch", match: "->|=>|\\?\\?|\\?\\.|\\.\\.\\.?|[=!<>]=|[<>]|[-+*/=|?]" },
      ],
    },
  },
};
