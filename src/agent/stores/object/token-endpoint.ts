import * as z from 'zod/mini';
import { parseJson } from '../../../contract/json';
import { readBody } from '../../../http-client/body';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import { bytesSource } from '../../../http-client/source';
import type { Transport } from '../../../http-client/transport';
import type { Lease } from './expiring';
import { failedAnswer } from './failed-answer';

const MAX_ANSWER = 256 * 1024;

/** A question to a service that gives credentials. */
export interface TokenQuestion {
  /** For errors: `the token service of Azure`. */
  readonly name: string;
  readonly url: URL;
  /** Sent by POST. @default - a GET */
  readonly form?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  /** What is sent and must not be shown when it is echoed. */
  readonly secrets?: readonly string[];
}

/** Asks a token service. @returns the text of its answer */
export async function askTokenService(transport: Transport, question: TokenQuestion, call: Call): Promise<string> {
  const { name, url, form, headers = {}, secrets = [] } = question;
  const body = form && bytesSource(Buffer.from(new URLSearchParams(form).toString()));
  const request = {
    method: form ? 'POST' : 'GET',
    url,
    headers: { accept: 'application/json', ...form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}, ...headers },
    body,
  };
  try {
    return await call.retry(async () => {
      const response = await transport.send(request, call);
      if (response.status !== 200) throw await failedAnswer(response, secrets, call);
      return (await readBody(response, MAX_ANSWER, call)).toString('utf8');
    });
  } catch (error) {
    throw error instanceof TransferError ? error.during(`get credentials from ${name}`) : error;
  }
}

const bearerAnswer = z.object({
  access_token: z.string().check(z.minLength(1)),
  // Azure's older services write it as a text
  expires_in: z.optional(z.coerce.number().check(z.positive())),
});

/** Asks for an OAuth 2 access token. */
export async function askForBearer(transport: Transport, question: TokenQuestion, call: Call): Promise<Lease<string>> {
  const asked = Date.now();
  const answer = bearerAnswer.safeParse(parseJson(await askTokenService(transport, question, call)));
  if (!answer.success) throw new TransferError('INVALID_RESPONSE', `${question.name} gave no access token`);
  const { access_token: value, expires_in: life } = answer.data;
  return { value, expires: life === undefined ? undefined : new Date(asked + life * 1000) };
}
