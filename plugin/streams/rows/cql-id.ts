/** An id as CQL takes it; whatever is no plain one is quoted, so that it can be nothing but a value. */
export const cqlId = (id: string): string => (/^\w+$/.test(id) ? id : `"${id.replace(/[\\"]/g, '\\$&')}"`)
