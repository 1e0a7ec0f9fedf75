import { TransferError } from './errors';

/** Runs an operation; its failure says what was being done. */
export async function naming<T>(operation: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof TransferError ? error.during(operation) : error;
  }
}
