package embeddedcloud.ec2;

import embeddedcloud.error.ServiceErrors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ebs.model.AccessDeniedException;
import software.amazon.awssdk.services.ebs.model.EbsException;
import software.amazon.awssdk.services.ebs.model.InternalServerException;
import software.amazon.awssdk.services.ebs.model.RequestThrottledException;
import software.amazon.awssdk.services.ebs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/** The errors of the EBS direct APIs, by the documented codes and reasons. */
final class EbsErrors {
  private EbsErrors() {}

  /**
   * Returns the exception for an error code.
   *
   * @param code such as {@code RequestThrottledException}; with its reason {@code
   *     RequestThrottledException/ACCOUNT_THROTTLED}
   */
  static AwsServiceException of(String code, String message) {
    int slash = code.indexOf('/');
    String name = slash < 0 ? code : code.substring(0, slash);
    String reason = slash < 0 ? null : code.substring(slash + 1);
    return switch (name) {
      case "ResourceNotFoundException" ->
          of(ResourceNotFoundException.builder().reason(reason), 404, name, message);
      case "ValidationException" ->
          of(ValidationException.builder().reason(reason), 400, name, message);
      case "AccessDeniedException" ->
          of(AccessDeniedException.builder().reason(reason), 403, name, message);
      case "RequestThrottledException" ->
          of(RequestThrottledException.builder().reason(reason), 400, name, message);
      case "InternalServerException" -> of(InternalServerException.builder(), 500, name, message);
      default -> of(EbsException.builder(), 400, name, message);
    };
  }

  private static AwsServiceException of(
      EbsException.Builder builder, int status, String code, String message) {
    return ServiceErrors.of(builder, "EBS", status, code, message);
  }

  static AwsServiceException notFound(String message) {
    return of("ResourceNotFoundException", message);
  }

  static AwsServiceException invalid(ValidationExceptionReason reason, String message) {
    return of(ValidationException.builder().reason(reason), 400, "ValidationException", message);
  }

  static AwsServiceException badParameter(String message) {
    return invalid(ValidationExceptionReason.INVALID_PARAMETER_VALUE, message);
  }
}
