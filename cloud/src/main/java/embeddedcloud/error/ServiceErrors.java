package embeddedcloud.error;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** The errors that services return, as the SDK's clients throw them. */
public final class ServiceErrors {
  private ServiceErrors() {}

  /**
   * Returns an error of one service.
   *
   * @param builder the builder of the exception that the service's client throws
   * @param status the status code of the HTTP response
   */
  public static AwsServiceException of(
      AwsServiceException.Builder builder,
      String service,
      int status,
      String code,
      String message) {
    return builder
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName(service)
                .errorCode(code)
                .errorMessage(message)
                .sdkHttpResponse(SdkHttpFullResponse.builder().statusCode(status).build())
                .build())
        .statusCode(status)
        .message(message)
        .build();
  }

  /** An error with status 400 that a protocol returns before any service sees the request. */
  @FormatMethod
  public static AwsServiceException of(String code, @FormatString String message, Object... facts) {
    return of(code, 400, message, facts);
  }

  /** Like {@link #of(String, String, Object...)}, with the status code of the response. */
  @FormatMethod
  public static AwsServiceException of(
      String code, int status, @FormatString String message, Object... facts) {
    return of(AwsServiceException.builder(), "", status, code, message.formatted(facts));
  }

  /** The same error with the id of the request that failed. */
  public static AwsServiceException withRequestId(AwsServiceException error, String requestId) {
    return error.toBuilder().requestId(requestId).build();
  }

  /** The error's code, or the name of the exception if it has no details. */
  public static String code(AwsServiceException error) {
    return Optional.ofNullable(error.awsErrorDetails())
        .map(AwsErrorDetails::errorCode)
        .orElseGet(() -> error.getClass().getSimpleName().replaceFirst("Exception$", ""));
  }

  /** The error's own message, without what the SDK adds to it. */
  public static String message(AwsServiceException error) {
    return Optional.ofNullable(error.awsErrorDetails())
        .map(AwsErrorDetails::errorMessage)
        .or(() -> Optional.ofNullable(error.getMessage()))
        .orElse("");
  }
}
