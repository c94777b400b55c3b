import type { Shape } from '../shape.ts';
import type { settings as zh } from '../zh-CN/settings.ts';

export const settings = {
  title: 'Settings',
  hint: 'Changes apply at once, on this computer only.',
  display: 'Display',
  language: 'Language',
  languages: { system: 'As the system', 'zh-CN': '简体中文', en: 'English' },
  theme: 'Appearance',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  density: 'Queue rows',
  densities: { comfortable: 'Comfortable', standard: 'Standard', compact: 'Compact' },
  dialling: 'Dialling',
  dialScheme: 'Hand numbers to',
  dialSchemes: { tel: 'Phone program (tel:)', sip: 'Softphone (sip:)' },
  dialHint: 'The number goes straight to the system’s dialling program and is not shown.',
  sipDomain: 'SIP domain',
  sipDomainHint: 'Empty: none is added. For example pbx.example.com',
  about: 'About',
  desk: 'Desk',
  team: 'Team',
  server: 'Server',
  profile: 'Profile',
  version: 'Version',
  mode: { online: 'signed in online', offline: 'unlocked offline' },
} satisfies Shape<typeof zh>;
