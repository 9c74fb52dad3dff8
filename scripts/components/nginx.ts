import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { findProgram, installPackage } from './programs.ts';

const find = () => findProgram('nginx', '/usr/sbin/nginx');

/** nginx, which serves pages and API in the containers: from PATH, or installed. Used only in tests. */
export async function nginxProgram(report: Report): Promise<string> {
  const found = find() ?? ((await installPackage({ apt: 'nginx-light', brew: 'nginx' }, report)) ? find() : undefined);
  if (found === undefined)
    throw new CannotStart(
      'nginx is missing: put it on PATH or install it (apt-get install nginx, brew install nginx).',
    );
  return found;
}
