/** Set by the build: true unless the bundle is made for packing. */
declare const __TEST_HOOKS__: boolean;
/** Version of the program, set by the build. */
declare const __APP_VERSION__: string;
