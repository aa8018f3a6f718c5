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

  static AwsServiceException of(String code, String message) {
    return switch (code) {
      case "ResourceNotFoundException" ->
          of(ResourceNotFoundException.builder(), 404, code, message);
      case "ValidationException" ->
          invalid(ValidationExceptionReason.UNKNOWN_TO_SDK_VERSION, message);
      case "AccessDeniedException" -> of(AccessDeniedException.builder(), 403, code, message);
      case "RequestThrottledException" ->
          of(RequestThrottledException.builder(), 400, code, message);
      case "InternalServerException" -> of(InternalServerException.builder(), 500, code, message);
      default -> of(EbsException.builder(), 400, code, message);
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
