export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process. The only place that reads them. */
export const processEnvironment = (): Environment => process.env;
