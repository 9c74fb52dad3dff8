import { join } from 'node:path';
import { execa } from 'execa';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { cacheFolder } from './cache.ts';
import { findProgram, installPackage, isProgram, runTool } from './programs.ts';

const version = '4.32.5';
const requirements = 'tools/fuzz/requirements.txt';
const hint = 'Schemathesis could not be installed; put it on PATH instead (pip install schemathesis)';

/** Schemathesis, which makes requests from an OpenAPI document: from PATH, from the cache, or installed with pip. */
export async function schemathesisProgram(report: Report, signal?: AbortSignal): Promise<string> {
  const folder = cacheFolder(`schemathesis-${version}`);
  const cached = join(folder, 'bin', 'schemathesis');
  const existing = findProgram('schemathesis', cached);
  if (existing !== undefined) return existing;
  report('installing with pip, once');
  if (!(await makeEnvironment(folder, signal))) {
    await installPackage({ apt: 'python3-venv', brew: 'python@3' }, report);
    if (!(await makeEnvironment(folder, signal)))
      throw new CannotStart(`${hint}, or install Python 3 with its module venv to have it fetched.`);
  }
  const pip = join(folder, 'bin', 'pip');
  await runTool(pip, ['install', '--quiet', '--no-deps', '--requirement', requirements], { signal, hint });
  if (!isProgram(cached)) throw new CannotStart(hint);
  return cached;
}

/** Makes a Python environment of our own; false where Python, or the part that makes environments, is missing. */
async function makeEnvironment(folder: string, signal?: AbortSignal): Promise<boolean> {
  const python = findProgram('python3');
  if (python === undefined) return false;
  const { failed } = await execa(python, ['-m', 'venv', folder], {
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
  });
  signal?.throwIfAborted();
  return !failed;
}
