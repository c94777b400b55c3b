import { readdir, readFile } from 'node:fs/promises';

async function childrenOf(): Promise<Map<number, number[]>> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The command in brackets may hold spaces; the parent is the second field behind it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

/**
 * Memory of a process and all its descendants in MB, shared pages counted once (Linux: proportional set
 * size).
 */
export async function treeMemory(root: number): Promise<number> {
  const children = await childrenOf();
  const waiting = [root];
  let kilobytes = 0;
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    waiting.push(...(children.get(pid) ?? []));
  }
  return kilobytes / 1024;
}
