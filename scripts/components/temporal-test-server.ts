import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { cacheFolder } from './cache.ts';
import { findProgram, installPackage, isProgram, runTool } from './programs.ts';
import { downloadWithSdk } from './sdk-download.ts';

const version = '1.38.0';

/**
 * The path of Temporal's time-skipping test server: from TEMPORAL_TEST_SERVER, from the cache, assembled from its Java
 * packages with Maven, or downloaded by the SDK. Used as `executable: { type: 'existing-path', path }` of the `server`
 * option of `createTimeSkipping`.
 */
export async function temporalTestServer(report: Report, signal?: AbortSignal): Promise<string> {
  const given = process.env.TEMPORAL_TEST_SERVER;
  if (given) {
    if (!isProgram(given)) throw new CannotStart('TEMPORAL_TEST_SERVER is not a program that can be run.');
    return given;
  }
  const name = `temporal-test-server-${version}`;
  const cached = join(cacheFolder(name), 'temporal-test-server');
  if (isProgram(cached)) return cached;
  if (findProgram('mvn') !== undefined) return assemble(cached, report, signal);

  const downloaded = await downloadWithSdk(
    'createTimeSkipping',
    cacheFolder('temporal-test-server-download'),
    report,
    signal,
  );
  if (downloaded !== undefined) return downloaded;
  if (await installPackage({ apt: 'maven', brew: 'maven' }, report)) return assemble(cached, report, signal);
  throw new CannotStart(
    "Temporal's test server is missing and its download host does not answer: " +
      'install Maven (apt-get install maven) or set TEMPORAL_TEST_SERVER.',
  );
}

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>ticketdrop</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;

const startScript = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;

/** Assembles the server in a draft folder that is renamed when complete: an interrupted run leaves nothing partial. */
async function assemble(target: string, report: Report, signal?: AbortSignal): Promise<string> {
  report('fetching its Java packages with Maven');
  const draft = cacheFolder(`temporal-test-server-${version}.new`);
  writeFileSync(join(draft, 'pom.xml'), pom);
  await runTool(
    'mvn',
    ['-B', '-q', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'],
    {
      cwd: draft,
      signal,
      hint: "Temporal's test server could not be fetched with Maven",
    },
  );
  writeFileSync(join(draft, 'temporal-test-server'), startScript, { mode: 0o755 });
  rmSync(dirname(target), { recursive: true, force: true });
  renameSync(draft, dirname(target));
  return target;
}
