import type { Page } from '@playwright/test';

/** Presses keys one after the other, as fast as a hand never would. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The key as it arrives while an input method still composes: it belongs to the input method. */
export async function pressComposing(page: Page, key: string, ctrlKey = false): Promise<void> {
  await page.evaluate(
    (init) => {
      const target = document.activeElement ?? document.body;
      const event = { ...init, bubbles: true, cancelable: true, isComposing: true };
      target.dispatchEvent(new KeyboardEvent('keydown', event));
    },
    { key, ctrlKey },
  );
}

/**
 * From now on keeps every text that the page shows, even for a moment. Answers the question whether one was
 * among them.
 */
export async function watchTexts(page: Page): Promise<(text: string) => Promise<boolean>> {
  await page.evaluate(() => {
    const shown: string[] = [document.documentElement.outerHTML];
    Object.assign(globalThis, { shown });
    new MutationObserver((records) => {
      for (const { type, target, addedNodes } of records) {
        if (type === 'attributes' && target instanceof Element)
          shown.push(...[...target.attributes].map((attribute) => attribute.value));
        if (type === 'characterData') shown.push(target.textContent ?? '');
        for (const node of addedNodes)
          shown.push(node instanceof Element ? node.outerHTML : (node.textContent ?? ''));
      }
    }).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  });
  return (text) =>
    page.evaluate(
      (wanted) =>
        (globalThis as unknown as { shown: string[] }).shown.some((one) =>
          one.replaceAll(' ', '').includes(wanted),
        ),
      text,
    );
}
