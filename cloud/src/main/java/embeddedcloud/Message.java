package embeddedcloud;

import java.time.Instant;

/** What was published to an SNS topic. */
public record Message(Instant at, String topicArn, String subject, String text) {}
