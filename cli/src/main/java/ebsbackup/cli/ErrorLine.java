package ebsbackup.cli;

import ebsbackup.failure.InvalidInputException;
import embeddedcloud.states.BadDefinitionException;
import embeddedcloud.template.TemplateException;
import embeddedcloud.world.WorldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** Describes an error to a person in one line. */
final class ErrorLine {
  private ErrorLine() {}

  static String of(Throwable thrown) {
    return switch (thrown) {
      // These exceptions' messages are little more than the file's name.
      case NoSuchFileException e -> e.getFile() + ": there is no such file or folder";
      case AccessDeniedException e -> e.getFile() + ": access is denied";
      case FileSystemException e ->
          e.getFile() + ": " + Optional.ofNullable(e.getReason()).orElse("cannot be used");
      case UncheckedIOException e -> before(e) + of(e.getCause());
      // The message itself ends with a status code and a request id that no service sent.
      case SfnException e -> e.awsErrorDetails().errorMessage();
      // The SDK lists every place where it looked for credentials.
      case SdkClientException e -> "Cannot call AWS: " + shortened(oneLine(e));
      case InvalidInputException e -> oneLine(e);
      case BadInputException e -> oneLine(e);
      case WorldException e -> oneLine(e);
      case TemplateException e -> "template.yaml: " + oneLine(e);
      case BadDefinitionException e -> "statemachine: " + oneLine(e);
      case IOException e -> oneLine(e);
      default ->
          "unexpected %s: %s (--debug shows where)"
              .formatted(thrown.getClass().getSimpleName(), oneLine(thrown));
    };
  }

  /** The message, unless it is only that of the cause. */
  private static String before(UncheckedIOException e) {
    return e.getCause().toString().equals(e.getMessage()) ? "" : oneLine(e) + ": ";
  }

  private static String shortened(String text) {
    int end = text.indexOf(" in the chain ");
    return end < 0 ? text : text.substring(0, end) + " (--debug shows where it looked)";
  }

  private static String oneLine(Throwable thrown) {
    return thrown.getMessage() == null
        ? thrown.getClass().getSimpleName() + " without a message"
        : thrown.getMessage().lines().map(String::strip).collect(Collectors.joining(" "));
  }
}
