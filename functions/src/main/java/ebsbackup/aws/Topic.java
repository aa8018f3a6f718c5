package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import software.amazon.awssdk.services.sns.SnsClient;

/** The SNS topic for notifications. */
public final class Topic {
  /** SNS requires fewer than 100 characters and no line breaks. */
  private static final int LONGEST_SUBJECT = 99;

  private final SnsClient sns;
  private final String topicArn;

  Topic(SnsClient sns, String topicArn) {
    this.sns = sns;
    this.topicArn = topicArn;
  }

  /**
   * Publishes a message.
   *
   * @throws AwsCallException if SNS did not accept it
   */
  public void publish(String subject, String text) {
    String line = subject.replaceAll("[^ -~]", " ").strip();
    String cut = line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT);
    Calls.call(
        "Publish",
        () -> sns.publish(request -> request.topicArn(topicArn).subject(cut).message(text)));
  }
}
