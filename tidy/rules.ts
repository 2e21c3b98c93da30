import type { Rule } from "./rule.ts";
import {
  benchFindsWhatItImports,
  entryFilesExist,
  frontDoorsAreSmall,
  frontDoorsFaceOutward,
  frontDoorsOnlyName,
  frontDoorsTakeFewArguments,
  importsGoOneWay,
  noImportCycle,
  noPhaseLooksAhead,
  noWayAroundNames,
} from "./rules/boundaries.ts";
import {
  commentsBeginWithTheirSubject,
  exportedNamesMeanOneThing,
  namesSaySomething,
  noCaseIsDropped,
  noEmptyCatch,
  noGetterInALiteral,
  noLongFile,
  noLongFunction,
  noStrayFile,
  nothingIsAny,
  nothingIsPutOff,
} from "./rules/code.ts";
import {
  dependenciesHaveReasons,
  publishedPackagesSayWhatTheyNeed,
  versionsAreExact,
} from "./rules/dependencies.ts";
import {
  codesTellTheirPhase,
  diagnosticsAreCatalogued,
  diagnosticsHavePages,
  pagesHaveExamples,
} from "./rules/diagnostics.ts";
import {
  changelogKnowsTheVersion,
  commandsExist,
  largeFoldersHaveReadmes,
  linksLeadSomewhere,
  linksNameWhatIsThere,
  listsAgree,
  mapsLeadSomewhere,
  referencesHold,
  sentencesBeginWithTheirSubject,
} from "./rules/documents.ts";
import {
  kernelImportsLittle,
  kernelPromisesNothing,
  oneClock,
  oneWayOut,
  purePartsKeepNothing,
  purePartsKnowNoClock,
  purePartsKnowNoNode,
  startLoadsNoRuntime,
} from "./rules/purity.ts";
import {
  everyTestRuns,
  needsNothingBesideIt,
  noMachinesPaths,
  noTestSleeps,
  rulesHaveTests,
  workedCasesHaveTests,
} from "./rules/tests.ts";
import { oneWordForOneThing } from "./rules/vocabulary.ts";

/** Every rule of the repository, as ARCHITECTURE.md lists them. */
export const rules: readonly Rule[] = [
  // who may know whom
  importsGoOneWay,
  noWayAroundNames,
  frontDoorsOnlyName,
  frontDoorsFaceOutward,
  frontDoorsAreSmall,
  frontDoorsTakeFewArguments,
  noPhaseLooksAhead,
  noImportCycle,
  benchFindsWhatItImports,
  entryFilesExist,
  // what stays pure
  purePartsKnowNoNode,
  purePartsKnowNoClock,
  purePartsKeepNothing,
  kernelImportsLittle,
  kernelPromisesNothing,
  oneClock,
  oneWayOut,
  startLoadsNoRuntime,
  // how code is written
  nothingIsAny,
  noCaseIsDropped,
  noEmptyCatch,
  noGetterInALiteral,
  noLongFile,
  noLongFunction,
  namesSaySomething,
  exportedNamesMeanOneThing,
  noStrayFile,
  nothingIsPutOff,
  commentsBeginWithTheirSubject,
  // what tests may do
  everyTestRuns,
  noTestSleeps,
  needsNothingBesideIt,
  noMachinesPaths,
  rulesHaveTests,
  workedCasesHaveTests,
  // what is stood on
  dependenciesHaveReasons,
  versionsAreExact,
  publishedPackagesSayWhatTheyNeed,
  // what is told
  diagnosticsAreCatalogued,
  diagnosticsHavePages,
  pagesHaveExamples,
  codesTellTheirPhase,
  referencesHold,
  sentencesBeginWithTheirSubject,
  oneWordForOneThing,
  commandsExist,
  linksLeadSomewhere,
  linksNameWhatIsThere,
  mapsLeadSomewhere,
  changelogKnowsTheVersion,
  largeFoldersHaveReadmes,
  listsAgree(() => rules.map(({ name }) => name)),
];
