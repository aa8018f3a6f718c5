/**
 * The embedded cloud as a whole: the deployed template, its functions and workflows, and the
 * services that they call.
 */
package embeddedcloud;
