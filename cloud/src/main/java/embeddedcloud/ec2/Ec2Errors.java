package embeddedcloud.ec2;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import embeddedcloud.error.ServiceErrors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** The errors of EC2; {@link Calls} adds the request's id. */
final class Ec2Errors {
  private Ec2Errors() {}

  @FormatMethod
  static AwsServiceException of(String code, @FormatString String message, Object... facts) {
    return ServiceErrors.of(
        Ec2Exception.builder(), "Ec2", statusOf(code), code, message.formatted(facts));
  }

  @FormatMethod
  static AwsServiceException badValue(@FormatString String message, Object... facts) {
    return of("InvalidParameterValue", message, facts);
  }

  static AwsServiceException missing(String parameter) {
    return of("MissingParameter", "The request must contain the parameter %s", parameter);
  }

  /** Throws EC2's response to a dry run that has passed all checks. */
  static void ifDryRun(Boolean dryRun) {
    if (Boolean.TRUE.equals(dryRun)) {
      throw of("DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }

  private static int statusOf(String code) {
    return switch (code) {
      case "RequestLimitExceeded", "Unavailable", "ServiceUnavailable" -> 503;
      case "InternalError", "InternalFailure", "InsufficientVolumeCapacity" -> 500;
      case "UnauthorizedOperation" -> 403;
      case "DryRunOperation" -> 412;
      default -> 400;
    };
  }
}
