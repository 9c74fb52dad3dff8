#!/usr/bin/env node
// Makes a fresh clone able to run its own TypeScript: checks Node, installs packages, generates the Prisma client, then
// runs the given script in this very process, so that signals and exit codes need nobody to pass them on.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`TicketDrop needs Node 20.19 or later; this is ${process.version}.`);
}
if (script === undefined) stop('Usage: node scripts/bootstrap.mjs <script.ts> [arguments]');

if (!packagesMatchTheLock()) {
  await run('Installing packages (npm ci, about a minute)', 'npm', ['ci', '--include=dev', '--loglevel=error']);
}
if (!clientMatchesTheSchema()) {
  // Prisma would download an engine that generating does not need; any program that exists keeps it from trying.
  const environment = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  await run(
    'Generating the database client',
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate'],
    environment,
  );
}

process.chdir(root);
const { register } = await import('tsx/esm/api');
register();
process.argv = [process.execPath, resolve(root, script), ...args];
await import(pathToFileURL(process.argv[1]).href);

/** npm writes down what it installed; the same packages at the same versions as in the lock file means nothing to do. */
function packagesMatchTheLock() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const versions = (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.optional);
  };
  const present = new Map(versions(installed).map(([path, entry]) => [path, entry.version]));
  return versions(join(root, 'package-lock.json')).every(([path, entry]) => present.get(path) === entry.version);
}

function clientMatchesTheSchema() {
  const generated = join(root, 'prisma', 'generated', 'client.ts');
  if (!existsSync(generated)) return false;
  const newest = Math.max(
    ...['prisma/schema.prisma', 'node_modules/prisma/package.json'].map((file) => statSync(join(root, file)).mtimeMs),
  );
  return statSync(generated).mtimeMs >= newest;
}

/** Runs a command to its end, telling how long it takes; what it says is shown only when it fails. */
async function run(what, command, parameters, environment = {}) {
  const since = Date.now();
  const elapsed = () => `${Math.round((Date.now() - since) / 1000)} s`;
  const lively = process.stdout.isTTY && !process.env.CI;
  process.stdout.write(`${what}…${lively ? '' : '\n'}`);
  const clock = setInterval(
    () => process.stdout.write(lively ? `\r${what}… ${elapsed()}` : `  ${elapsed()}\n`),
    lively ? 1_000 : 20_000,
  );

  let said = '';
  const child = spawn(command, parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const failure = await new Promise((done) =>
    child
      .once('error', (error) => done(error.message))
      .once('close', (code, signal) => done(code === 0 ? undefined : `exit code ${code ?? signal}`)),
  );
  clearInterval(clock);
  process.stdout.write(lively ? `\r${what}: ${elapsed()}   \n` : '');
  if (failure !== undefined) stop(`${said.trim()}\n${what} failed: ${failure}.`);
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
