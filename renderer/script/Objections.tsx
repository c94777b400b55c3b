import { Menu } from '@mantine/core';
import { useState } from 'react';
import type { Script } from '../../shared/script/graph.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';

/** As they lie on a keyboard. */
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/** What people object, one key away at any step; a number takes it. */
export function Objections({ script, onRaise }: { script: Script; onRaise(objection: string): void }) {
  const { t, pick } = useWords();
  const [open, setOpen] = useState(false);
  const { objections } = script;
  useActions({ objections: objections.length > 0 ? () => setOpen(true) : null });
  if (objections.length === 0) return null;
  return (
    <Menu
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={280}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button look="quiet" hotkey="O" title={t('script.objections')}>
          {t('script.objectionsShort')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown
        onKeyDown={(event) => {
          const raised = objections[KEYS.indexOf(event.key)];
          if (!raised) return;
          event.preventDefault();
          setOpen(false);
          onRaise(raised.id);
        }}
      >
        {objections.map((objection, index) => (
          <Menu.Item
            key={objection.id}
            leftSection={KEYS[index] ? <Kbd>{KEYS[index]}</Kbd> : null}
            onClick={() => onRaise(objection.id)}
          >
            {pick(objection.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
