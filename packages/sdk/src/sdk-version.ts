/** The version of AWS's SDK whose behaviour this package has. Handlers and servers may look at it. */
export const SDK_VERSION: string = '2.4.0';
