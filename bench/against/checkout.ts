import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { runTool } from '../../scripts/components/programs.ts';
import { CannotStart } from '../../scripts/cannot-start.ts';
import type { Report } from '../../scripts/progress.ts';

export type Checkout = { name: string; folder: string };

const root = resolve('.data', 'bench', 'against');

/** A copy of a commit in a folder of its own, with its packages. It is made once for each commit. */
export async function checkOut(reference: string, report: Report, signal: AbortSignal): Promise<Checkout> {
  const { stdout: commit, failed } = await execa('git', ['rev-parse', '--verify', `${reference}^{commit}`], {
    reject: false,
  });
  if (failed) throw new CannotStart(`--against: git knows no commit ${reference}.`);
  return copyOf(commit, reference, report, signal);
}

/** A copy of this checkout as it is, changes of tracked files included. */
export async function checkOutThis(report: Report, signal: AbortSignal): Promise<Checkout> {
  const { stdout: changed } = await execa('git', ['stash', 'create']);
  const { stdout: head } = await execa('git', ['rev-parse', 'HEAD']);
  return copyOf(changed || head, 'this', report, signal);
}

async function copyOf(commit: string, name: string, report: Report, signal: AbortSignal): Promise<Checkout> {
  const folder = join(root, commit.slice(0, 12));
  if (!existsSync(join(folder, 'complete'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    report(`copying ${name}`);
    const archive = join(root, `${commit}.tar`);
    await runTool('git', ['archive', '--output', archive, commit], { signal, hint: 'git archive failed' });
    await runTool('tar', ['-xf', archive, '-C', folder], { signal, hint: 'the archive could not be unpacked' });
    rmSync(archive);
    await preparePackages(folder, report, signal);
    mkdirSync(join(folder, 'complete'));
  }
  return { name, folder };
}

/** The packages of this checkout serve where the lock file is the same. */
async function preparePackages(folder: string, report: Report, signal: AbortSignal): Promise<void> {
  const lock = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(path, 'package-lock.json')))
      .digest('hex');
  if (lock(folder) === lock('.')) return symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  report('installing the packages of the other commit, about a minute once');
  await runTool('npm', ['ci', '--include=dev', '--loglevel=error'], {
    cwd: folder,
    env: process.env,
    signal,
    hint: 'its packages could not be installed',
  });
}
