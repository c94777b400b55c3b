import { z } from 'zod';

// Our CSP forbids eval, which zod would otherwise try on its first parse: so this is the first module that
// runs.
z.config({ jitless: true });
