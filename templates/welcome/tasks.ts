import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, defineTask, OutputType, Param, Result, StorageHint, UploadPolicy } from 'cdk8s-tekton';
import { Construct } from 'constructs';

const NODE = 'node:24-bookworm-slim';
/** npm writes to /tmp only, so that the steps run as any user. */
const NPM = { npm_config_cache: '/tmp/npm', npm_config_update_notifier: 'false' };

/** Takes the given project, or makes a small one. An optional input that is not bound is simply not there. */
export function sourceTask(scope: Construct) {
  const task = defineTask(scope, 'source', {
    inputs: { given: Artifact.directory({ optional: true }) },
    outputs: { source: Artifact.directory() },
    results: { version: Result.string({ description: 'the version in package.json' }) },
  });
  task.addStep('take', {
    image: NODE,
    env: { ...NPM, GIVEN: task.inputs.given.path, SOURCE: task.outputs.source.path, VERSION: task.results.version.path },
    script: `#!/bin/sh
set -eu
cd "$SOURCE"
if [ -d "$GIVEN" ]; then
  tar -C "$GIVEN" --exclude=./node_modules --exclude=./.git -cf - . | tar -xf -
else
  echo 'no source given, making a small package'
  echo "exports.hello = () => 'hello';" > index.js
  npm init --yes > /dev/null
  npm install --package-lock-only --offline
fi
node -e "process.stdout.write(require('./package.json').version)" > "$VERSION"
`,
  });
  return task;
}

/** Checks every file of the project. Its report is stored even when a check fails, and the task still fails. */
export function testTask(scope: Construct) {
  const task = defineTask(scope, 'test', {
    inputs: { source: Artifact.directory() },
    outputs: { report: Artifact.file({ mediaType: 'application/xml', upload: UploadPolicy.ALWAYS }) },
  });
  task.addStep('check', {
    image: NODE,
    workingDir: task.inputs.source.path,
    env: { ...NPM, REPORT: task.outputs.report.path },
    script: `#!/bin/sh
set -eu
cat > /tmp/checks.mjs <<'CHECKS'
${readFileSync(join(__dirname, 'checks.mjs'), 'utf8')}
CHECKS
node --test --test-reporter=junit --test-reporter-destination="$REPORT" --test-reporter=spec --test-reporter-destination=stdout /tmp/checks.mjs
`,
  });
  return task;
}

/** Packs the project for npm. The package is stored; where it will be released is a reference that travels with it. */
export function packageTask(scope: Construct) {
  const task = defineTask(scope, 'package', {
    params: { registry: Param.string({ default: 'https://npm.example.com' }) },
    inputs: { source: Artifact.directory() },
    outputs: {
      package: Artifact.file({ mediaType: 'application/gzip', subject: true, storage: StorageHint.EXTERNAL }),
      release: Artifact.file({ type: OutputType.REFERENCE, description: 'where npm will serve exactly these bytes' }),
    },
  });
  task.addStep('pack', {
    image: NODE,
    workingDir: task.inputs.source.path,
    env: { ...NPM, REGISTRY: task.params.registry, PACKAGE: task.outputs.package.path, RELEASE: task.outputs.release.uri },
    script: `#!/bin/sh
set -eu
file=$(npm pack --ignore-scripts --silent --pack-destination /tmp)
mv "/tmp/$file" "$PACKAGE"
name=$(node -p "require('./package.json').name.replace('@', '%40')")
digest=$(sha256sum "$PACKAGE" | cut -d ' ' -f 1)
printf '%s/%s/-/%s@sha256:%s' "$REGISTRY" "$name" "$file" "$digest" > "$RELEASE"
`,
  });
  return task;
}

/** Lists what the project depends on, from its lock file. */
export function sbomTask(scope: Construct) {
  const task = defineTask(scope, 'sbom', {
    inputs: { source: Artifact.directory() },
    outputs: { sbom: Artifact.file({ mediaType: 'application/spdx+json' }) },
  });
  task.addStep('list', {
    image: NODE,
    workingDir: task.inputs.source.path,
    env: { ...NPM, SBOM: task.outputs.sbom.path },
    script: `#!/bin/sh
set -eu
npm sbom --sbom-format=spdx --package-lock-only > "$SBOM"
`,
  });
  return task;
}

/** Small enough to travel in the result itself: nothing is stored for it. */
export function checksumTask(scope: Construct) {
  const task = defineTask(scope, 'checksum', {
    inputs: { package: Artifact.file(), sbom: Artifact.file() },
    outputs: { checksums: Artifact.file({ mediaType: 'text/plain', storage: StorageHint.INLINE }) },
  });
  task.addStep('sum', {
    image: 'busybox:1.37',
    env: { PACKAGE: task.inputs.package.path, SBOM: task.inputs.sbom.path, SUMS: task.outputs.checksums.path },
    script: `#!/bin/sh
set -eu
sha256sum "$PACKAGE" "$SBOM" | sed 's|/.*/||' | tee "$SUMS"
`,
  });
  return task;
}

/** Runs at the end, and reads the test report of a failed run too. Where nothing was tested, Tekton skips it: there is no input. */
export function reportTask(scope: Construct) {
  const task = defineTask(scope, 'report', {
    params: { status: Param.string() },
    inputs: { tests: Artifact.file() },
    outputs: { summary: Artifact.file({ mediaType: 'text/markdown' }) },
  });
  task.addStep('summarize', {
    image: NODE,
    env: { STATUS: task.params.status, TESTS: task.inputs.tests.path, SUMMARY: task.outputs.summary.path },
    script: `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require('node:fs');
const tests = readFileSync(process.env.TESTS, 'utf8');
const count = (tag) => tests.split(tag).length - 1;
const summary = [
  '# ' + process.env.STATUS,
  '',
  '- ' + count('<testcase ') + ' checks, ' + count('<failure ') + ' failed',
  '',
].join('\\n');
writeFileSync(process.env.SUMMARY, summary);
process.stdout.write(summary);
`,
  });
  return task;
}
