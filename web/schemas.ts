/**
 * Stands in for TypeBox in the pages (see vite.config.ts). The server validates by the contracts' schemas; the pages use
 * their methods, addresses and types alone, so that every schema here is empty and its library stays out of the script.
 */
const schema = { properties: {} };

export const Type: unknown = new Proxy({}, { get: () => () => schema });
