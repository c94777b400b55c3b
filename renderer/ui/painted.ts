import { useEffect } from 'react';

/**
 * Marks on the document that a part is really on screen (two frames after its content was laid out): what a start-up
 * measurement and the tests wait for.
 */
export function usePainted(part: 'queue' | 'case', ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        document.documentElement.dataset[part] = 'painted';
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [part, ready]);
}
