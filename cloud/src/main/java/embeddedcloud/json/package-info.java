/**
 * JSON as plain values, read leniently or as strictly as AWS does, and converted to and from the
 * SDK's models.
 */
package embeddedcloud.json;
