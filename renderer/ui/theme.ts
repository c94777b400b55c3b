import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Petrol, the one accent; tokens.css decides the exact shades, Mantine only needs a scale beside them. */
const petrol: MantineColorsTuple = [
  '#e9f4f4',
  '#d3e6e6',
  '#a6cdcf',
  '#7ab5b8',
  '#55a1a5',
  '#3b9399',
  '#247f86',
  '#166d74',
  '#0d5f67',
  '#0a4f56',
];

/** What closes is gone at once: while it faded it would still hold the focus and swallow the next key. */
export const abovePage = { duration: 80, exitDuration: 0 };

const field = { classNames: { input: 'field-input', label: 'field-label' } };

/** Ties Mantine's components to tokens.css, so that there is one look and one place to change it. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  colors: { petrol },
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '17px', xl: '20px' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.4' },
  components: {
    TextInput: { defaultProps: field },
    PasswordInput: { defaultProps: field },
    Textarea: { defaultProps: field },
    NativeSelect: { defaultProps: field },
    DateInput: { defaultProps: field },
    TimePicker: { defaultProps: field },
    Tooltip: {
      defaultProps: { openDelay: 500, withArrow: false, transitionProps: { duration: 80 } },
    },
    SegmentedControl: {
      defaultProps: {
        size: 'xs',
        transitionDuration: 80,
        classNames: { root: 'segments', label: 'segment', indicator: 'segment-on' },
      },
    },
    // A region that scrolls must be reachable by keyboard.
    ScrollAreaAutosize: { defaultProps: { viewportProps: { tabIndex: 0 } } },
    Popover: { defaultProps: { transitionProps: abovePage, shadow: 'none' } },
    Menu: { defaultProps: { transitionProps: abovePage, shadow: 'none' } },
    ModalRoot: { defaultProps: { transitionProps: abovePage } },
  },
});
