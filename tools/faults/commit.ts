import { execFileSync } from 'node:child_process';

/** The short hash of the commit that is checked out, so that a failure can be reproduced; `unknown` without git. */
export function currentCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
