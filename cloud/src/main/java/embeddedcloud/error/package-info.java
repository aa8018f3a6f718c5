/** The errors of all services, as the SDK throws them. */
package embeddedcloud.error;
