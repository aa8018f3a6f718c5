package embeddedcloud.sns;

import java.time.Instant;

/** A message published to an SNS topic. */
public record Message(Instant at, String topicArn, String subject, String text) {}
