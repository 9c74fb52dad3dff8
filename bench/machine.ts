import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { execa } from 'execa';
import { vegetaProgram, wrkProgram } from '../scripts/components/load-tools.ts';
import { postgresPrograms } from '../scripts/components/postgres-programs.ts';
import { redisProgram } from '../scripts/components/redis.ts';
import { temporalProgram } from '../scripts/components/temporal-program.ts';

/** The machine and the versions that the figures were measured with. */
export type Machine = {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  versions: Record<string, string>;
};

/** The commit that is measured; `+` at its end when tracked files are changed. */
export async function currentCommit(): Promise<string> {
  const git = async (...args: string[]) => (await execa('git', args, { reject: false })).stdout ?? '';
  const [hash, changes] = await Promise.all([
    git('rev-parse', '--short=12', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return hash === '' ? 'unknown' : `${hash}${changes === '' ? '' : '+'}`;
}

export async function machine(): Promise<Machine> {
  const discard = () => undefined;
  const [first] = cpus();
  const versionOf = async (program: string, ...args: string[]) => {
    const { stdout, stderr } = await execa(program, args, { reject: false });
    return /\d+\.\d+(\.\d+)?/.exec(`${stdout} ${stderr}`)?.[0] ?? 'unknown';
  };
  const { postgres } = await postgresPrograms();
  const temporal = await execa(await temporalProgram(discard), ['--version']);
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    versions: {
      Node: process.versions.node,
      PostgreSQL: await versionOf(postgres, '--version'),
      Redis: await versionOf(await redisProgram(discard), '--version'),
      'Temporal server': /Server (\d+\.\d+\.\d+)/.exec(temporal.stdout)?.[1] ?? 'unknown',
      'Temporal SDK': packageVersion('@temporalio/client'),
      Hono: packageVersion('hono'),
      wrk: await versionOf(await wrkProgram(discard), '--version'),
      // A vegeta built by `go install` does not print its version.
      vegeta: /(\d+\.\d+\.\d+)/.exec(await vegetaProgram(discard))?.[1] ?? 'from PATH',
    },
  };
}

const packageVersion = (name: string): string =>
  JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
