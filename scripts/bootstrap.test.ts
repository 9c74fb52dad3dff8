import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);

it('installs nothing through a link, which would empty the packages of another checkout', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdrop-link-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [own, shared] = [join(folder, 'own'), join(folder, 'shared')];
  await mkdir(join(own, 'scripts'), { recursive: true });
  await mkdir(join(shared, 'a-package'), { recursive: true });
  await cp('scripts/bootstrap.mjs', join(own, 'scripts', 'bootstrap.mjs'));
  await writeFile(
    join(own, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/new': { version: '1' } } }),
  );
  await symlink(shared, join(own, 'node_modules'));
  await expect(run(process.execPath, ['scripts/bootstrap.mjs', 'any.ts'], { cwd: own })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('node_modules is a link'),
  });
  expect(await readdir(shared)).toEqual(['a-package']);
});
