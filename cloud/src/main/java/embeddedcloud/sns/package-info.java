/** The part of Amazon SNS that publishes messages. */
package embeddedcloud.sns;
