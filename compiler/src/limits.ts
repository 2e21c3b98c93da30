/* Every bound of the compiler's own work that is not the language's, with its reason. */

/** Mistakes told of one file: nobody reads more at once, and the rest are counted. */
export const mistakesPerFileMax = 200;
