import { buffer } from 'stream/consumers';
import { parseReference, type WireReference } from '../../contract/artifact-reference';
import { packFile } from '../archive';
import { AgentError, messageOf } from '../errors';

/** The longest `uri@digest` a step may write, in bytes. */
const LONGEST_REFERENCE = 4096;

/**
 * Reads the reference that a step wrote into a file; blank for an empty one.
 *
 * Read as any output: through a link, a step could have the agent's own credentials read and shown in an error.
 *
 * @throws AgentError `REFERENCE_INVALID`, `KIND_MISMATCH` for anything but a file, `OUTPUT_UNREADABLE` or `OUTPUT_INVALID`
 */
export async function readReferenceFile(path: string): Promise<WireReference> {
  const text = await readText(path);
  try {
    return parseReference(text);
  } catch (error) {
    throw new AgentError('REFERENCE_INVALID', `what the step wrote to '${path}' cannot be recorded: ${messageOf(error)}`, { cause: error });
  }
}

async function readText(path: string): Promise<string> {
  const content = await packFile(path);
  try {
    if (content.size > LONGEST_REFERENCE) {
      throw new AgentError('REFERENCE_INVALID', `'${path}' has ${content.size} bytes, expected '<uri>@sha256:<hex>'`);
    }
    return (await buffer(content.open())).toString('utf8').trim();
  } finally {
    await content.dispose();
  }
}
