// Writes RULES.md from the rules: npx tsx scripts/rules.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesMarkdown } from '../src/rules/markdown';
import { ALL_PACKS } from '../src/rules/packs/all';

writeFileSync(join(__dirname, '..', 'RULES.md'), rulesMarkdown(ALL_PACKS));
