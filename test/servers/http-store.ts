import { createHash, randomUUID } from 'crypto';
import { once } from 'events';
import { createReadStream, createWriteStream, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync } from 'fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { dirname, join, relative } from 'path';
import { pipeline } from 'stream/promises';
import { systemCodeOf } from '../../src/agent/errors';
import type { ObjectServer } from './object-server';

const TOKEN = 'token-of-the-tests';
const PAGE = 5;

/**
 * A whole server of the protocol in `docs/storage-http.md`, over a directory.
 *
 * @param options.open lets everybody in, not only who knows the token
 * @param options.verifies refuses what has another SHA-256 than its `Content-Digest` says
 */
export async function startHttpStore({ open = false, verifies = false } = {}): Promise<ObjectServer & { readonly token: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'test-http-store-'));
  const server = createServer((request, response) => {
    if (!open && request.headers.authorization !== `Bearer ${TOKEN}`) return end(response, 401);
    answer(folder, request, response, verifies).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/artifacts`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, storage: { 'backend': 'http', 'http.url': url }, env: {}, folder, token: TOKEN, stop };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse, verifies: boolean): Promise<void> {
  const url = new URL(request.url ?? '', 'http://localhost');
  const list = url.searchParams.get('list');
  if (list !== null) return listKeys(folder, list, url.searchParams.get('after') ?? '', response);
  const path = join(folder, url.pathname.replace('/artifacts/', ''));
  switch (request.method) {
    case 'PUT':
      return put(folder, path, request, response, verifies);
    case 'DELETE':
      if (!existsSync(path)) return end(response, 404);
      unlinkSync(path);
      return end(response, 204);
    default:
      return get(path, request, response);
  }
}

async function put(folder: string, path: string, request: IncomingMessage, response: ServerResponse, verifies: boolean): Promise<void> {
  const isConditional = request.headers['if-none-match'] === '*';
  if (isConditional && existsSync(path)) return end(response, 412);
  const draft = join(folder, `.${randomUUID()}`);
  try {
    await pipeline(request, createWriteStream(draft));
    if (verifies && !hasDigest(draft, request.headers['content-digest'])) return end(response, 400);
    mkdirSync(dirname(path), { recursive: true });
    // a link fails where there is a file, a rename replaces it
    if (isConditional) linkSync(draft, path);
    else renameSync(draft, path);
    end(response, 201);
  } catch (error) {
    end(response, systemCodeOf(error) === 'EEXIST' ? 412 : 500);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What comes with its digest has to have it. */
function hasDigest(draft: string, header: IncomingHttpHeaders[string]): boolean {
  const [, digest] = /^sha-256=:([^:]+):$/.exec(String(header)) ?? [];
  return digest === undefined || createHash('sha256').update(readFileSync(draft)).digest('base64') === digest;
}

async function get(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!existsSync(path)) return end(response, 404);
  const { size } = statSync(path);
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(first ?? 0);
  const stop = last ? Number(last) : size - 1;
  response.writeHead(first === undefined ? 200 : 206, {
    'content-length': stop - start + 1,
    ...first === undefined ? {} : { 'content-range': `bytes ${start}-${stop}/${size}` },
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(path, { start, end: stop }), response);
}

function listKeys(folder: string, prefix: string, after: string, response: ServerResponse): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const keys = files.map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  response.end(JSON.stringify({ keys: page, ...keys.length > PAGE ? { next: page.at(-1) } : {} }));
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}
