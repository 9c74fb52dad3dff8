import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { execa } from 'execa';
import { vegetaProgram, wrkProgram } from '../scripts/components/load-tools.ts';
import { postgresPrograms } from '../scripts/components/postgres-programs.ts';
import { redisProgram } from '../scripts/components/redis.ts';
import { temporalProgram } from '../scripts/components/temporal-program.ts';

/** What the figures were measured on and with. */
export type Machine = {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  versions: Record<string, string>;
};

/** The commit that was measured, with `+` where files were changed since. */
export async function commit(): Promise<string> {
  const git = async (...args: string[]) => (await execa('git', args, { reject: false })).stdout ?? '';
  const [hash, changes] = await Promise.all([
    git('rev-parse', '--short=12', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return hash === '' ? 'unknown' : `${hash}${changes === '' ? '' : '+'}`;
}

export async function machine(): Promise<Machine> {
  const quietly = () => undefined;
  const [first] = cpus();
  const says = async (program: string, ...args: string[]) => {
    const { stdout, stderr } = await execa(program, args, { reject: false });
    return /\d+\.\d+(\.\d+)?/.exec(`${stdout} ${stderr}`)?.[0] ?? 'unknown';
  };
  const { postgres } = await postgresPrograms();
  const temporal = await execa(await temporalProgram(quietly), ['--version']);
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    versions: {
      Node: process.versions.node,
      PostgreSQL: await says(postgres, '--version'),
      Redis: await says(await redisProgram(quietly), '--version'),
      'Temporal server': /Server (\d+\.\d+\.\d+)/.exec(temporal.stdout)?.[1] ?? 'unknown',
      'Temporal SDK': packageVersion('@temporalio/client'),
      Hono: packageVersion('hono'),
      wrk: await says(await wrkProgram(quietly), '--version'),
      // vegeta as `go install` leaves it does not know its own version.
      vegeta: /(\d+\.\d+\.\d+)/.exec(await vegetaProgram(quietly))?.[1] ?? 'from PATH',
    },
  };
}

const packageVersion = (name: string): string =>
  JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
