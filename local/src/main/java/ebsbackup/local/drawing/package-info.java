/** Draws a workflow from its definition, so that the picture says what the definition says. */
package ebsbackup.local.drawing;
