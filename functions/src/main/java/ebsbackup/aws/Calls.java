package ebsbackup.aws;

import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Makes calls and translates the SDK's exceptions into the kinds that callers distinguish. */
final class Calls {
  /** Codes in addition to those that the SDK itself treats as throttling. */
  private static final Set<String> THROTTLED =
      Set.of(
          "RequestLimitExceeded", "SnapshotCreationLimitExceeded", "Client.RequestLimitExceeded");

  private static final Set<String> DENIED =
      Set.of("UnauthorizedOperation", "AuthFailure", "AccessDenied", "AccessDeniedException");

  private Calls() {}

  /**
   * Makes the call.
   *
   * @throws AwsCallException one of its four kinds, if the call did not succeed
   */
  static <T> T call(String action, Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      throw translated(action, e);
    } catch (SdkClientException e) {
      // No response: a timeout or a lost connection. It is unknown whether the call took effect.
      throw new OutcomeUnknownException(
          action, e.getClass().getSimpleName(), "", String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The reason in the service's own words; for throttling, whether the account or the snapshot is
   * throttled.
   */
  private static Optional<String> reason(AwsServiceException e) {
    return e.sdkFields().stream()
        .filter(field -> field.memberName().equals("Reason"))
        .findFirst()
        .map(field -> field.getValueOrDefault(e))
        .map(Object::toString);
  }

  private static AwsCallException translated(String action, AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    Optional<String> said = Optional.ofNullable(details).map(AwsErrorDetails::errorCode);
    String code = said.orElse("HTTP " + e.statusCode());
    String message = details == null ? e.getMessage() : details.errorMessage();
    String text =
        Stream.concat(reason(e).stream(), Optional.ofNullable(message).stream())
            .collect(Collectors.joining(": "));
    String request = e.requestId() == null ? "" : e.requestId();
    if (e.isThrottlingException() || THROTTLED.contains(code)) {
      return new ThrottledException(action, code, request, text, e);
    }
    if (DENIED.contains(code)) {
      return new AccessDeniedException(action, code, request, text, e);
    }
    // Without a code, the response was cut off or is not from AWS. EC2 also reports insufficient
    // capacity with a 5xx status, but that is a definite refusal.
    if (said.isEmpty() || (e.statusCode() >= 500 && !code.startsWith("Insufficient"))) {
      return new OutcomeUnknownException(action, code, request, text, e);
    }
    return new RefusedException(action, code, request, text, e);
  }
}
