// Runs in the `test` task, in the root of the source: needs nothing but Node. Put your own tests in its place.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { test } from 'node:test';

const files = readdirSync('.', { recursive: true }).filter((file) => !file.split('/').includes('node_modules'));
const ofKind = (...extensions) => files.filter((file) => extensions.includes(extname(file)));

test('package.json has a name and a version', () => {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.ok(name && version, 'expected both');
});

test('package-lock.json agrees with package.json', () => {
  execFileSync('npm', ['ls', '--package-lock-only'], { stdio: ['ignore', 'ignore', 'inherit'] });
});

for (const file of ofKind('.js', '.mjs', '.cjs')) {
  test(`${file} has no syntax error`, () => {
    execFileSync(process.execPath, ['--check', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
}

for (const file of ofKind('.md')) {
  test(`${file} links to files that exist`, () => {
    for (const [, link] of readFileSync(file, 'utf8').matchAll(/\]\((?![a-z]+:|[#/])([^)#\s]+)/g)) {
      assert.ok(existsSync(join(dirname(file), link)), `'${link}' is not there`);
    }
  });
}
