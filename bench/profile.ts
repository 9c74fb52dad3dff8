import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The processes whose processor time can be looked into. */
export const profiledParts = ['API', 'worker'] as const;
export type ProfiledPart = (typeof profiledParts)[number];

/** How many lines a summary has in each of its tables. */
const LINES = 30;

const CpuProfile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }) })),
  samples: z.array(z.number()),
  /** Microseconds since the sample before. */
  timeDeltas: z.array(z.number()),
});

/** The options with which Node writes a CPU profile for each of its threads into this folder when it ends. */
export const profileOptions = (folder: string): string[] => ['--cpu-prof', `--cpu-prof-dir=${folder}`];

/** An empty folder for the profiles of one process in one scenario. */
export function profileFolder(scenario: string, part: ProfiledPart): string {
  const folder = join('.data', 'bench', 'profiles', `${scenario}-${part}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Says where the time of the profiles in a folder went, by package and by function. @returns the file it is in. */
export function summarizeProfiles(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const threads = names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const summaries = threads.map(({ name, text }) => summarizeProfile(name, CpuProfile.parse(JSON.parse(text))));
  const file = join(folder, 'summary.md');
  writeFileSync(file, `${summaries.join('\n\n')}\n`);
  return file;
}

/** Where one thread spent its time, the time in which it waited left out, as Markdown. */
export function summarizeProfile(name: string, { nodes, samples, timeDeltas }: z.infer<typeof CpuProfile>): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPackage = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let total = 0;
  for (const [i, id] of samples.entries()) {
    const { functionName, url } = frames.get(id)!;
    if (functionName === '(idle)') continue;
    const ms = timeDeltas[i]! / 1_000;
    total += ms;
    const file = readableFile(url);
    add(byPackage, packageOf(file) || functionName, ms);
    add(byFunction, `${functionName || '(anonymous)'} ${file}`.trim(), ms);
  }
  return [
    `# ${name}: ${Math.round(total)} ms of work`,
    '',
    table('package', byPackage, total),
    '',
    table('function', byFunction, total),
  ].join('\n');
}

const add = (times: Map<string, number>, key: string, ms: number) => times.set(key, (times.get(key) ?? 0) + ms);

function table(what: string, times: Map<string, number>, total: number): string {
  const rows = [...times].toSorted(([, one], [, other]) => other - one).slice(0, LINES);
  const lines = rows.map(([key, ms]) => `| ${((ms / total) * 100).toFixed(1)} % | ${Math.round(ms)} ms | ${key} |`);
  return [`| share | time | ${what} |`, '| ---: | ---: | --- |', ...lines].join('\n');
}

/** A file as seen from the root of the repository; in packages from the package's name on. */
function readableFile(url: string): string {
  if (!url.startsWith('file:')) return url;
  const path = relative('.', fileURLToPath(url));
  return path.split('node_modules/').at(-1)!;
}

const packageOf = (file: string): string =>
  file.startsWith('node:')
    ? file
    : file
        .split('/')
        .slice(0, file.startsWith('@') ? 2 : 1)
        .join('/');
