/** The part of Systems Manager that runs commands on instances. */
package embeddedcloud.ssm;
