package ebsbackup.local.ec2;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** A call that EC2 answers with an error; {@link Calls} turns it into the SDK's exception. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  private Refusal(String code, String message, int status) {
    super(message);
    this.code = code;
    this.status = status;
  }

  @FormatMethod
  static Refusal of(String code, @FormatString String message, Object... facts) {
    return new Refusal(code, message.formatted(facts), statusOf(code));
  }

  @FormatMethod
  static Refusal badValue(@FormatString String message, Object... facts) {
    return of("InvalidParameterValue", message, facts);
  }

  static Refusal missing(String parameter) {
    return of("MissingParameter", "The request must contain the parameter %s", parameter);
  }

  /** EC2's answer to a dry run whose every check has passed. */
  static void ifDryRun(Boolean dryRun) {
    if (Boolean.TRUE.equals(dryRun)) {
      throw of("DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }

  String code() {
    return code;
  }

  Ec2Exception toException(String requestId) {
    Ec2Exception.Builder builder = Ec2Exception.builder();
    builder
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("Ec2")
                .errorCode(code)
                .errorMessage(Optional.ofNullable(getMessage()).orElse(code))
                .sdkHttpResponse(SdkHttpFullResponse.builder().statusCode(status).build())
                .build())
        .statusCode(status)
        .requestId(requestId)
        .message(getMessage())
        .cause(this);
    return (Ec2Exception) builder.build();
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
