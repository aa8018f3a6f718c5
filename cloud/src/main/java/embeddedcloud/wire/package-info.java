/**
 * The embedded cloud behind AWS's own protocols. {@link embeddedcloud.wire.Endpoint} takes a
 * request and returns the response. Java code in this JVM reaches it through {@link
 * embeddedcloud.wire.EmbeddedHttpClient}, every other AWS client through a loopback port ({@link
 * embeddedcloud.wire.LoopbackServer}). The SDK's model classes describe how their members are
 * written, so a new action of the typed clients needs no code here.
 */
package embeddedcloud.wire;
