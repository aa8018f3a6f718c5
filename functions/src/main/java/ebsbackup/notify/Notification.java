package ebsbackup.notify;

/** The message that is published to the topic. */
public record Notification(String subject, String text) {}
