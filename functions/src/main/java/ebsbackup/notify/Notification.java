package ebsbackup.notify;

/** What is published to the topic. */
public record Notification(String subject, String text) {}
