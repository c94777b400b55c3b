import { useEffect } from 'react';

/** The frame that lays content out, the one that paints it, and the one that shows what was painted. */
const FRAMES = 3;

/**
 * Marks on the document that a part is really on screen: what a start-up measurement and the tests wait for.
 */
export function usePainted(part: 'queue' | 'case', ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    let frame = 0;
    const wait = (frames: number) => {
      if (frames === 0) document.documentElement.dataset[part] = 'painted';
      else frame = requestAnimationFrame(() => wait(frames - 1));
    };
    wait(FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [part, ready]);
}
