package ebsbackup.local.ec2;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.services.ebs.model.AccessDeniedException;
import software.amazon.awssdk.services.ebs.model.EbsException;
import software.amazon.awssdk.services.ebs.model.InternalServerException;
import software.amazon.awssdk.services.ebs.model.RequestThrottledException;
import software.amazon.awssdk.services.ebs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/** A call that the EBS direct APIs answer with an error, by the documented codes and reasons. */
final class EbsRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /** Of a ValidationException; the others have none. */
  private final ValidationExceptionReason reason;

  private EbsRefusal(String code, ValidationExceptionReason reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static EbsRefusal of(String code, String message) {
    return new EbsRefusal(code, ValidationExceptionReason.UNKNOWN_TO_SDK_VERSION, message);
  }

  static EbsRefusal notFound(String message) {
    return of("ResourceNotFoundException", message);
  }

  static EbsRefusal invalid(ValidationExceptionReason reason, String message) {
    return new EbsRefusal("ValidationException", reason, message);
  }

  static EbsRefusal badParameter(String message) {
    return invalid(ValidationExceptionReason.INVALID_PARAMETER_VALUE, message);
  }

  String code() {
    return code;
  }

  EbsException toException(String requestId) {
    EbsException.Builder builder = builder();
    int status = status();
    builder
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("EBS")
                .errorCode(code)
                .errorMessage(getMessage())
                .sdkHttpResponse(SdkHttpFullResponse.builder().statusCode(status).build())
                .build())
        .statusCode(status)
        .requestId(requestId)
        .message(getMessage())
        .cause(this);
    return (EbsException) builder.build();
  }

  private EbsException.Builder builder() {
    return switch (code) {
      case "ResourceNotFoundException" -> ResourceNotFoundException.builder();
      case "ValidationException" -> ValidationException.builder().reason(reason);
      case "AccessDeniedException" -> AccessDeniedException.builder();
      case "RequestThrottledException" -> RequestThrottledException.builder();
      case "InternalServerException" -> InternalServerException.builder();
      default -> EbsException.builder();
    };
  }

  private int status() {
    return switch (code) {
      case "ResourceNotFoundException" -> 404;
      case "AccessDeniedException" -> 403;
      case "InternalServerException" -> 500;
      default -> 400;
    };
  }
}
