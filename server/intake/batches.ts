/** Transactions of one organization under way at once: the next one fills while these go to the disk. */
const AT_ONCE = 2;
/** Of one transaction. */
export const MOST_ITEMS = 200;
const MOST_SIZE = 1_048_576;

type Waiting<Item, Answer> = {
  item: Item;
  size: number;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};
type Lane<Item, Answer> = { waiting: Waiting<Item, Answer>[]; underWay: number };

/**
 * Lets items of one organization share transactions: alone when it is calm, many together when it is busy. An
 * item that cannot be kept fails by itself, not those that happened to come with it.
 */
export class Batches<Item, Answer> {
  private readonly lanes = new Map<string, Lane<Item, Answer>>();

  /** @param keep one transaction; answers in the order of the items */
  constructor(private readonly keep: (organizationId: string, items: readonly Item[]) => Promise<Answer[]>) {}

  /** @throws whatever keeping it throws */
  submit(organizationId: string, item: Item, size: number): Promise<Answer> {
    const lane = this.lanes.get(organizationId) ?? { waiting: [], underWay: 0 };
    this.lanes.set(organizationId, lane);
    return new Promise<Answer>((resolve, reject) => {
      lane.waiting.push({ item, size, resolve, reject });
      if (lane.underWay < AT_ONCE) void this.run(organizationId, lane);
    });
  }

  private async run(organizationId: string, lane: Lane<Item, Answer>): Promise<void> {
    lane.underWay += 1;
    for (let batch = next(lane); batch.length > 0; batch = next(lane))
      await this.keepAll(organizationId, batch);
    lane.underWay -= 1;
    if (lane.underWay === 0) this.lanes.delete(organizationId);
  }

  private async keepAll(organizationId: string, batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.keep(
        organizationId,
        batch.map(({ item }) => item),
      );
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new Error("An item of a batch was not answered."));
        else resolve(answer);
      }
    } catch (error) {
      if (batch.length > 1 && isAboutData(error)) {
        for (const each of batch) await this.keepAll(organizationId, [each]);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }
}

function next<Item, Answer>({ waiting }: Lane<Item, Answer>): Waiting<Item, Answer>[] {
  let size = 0;
  const fits = waiting.findIndex((each, index) => {
    size += each.size;
    return index > 0 && (index >= MOST_ITEMS || size > MOST_SIZE);
  });
  return waiting.splice(0, fits === -1 ? waiting.length : fits);
}

/** A value that Postgres cannot store (SQLSTATE classes 22 and 23), rather than a database that does not answer. */
function isAboutData(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^2[23]/.test(String(error.code));
}
