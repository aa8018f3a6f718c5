/**
 * JSON at the edge: reads what people write, strictly and with every error naming its field, and
 * what our own steps hand each other, tolerantly: fields may be absent or unknown.
 */
package ebsbackup.json;
