import { contextBridge, ipcRenderer } from 'electron';
import { CHANNEL_NAMES, EVENT_NAMES, type EventName } from '../shared/ipc/names.ts';

const calls = CHANNEL_NAMES.map((name) => [name, (input: unknown) => ipcRenderer.invoke(name, input)]);

/** Named functions and one subscription: nothing of Electron, not even the event object, reaches the page. */
contextBridge.exposeInMainWorld('desk', {
  ...Object.fromEntries(calls),
  on(name: EventName, listener: (payload: unknown) => void): () => void {
    if (!EVENT_NAMES.includes(name)) return () => undefined;
    const heard = (_event: unknown, payload: unknown) => listener(payload);
    ipcRenderer.on(name, heard);
    return () => {
      ipcRenderer.removeListener(name, heard);
    };
  },
});
