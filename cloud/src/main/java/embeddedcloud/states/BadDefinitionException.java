package embeddedcloud.states;

/** Thrown when a state machine definition is refused. Names the field and the problem. */
public final class BadDefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the path in the definition, for example {@code States.Create Snapshots.Retry[0]}
   * @param problem what is wrong with the field, and what is expected
   */
  public BadDefinitionException(String field, String problem) {
    super(field + ": " + problem);
    this.field = field;
  }

  /** The path of the refused field. */
  public String field() {
    return field;
  }
}
