/**
 * The embedded cloud behind AWS's own protocols. {@link embeddedcloud.wire.Endpoint} takes a
 * request's bytes and gives a response's; one door to it is for Java in this JVM ({@link
 * embeddedcloud.wire.EmbeddedHttpClient}), the other a loopback port for every other AWS client
 * ({@link embeddedcloud.wire.LoopbackServer}). The SDK's model classes say how their members are
 * written, so a new action of the typed clients needs no line here.
 */
package embeddedcloud.wire;
