/**
 * JSON at the edge: reads what people write, strictly and with every error naming its field, and
 * what our own steps hand each other, tolerantly, so that a deploy during a run does no harm.
 */
package ebsbackup.json;
