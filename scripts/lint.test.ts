import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A tree of its own under the rules of this repository. */
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ticketdrop-lint-'));
  await copyFile('.oxlintrc.json', join(root, '.oxlintrc.json'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What the lint says of these files, by their text. */
async function lint(files: Record<string, string>): Promise<string> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  const oxlint = join(process.cwd(), 'node_modules/oxlint/bin/oxlint');
  const { stdout } = await execa(process.execPath, [oxlint, '--format=unix', ...Object.keys(files)], {
    cwd: root,
    reject: false,
  });
  return stdout;
}

describe('the lint', () => {
  it('finds a circle, also one of types alone', async () => {
    const found = await lint({
      'api/purchase/one.ts': "import type { Other } from './other.ts';\nexport type One = { other?: Other };\n",
      'api/purchase/other.ts': "import type { One } from './one.ts';\nexport type Other = { one?: One };\n",
    });
    expect(found).toContain('no-cycle');
  });

  it.each([
    ['api/http/a.ts', '../catalogue/b.ts'],
    ['api/catalogue/a.ts', '../waiting-room/b.ts'],
    ['api/waiting-room/a.ts', '../purchase/b.ts'],
    ['api/purchase/a.ts', '../organiser/b.ts'],
    ['api/purchase/a.ts', '../deps.ts'],
    ['api/machines/a.ts', '../purchase/b.ts'],
    ['api/organiser/a.ts', '../purchase/b.ts'],
    ['api/organiser/a.ts', '../orders/b.ts'],
    ['api/orders/a.ts', '../waiting-room/b.ts'],
    ['api/orders/a.ts', '../privacy/b.ts'],
    ['api/privacy/a.ts', '../orders/b.ts'],
    ['api/purchase/a.ts', '../../worker/b.ts'],
    ['api/purchase/a.ts', '../../activities/purchase/activities.ts'],
    ['api/purchase/a.ts', '../../workflows/purchase.ts'],
    ['activities/catalogue/a.ts', '../purchase/b.ts'],
    ['activities/payments/a.ts', '../purchase/b.ts'],
    ['activities/waiting-room/a.ts', '../purchase/b.ts'],
    ['activities/purchase/a.ts', '../waiting-room/b.ts'],
    ['activities/organiser/a.ts', '../reconciler/b.ts'],
    ['activities/reconciler/a.ts', '../ports.ts'],
    ['activities/purchase/a.ts', '../../api/b.ts'],
    ['workflows/a.ts', '../activities/b.ts'],
    ['worker/a.ts', '../api/b.ts'],
    ['prisma/a.ts', '../activities/b.ts'],
    ['scripts/a.ts', '../tools/b.ts'],
    ['web/src/purchase/a.ts', '../../../activities/b.ts'],
    ['web/src/purchase/a.ts', '../../../config.ts'],
  ])('refuses that %s imports %s', async (file, forbidden) => {
    const found = await lint({ [file]: `import { b } from '${forbidden}';\nexport const a = b;\n` });
    expect(found).toContain('no-restricted-imports');
  });

  it.each([
    ['api/purchase/a.ts', '../waiting-room/b.ts'],
    ['api/purchase/a.ts', '../../workflows/messages.ts'],
    ['activities/purchase/a.ts', '../payments/ports.ts'],
    ['worker/a.ts', '../activities/connect.ts'],
    ['web/src/purchase/a.ts', '../../../money.ts'],
    ['web/src/purchase/a.ts', '../../../codes.ts'],
  ])('allows that %s imports %s', async (file, allowed) => {
    const found = await lint({ [file]: `import { b } from '${allowed}';\nexport const a = b;\n` });
    expect(found).not.toContain('no-restricted-imports');
  });
});
