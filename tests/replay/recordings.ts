import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { History } from '@temporalio/common/lib/proto-utils';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';
import { Worker, type ReplayResult, type WorkflowBundle } from '@temporalio/worker';
import { versions, type Recorded } from './versions.ts';

const folder = new URL('histories/', import.meta.url);
const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** A recorded run. `workflowId` is its behaviour and the version of its code: `sold.v1`. */
export type Recording = { workflowId: string; history: History };

/** The recorded runs of one workflow, of all versions or of the current one. */
export async function recordings(workflow: Recorded, { current = false } = {}): Promise<Recording[]> {
  const names = await readdir(new URL(`${workflow}/`, folder)).catch(() => []);
  const ending = current ? `.v${versions[workflow]}.json` : '.json';
  return Promise.all(
    names
      .filter((name) => name.endsWith(ending))
      .map(async (name) => ({
        workflowId: name.replace('.json', ''),
        history: historyFromJSON(JSON.parse(await readFile(new URL(`${workflow}/${name}`, folder), 'utf8'))),
      })),
  );
}

/** Records a run under its behaviour and the current version. It never replaces a recording to make it fit the code. */
export async function record(history: History, workflow: Recorded, behaviour: string): Promise<void> {
  await mkdir(new URL(`${workflow}/`, folder), { recursive: true });
  const text = withoutPaths(historyToJSON(history));
  await writeFile(new URL(`${workflow}/${behaviour}.v${versions[workflow]}.json`, folder), `${text}\n`, {
    flag: 'wx',
  }).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EEXIST') throw failure;
  });
}

/** Stack traces of failed attempts contain paths of this machine; its packages may be in another folder. */
const withoutPaths = (text: string) =>
  text.replaceAll(checkout, '').replaceAll(/(?<=[\s(])\/[^\s()"]*\/(?=node_modules\/)/g, '');

/** Replays runs with a bundle of workflow code. A result has an `error` when the code would take another path. */
export async function replay(workflowBundle: WorkflowBundle, histories: Recording[]): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories({ workflowBundle }, histories)) results.push(result);
  return results;
}

/** Messages of the failed replays: `sold.v1: Nondeterminism error …`. */
export const failures = (results: ReplayResult[]) =>
  results.flatMap(({ workflowId, error }) => (error ? [`${workflowId}: ${error.message}`] : []));

/** The local activity whose result an event records, if it records one. */
export function stepOf({
  markerRecordedEventAttributes: marker,
}: NonNullable<History['events']>[number]): string | undefined {
  const data = marker?.details?.['data']?.payloads?.[0]?.data;
  return data ? (JSON.parse(Buffer.from(data).toString()) as { activity_type: string }).activity_type : undefined;
}

/** The local activities whose results a history records, in order. */
export const stepsRecorded = ({ events }: History): string[] => (events ?? []).flatMap((event) => stepOf(event) ?? []);
