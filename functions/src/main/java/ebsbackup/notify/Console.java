package ebsbackup.notify;

import java.util.Map;

/** The AWS Management Console, which has its own address in every partition of AWS. */
final class Console {
  /**
   * The host names by the partition that every ARN names. The isolated partitions have no public
   * address.
   */
  private static final Map<String, String> HOST_BY_PARTITION =
      Map.of(
          "aws", "console.aws.amazon.com",
          "aws-cn", "console.amazonaws.cn",
          "aws-us-gov", "console.amazonaws-us-gov.com",
          "aws-eusc", "console.amazonaws-eusc.eu");

  private Console() {}

  /** The console's page of an execution; the ARN itself if the partition has no known address. */
  static String linkTo(String executionArn) {
    String[] arn = executionArn.split(":", 5);
    String host = HOST_BY_PARTITION.get(arn[1]);
    return host == null
        ? executionArn
        : "https://%s.%s/states/home?region=%s#/v2/executions/details/%s"
            .formatted(arn[3], host, arn[3], executionArn);
  }
}
