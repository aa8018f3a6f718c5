package embeddedcloud.template;

/**
 * Thrown when the embedded cloud cannot deploy a template, or parameters do not fit it. The message
 * is one line: the path in the YAML, such as {@code Resources.Topic.Properties.TopicName}, and what
 * is wrong there.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String path, String problem) {
    super(path + ": " + problem);
  }

  public TemplateException(String path, String problem, Throwable cause) {
    super(path + ": " + problem, cause);
  }
}
