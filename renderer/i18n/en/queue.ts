import type { Shape } from '../shape.ts';
import type { queue as zh } from '../zh-CN/queue.ts';

export const queue = {
  title: 'Queue',
  appointmentsTitle: 'Appointments',
  list: 'Cases',
  tabs: {
    open: 'Open',
    due: 'Due',
    appointment: 'Appts',
    tried: 'Tried',
    waiting: 'Waiting',
    closed: 'Closed',
  },
  tabsLabel: 'Filter by state',
  tabHint: {
    open: 'Everything that is not closed',
    due: 'May be called now',
    appointment: 'A time is agreed',
    tried: 'Called before, not closed yet',
    waiting: 'Not yet time, or waiting for somebody else',
    closed: 'Closed with proof',
  },
  kindLabel: 'Kind of case',
  person: 'Person',
  everybody: 'Everybody',
  search: 'Name, last digits, case no.',
  clearSearch: 'Clear the search',
  updates_one: '{{count}} update, click to show',
  updates_other: '{{count}} updates, click to show',
  unsent: 'Unsent',
  draft: 'Has unsaved work',
  receiving: 'Receiving cases {{received}} / {{total}}; start with those already here',
  asOf: 'Offline, as of {{moment}}',
  risk: {
    done: 'Closed',
  },
  empty: {
    open: {
      title: 'The queue is empty',
      hint: 'Cases appear here as soon as they are assigned to you; no refresh is needed.',
    },
    due: {
      title: 'Nobody to call right now',
      hint: 'Cases appear when their calling time comes. “Waiting” shows when the next one is.',
    },
    appointment: {
      title: 'No appointments',
      hint: 'Choose the result “Appointment” and agree on a time; the case then appears here.',
    },
    tried: { title: 'Nothing tried yet', hint: 'Cases that were called but not finished appear here.' },
    waiting: {
      title: 'Nothing is waiting',
      hint: 'Cases whose time has not come, or that wait for a finding or the team lead, appear here.',
    },
    closed: {
      title: 'Nothing closed yet',
      hint: 'Cases finished by a call, or with a receipt as proof, appear here.',
    },
    search: {
      title: 'Nothing found for “{{text}}”',
      hint: 'Search by name, last four digits, case number or reported number. Fewer letters find more.',
    },
  },
  clearFilters: 'Clear filters',
} satisfies Shape<typeof zh>;
