/** The embedded cloud put together: the deployed template, its functions and workflows, and EC2. */
package embeddedcloud;
