package ebsbackup.conformance.moto;

import java.util.function.Consumer;

/** What happens in an account, told to be compared. */
record Story(String name, Consumer<Stage> plot) {
  @Override
  public String toString() {
    return name;
  }
}
