import type { LinkedBlock, LinkedStatement, RoutineTree } from "../tree.ts";

/*
 * A routine falls into sections. The sides of a choice and what stands inside a `with` run in the time of what is
 * around them; a loop's round, a race's branch and a handler have a time of their own, which the statement that
 * owns them makes its own out of.
 */

export interface Section {
  readonly at: number;
  readonly block: LinkedBlock;
  /** The statement that owns it, and the section that this one stands in. The root and `finally` have none. */
  readonly owner?: LinkedStatement;
  readonly parent?: Section;
}

export interface Sections {
  readonly all: readonly Section[];
  readonly root: Section;
  readonly finally?: Section;
  of(linked: LinkedStatement): Section;
  /** The section of a block that has one of its own. */
  ofBlock(block: LinkedBlock): Section | undefined;
}

export function sectionsOf(tree: RoutineTree): Sections {
  const all: Section[] = [];
  const ofStatement: Section[] = [];
  const ofBlock = new Map<LinkedBlock, Section>();
  const open = (block: LinkedBlock, parent?: Section, owner?: LinkedStatement): Section => {
    const section: Section = {
      at: all.length,
      block,
      ...(owner === undefined ? {} : { owner }),
      ...(parent === undefined ? {} : { parent }),
    };
    all.push(section);
    ofBlock.set(block, section);
    fill(block, section);
    return section;
  };
  const fill = (block: LinkedBlock, section: Section): void => {
    for (const linked of block.statements) {
      ofStatement[linked.index] = section;
      for (const inner of linked.blocks) {
        if (isApart(inner)) open(inner, section, linked);
        else fill(inner, section);
      }
    }
  };
  const root = open(tree.root);
  const last = tree.finally === undefined ? undefined : open(tree.finally);
  return {
    all,
    root,
    ...(last === undefined ? {} : { finally: last }),
    of: (linked) => ofStatement[linked.index] ?? root,
    ofBlock: (block) => ofBlock.get(block),
  };
}

function isApart(block: LinkedBlock): boolean {
  const kind = block.role?.kind;
  return kind === "round" || kind === "contender" || kind === "rescue";
}

/** The statement of `outer` in whose blocks `inner` lies, however deep; `undefined` where it does not. */
export function ownerWithin(outer: Section, inner: Section): LinkedStatement | undefined {
  let section = inner;
  while (section.parent !== undefined) {
    if (section.parent === outer) return section.owner;
    section = section.parent;
  }
  return undefined;
}
