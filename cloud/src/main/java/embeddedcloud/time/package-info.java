/** The virtual clock that all services share. */
package embeddedcloud.time;
