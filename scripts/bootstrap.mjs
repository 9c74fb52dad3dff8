#!/usr/bin/env node
// Prepares a fresh clone to run its TypeScript: checks Node, installs packages, generates the Prisma client. The given
// script then runs in this process, so that signals and exit codes need no forwarding.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`TicketDrop needs Node 20.19 or later; this is ${process.version}.`);
}
if (script === undefined) fail('Usage: node scripts/bootstrap.mjs <script.ts> [arguments]');

if (!packagesMatchTheLock()) {
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    fail(
      'The packages do not match package-lock.json, and node_modules is a link: installing would empty the folder ' +
        'that others use as well. Remove the link, or run npm ci where it leads.',
    );
  await run('Installing packages (npm ci, about a minute)', 'npm', ['ci', '--include=dev', '--loglevel=error']);
}
if (!clientMatchesTheSchema()) {
  // Any existing program as engine keeps Prisma from downloading one, which `generate` does not need.
  const environment = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  await run(
    'Generating the database client',
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate'],
    environment,
  );
}

process.chdir(root);
// As scripts/typescript-options.ts does for child processes: no loader where Node strips types itself.
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api');
  register();
}
process.argv = [process.execPath, resolve(root, script), ...args];
await import(pathToFileURL(process.argv[1]).href);

/** Compares npm's list of installed packages with the lock file: same packages, same versions. */
function packagesMatchTheLock() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const versions = (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.optional);
  };
  const installedVersions = new Map(versions(installed).map(([path, entry]) => [path, entry.version]));
  return versions(join(root, 'package-lock.json')).every(
    ([path, entry]) => installedVersions.get(path) === entry.version,
  );
}

function clientMatchesTheSchema() {
  const generated = join(root, 'prisma', 'generated', 'client.ts');
  if (!existsSync(generated)) return false;
  const newest = Math.max(
    ...['prisma/schema.prisma', 'node_modules/prisma/package.json'].map((file) => statSync(join(root, file)).mtimeMs),
  );
  return statSync(generated).mtimeMs >= newest;
}

/** Runs a command to its end and shows the time it takes; its output is shown only when it fails. */
async function run(what, command, parameters, environment = {}) {
  const since = Date.now();
  const elapsed = () => `${Math.round((Date.now() - since) / 1000)} s`;
  const interactive = process.stdout.isTTY && !process.env.CI;
  process.stdout.write(`${what}…${interactive ? '' : '\n'}`);
  const timer = setInterval(
    () => process.stdout.write(interactive ? `\r${what}… ${elapsed()}` : `  ${elapsed()}\n`),
    interactive ? 1_000 : 20_000,
  );

  let output = '';
  const child = spawn(command, parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const failure = await new Promise((done) =>
    child
      .once('error', (error) => done(error.message))
      .once('close', (code, signal) => done(code === 0 ? undefined : `exit code ${code ?? signal}`)),
  );
  clearInterval(timer);
  process.stdout.write(interactive ? `\r${what}: ${elapsed()}   \n` : '');
  if (failure !== undefined) fail(`${output.trim()}\n${what} failed: ${failure}.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
