import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a suite leaves: a folder of its own, so that no other suite removes it. */
export function artifactsOf(root, suite) {
  const folder = join(root, 'artifacts', suite);
  return { folder, report: join(folder, 'report.json'), log: join(folder, 'output.log') };
}

/** Makes room for a new run of one suite; what the others left stays. */
export function beginArtifacts(root, suite) {
  const artifacts = artifactsOf(root, suite);
  rmSync(artifacts.folder, { recursive: true, force: true });
  mkdirSync(artifacts.folder, { recursive: true });
  return artifacts;
}
