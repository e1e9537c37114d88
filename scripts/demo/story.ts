/** Tells what happens, line by line, and keeps account of what was checked. */
export class Story {
  private passed = 0;
  private readonly failures: string[] = [];

  chapter(title: string): void {
    console.log(`\n${title}`);
  }

  say(line: string): void {
    console.log(`  · ${line}`);
  }

  /** One thing that must be so. Goes on when it is not, so that the summary tells of everything. */
  check(what: string, holds: boolean, otherwise = ""): void {
    if (holds) {
      this.passed++;
      console.log(`  ✓ ${what}`);
      return;
    }
    this.failures.push(otherwise ? `${what} (${otherwise})` : what);
    console.log(`  ✗ ${what}${otherwise ? `: ${otherwise}` : ""}`);
  }

  /** @returns the exit code: 0 only where everything that had to happen did */
  summary(): number {
    console.log(`\n${this.passed} things happened as they should, ${this.failures.length} did not.`);
    for (const failure of this.failures) console.log(`  ✗ ${failure}`);
    return this.failures.length === 0 ? 0 : 1;
  }
}

/** Looks again and again until something is so. @throws Error naming what was waited for */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`Waited ${seconds} seconds for ${what}, in vain.`);
}
