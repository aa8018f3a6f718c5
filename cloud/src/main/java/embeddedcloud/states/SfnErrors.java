package embeddedcloud.states;

import embeddedcloud.error.ServiceErrors;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ValidationException;

/** The exceptions of the Step Functions API, as the SDK throws them. */
final class SfnErrors {
  private SfnErrors() {}

  static SfnException executionAlreadyExists(String arn) {
    return filled(
        ExecutionAlreadyExistsException.builder(),
        "ExecutionAlreadyExists",
        "Execution Already Exists: '" + arn + "'");
  }

  static SfnException executionDoesNotExist(String arn) {
    return filled(
        ExecutionDoesNotExistException.builder(),
        "ExecutionDoesNotExist",
        "Execution Does Not Exist: '" + arn + "'");
  }

  static SfnException machineDoesNotExist(String arn) {
    return filled(
        StateMachineDoesNotExistException.builder(),
        "StateMachineDoesNotExist",
        "State Machine Does Not Exist: '" + arn + "'");
  }

  static SfnException machineAlreadyExists(String arn) {
    return filled(
        StateMachineAlreadyExistsException.builder(),
        "StateMachineAlreadyExists",
        "State Machine Already Exists: '" + arn + "'");
  }

  static SfnException invalidArn(String arn) {
    return filled(InvalidArnException.builder(), "InvalidArn", "Invalid Arn: '" + arn + "'");
  }

  static SfnException invalidName(String name) {
    return filled(InvalidNameException.builder(), "InvalidName", "Invalid Name: '" + name + "'");
  }

  static SfnException invalidInput(String problem) {
    return filled(
        InvalidExecutionInputException.builder(),
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: " + problem);
  }

  static SfnException invalidToken(String token) {
    return filled(
        InvalidTokenException.builder(), "InvalidToken", "Invalid Token: '" + token + "'");
  }

  static SfnException validation(String problem) {
    return filled(ValidationException.builder(), "ValidationException", problem);
  }

  static SfnException notRedrivable(String problem) {
    return filled(ExecutionNotRedrivableException.builder(), "ExecutionNotRedrivable", problem);
  }

  private static SfnException filled(SfnException.Builder builder, String code, String message) {
    return (SfnException) ServiceErrors.of(builder, "Sfn", 400, code, message);
  }
}
