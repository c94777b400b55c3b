import { Menu } from '@mantine/core';
import { useState } from 'react';
import type { Script } from '../../shared/script/graph.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';

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
          const raised = objections[Number(event.key) - 1];
          if (!raised) return;
          event.preventDefault();
          setOpen(false);
          onRaise(raised.id);
        }}
      >
        {objections.map((objection, index) => (
          <Menu.Item
            key={objection.id}
            leftSection={index < 9 ? <Kbd>{String(index + 1)}</Kbd> : null}
            onClick={() => onRaise(objection.id)}
          >
            {pick(objection.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
