import { performance } from 'node:perf_hooks';

/** What a step of the story did that was not as it must be. */
export class StoryBroken extends Error {}

/** Holds what must be; the story ends at the first thing that is not. */
export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new StoryBroken(what);
}

/** Prints the story: chapters, and in each the steps, in plain words, with how long they took. */
export class Teller {
  #started = performance.now();

  chapter(number: number, title: string): void {
    console.log(`\n${number}. ${title}`);
  }

  /** Does a step and prints who did what; `tell` may add what was read and by what right. */
  async step<T>(
    who: string,
    what: string,
    act: () => Promise<T>,
    tell: (result: T) => string | string[] = () => [],
  ): Promise<T> {
    const before = performance.now();
    const result = await act();
    console.log(`   ${who}: ${what}  (${Math.round(performance.now() - before)} ms)`);
    for (const line of [tell(result)].flat()) console.log(`      ${line}`);
    return result;
  }

  end(): void {
    console.log(`\nThe story is as it must be. ${((performance.now() - this.#started) / 1000).toFixed(1)} s in all.`);
  }
}
