// What npm runs in a checkout that it has just installed, or packs to install it from git: bundles the programs.
//
// For a global install from git, which is pre-commit's way, npm forgets what development needs (npm 9 to 12): it hands
// `--global` on to the install that should get it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (process.env.npm_config_global === 'true') {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: join(fileURLToPath(import.meta.url), '../..'),
    env: { ...process.env, npm_config_global: 'false' },
    // What npm packs is named on its standard output.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
await import('./bundle.mjs');
