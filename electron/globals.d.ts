/** Set by the build: true unless the bundle is made for packing. */
declare const __TEST_HOOKS__: boolean;
