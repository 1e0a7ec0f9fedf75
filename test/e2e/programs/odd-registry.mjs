// A registry in front of a real one that misbehaves: runs in a Pod, without anything but Node.
//
// The first component of a repository says how: `<host>/corrupt/team/app` is `team/app` with damaged content.
import { createServer, request } from 'node:http';

const upstream = new URL(process.env.UPSTREAM);
const USER = 'Basic ' + Buffer.from('robot:secret').toString('base64');
const seen = new Map();
const tokens = new Map();
const clients = new Set();

/** Counts requests of the same method and path: the first is 1. */
const times = ({ method, url }) => {
  const key = `${method} ${url.replace(/\?.*/, '').replace(/uploads\/.+/, 'uploads/*')}`;
  seen.set(key, (seen.get(key) ?? 0) + 1);
  return seen.get(key);
};

const refuse = (req, response, status, headers = {}) => {
  // What is left of the body is read, or the client would see a broken connection instead of the answer.
  req.resume();
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"errors":[{"code":"UNAUTHORIZED","message":"odd registry"}]}');
};

/** What each kind does before the real registry is asked; true: it has answered. */
const kinds = {
  intact: () => false,
  corrupt: () => false,
  broken: (req, response) => refuse(req, response, 500) ?? true,
  unsteady: (req, response) => times(req) === 1 && (refuse(req, response, 500) ?? true),
  busy: (req, response) => times(req) < 3 && (refuse(req, response, 429, { 'retry-after': '1' }) ?? true),
  basic: (req, response) => req.headers.authorization !== USER && (refuse(req, response, 401, { 'www-authenticate': 'Basic realm="odd"' }) ?? true),
  token: (req, response) => {
    const token = tokens.get(req.headers.authorization?.replace('Bearer ', ''));
    if (token && !token.expired) {
      // The first token of each client is good until an upload has begun.
      token.expired = token.first && req.method === 'POST';
      if (token.expired) console.log(`a token expired during ${req.method} ${req.url}`);
      return false;
    }
    const repository = req.url.replace(/^\/v2\//, '').replace(/\/(blobs|manifests|tags|referrers)\/.*$/, '');
    const realm = `http://${req.headers.host}/token`;
    refuse(req, response, 401, { 'www-authenticate': `Bearer realm="${realm}",service="odd",scope="repository:${repository}:pull,push"` });
    return true;
  },
};

function giveToken(req, response) {
  if (req.headers.authorization !== USER) return refuse(req, response, 401);
  const token = `token-${tokens.size}-${Date.now()}`;
  tokens.set(token, { first: !clients.has(req.socket.remoteAddress), expired: false });
  clients.add(req.socket.remoteAddress);
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }));
}

function forward(req, response, kind, path) {
  const { authorization, ...headers } = req.headers;
  const call = request(upstream, { method: req.method, path, headers: { ...headers, host: upstream.host } }, (answer) => {
    const location = answer.headers.location?.replace(/^(https?:\/\/[^/]+)?\/v2\//, `/v2/${kind}/`);
    response.writeHead(answer.statusCode, { ...answer.headers, ...location ? { location } : {} });
    const damaged = kind === 'corrupt' && req.method === 'GET' && path.includes('/blobs/');
    answer.on('data', (chunk) => {
      if (damaged) chunk[chunk.length - 1] ^= 1;
      response.write(chunk);
    });
    answer.on('end', () => response.end());
  });
  call.on('error', () => response.destroy());
  req.pipe(call);
}

createServer((req, response) => {
  if (req.url.startsWith('/token')) return giveToken(req, response);
  const [, kind, rest] = /^\/v2\/([a-z]+)\/(.*)$/.exec(req.url) ?? [];
  if (!kind) return response.writeHead(200).end('{}');
  if (!kinds[kind]) return refuse(req, response, 404);
  return kinds[kind](req, response) || forward(req, response, kind, `/v2/${rest}`);
}).listen(5000, () => console.log('listening'));
