/**
 * JSON at the edge: reads what users write, strictly and with every error naming its field, and
 * what our own steps pass to each other, tolerantly, so that a deployment during a run does no
 * harm.
 */
package ebsbackup.json;
