import { cdk8s, javascript, JsonFile } from 'projen';

const PROGRAMS = ['agent', 'cli', 'local', 'http-client', 'oci-client'];
const REPOSITORY = 'https://github.com/cdk8s-tekton/cdk8s-tekton';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-tekton',
  description: 'Tekton pipelines in TypeScript, with artifacts that are passed by digest and verified on every read',
  keywords: ['cdk8s', 'tekton', 'kubernetes', 'pipelines', 'artifacts', 'oci', 'supply-chain'],
  author: 'cdk8s-tekton maintainers',
  authorAddress: REPOSITORY,
  authorOrganization: true,
  repositoryUrl: `${REPOSITORY}.git`,
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-tekton maintainers',
  defaultReleaseBranch: 'main',
  majorVersion: 0,

  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  cdk8sVersion: '2.70.0',
  constructsVersion: '10.4.2',
  peerDeps: ['cdk8s-plus-27@^2.9.0'],
  bundledDeps: ['zod@^4'],
  devDeps: [
    '@swc/core@1.16.18',
    '@swc/jest@^0.2',
    '@types/aws4@^1',
    '@types/jest@^30',
    '@types/js-yaml@^4',
    '@types/node@^20',
    '@types/sarif@^2',
    'ajv@^8',
    'ajv-draft-04@^1',
    'ajv-formats@^3',
    'aws4@^1.13',
    'diff@^9',
    'esbuild@~0.28.2',
    'fast-check@^4',
    'jest@^30',
    'js-yaml@^4',
    'tsx@^4',
    'unbash@^6',
    'xmllint-wasm@^5',
    'yaml@^2',
  ],

  // Programs are bundled by scripts/bundle.mjs, jsii never sees them.
  excludeTypescript: PROGRAMS.map((program) => `src/${program}/**`),
  bin: { 'cdk8s-tekton': 'bin/cdk8s-tekton' },
  sampleCode: false,
  integrationTestAutoDiscover: false,
  docgen: true,
  docgenFilePath: 'API.md',
  readme: {
    contents: [
      '# cdk8s-tekton',
      '',
      'Tekton pipelines in TypeScript, with artifacts that are passed by digest and verified on every read.',
      '',
      '```sh',
      'npm ci && npm run demo   # builds, synthesizes, validates and runs the example pipeline here',
      'npm ci && npm test       # runs the tests',
      '```',
      '',
    ].join('\n'),
  },

  publishToPypi: { distName: 'cdk8s-tekton', module: 'cdk8s_tekton' },
  publishToMaven: {
    javaPackage: 'io.github.cdk8stekton',
    mavenGroupId: 'io.github.cdk8s-tekton',
    mavenArtifactId: 'cdk8s-tekton',
  },
  publishToGo: { moduleName: 'github.com/cdk8s-tekton/cdk8s-tekton-go' },

  // Hosting and release are not tied to one forge.
  github: false,
  release: false,
  depsUpgrade: false,

  // jest is configured below: swc instead of ts-jest, since `tsc -p test` already checks the types.
  jest: false,
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'templates', 'bench'],
    tsconfigPath: './test/tsconfig.json',
    projectService: false,
    commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] },
  },

  // A list of what is published; jsii-pacmak writes an .npmignore of its own while it packs.
  npmignoreEnabled: false,
  gitignore: ['.npmignore', '/dist/', '/coverage/', 'templates/*/dist/', '.cdk8s-tekton/', '*.tsbuildinfo'],
});

project.package.addField('files', [
  '.jsii', 'API.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'lib', 'templates', '!templates/*/node_modules', '!templates/*/dist',
]);

// The latest of these were published without the packages of all platforms, which `npm ci` then misses.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// The lock file names no download addresses, so that it fits any registry.
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

// --- type checks ------------------------------------------------------------

const strictCompilerOptions = {
  target: 'ES2022',
  lib: ['ES2022'],
  // Some libraries are ES modules only: esbuild bundles them like any other.
  module: 'node20',
  moduleResolution: 'node16',
  noEmit: true,
  strict: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  forceConsistentCasingInFileNames: true,
  skipLibCheck: true,
};

for (const program of PROGRAMS) {
  new JsonFile(project, `src/${program}/tsconfig.json`, {
    obj: {
      compilerOptions: { ...strictCompilerOptions, types: ['node'] },
      include: ['**/*.ts'],
    },
  });
}

// The one check of everything: sources, programs, tests and templates, which import the package by its name.
const everything = project.tsconfigDev;
everything.addInclude('../src/**/*.ts');
everything.addInclude('../templates/**/*.ts');
everything.addInclude('../bench/**/*.ts');
everything.addExclude('**/node_modules');
everything.addExclude('**/dist');
everything.file.addOverride('compilerOptions.types', ['node', 'jest']);
everything.file.addOverride('compilerOptions.module', 'node20');
everything.file.addOverride('compilerOptions.declaration', false);
everything.file.addOverride('compilerOptions.paths', { 'cdk8s-tekton': ['../src/index.ts'] });

// --- tests ------------------------------------------------------------------

new JsonFile(project, 'jest.config.json', {
  obj: {
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    testPathIgnorePatterns: ['/node_modules/'],
    modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/', '<rootDir>/templates/[^/]+/package.json'],
    watchPathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/'],
    moduleNameMapper: {
      '^cdk8s-tekton$': '<rootDir>/src/index.ts',
      // Dynamic imports name the compiled file.
      '^(\\.{1,2}/.+)\\.js$': '$1',
    },
    transform: {
      '^.+\\.ts$|/node_modules/unbash/.+\\.js$': ['@swc/jest', {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      }],
    },
    transformIgnorePatterns: ['/node_modules/(?!unbash/)'],
    testEnvironment: 'node',
    setupFiles: ['<rootDir>/test/properties.ts'],
    maxWorkers: 2,
    // Real servers and programs on a busy machine; what hangs has limits of its own.
    testTimeout: 60_000,
    clearMocks: true,
    coverageProvider: 'v8',
    collectCoverageFrom: ['src/**/*.ts'],
    coverageReporters: ['text', 'lcov'],
  },
});

// --- tasks ------------------------------------------------------------------

const bundle = project.addTask('bundle', {
  description: 'Bundles the programs (agent, command line) into lib/',
  exec: 'node scripts/bundle.mjs',
});

// The oldest supported Node is past its end of life, which jsii would announce on every compile.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.testTask.reset();
project.testTask.spawn(bundle);
project.testTask.exec('tsc -p test');
project.testTask.exec('jest', { receiveArgs: true });

project.addTask('coverage', {
  description: 'Runs the tests and reports the coverage of src/',
  steps: [{ spawn: bundle.name }, { exec: 'jest --coverage', receiveArgs: true }],
});

project.addTask('e2e', {
  description: 'Runs what we emit on a real cluster, see CONTRIBUTING.md',
  exec: 'test/e2e/run',
  receiveArgs: true,
});

project.addTask('bench:transfer', {
  description: 'Times storing and fetching beside other tools, see docs/performance.md',
  steps: [{ spawn: bundle.name }, { exec: 'tsx bench/transfer/main.ts', receiveArgs: true }],
});

project.addTask('faults', {
  description: 'Runs steps against real servers that misbehave, see docs/reliability.md',
  steps: [{ spawn: bundle.name }, { exec: 'tsx test/faults/main.ts', receiveArgs: true }],
});

project.addTask('demo', {
  description: 'Builds, synthesizes and runs the example pipeline on this machine',
  steps: [{ spawn: bundle.name }, { exec: 'node scripts/demo.mjs', receiveArgs: true }],
});

// An install from git, such as that of pre-commit, gets the programs, too.
project.setScript('prepare', 'node scripts/prepare.mjs');

project.preCompileTask.spawn(bundle);
for (const program of PROGRAMS) project.postCompileTask.exec(`tsc -p src/${program}`);
project.postCompileTask.spawn(project.tasks.tryFind('eslint')!);

// Packages for the other languages need their tool chains: `npx projen package-all` where these are installed.
project.packageTask.reset('npx projen package:js');

// --- architecture, as lint zones ---------------------------------------------

/** What is under src/<target> may not import from src/, apart from the folders in `except`. */
function zone(target: string, except: string[], message: string) {
  return { target: `./src/${target}`, from: './src', except: except.map((folder) => `./${folder}`), message };
}

project.eslint!.addRules({
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
  'import/no-default-export': 'error',
  'import/no-cycle': 'error',
  'import/no-restricted-paths': ['error', {
    zones: [
      zone('private', ['private', 'contract'], 'private/ is for all: only contract/'),
      zone('contract', ['contract'], 'contract/ is shared with the agent and imports nothing of the constructs'),
      zone('http-client', ['http-client', 'contract'], 'http-client/ is self-contained: only contract/ and Node'),
      zone('oci-client', ['oci-client', 'http-client', 'contract'], 'oci-client/ is self-contained: only contract/, http-client/ and Node'),
      zone('agent', ['agent', 'contract', 'http-client', 'oci-client', 'private'], 'the agent runs in a Pod: only contract/, the clients and private/'),
      zone('lowering', ['lowering', 'contract', 'private'], 'lowering/ is pure: only contract/ and private/'),
      {
        target: ['./src/*.ts', './src/{synth,lowering,rules,private,contract}/**/*'],
        from: PROGRAMS.map((program) => `./src/${program}/**/*`),
        message: 'constructs never import programs',
      },
      {
        target: [...PROGRAMS.map((program) => `./src/${program}/**/*`), './src/rules/!(api)/**/*'],
        from: './src/synth/**/*',
        message: 'synth/ is for the constructs: the others read plain objects',
      },
    ],
  }],
  'no-restricted-syntax': ['error', {
    selector: 'ImportDeclaration[source.value=/^zod/] > :matches(ImportSpecifier, ImportDefaultSpecifier)',
    message: "write `import * as z from 'zod'`: it is a fifth of the size",
  }],
  // Archives, checksums and file modes are made of bits.
  'no-bitwise': 'off',
  'import/order': ['warn', {
    groups: ['builtin', 'external', 'internal', 'parent', 'sibling', 'index'],
    alphabetize: { order: 'asc', caseInsensitive: true },
  }],
});
project.eslint!.addOverride({
  files: ['src/contract/**', 'src/lowering/**', 'src/http-client/**', 'src/oci-client/**', 'src/agent/**'],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [{ group: ['cdk8s', 'cdk8s-plus-*', 'constructs'], message: 'runs without cdk8s' }],
      paths: [{ name: 'zod', message: "write `import * as z from 'zod/mini'`: a step starts in less time" }],
    }],
  },
});
project.eslint!.addOverride({
  files: ['templates/**'],
  rules: {
    // What all of them depend on stands in one place.
    'import/no-extraneous-dependencies': ['error', { packageDir: ['./templates/shared'] }],
    // The promise of a test is its runner's business.
    '@typescript-eslint/no-floating-promises': ['error', {
      allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: 'node:test' }, { from: 'package', name: 'after', package: 'node:test' }],
    }],
  },
});
// This file itself has a compiler configuration of its own.
project.eslint!.file.addOverride('parserOptions.project', ['./test/tsconfig.json', './projenrc/tsconfig.json']);
for (const program of PROGRAMS) project.eslint!.allowDevDeps(`src/${program}/**`);

project.synth();
