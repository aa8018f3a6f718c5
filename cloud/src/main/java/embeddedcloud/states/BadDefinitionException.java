package embeddedcloud.states;

/** A state machine definition that is refused when it is loaded: names the field and the reason. */
public final class BadDefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field where in the definition, for example {@code States.Create Snapshots.Retry[0]}
   * @param problem what is wrong there, and what is expected
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
