import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What Tekton's own code says about one document: the reason of each level that refuses it. */
export interface Verdict {
  readonly file: string;
  readonly document: number;
  /** `tekton.dev/v1 Task`, empty for what is no object. */
  readonly kind: string;
  readonly name: string;
  readonly refused: { readonly [level: string]: string };
}

/** Tekton's decoding, defaulting and validation, built from its Go modules. */
export class Oracle {
  /** Builds the program, which takes minutes the first time. */
  public static build(): Oracle {
    const output = execFileSync(join(__dirname, '..', '..', 'conformance', 'check'), ['--program'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    return new Oracle(output.trim());
  }

  private constructor(private readonly program: string) {}

  public judge(paths: readonly string[]): Verdict[] {
    const output = execFileSync(this.program, ['--json-lines', '--api', 'stable,beta,alpha', ...paths], { encoding: 'utf8', maxBuffer: 1 << 30 });
    return output.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Verdict);
  }
}
