import type { Rule } from "./rule.ts";
import { changelogKnowsTheVersion } from "./rules/changelog-knows-the-version.ts";
import { codesTellTheirPhase } from "./rules/codes-tell-their-phase.ts";
import { commandsExist } from "./rules/commands-exist.ts";
import { dependenciesHaveReasons } from "./rules/dependencies-have-reasons.ts";
import { diagnosticsAreCatalogued } from "./rules/diagnostics-are-catalogued.ts";
import { diagnosticsHavePages } from "./rules/diagnostics-have-pages.ts";
import { entryFilesExist } from "./rules/entry-files-exist.ts";
import { everyTestRuns } from "./rules/every-test-runs.ts";
import { exportedNamesMeanOneThing } from "./rules/exported-names-mean-one-thing.ts";
import { frontDoorsFaceOutward } from "./rules/front-doors-face-outward.ts";
import { frontDoorsOnlyName } from "./rules/front-doors-only-name.ts";
import { importsGoOneWay } from "./rules/imports-go-one-way.ts";
import { kernelImportsLittle } from "./rules/kernel-imports-little.ts";
import { kernelPromisesNothing } from "./rules/kernel-promises-nothing.ts";
import { largeFoldersHaveReadmes } from "./rules/large-folders-have-readmes.ts";
import { linksLeadSomewhere } from "./rules/links-lead-somewhere.ts";
import { linksNameWhatIsThere } from "./rules/links-name-what-is-there.ts";
import { listsAgree } from "./rules/lists-agree.ts";
import { namesSaySomething } from "./rules/names-say-something.ts";
import { needsNothingBesideIt } from "./rules/needs-nothing-beside-it.ts";
import { noCaseIsDropped } from "./rules/no-case-is-dropped.ts";
import { noEmptyCatch } from "./rules/no-empty-catch.ts";
import { noGetterInALiteral } from "./rules/no-getter-in-a-literal.ts";
import { noImportCycle } from "./rules/no-import-cycle.ts";
import { noLongFile } from "./rules/no-long-file.ts";
import { noLongFunction } from "./rules/no-long-function.ts";
import { noMachinesPaths } from "./rules/no-machines-paths.ts";
import { noPhaseLooksAhead } from "./rules/no-phase-looks-ahead.ts";
import { noStrayFile } from "./rules/no-stray-file.ts";
import { noTestSleeps } from "./rules/no-test-sleeps.ts";
import { noWayAroundNames } from "./rules/no-way-around-names.ts";
import { nothingIsAny } from "./rules/nothing-is-any.ts";
import { nothingIsPutOff } from "./rules/nothing-is-put-off.ts";
import { oneClock } from "./rules/one-clock.ts";
import { oneWayOut } from "./rules/one-way-out.ts";
import { pagesHaveExamples } from "./rules/pages-have-examples.ts";
import { publishedPackagesSayWhatTheyNeed } from "./rules/published-packages-say-what-they-need.ts";
import { purePartsKeepNothing } from "./rules/pure-parts-keep-nothing.ts";
import { purePartsKnowNoClock } from "./rules/pure-parts-know-no-clock.ts";
import { purePartsKnowNoNode } from "./rules/pure-parts-know-no-node.ts";
import { referencesHold } from "./rules/references-hold.ts";
import { rulesHaveTests } from "./rules/rules-have-tests.ts";
import { startLoadsNoRuntime } from "./rules/start-loads-no-runtime.ts";
import { versionsAreExact } from "./rules/versions-are-exact.ts";
import { workedCasesHaveTests } from "./rules/worked-cases-have-tests.ts";

/** Every rule of the repository, as ARCHITECTURE.md lists them. */
export const rules: readonly Rule[] = [
  // who may know whom
  importsGoOneWay,
  noWayAroundNames,
  frontDoorsOnlyName,
  frontDoorsFaceOutward,
  noPhaseLooksAhead,
  noImportCycle,
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
  commandsExist,
  linksLeadSomewhere,
  linksNameWhatIsThere,
  changelogKnowsTheVersion,
  largeFoldersHaveReadmes,
  listsAgree(() => rules.map(({ name }) => name)),
];
