package embeddedcloud;

/**
 * A call that a function makes to AWS.
 *
 * @param function the function's name
 * @param action as IAM names it, such as {@code ec2:CreateVolume}
 */
public record AwsCall(String function, String action) {}
