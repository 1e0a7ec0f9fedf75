/**
 * Runs an operation for every item, a few at a time, and returns the results in the order of the items.
 *
 * The first failure is thrown, after all that was under way has ended; nothing new is started then.
 *
 * @param onFailure called at once at the first failure, to end what is under way
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  operation: (item: Item) => Promise<Result>,
  onFailure: () => void = () => undefined,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;
  const work = async () => {
    for (const [at, item] of queue) {
      if (failure) return;
      try {
        results[at] = await operation(item);
      } catch (error) {
        failure ??= { error };
        onFailure();
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failure) throw failure.error;
  return results;
}
