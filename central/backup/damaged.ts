/** A file that is not what it was when it was written, or that was never finished. */
export class DamagedFile extends Error {}
