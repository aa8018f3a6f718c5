/**
 * JSON at the edge: reads what users write, strictly and with every error naming its field, and
 * what our own steps pass to each other, tolerantly: fields may be absent or unknown.
 */
package ebsbackup.json;
