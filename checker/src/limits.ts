/* Every bound of the compiler's own work that is not the language's, with its reason. */

/** The number of diagnostics reported for one file: nobody reads more at once, and the rest are counted. */
export const mistakesPerFileMax = 200;

/** Plans checked within one another where they call each other in a circle, which is a mistake: each takes stack. */
export const plansDeepMax = 100;

/** Cells of a live project made within one another, each of which takes stack; what is deeper is understood as a whole. */
export const cellsDeepMax = 300;
