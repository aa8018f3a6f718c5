/** The embedded cloud as a whole: the deployed template, its functions and workflows, and EC2. */
package embeddedcloud;
