package ebsbackup.local.wire;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** An error that a service answers: its code, its words and the status of the response. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  private Rejection(String code, int status, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  @FormatMethod
  static Rejection of(String code, @FormatString String message, Object... facts) {
    return new Rejection(code, 400, message.formatted(facts));
  }

  @FormatMethod
  static Rejection of(String code, int status, @FormatString String message, Object... facts) {
    return new Rejection(code, status, message.formatted(facts));
  }

  /** The error that a typed client threw. */
  static Rejection of(AwsServiceException thrown) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(thrown.awsErrorDetails());
    return new Rejection(
        details
            .map(AwsErrorDetails::errorCode)
            .orElseGet(() -> thrown.getClass().getSimpleName().replaceFirst("Exception$", "")),
        thrown.statusCode(),
        details
            .map(AwsErrorDetails::errorMessage)
            .or(() -> Optional.ofNullable(thrown.getMessage()))
            .orElse(""));
  }

  String code() {
    return code;
  }

  int status() {
    return status;
  }

  String message() {
    return Optional.ofNullable(getMessage()).orElse("");
  }
}
